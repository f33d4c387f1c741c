"""The selected part of a message's HTML that was to be seen: a browser selects hidden words along with those around."""

import re
from html import unescape

from mailclient.mime.quoting.quotable import quotable
from mailclient.mime.quoting.writing import INVISIBLE

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_MISSED_LIMIT = 2_000
"""Lines that are looked for in vain, each through the whole text."""


def seen_lines(selection: str, body_html: str) -> str:
    """The lines of ``selection`` (text as a browser gives it) that stand in what may be quoted of ``body_html``.

    A line that also holds hidden words is left out as a whole. Neither white space nor case count: a style sheet
    changes both.
    """
    shown = _compact(unescape(_TAG.sub("", quotable(body_html).html)))
    place = missed = 0
    kept: list[str] = []
    for line in selection.split("\n"):
        wanted = _compact(line)
        found = shown.find(wanted, place)
        found = shown.find(wanted) if found < 0 else found
        if found >= 0:
            kept.append(line)
            place = found
        else:
            missed += 1
            if missed > _MISSED_LIMIT:
                break
    return "\n".join(kept)


def _compact(text: str) -> str:
    return INVISIBLE.sub("", _SPACE.sub("", text)).casefold()
