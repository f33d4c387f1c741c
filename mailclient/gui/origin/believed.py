"""Whose results an account believes: shown, and changed by the user."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.bridge.commands import SetReceivingServer
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.origin import ids_text
from mailclient.mail.account import Account
from mailclient.mail.origin import ReceivingServer


class BelievedDialog(QDialog):
    """One line of names; empty: learn them again. Sends ``SetReceivingServer``."""

    def __init__(
        self, link: EngineLink, account: Account, server: ReceivingServer | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._link, self._account = link, account
        self.setWindowTitle(tr("Whose results count for {email}", email=account.settings.email))
        self.setFixedWidth(460)
        words = PlainLabel(
            tr(
                "The server that receives your mail writes down what it has checked, under a name of its own."
                " Results under any other name are not believed, for anybody can write them."
            ),
            wordWrap=True,
        )
        words.setProperty("kind", "muted")
        self.names = QLineEdit(ids_text(server))
        hint = tr("Empty: learnt from the messages in the inbox.")
        cancel = text_button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        save = text_button(tr("Save"), "primary")
        save.clicked.connect(self._save)
        save.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(words)
        column.addWidget(Field(tr("Names, separated by commas"), self.names, hint))
        column.addLayout(row)

    def _save(self) -> None:
        ids = tuple(filter(None, (one.strip() for one in self.names.text().split(","))))
        self._link.request(SetReceivingServer(fresh_request_id(), self._account.id, ids or None), lambda _answer: None)
        self.accept()
