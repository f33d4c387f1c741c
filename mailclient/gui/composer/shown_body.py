"""A body with the style sheets from the web that it was shown with: they hide text as its own do."""

import re
from dataclasses import replace

from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader

_SHEET = re.compile(r'<link rel="stylesheet" href="remote:(\d{1,6})"(?: media="([^"]*)")?>')


def shown_body(reader: Reader, message_id: MessageId, body: Body) -> Body:
    """``body`` with what was loaded for its sheets in their place; where nothing was, nothing is."""
    if body.html is None or 'href="remote:' not in body.html:
        return body

    def loaded(link: re.Match[str]) -> str:
        found = reader.remote(message_id, int(link[1]))
        css = found.data.decode("utf-8", "replace") if found is not None else ""
        if not css or "<" in css:
            return ""
        return f"<style>@media {link[2]}{{{css}}}</style>" if link[2] else f"<style>{css}</style>"

    return replace(body, html=_SHEET.sub(loaded, body.html))
