"""Plain text cut into what the reader shows: lines with their quote level, the signature, and the links in a line.

Quote marks as in RFC 3676 section 4.5 (">" at the start of a line); the signature after "-- " as in section 4.3.
Pure: no Qt, so that it can be tested and reused without a window.
"""

import re
from dataclasses import dataclass, replace

QUOTE_LEVEL_LIMIT = 9
"""Deeper levels look like this one."""

_QUOTE_MARKS = re.compile(r"(?:> ?)+")
_LINK = re.compile(
    r"""(?P<url>\bhttps?://[^\s<>"\u3000]+)
      | (?P<www>(?<![\w@./-])www\.[\w-]+\.[^\s<>"\u3000]+)
      | (?P<mail>(?<![\w.+/=-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_URL_END = re.compile(r"[\u3131-\u318e\uac00-\ud7a3\u3040-\u30ff\u3001\u3002\uff08\uff09]")
_TRAILING = ".,;:!?'\"*_~|»”’…"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its quote marks; ``level`` counts them. ``signature``: it stands below "-- "."""

    text: str
    level: int = 0
    signature: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Characters ``start`` to ``end`` of a line lead to ``url`` (http, https or mailto)."""

    start: int
    end: int
    url: str


def lines_of(text: str) -> list[Line]:
    """The lines of a message text, blank ones at the end left out."""
    lines: list[Line] = []
    signature = False
    for raw in text.rstrip().split("\n"):
        raw = raw.rstrip("\r")
        marks = _QUOTE_MARKS.match(raw)
        level = min(marks.group().count(">"), QUOTE_LEVEL_LIMIT) if marks else 0
        signature = signature or (raw in ("-- ", "--") and level == 0)
        if level:
            signature = False
        lines.append(Line(raw[marks.end() :] if marks else raw, level, signature))
    return lines


def short_lines(lines: list[Line], longest: int) -> list[Line]:
    """The same lines, those of more than ``longest`` characters broken at a blank where there is one near."""
    if all(len(line.text) <= longest for line in lines):
        return lines
    short: list[Line] = []
    for line in lines:
        at = 0
        while len(line.text) - at > longest:
            blank = line.text.rfind(" ", at + longest // 2, at + longest)
            end = blank + 1 if blank >= 0 else at + longest
            short.append(replace(line, text=line.text[at:end]))
            at = end
        short.append(replace(line, text=line.text[at:]))
    return short


def links_in(text: str) -> list[Link]:
    """The web and mail addresses in a line, without the punctuation that follows them in a sentence."""
    links = []
    for match in _LINK.finditer(text):
        kind = match.lastgroup
        target = match.group()
        if kind != "mail":
            target = _without_tail(target)
        if kind == "url" and len(target) <= len("https://"):
            continue
        prefix = {"www": "http://", "mail": "mailto:"}.get(kind or "", "")
        links.append(Link(match.start(), match.start() + len(target), prefix + target))
    return links


def _without_tail(url: str) -> str:
    """Korean particles follow an address without a space ("https://example.com에서"); they are not part of it."""
    if end := _URL_END.search(url):
        url = url[: end.start()]
    while url:
        last = url[-1]
        opening = _PAIRS.get(last)
        if last in _TRAILING or (opening and url.count(last) > url.count(opening)):
            url = url[:-1]
        else:
            break
    return url
