"""A text with what differs from another one marked: underlined what is only here, struck through what is only there."""

from collections.abc import Iterable

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mailclient.gui.theme import theme
from mailclient.mail.differences import Piece, Side


class DifferenceView(QPlainTextEdit):
    """Read only. The marks are colours, and lines for who cannot see these: below what is here, through what is not."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setProperty("kind", "framed")
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._shown: tuple[Piece, ...] = ()
        theme().changed.connect(self._paint)

    def show_pieces(self, pieces: Iterable[Piece]) -> None:
        """``FIRST``: struck through, not in this text; ``SECOND``: marked, only in this text."""
        self._shown = tuple(pieces)
        self._paint()

    def _paint(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for piece in self._shown:
            cursor.insertText(piece.text, _format(piece.side))
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _format(side: Side) -> QTextCharFormat:
    made = QTextCharFormat()
    palette = theme().palette
    if side is Side.SECOND:
        made.setBackground(QColor(palette.tint))
        made.setForeground(QColor(palette.text))
        made.setFontUnderline(True)
    elif side is Side.FIRST:
        made.setForeground(QColor(palette.muted))
        made.setFontStrikeOut(True)
    return made
