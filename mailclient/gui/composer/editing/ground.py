"""What is painted behind and beside the text: the bars of quotes, the ground of code."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QTextBlock, QTextCursor
from PySide6.QtWidgets import QTextEdit

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.document_reading import table_at
from mailclient.gui.composer.editing.passage import Kind
from mailclient.gui.message_view.text_body import QUOTE_INDENT, quote_colour
from mailclient.gui.theme import theme, tokens

_BAR = 2


def paint_ground(edit: QTextEdit, painter: QPainter, bottom: int) -> None:
    """Paint for what is seen of the document, down to the height ``bottom`` of the viewport."""
    layout = edit.document().documentLayout()
    offset = edit.verticalScrollBar().value()
    block = edit.cursorForPosition(edit.viewport().rect().topLeft()).block()
    before = block.previous()
    block = before if before.isValid() else block
    while block.isValid():
        table = table_at(QTextCursor(block))
        if table is not None:
            rect = layout.frameBoundingRect(table).translated(0, -offset)
            level = formats.quote_level(table.format())
            following = table.lastCursorPosition().block().next()
        else:
            rect = layout.blockBoundingRect(block).translated(0, -offset)
            level = formats.quote_level(block.blockFormat())
            following = block.next()
            if formats.kind_of(block.blockFormat()) is Kind.CODE:
                _paint_code(edit, painter, rect, level)
        if rect.top() > bottom:
            break
        _paint_bars(painter, rect, level, _level_of(following), _top_of(edit, following) - offset)
        block = following


def _paint_bars(painter: QPainter, rect: QRectF, level: int, next_level: int, next_top: float) -> None:
    for step in range(level):
        reaches = next_top if step < next_level else rect.bottom()
        painter.fillRect(QRectF(step * QUOTE_INDENT, rect.top(), _BAR, reaches - rect.top()), quote_colour(step + 1))


def _paint_code(edit: QTextEdit, painter: QPainter, rect: QRectF, level: int) -> None:
    left = level * QUOTE_INDENT
    width = edit.document().textWidth() - left
    painter.fillRect(QRectF(left, rect.top(), width, rect.height()), QColor(theme().palette.field))
    painter.fillRect(QRectF(left, rect.top(), 1, rect.height()), QColor(theme().palette.outline))


def _level_of(block: QTextBlock) -> int:
    if not block.isValid():
        return 0
    table = table_at(QTextCursor(block))
    return formats.quote_level(table.format() if table is not None else block.blockFormat())


def _top_of(edit: QTextEdit, block: QTextBlock) -> float:
    if not block.isValid():
        return 0.0
    layout = edit.document().documentLayout()
    table = table_at(QTextCursor(block))
    return layout.frameBoundingRect(table).top() if table is not None else layout.blockBoundingRect(block).top()


GROUND_MARGIN = tokens.SPACE_24
"""Left of the text, in pixels."""
