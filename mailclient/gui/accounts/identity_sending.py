"""What an identity has of its own for sending: a server, a folder for the copies."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mailclient.gui.accounts.server_form import SUBMISSION, ServerForm
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import LoginKind
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.identity import Identity


class IdentitySending(QWidget):
    """The server's fields are shown once one of its own is wanted; its password is asked for at the first message."""

    def __init__(self, shown: Identity, folders: Sequence[Folder] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = Choice()
        self.folder.addItem(tr("Sent, as all of the account"), "")
        for folder in folders:
            if folder.selectable and folder.role is not FolderRole.SENT:
                self.folder.addItem(folder.path, folder.path)
        if shown.sent_folder and self.folder.findData(shown.sent_folder) < 0:
            self.folder.addItem(shown.sent_folder, shown.sent_folder)
        self.folder.setCurrentIndex(max(self.folder.findData(shown.sent_folder), 0))
        self.own_server = QCheckBox(tr("Send by a server of its own"))
        self.server = ServerForm(tr("Server for sending"), SUBMISSION)
        if shown.smtp is not None:
            self.server.fill(shown.smtp)
        self.own_server.setChecked(shown.smtp is not None)
        self.server.setVisible(shown.smtp is not None)
        self.own_server.toggled.connect(self.server.setVisible)
        hint = PlainLabel(tr("Its password is asked for when the first message goes out."), wordWrap=True)
        hint.setProperty("kind", "meta")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SPACE_16, tokens.SPACE_12, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(Field(tr("Copies of what is sent go to"), self.folder))
        column.addWidget(self.own_server)
        column.addWidget(self.server)
        column.addWidget(hint)
        hint.setVisible(shown.smtp is not None)
        self.own_server.toggled.connect(hint.setVisible)
        column.addStretch(1)

    def complete(self) -> bool:
        """Whether all is filled in; says what is not, at its field."""
        if not self.own_server.isChecked():
            return True
        needs_user = LoginKind(self.server.login.currentData()) is not LoginKind.CERTIFICATE
        return self.server.complete(needs_user=needs_user)

    def put_into(self, identity: Identity) -> Identity:
        """The identity with what is in the fields."""
        return replace(
            identity,
            smtp=self.server.server() if self.own_server.isChecked() else None,
            sent_folder=str(self.folder.currentData()),
        )
