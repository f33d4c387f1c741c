"""The text that goes out beside the HTML of a message, for who reads plain text (RFC 2046 section 5.1.4).

One line for each paragraph (``flowed.py`` wraps them), quotes behind ">", links with their address in angle brackets
(RFC 3986 appendix C), pictures as what they are called, tables in columns. No Markdown: what was typed is not escaped,
and what was bold is just said.
"""

import re
from html import escape
from typing import Any
from urllib.parse import unquote

from mailclient.mime.html.nesting import too_complex
from mailclient.mime.html.tags import Tag, tags_of, without_pictures, without_tags
from mailclient.mime.plain import CONVERT_LIMIT, TextWriter
from mailclient.mime.text_table import table_lines

_DECLARATION = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*>?", re.DOTALL)
_SHOWN_ADDRESS = re.compile(r"(?:https?|ftp|mailto|tel|xmpp|sip):", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?://(?:www\.)?|mailto:|tel:|www\.)", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--$", re.MULTILINE)
_QUOTED_BLANKS = re.compile(r"^(>++)\n(?:\1\n)+", re.MULTILINE)
_QUOTE_BEGINS_BLANK = re.compile(r"(?:\A|(?<=\n\n))>+\n(?=>)")
_ROOM = 70
"""Columns of a table at most; wider ones would be wrapped."""


def plain_alternative(html: str) -> str:
    """The text of the HTML that is being sent; of what nests too deep or is too long only the words."""
    html = without_pictures(html)
    if len(html) > CONVERT_LIMIT or too_complex(html):
        return without_tags(html)
    html = _with_tables_in_columns(_DECLARATION.sub("", html))
    text = _LetterWriter().text_of(html).replace("\u00a0", " ")
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    text = _QUOTE_BEGINS_BLANK.sub("", _QUOTED_BLANKS.sub(r"\1\n", text))
    # the space at the end of the line above a signature is lost in HTML
    signatures = [found.end() for found in _SIGNATURE.finditer(text)]
    return f"{text[: signatures[-1]]} {text[signatures[-1] :]}" if signatures else text


class _LetterWriter(TextWriter):
    """With the addresses of links, and lists that begin at the edge."""

    def __init__(self) -> None:
        super().__init__()
        self._address = ""
        self._said: list[str] = []
        self._begins_item = False

    def handle_tag(self, tag: str, attrs: dict[str, Any], start: bool) -> None:
        """Called for each tag; ``attrs`` may have None values."""
        if tag == "a":
            self._end_link()
            address = str(attrs.get("href") or "").strip() if start and not self._hidden_depth else ""
            if _SHOWN_ADDRESS.match(address):
                self._address, self._said = "".join(address.split()), []
        elif tag == "img" and start and not self._hidden_depth:
            self.handle_data(_picture(str(attrs.get("alt") or "")))
        else:
            self._begins_item = tag == "li" and start
            super().handle_tag(tag, attrs, start)
            self._begins_item = False

    def o(self, data: str, puredata: bool = False, force: "bool | str" = False) -> None:
        """All text comes through here; the indent of an item is one step less."""
        if self._begins_item and data.isspace():
            data = data[2:]
        super().o(data, puredata, force)

    def handle_data(self, data: str, entity_char: bool = False) -> None:
        """Text between tags."""
        if self._address:
            self._said.append(data)
        super().handle_data(data, entity_char)

    def _end_link(self) -> None:
        address, self._address = self._address, ""
        said = "".join(self._said)
        if address.lower().startswith("mailto:"):
            address = unquote(address[7:].partition("?")[0])
        if address and said.strip() and _bare(said.strip()) != _bare(address):
            super().handle_data(f"<{address}> " if said[-1].isspace() else f" <{address}>")


def _bare(address: str) -> str:
    return _SCHEME.sub("", address).rstrip("/").casefold()


def _picture(called: str) -> str:
    """An emoji as itself, else in brackets, so that nobody takes it for typed text."""
    called = " ".join(called.split())
    return f"[{called}]" if any(one.isalnum() for one in called) else called


def _with_tables_in_columns(html: str) -> str:
    """``html`` with each table of data as preformatted text; those that only arrange a page stay."""
    if "<table" not in html.lower():
        return html
    pieces: list[str] = []
    position = 0
    for table in _data_tables(html):
        pieces += (html[position : table[0].start], _in_columns(html, table))
        position = table[-1].end
    return "".join((*pieces, html[position:]))


def _data_tables(html: str) -> list[list[Tag]]:
    """The tags of each table that neither is in another one nor has one in it."""
    found: list[list[Tag]] = []
    inside: list[Tag] = []
    depth = deepest = 0
    for tag in tags_of(html):
        if depth:
            inside.append(tag)
        if tag.name != "table":
            continue
        if not tag.is_end:
            inside = inside if depth else [tag]
            depth += 1
            deepest = depth if depth == 1 else max(deepest, depth)
        elif depth:
            depth -= 1
            if not depth and deepest == 1:
                found.append(inside)
    return found


def _in_columns(html: str, tags: list[Tag]) -> str:
    """The table as <pre>, or as it was when a cell has several lines or no row has two cells with words."""
    rows: list[list[str]] = []
    heads = 0
    cell: Tag | None = None
    for tag in tags:
        if cell is not None and tag.name in ("td", "th", "tr", "table"):
            rows[-1].append(_LetterWriter().text_of(html[cell.end : tag.start]))
            heads += cell.name == "th" and len(rows) == 1
            cell = None
        if tag.name == "tr" and not tag.is_end:
            rows.append([])
        elif tag.name in ("td", "th") and not tag.is_end:
            rows = rows or [[]]
            cell = tag
    rows = [row for row in rows if any(row)]
    if not rows or max(sum(map(bool, row)) for row in rows) < 2 or any("\n" in text for row in rows for text in row):
        return html[tags[0].start : tags[-1].end]
    lines = table_lines(rows, has_head=heads == len(rows[0]), room=_ROOM)
    if lines is None:
        return "<p>" + "<br>".join(escape(" | ".join(row)) for row in rows) + "</p>"
    return "<pre>" + escape("\n".join(lines)) + "</pre>"
