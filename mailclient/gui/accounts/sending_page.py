"""Where an account hands its mail in."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.accounts.server_form import SUBMISSION, ServerForm
from mailclient.gui.controls.field import Field
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import AccountSettings, LoginKind


class SendingPage(QWidget):
    """``settings`` gives back what it was shown, with what is in the fields."""

    def __init__(self, settings: AccountSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.server = ServerForm(tr("Outgoing mail (SMTP)"), SUBMISSION)
        self.server.fill(settings.smtp)
        self.server.user_field.advise(tr("Empty where the server wants no login"))
        self.password = PasswordField()
        self.password.setPlaceholderText(tr("unchanged"))
        self.password_field = Field(tr("Password"), self.password, tr("Only if it is another one than for receiving"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self.server)
        column.addWidget(self.password_field)
        column.addStretch()
        self.server.changed.connect(self._follow_login)
        self._follow_login()

    def settings(self, shown: AccountSettings) -> AccountSettings:
        """``shown`` with what is in the fields."""
        smtp = replace(self.server.server(), proxy=shown.smtp.proxy)
        return replace(shown, smtp=replace(smtp, client_certificate=shown.smtp.client_certificate))

    def _follow_login(self) -> None:
        login = self.server.server().login
        self.password_field.setVisible(login in (LoginKind.PASSWORD, LoginKind.TOKEN))
