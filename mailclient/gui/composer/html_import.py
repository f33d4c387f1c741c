"""HTML into the editor: paragraphs, lists, quotes, bold, italic, underline and links; the rest of the look is dropped.

Serves drafts (our own HTML comes back as it was), pasted text, and messages that are quoted. Qt's own import was
rejected: it takes fonts, sizes, colours and tables along, and loses the level of quotes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextListFormat

from mailclient.gui.composer.rich_text import list_at, list_of

_BLOCK_TAGS = """
    address article aside center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header
    hr main nav p pre section table tbody tfoot thead tr li blockquote ul ol
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"])
"""Stand apart from what follows by an empty line."""
_HIDDEN = frozenset(["head", "script", "style", "title", "template", "object"])
_BOLD = frozenset(["b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"])
_ITALIC = frozenset(["i", "em", "cite"])
_UNDERLINE = frozenset(["u", "ins"])
_VOID_TAGS = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_TAGS.split())
_LISTS = {"ul": QTextListFormat.Style.ListDisc, "ol": QTextListFormat.Style.ListDecimal}

BlockFormat = Callable[[int], QTextBlockFormat]
"""From a quote level to the format of a line."""


def insert_html(cursor: QTextCursor, html: str, block_format: BlockFormat, *, level: int = 0) -> None:
    """Insert at the cursor, quoted ``level`` times more than it says itself. The first line joins the cursor's own."""
    importer = _Importer(cursor, block_format, level)
    cursor.beginEditBlock()
    importer.feed(html)
    importer.close()
    importer.finish()
    cursor.endEditBlock()


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str | None]


class _Importer(HTMLParser):
    def __init__(self, cursor: QTextCursor, block_format: BlockFormat, level: int) -> None:
        super().__init__(convert_charrefs=True)
        self._cursor = cursor
        self._block_format = block_format
        self._base = level
        self._open: list[_Open] = []
        self._hidden = 0
        self._started = False
        """Something was written: a block tag now needs a new line."""
        self._break = False
        self._gap = False
        self._space = False
        self._lines_empty = 0

    # --- what the parser meets ------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        if tag == "br":
            self._line_break()
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BLOCKS:
            self._break = True
        if tag == "td" and self._started and not self._break:
            self._space = True
        if tag not in _VOID:
            self._open.append(_Open(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open tag of this name, and what was left open inside."""
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                break
        if tag in _BLOCKS:
            self._break = True
        if tag in _SPACED:
            self._gap = True

    def handle_data(self, data: str) -> None:
        """Write text, with white space as HTML has it."""
        if self._hidden:
            return
        if any(item.tag == "pre" for item in self._open):
            for index, line in enumerate(data.split("\n")):
                if index:
                    self._line_break()
                self._write(line)
            return
        words = data.replace("\xa0", "\0").split()
        if not words:
            self._space = self._space or bool(data)
            return
        text = " ".join(words)
        lead = " " if (self._space or data[0].isspace()) and not self._at_start() else ""
        self._write(lead + text.replace("\0", "\xa0"))
        self._space = data[-1].isspace()

    def finish(self) -> None:
        """Nothing is left to do but what was promised: no trailing empty lines."""
        self._break = self._gap = False

    # --- what the document gets -----------------------------------------------------------------------------------

    def _at_start(self) -> bool:
        return self._break or not self._cursor.block().text()

    def _write(self, text: str) -> None:
        if not text:
            return
        self._enter_block()
        style = QTextCharFormat()
        tags = {item.tag for item in self._open}
        if tags & _BOLD:
            style.setFontWeight(QFont.Weight.Bold)
        style.setFontItalic(bool(tags & _ITALIC))
        style.setFontUnderline(bool(tags & _UNDERLINE))
        url = next((item.attributes.get("href") or "" for item in reversed(self._open) if item.tag == "a"), "")
        if url.startswith(("http:", "https:", "mailto:")):
            style.setAnchor(True)
            style.setAnchorHref(url)
        self._cursor.insertText(text, style)

    def _line_break(self) -> None:
        if self._hidden:
            return
        self._enter_block()
        self._cursor.insertBlock(self._format(), QTextCharFormat())
        self._space = False

    def _enter_block(self) -> None:
        """Begin a new line when a block tag has asked for one, and give it the format of its place."""
        if self._break and self._started:
            empty = not self._cursor.block().text()
            if self._gap and not empty and not self._in_list():
                self._cursor.insertBlock(self._format(), QTextCharFormat())
            if not empty or self._gap:
                self._cursor.insertBlock(self._format(), QTextCharFormat())
        if self._break or not self._started:
            self._cursor.setBlockFormat(self._format())
            self._join_list()
            self._space = False
        self._break = self._gap = False
        self._started = True

    def _format(self) -> QTextBlockFormat:
        return self._block_format(self._base + sum(item.tag == "blockquote" for item in self._open))

    def _in_list(self) -> bool:
        return any(item.tag in _LISTS for item in self._open)

    def _join_list(self) -> None:
        lists = [item.tag for item in self._open if item.tag in _LISTS]
        current = list_at(self._cursor)
        if current is not None:
            current.remove(self._cursor.block())
        if not lists or not any(item.tag == "li" for item in self._open):
            return
        wanted = QTextListFormat()
        wanted.setStyle(_LISTS[lists[-1]])
        wanted.setIndent(len(lists))
        before = list_of(self._cursor.block().previous())
        if before is not None and before.format() == wanted:
            before.add(self._cursor.block())
        else:
            self._cursor.createList(wanted)
