"""Asks for the text and the address of a link."""

from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from mailclient.gui.composer.editing.links import address_of
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
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
        for words, field in ((tr("Text"), self._text), (tr("Address"), self._url)):
            title = PlainLabel(words)
            title.setProperty("kind", "muted")
            title.setFixedHeight(field.sizeHint().height())
            title.setBuddy(field)
            form.addRow(title, field)
        cancel = text_button(tr("Cancel"))
        insert = text_button(tr("Insert") if not url else tr("Change"), "primary")
        insert.setDefault(True)
        insert.setEnabled(bool(self.url()))
        self._url.textChanged.connect(lambda _text: insert.setEnabled(bool(self.url())))
        insert.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(insert)
        form.addRow(row)
        (self._url if text or url else self._text).setFocus()

    def text(self) -> str:
        """What the link says."""
        return self._text.text().strip()

    def url(self) -> str:
        """Where it leads: http, https, mailto or tel; "" when nothing usable was typed."""
        return address_of(self._url.text())
