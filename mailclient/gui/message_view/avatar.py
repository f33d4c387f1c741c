"""A round picture of a person: the photograph of the address book, else initials."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from mailclient.gui.contacts.portrait import paint_portrait
from mailclient.gui.theme import theme
from mailclient.mail.address import Address


class Avatar(QAbstractButton):
    """The initials on a colour that stays the same for an address, until there is a photograph."""

    def __init__(self, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address = Address("", "")
        self._photo: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedSize(QSize(size, size))
        theme().changed.connect(self.update)

    def show_address(self, address: Address) -> None:
        """Whose initials to show."""
        self._address, self._photo = address, None
        self.update()

    def show_photo(self, photo: QPixmap | None) -> None:
        """The picture of the same person; None: there is none."""
        self._photo = photo
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the disc."""
        paint_portrait(QPainter(self), self.rect(), self._address, self._photo)
