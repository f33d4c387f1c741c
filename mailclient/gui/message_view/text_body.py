"""A body of plain text: quotes with coloured bars instead of ">" marks, links that can be clicked.

A ``QTextBrowser`` with one block per line; building the document costs about 10 ms per 1,000 lines, so very long
texts are cut and shown whole on demand.
"""

import math

from PySide6.QtCore import QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from mailclient.gui.message_view.column import column_margin
from mailclient.gui.message_view.plain_lines import Line, lines_of, links_in
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr

SHOWN_CHARACTERS = 200_000
"""Of a longer text only this much is laid out at once."""
QUOTE_INDENT = 16
SHOW_ALL = QUrl("mailclient:show-all")

_LINE_HEIGHT = round(tokens.BODY_LINE_HEIGHT * 85)
"""Per cent of the font's own line height, which is about 1.17 of its size; together 1.55."""


class TextBody(QTextBrowser):
    """Shows one text in the reader's column."""

    link_clicked = Signal(QUrl)
    link_hovered = Signal(str)
    """The address under the pointer, "" when it left."""
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
        self._zoom = 0
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(self._hover)
        theme().changed.connect(self._refill)
        if tall:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.document().documentLayout().documentSizeChanged.connect(
                lambda size: self.height_wanted.emit(math.ceil(size.height()))
            )

    def show_text(self, text: str) -> None:
        """Show this text from its start."""
        self._text = text
        self._refill()

    def zoom(self, step: int) -> None:
        """Larger or smaller by ``step`` pixels; 0 goes back to the usual size."""
        self._zoom = max(-5, min(20, self._zoom + step)) if step else 0
        self._refill()

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing is ever loaded for a text."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text in the column."""
        bar = self.verticalScrollBar()
        margin = column_margin(self.width())
        right = margin - (bar.width() if bar.isVisible() else 0)
        self.setViewportMargins(margin, 0, max(right, 0), 0)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, then a bar for each level of each quoted line."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        paint_quote_bars(self, painter, event.rect().bottom())

    def _hover(self, url: QUrl) -> None:
        self.link_hovered.emit(url.toString() if url != SHOW_ALL else "")

    def _follow(self, url: QUrl) -> None:
        if url == SHOW_ALL:
            self._fill(len(self._text))
        else:
            self.link_clicked.emit(url)

    def _refill(self) -> None:
        self._fill(SHOWN_CHARACTERS)

    def _fill(self, limit: int) -> None:
        document = self.document()
        document.setDefaultFont(window_font(tokens.TEXT_BODY + self._zoom))
        document.setDocumentMargin(0)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        shown = self._text[:limit]
        for index, line in enumerate(lines_of(shown)):
            _insert_line(cursor, line, first=index == 0)
        if len(self._text) > limit:
            _insert_link(cursor, tr("Show the whole text"), SHOW_ALL)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)


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
