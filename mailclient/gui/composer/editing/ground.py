"""What is painted behind and beside the text: the bars of quotes, the ground of code."""

from PySide6.QtCore import QRectF, Qt
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
                _paint_code(edit, painter, rect, block)
        if rect.top() > bottom:
            break
        _paint_bars(painter, rect, level, _level_of(following), _top_of(edit, following) - offset)
        block = following


def _paint_bars(painter: QPainter, rect: QRectF, level: int, next_level: int, next_top: float) -> None:
    for step in range(level):
        reaches = next_top if step < next_level else rect.bottom()
        painter.fillRect(QRectF(step * QUOTE_INDENT, rect.top(), _BAR, reaches - rect.top()), quote_colour(step + 1))


def _paint_code(edit: QTextEdit, painter: QPainter, rect: QRectF, block: QTextBlock) -> None:
    """A card behind code, made of one piece for each line."""
    left = formats.quote_level(block.blockFormat()) * QUOTE_INDENT + (tokens.SPACE_4 if _is_quoted(block) else 0)
    following = block.next()
    bottom = rect.bottom() + tokens.SPACE_4  # letters stand at the bottom of their line: as much ground as above them
    if _is_code(following):
        offset = edit.verticalScrollBar().value()
        bottom = edit.document().documentLayout().blockBoundingRect(following).top() - offset
    piece = QRectF(left, rect.top(), edit.document().textWidth() - left, bottom - rect.top())
    painter.save()
    painter.setClipRect(piece)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme().palette.field))
    card = QRectF(piece)
    if _is_code(block.previous()):
        card.setTop(card.top() - 2 * tokens.RADIUS_CONTROL)
    if _is_code(following):
        card.setBottom(card.bottom() + 2 * tokens.RADIUS_CONTROL)
    painter.drawRoundedRect(card, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
    painter.restore()


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and formats.kind_of(block.blockFormat()) is Kind.CODE


def _is_quoted(block: QTextBlock) -> bool:
    return formats.quote_level(block.blockFormat()) > 0


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
