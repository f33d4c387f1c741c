"""A round picture of initials for people of whom there is no photograph."""

import zlib

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.mail.address import Address


def initials(address: Address) -> str:
    """One character of a name in Hangul, kana or Han (the family name), else the initials of first and last word."""
    label = address.name.strip().strip("\"'([") or address.address
    words = [word for word in label.replace(",", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    if not words[0][0].isascii() and ord(words[0][0]) >= 0x1100:
        return words[0][0]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 and address.name else "")
    return letters.upper()


class Avatar(QWidget):
    """The initials on a colour that stays the same for an address."""

    def __init__(self, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address = Address("", "")
        self.setFixedSize(QSize(size, size))
        theme().changed.connect(self.update)

    def show_address(self, address: Address) -> None:
        """Whose initials to show."""
        self._address = address
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the disc and the letters."""
        avatars = theme().palette.avatars
        ground, letter = avatars[zlib.crc32(self._address.address.lower().encode()) % len(avatars)]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(QColor(letter))
        painter.setFont(window_font(round(self.width() * 0.38), tokens.WEIGHT_STRONG))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, initials(self._address))
