"""A body of plain text: quotes with coloured bars instead of ">" marks, links that can be clicked.

A ``QTextBrowser`` with one block per line; building and laying out the document costs about 40 ms per 1,000 lines
(twice that in Korean, and much more for a line without end, which is broken), so of a very long text the beginning is
shown, and the rest on demand, slice by slice, so that the window never waits.
"""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from mailclient.gui.message_view.body_menu import Pointed
from mailclient.gui.message_view.column import column_margin
from mailclient.gui.message_view.matches import Matches
from mailclient.gui.message_view.plain_lines import Line, lines_of, links_in, short_lines
from mailclient.gui.message_view.text_marks import TextMarks
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr

SHOWN_CHARACTERS, SHOWN_LINES = 60_000, 1_500
"""Of a longer text only this much is laid out at once."""
_LONGEST_LINE = 2_000
"""Characters; a longer line is broken: Qt lays out a line of a million characters for minutes."""
_SLICE_CHARACTERS, _BLOCK_COST = 20_000, 40
"""What is appended at once; a new line costs as much as so many characters."""
QUOTE_INDENT = 16
SHOW_ALL = QUrl("mailclient:show-all")

_LINE_HEIGHT = round(tokens.BODY_LINE_HEIGHT * 85)
"""Per cent of the font's own line height, which is about 1.17 of its size; together 1.55."""


