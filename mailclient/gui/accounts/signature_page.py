"""The signature of an identity: text or HTML, where it stands, and how it will look."""

from dataclasses import replace

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from mailclient.gui.controls.field import Field
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.identity import Identity

_HEIGHT = 140


class SignaturePage(QWidget):
    """HTML is shown below as it will be written."""

    def __init__(self, shown: Identity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit(shown.signature)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_HEIGHT)
        self.is_html = QCheckBox(tr("The signature is HTML"))
        self.is_html.setChecked(shown.signature_is_html)
        self.above = QCheckBox(tr("Above the quoted text in replies"))
        self.above.setChecked(shown.signature_above)
        self.look = QTextEdit(readOnly=True)
        self.look.setProperty("kind", "framed")
        self._looks = Field(tr("How it looks"), self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, tokens.SPACE_12, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(Field(tr("Signature"), self.text))
        column.addWidget(self.above)
        column.addWidget(self.is_html)
        column.addWidget(self._looks, 1)
        column.addStretch(0)
        self.text.textChanged.connect(self._show)
        self.is_html.toggled.connect(self._show)
        self._show()

    def put_into(self, identity: Identity) -> Identity:
        """The identity with what is in the fields."""
        return replace(
            identity,
            signature=self.text.toPlainText(),
            signature_is_html=self.is_html.isChecked(),
            signature_above=self.above.isChecked(),
        )

    def _show(self) -> None:
        """By the composer's own reader of HTML: nothing of it is loaded, nothing of it can do anything."""
        from mailclient.gui.composer.html_import import insert_html

        self._looks.setVisible(self.is_html.isChecked())
        document = QTextDocument(self.look)
        if self.is_html.isChecked():
            insert_html(QTextCursor(document), self.text.toPlainText())
        self.look.setDocument(document)
