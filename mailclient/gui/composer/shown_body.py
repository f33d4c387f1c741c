"""A body with what was loaded of it from the web when it was shown: sheets hide text, and so do pictures behind it."""

import re
from dataclasses import replace

from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader

_SHEET = re.compile(r'<link rel="stylesheet" href="remote:(\d{1,6})"(?: media="([^"]*)")?>')
_GROUND = re.compile(r"""(url\((?:&quot;|["'])?| background=")remote:(\d{1,6})(?!\d)""")


def shown_body(reader: Reader, message_id: MessageId, body: Body) -> Body:
    """``body`` with what was loaded for its sheets in their place; where nothing was, nothing is."""
    if body.html is None or "remote:" not in body.html:
        return body
    tried = reader.remote_tried(message_id)
    there = {number for number, one in enumerate(body.remote) if one.url in tried}

    def marked(ground: re.Match[str]) -> str:
        return f"{ground[1]}cid:loaded" if int(ground[2]) in there else ground[0]

    def loaded(link: re.Match[str]) -> str:
        found = reader.remote(message_id, int(link[1]))
        css = found.data.decode("utf-8", "replace") if found is not None else ""
        if not css or "<" in css:
            return ""
        return f"<style>@media {link[2]}{{{css}}}</style>" if link[2] else f"<style>{css}</style>"

    return replace(body, html=_GROUND.sub(marked, _SHEET.sub(loaded, body.html)))
