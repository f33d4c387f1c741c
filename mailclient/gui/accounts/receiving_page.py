"""Where an account's mail comes from: server, password or sign-in, and what POP3 leaves there."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.accounts.pop3_form import Pop3Form
from mailclient.gui.accounts.server_form import ServerForm
from mailclient.gui.accounts.servers_form import incoming_title
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import Account, AccountKind, AccountSettings, LoginKind
from mailclient.mail.ids import AccountId


class ReceivingPage(QWidget):
    """``settings`` gives back what it was shown, with what is in the fields."""

    sign_in_requested = Signal()
    offline_requested = Signal()

    def __init__(self, account: Account, here: AccountId | None, parent: QWidget | None = None) -> None:
        """``here``: the account "On this computer", None while there is none."""
        super().__init__(parent)
        settings = account.settings
        self._here = here
        self.server = ServerForm(incoming_title(settings.kind), settings.kind)
        self.server.fill(settings.incoming)
        self.password = PasswordField()
        self.password.setPlaceholderText(tr("unchanged"))
        self.password_field = Field(tr("Password"), self.password)
        self.sign_in = text_button(tr("Sign in again"), "link")
        self.sign_in.clicked.connect(self.sign_in_requested)
        self.offline = text_button(tr("What is kept for reading offline…"), "link")
        self.offline.clicked.connect(self.offline_requested)
        self.pop3 = Pop3Form()
        self.pop3.fill(settings.pop3)
        self.shared = QCheckBox(tr("Put its mail into the inbox of “On this computer”"))
        self.shared.setChecked(settings.deliver_to is not None)
        is_pop3 = settings.kind is AccountKind.POP3
        heading = PlainLabel(tr("On the server"))
        heading.setProperty("kind", "strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self.server)
        column.addWidget(self.password_field)
        column.addLayout(link_row(self.sign_in, self.offline))
        column.addSpacing(tokens.SPACE_12)
        for widget in (heading, self.pop3, self.shared):
            column.addWidget(widget)
            widget.setVisible(is_pop3)
        self.offline.setVisible(not is_pop3)
        self.shared.setVisible(is_pop3 and (here is not None or settings.deliver_to is not None))
        column.addStretch()
        self.server.changed.connect(self._follow_login)
        self._follow_login()

    def settings(self, shown: AccountSettings) -> AccountSettings:
        """``shown`` with what is in the fields."""
        incoming = replace(self.server.server(), proxy=shown.incoming.proxy)
        incoming = replace(incoming, client_certificate=shown.incoming.client_certificate)
        deliver_to = (shown.deliver_to or self._here) if self.shared.isChecked() else None
        return replace(shown, incoming=incoming, pop3=self.pop3.rules(), deliver_to=deliver_to)

    def _follow_login(self) -> None:
        login = self.server.server().login
        self.password_field.setVisible(login in (LoginKind.PASSWORD, LoginKind.TOKEN))
        self.sign_in.setVisible(login is LoginKind.OAUTH)
