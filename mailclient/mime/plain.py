"""Plain text: made from HTML for reading, quoting and searching, and cut down to one line for lists."""

import re
from typing import Any

import html2text

from mailclient.mime.html.tags import without_pictures, without_tags, words
from mailclient.mime.quoted import attribution_above

PREVIEW_LIMIT = 200
"""Characters."""
CONVERT_LIMIT = 2_000_000
"""Characters of clean HTML that get lists and quotes; of more only the words are taken."""

_STRUCTURE = words("p blockquote ul ol li dl dt dd br pre table tr q")
_LINES = words("div center section article header footer main address figcaption summary")
_NO_TEXT = words("style script title")
_VOID = words("br hr img col wbr")
_PARAGRAPHS = words("h1 h2 h3 h4 h5 h6 figure details")
_HIDDEN = re.compile(
    r"display:\s*none|visibility:\s*hidden|(?:max-height|font-size|line-height):\s*0(?:px|pt|%)?\s*(?:;|$|!)"
)
_PRE_MARK = "\ue000"
_PRE_LINE = re.compile(rf"^((?:> ?)*) *{_PRE_MARK}", re.MULTILINE)
_BLANK = re.compile(r"\n(?:[ \t]*\n){2,}")

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]+")
_URL = re.compile(r"<?\bhttps?://\S{60,}")
_ATTRIBUTION = re.compile(
    r"(?:on\b.{5,200}\bwrote|.{5,200}(?:님이|님께서)\s*(?:작성|쓴 글|보낸 메일).{0,20}"
    r"|.{5,200}(?:さんは書きました|写道|寫道)|(?:am|le)\b.{5,200}(?:schrieb|a écrit).{0,80})\s*[:：]",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(r"-{3,}.{3,40}-{3,}|_{20,}")
_LINE_ABOUT_QUOTES = 500
"""Characters of a line that may announce a quote; longer ones are text, and would take long to look through."""


def from_clean_html(html: str) -> str:
    """The text of HTML that ``sanitise`` gave (well-formed, known not to nest too deep), of any size.

    Unwrapped lines, no markup; links keep their text only.
    """
    html = without_pictures(html)
    if len(html) > CONVERT_LIMIT:
        return without_tags(html)
    return TextWriter().text_of(html)


class TextWriter(html2text.HTML2Text):
    """html2text without its Markdown: only what gives lines, lists and quotes is passed on to it."""

    def text_of(self, html: str) -> str:
        """Lines without spaces at their ends, at most one empty line between two; once for each writer."""
        text = self.handle(html.replace(_PRE_MARK, ""))
        text = _PRE_LINE.sub(r"\1", text).replace(_PRE_MARK, "")
        text = "\n".join(line.rstrip() for line in text.split("\n"))
        return _BLANK.sub("\n\n", text).strip("\n")

    def __init__(self) -> None:
        super().__init__(bodywidth=0)
        self.unicode_snob = True
        self.ignore_tables = True
        self.ignore_emphasis = True
        self.ul_item_mark = "-"
        self._hidden_depth = 0

    def handle_tag(self, tag: str, attrs: dict[str, Any], start: bool) -> None:
        """Called for each tag; ``attrs`` may have None values."""
        if tag in _VOID and not start:
            return
        if self._is_hidden(tag, attrs, start=start):
            return
        if tag == "br" and self.blockquote:
            self.o("  \n" + ">" * self.blockquote + " ")  # html2text knows one level only
        elif tag in ("ol", "ul") and not start and len(self.list) == 1:
            self.list.pop()  # html2text would end it with a line that has no ">" in a quote
            self.lastWasList = True
            self.p()
        elif tag in _STRUCTURE:
            super().handle_tag(tag, attrs, start)
        elif tag in _PARAGRAPHS:
            self.p()
        elif tag in _LINES:
            self.pbr()
        elif tag in ("td", "th") and start:
            self.space = True
        elif tag == "img" and start and attrs.get("alt"):
            self.handle_data(str(attrs["alt"]))
        elif tag == "hr" and start:
            self.p()
            self.o("---")
            self.p()

    def handle_data(self, data: str, entity_char: bool = False) -> None:  # noqa: ARG002  html2text passes it
        """Text between tags; never escaped, and marked inside <pre> so that its indent can be taken off again."""
        if self.pre:
            data = ("" if not self.startpre else _PRE_MARK) + data.lstrip("\n" if self.startpre else "").replace(
                "\n", "\n" + _PRE_MARK
            )
        super().handle_data(data, entity_char=True)

    def _is_hidden(self, tag: str, attrs: dict[str, Any], *, start: bool) -> bool:
        """Whether the tag is inside what a browser does not show; counts open tags to find its end."""
        if self._hidden_depth:
            if tag not in _VOID:
                self._hidden_depth += 1 if start else -1
                if not self._hidden_depth:
                    self.quiet -= 1
            return True
        hidden = tag in _NO_TEXT or bool(start and _HIDDEN.search(attrs.get("style") or ""))
        if hidden and start and tag not in _VOID:
            self._hidden_depth = 1
            self.quiet += 1
        return hidden


def preview(text: str) -> str:
    """One line of at most 200 characters: the first words of ``text`` without quotes, signature and long urls."""
    found = _first_words(text, quotes=False) or _first_words(text, quotes=True)
    if len(found) <= PREVIEW_LIMIT:
        return found
    return found[: PREVIEW_LIMIT - 1].rstrip() + "…"


def _first_words(text: str, *, quotes: bool) -> str:
    kept: list[str] = []
    length = 0
    lines = text[:20_000].split("\n")
    announcing = set() if quotes else _announcing(lines)
    for number, raw in enumerate(lines):
        line = _INVISIBLE.sub("", raw).strip()
        announces = not quotes and len(line) <= _LINE_ABOUT_QUOTES
        if raw.rstrip("\r") == "-- " or (kept and announces and _ORIGINAL.fullmatch(line)):
            break
        if quotes:
            line = line.lstrip("> ")
        if line.startswith(">") or number in announcing or (announces and _ATTRIBUTION.fullmatch(line)):
            continue
        line = " ".join(_URL.sub("", line).split())
        if not any(character.isalnum() for character in line) and not _has_symbols(line):
            continue
        kept.append(line)
        length += len(line) + 1
        if length > PREVIEW_LIMIT:
            break
    return " ".join(kept)


def _announcing(lines: list[str]) -> set[int]:
    """The numbers of the lines that say whose words are quoted below them."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        if line.startswith(">") and not (number and lines[number - 1].startswith(">")):
            found.update(range(attribution_above(lines, number), number))
    return found


def _has_symbols(line: str) -> bool:
    """Emoji count as words; rows of dashes and stars do not."""
    return any(ord(character) > 0x2600 for character in line)