class TextBody(QTextBrowser):
    """Shows one text in the reader's column."""

    link_clicked = Signal(QUrl)
    link_hovered = Signal(str)
    """The address under the pointer, "" when it left."""
    menu_requested = Signal(object)
    """Pointed: the context menu was asked for."""
    height_wanted = Signal(int)
    """Pixels that the whole text takes at this width; only when it is ``tall``."""

    def __init__(self, parent: QWidget | None = None, *, tall: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("kind", "message")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(tr("Message text"))
        self._text = ""
        self._lines: list[Line] = []
        self._filled = 0
        """How many of the lines are in the document."""
        self._is_cut = False
        self._when_whole: Callable[[], object] = _nothing
        self._zoom = 0
        self._marks = TextMarks(self)
        self._rest = QTimer(self, interval=0)
        self._rest.timeout.connect(self._fill_more)
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(self._hover)
        theme().changed.connect(self._refill)
        self._tall = tall
        if tall:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.document().documentLayout().documentSizeChanged.connect(self._tell_height)

    def show_text(self, text: str) -> None:
        """Show this text from its start."""
        self._text = text
        self._lines = []
        self._marks.clear()
        self._refill()

    def set_zoom(self, steps: int) -> None:
        """So many tenths larger (or smaller) than usual."""
        if steps != self._zoom:
            self._zoom = steps
            self._refill()

    def find_words(self, words: str, found: Callable[[Matches], object], *, forward: bool = True) -> None:
        """Mark all places of these words and go to the next one; "" unmarks.

        ``found`` is called at once, and once more when the rest of a very long text is there.
        """
        found(self._marks.find(words, forward=forward))
        if words and (self._is_cut or self._rest.isActive()):
            self._when_whole = lambda: found(self._marks.find_anew(words))
            if not self._rest.isActive():
                self._show_all()

    def highlight(self, words: Sequence[str]) -> None:
        """Mark all places of these words."""
        self._marks.highlight(words)

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing is ever loaded for a text."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text in the column."""
        bar = self.verticalScrollBar()
        margin = column_margin(self.width())
        right = margin - (bar.width() if bar.isVisible() else 0)
        self.setViewportMargins(margin, 0, max(right, 0), 0)
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._tell_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, then a bar for each level of each quoted line."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        paint_quote_bars(self, painter, event.rect().bottom())

    def selected_text(self) -> str:
        """What is selected."""
        return self.textCursor().selectedText().replace("\u2029", "\n").replace("\u2028", "\n")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Tell where and on what the menu was asked for."""
        link = self.anchorAt(event.pos())
        selection = self.selected_text()
        self.menu_requested.emit(Pointed(event.globalPos(), "" if link == SHOW_ALL.toString() else link, selection))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The middle button opens a link as well."""
        if event.button() == Qt.MouseButton.MiddleButton and (link := self.anchorAt(event.position().toPoint())):
            self._follow(QUrl(link))
        else:
            super().mouseReleaseEvent(event)

    def _hover(self, url: QUrl) -> None:
        self.link_hovered.emit(url.toString() if url != SHOW_ALL else "")

    def _follow(self, url: QUrl) -> None:
        if url == SHOW_ALL:
            self._show_all()
        else:
            self.link_clicked.emit(url)

    def _refill(self) -> None:
        """Build the document anew, from its start."""
        self._rest.stop()
        self._when_whole = _nothing
        lines = short_lines(lines_of(self._text[:SHOWN_CHARACTERS]), _LONGEST_LINE)
        half = len(self._text) > SHOWN_CHARACTERS  # the last one may be half a line
        self._lines = (lines[:-1] if half else lines)[:SHOWN_LINES]
        self._is_cut = len(self._lines) < len(lines)
        document = self.document()
        document.setDefaultFont(window_font(round(tokens.TEXT_BODY * (1 + self._zoom / 10))))
        document.setDocumentMargin(0)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for index, line in enumerate(self._lines):
            _insert_line(cursor, line, first=index == 0)
        self._filled = len(self._lines)
        if self._is_cut:
            cursor.insertBlock(block_format(0))
            _insert_link(cursor, tr("Show the whole text"), SHOW_ALL)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._tell_height()

    def _tell_height(self) -> None:
        """Also where the document believes to have told it: a pane that showed something else between has forgotten."""
        if self._tall:
            self.height_wanted.emit(math.ceil(self.document().size().height()))

    def _show_all(self) -> None:
        """Take the link away, and append what is missing whenever there is time."""
        self._is_cut = False
        self._lines = short_lines(lines_of(self._text), _LONGEST_LINE)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.removeSelectedText()
        self._rest.start()

    def _fill_more(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        characters = 0
        while self._filled < len(self._lines) and characters < _SLICE_CHARACTERS:
            line = self._lines[self._filled]
            _insert_line(cursor, line, first=False)
            self._filled += 1
            characters += len(line.text) + _BLOCK_COST
        cursor.endEditBlock()
        if self._filled == len(self._lines):
            self._rest.stop()
            self._when_whole()


def _nothing() -> None:
    """Nobody waits for the whole text."""


def quote_colour(level: int) -> QColor:
    """The colour of a quote's bar."""
    avatars = theme().palette.avatars
    return QColor(avatars[(level - 1) % len(avatars)][1])


def quote_text_colour(level: int) -> QColor:
    """The colour of quoted text: halfway from that of its bar to the muted one."""
    one, other = quote_colour(level), QColor(theme().palette.muted)
    return QColor((one.red() + other.red()) // 2, (one.green() + other.green()) // 2, (one.blue() + other.blue()) // 2)


def paint_quote_bars(edit: QTextEdit, painter: QPainter, bottom: int) -> None:
    """Paint the bars of the quoted blocks in the viewport of a text edit, down to the height ``bottom``."""
    document = edit.document()
    layout = document.documentLayout()
    offset = edit.verticalScrollBar().value()
    left = document.documentMargin()
    block = edit.cursorForPosition(edit.viewport().rect().topLeft()).block()
    while block.isValid():
        rect = layout.blockBoundingRect(block).translated(0, -offset)
        if rect.top() > bottom:
            break
        level = block.blockFormat().intProperty(QTextFormat.Property.BlockQuoteLevel)
        following = block.next()
        next_level = following.blockFormat().intProperty(QTextFormat.Property.BlockQuoteLevel)
        for step in range(level):
            reaches = layout.blockBoundingRect(following).top() - offset if step < next_level else rect.bottom()
            top = round(rect.top())
            bar = QRect(round(left) + step * QUOTE_INDENT, top, 2, round(reaches) - top)
            painter.fillRect(bar, quote_colour(step + 1))
        block = following


def block_format(level: int) -> QTextBlockFormat:
    """The format of a line quoted ``level`` times."""
    made = QTextBlockFormat()
    made.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        made.setProperty(QTextFormat.Property.BlockQuoteLevel, level)
        made.setLeftMargin(level * QUOTE_INDENT)
    return made


def _insert_line(cursor: QTextCursor, line: Line, *, first: bool) -> None:
    if first:
        cursor.setBlockFormat(block_format(line.level))
    else:
        cursor.insertBlock(block_format(line.level))
    style = QTextCharFormat()
    if line.level:
        style.setForeground(quote_text_colour(line.level))
    elif line.signature:
        style.setForeground(QColor(theme().palette.muted))
    at = 0
    for link in links_in(line.text):
        cursor.insertText(line.text[at : link.start], style)
        _insert_link(cursor, line.text[link.start : link.end], QUrl(link.url))
        at = link.end
    cursor.insertText(line.text[at:], style)


def _insert_link(cursor: QTextCursor, text: str, url: QUrl) -> None:
    style = QTextCharFormat()
    style.setAnchor(True)
    style.setAnchorHref(url.toString())
    style.setForeground(QColor(theme().palette.accent_text))
    cursor.insertText(text, style)
