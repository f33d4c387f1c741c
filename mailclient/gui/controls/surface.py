"""Grounds, hairlines and the 48-pixel header that each column has."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mailclient.gui.theme import tokens


def on_ground(widget: QWidget, ground: str) -> None:
    """Paint ``widget`` with the palette's sidebar, list or reader colour."""
    widget.setProperty("ground", ground)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)


def hairline(parent: QWidget | None = None, *, lying: bool = True) -> QFrame:
    """A line one pixel thin."""
    line = QFrame(parent)
    line.setProperty("kind", "hairline")
    line.setFixedHeight(1) if lying else line.setFixedWidth(1)
    return line


class ColumnHeader(QWidget):
    """A row 48 pixels high at the top of a column; fill it through ``row``."""

    def __init__(self, ground: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, ground)
        self.setFixedHeight(tokens.HEADER_HEIGHT)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(tokens.SPACE_12, 0, tokens.SPACE_8, 0)
        self.row.setSpacing(tokens.SPACE_4)
