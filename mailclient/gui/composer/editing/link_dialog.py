"""Asks for the text and the address of a link."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from mailclient.gui.composer.editing.links import address_of
from mailclient.gui.theme import tokens
from mailclient.language import tr


class LinkDialog(QDialog):
    """``url`` is that of the link which is changed, "" for a new one."""

    def __init__(self, text: str, url: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Link"))
        self.setMinimumWidth(400)
        self._text, self._url = QLineEdit(text), QLineEdit(url)
        if not url and text.startswith(("http://", "https://", "www.")):
            self._url.setText(text)
        self._url.setPlaceholderText("https://")
        form = QFormLayout(self)
        form.setContentsMargins(*[tokens.SPACE_24] * 4)
        form.setVerticalSpacing(tokens.SPACE_12)
        form.addRow(tr("Text"), self._text)
        form.addRow(tr("Address"), self._url)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        insert = buttons.addButton(tr("Insert") if not url else tr("Change"), QDialogButtonBox.ButtonRole.AcceptRole)
        insert.setProperty("kind", "primary")
        insert.setEnabled(bool(self.url()))
        self._url.textChanged.connect(lambda _text: insert.setEnabled(bool(self.url())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        (self._url if text or url else self._text).setFocus()

    def text(self) -> str:
        """What the link says."""
        return self._text.text().strip()

    def url(self) -> str:
        """Where it leads: http, https, mailto or tel; "" when nothing usable was typed."""
        return address_of(self._url.text())
