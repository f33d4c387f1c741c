"""A field for a password, with an eye that shows it."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from mailclient.gui.theme import bind_icon
from mailclient.language import tr


class PasswordField(QLineEdit):
    """Hidden until the eye is clicked; nothing of it is kept anywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(tr("Show password"), self)
        self._eye.setCheckable(True)
        bind_icon(self._eye, "eye", 16)
        self._eye.toggled.connect(self._reveal)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    def _reveal(self, on: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        bind_icon(self._eye, "eye-off" if on else "eye", 16)
