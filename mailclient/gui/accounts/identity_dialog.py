"""One identity: whom the user writes as."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mailclient.gui.accounts.identity_protection import IdentityProtection
from mailclient.gui.accounts.identity_sending import IdentitySending
from mailclient.gui.accounts.signature_page import SignaturePage
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.folder import Folder
from mailclient.mail.identity import Identity
from mailclient.mime.addresses import is_address

_SIZE = (520, 560)
_ALIASES_HEIGHT = 64


class IdentityDialog(QDialog):
    """``answer`` gets the identity as it is in the fields; nothing happens before "Done"."""

    def __init__(
        self,
        identity: Identity | None,
        answer: Callable[[Identity], object],
        parent: QWidget | None = None,
        folders: Sequence[Folder] = (),
        link: EngineLink | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Change identity") if identity else tr("New identity"))
        self.resize(*_SIZE)
        self._shown = identity or Identity("", "")
        self._answer = answer
        self._make(self._shown, folders, link)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_12, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self.tabs, 1)
        column.addLayout(self._buttons())

    def _make(self, shown: Identity, folders: Sequence[Folder], link: EngineLink | None) -> None:
        self.name, self.address = QLineEdit(shown.name), QLineEdit(shown.address)
        self.reply_to, self.organization = QLineEdit(shown.reply_to), QLineEdit(shown.organization)
        self.bcc = QLineEdit(shown.bcc)
        self.aliases = QPlainTextEdit("\n".join(shown.aliases))
        self.aliases.setTabChangesFocus(True)
        self.aliases.setFixedHeight(_ALIASES_HEIGHT)
        self.plus = QCheckBox(tr("Also what stands behind a plus (name+shop@…)"))
        self.plus.setChecked(shown.plus_addresses)
        self.signature = SignaturePage(shown)
        self.sending = IdentitySending(shown, folders)
        self.protection = IdentityProtection(shown, self.address, link)
        self.address_field = Field(tr("Mail address"), self.address)
        self.aliases_field = Field(
            tr("Other addresses of mine, one on each line"),
            self.aliases,
            tr("A * stands for anything: *@shop.example.org. Answers come from the address that was written to."),
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self._person(), tr("Person")),
            (self.signature, tr("Signature")),
            (self.sending, tr("Sending")),
            (self.protection, tr("Security")),
        ):
            self.tabs.addTab(_scrolled(page), title)

    def _buttons(self) -> QHBoxLayout:
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
        return row

    def _person(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, tokens.SPACE_16, tokens.SPACE_12, 0)
        column.setSpacing(tokens.SPACE_8)
        for field in (
            Field(tr("Your name"), self.name),
            self.address_field,
            self.aliases_field,
            self.plus,
            Field(tr("Answers go to"), self.reply_to, tr("Empty: to the address above")),
            Field(tr("Copy of everything sent to (Bcc)"), self.bcc),
            Field(tr("Organization"), self.organization),
        ):
            column.addWidget(field)
        column.addStretch(1)
        return page

    def finish(self) -> None:
        """Give the identity back, or say what is missing."""
        address = self.address.text().strip()
        aliases = tuple(line.strip() for line in self.aliases.toPlainText().splitlines() if line.strip())
        if not is_address(address):
            self.tabs.setCurrentIndex(0)
            self.address_field.complain(tr("Enter your mail address."))
            return
        if not all(is_pattern(alias) for alias in aliases):
            self.tabs.setCurrentIndex(0)
            self.aliases_field.complain(tr("Enter addresses with a domain, one on each line."))
            return
        if not self.sending.complete():
            self.tabs.setCurrentIndex(2)
            return
        identity = replace(
            self._shown,
            name=self.name.text().strip(),
            address=address,
            reply_to=self.reply_to.text().strip(),
            organization=self.organization.text().strip(),
            bcc=self.bcc.text().strip(),
            aliases=aliases,
            plus_addresses=self.plus.isChecked(),
        )
        identity = self.sending.put_into(self.signature.put_into(identity))
        self._answer(self.protection.put_into(identity))
        self.accept()


def is_pattern(text: str) -> bool:
    """Whether it is an address, maybe with stars, that names a domain."""
    return is_address(text.replace("*", "x")) and bool(text.rpartition("@")[2].strip("*."))


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(page)
    return area
