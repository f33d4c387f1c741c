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
        self._line_used = False
        """The line has text or was ended by <br>: the next block needs a new one."""
        self._broken = False
        """A <br> was met; it makes a new line when more follows in its block."""
        self._break = False
        """A block began or ended."""
        self._gap = False
        """A paragraph ended: an empty line before the next one of the same kind of place."""
        self._place = (level, "")
        self._space = False

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
        lead = (self._space or data[0].isspace()) and not self._at_start()
        self._write(text.replace("\0", "\xa0"), lead=lead)
        self._space = data[-1].isspace()

    # --- what the document gets -----------------------------------------------------------------------------------

    def _at_start(self) -> bool:
        return self._break or self._broken or not self._line_used

    def _write(self, text: str, *, lead: bool = False) -> None:
        if not text:
            return
        self._enter_block()
        if self._broken:
            self._new_line()
            self._broken = False
        if lead:
            self._cursor.insertText(" ", QTextCharFormat())
        self._cursor.insertText(text, self._style())
        self._line_used = True

    def _style(self) -> QTextCharFormat:
        style = QTextCharFormat()
        tags = {item.tag for item in self._open}
        if tags & _BOLD:
            style.setFontWeight(QFont.Weight.DemiBold)
        style.setFontItalic(bool(tags & _ITALIC))
        style.setFontUnderline(bool(tags & _UNDERLINE))
        url = next((item.attributes.get("href") or "" for item in reversed(self._open) if item.tag == "a"), "")
        if url.startswith(("http:", "https:", "mailto:")):
            style.setAnchor(True)
            style.setAnchorHref(url)
        return style

    def _line_break(self) -> None:
        if self._hidden:
            return
        self._enter_block()
        if self._broken:
            self._new_line()
        self._broken = self._line_used = True
        self._space = False

    def _enter_block(self) -> None:
        """Begin a new line when a block tag has asked for one, and give it the format of its place."""
        if self._started and not self._break:
            return
        lists = [item.tag for item in self._open if item.tag in _LISTS]
        place = (self._level(), lists[-1] if lists else "")
        if self._line_used:
            if self._gap and place == self._place and self._cursor.block().text():
                self._new_line()
            self._new_line()
        self._cursor.setBlockFormat(self._format())
        self._join_list(lists)
        self._place = place
        self._started = True
        self._line_used = self._broken = self._break = self._gap = self._space = False

    def _new_line(self) -> None:
        self._cursor.insertBlock(self._format(), QTextCharFormat())

    def _level(self) -> int:
        return self._base + sum(item.tag == "blockquote" for item in self._open)

    def _format(self) -> QTextBlockFormat:
        return self._block_format(self._level())

    def _join_list(self, lists: list[str]) -> None:
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
