"""One identity: whom the user writes as."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.identity import Identity
from mailclient.mime.addresses import is_address

_SIGNATURE_HEIGHT = 110


class IdentityDialog(QDialog):
    """``answer`` gets the identity as it is in the fields; nothing happens before "Done"."""

    def __init__(
        self, identity: Identity | None, answer: Callable[[Identity], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Change identity") if identity else tr("New identity"))
        self.setMinimumWidth(440)
        self._shown = identity or Identity("", "")
        self._answer = answer
        shown = self._shown
        self.name, self.address = QLineEdit(shown.name), QLineEdit(shown.address)
        self.reply_to, self.organization = QLineEdit(shown.reply_to), QLineEdit(shown.organization)
        self.bcc = QLineEdit(shown.bcc)
        self.signature = QPlainTextEdit(shown.signature)
        self.signature.setTabChangesFocus(True)
        self.signature.setFixedHeight(_SIGNATURE_HEIGHT)
        self.is_html = QCheckBox(tr("The signature is HTML"))
        self.is_html.setChecked(shown.signature_is_html)
        self.above = QCheckBox(tr("Above the quoted text in replies"))
        self.above.setChecked(shown.signature_above)
        self.address_field = Field(tr("Mail address"), self.address)
        done = text_button(tr("Done"), "primary")
        done.setDefault(True)
        cancel = text_button(tr("Cancel"))
        done.clicked.connect(self.finish)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_8)
        for field in (
            Field(tr("Your name"), self.name),
            self.address_field,
            Field(tr("Answers go to"), self.reply_to, tr("Empty: to the address above")),
            Field(tr("Copy of everything sent to (Bcc)"), self.bcc),
            Field(tr("Organization"), self.organization),
            Field(tr("Signature"), self.signature),
        ):
            column.addWidget(field)
        column.addWidget(self.above)
        column.addWidget(self.is_html)
        column.addSpacing(tokens.SPACE_8)
        column.addLayout(row)

    def finish(self) -> None:
        """Give the identity back, or say what is missing."""
        address = self.address.text().strip()
        if not is_address(address):
            self.address_field.complain(tr("Enter your mail address."))
            return
        self._answer(
            replace(
                self._shown,
                name=self.name.text().strip(),
                address=address,
                reply_to=self.reply_to.text().strip(),
                organization=self.organization.text().strip(),
                bcc=self.bcc.text().strip(),
                signature=self.signature.toPlainText(),
                signature_is_html=self.is_html.isChecked(),
                signature_above=self.above.isChecked(),
            )
        )
        self.accept()
