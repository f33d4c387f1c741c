"""Both servers of an account, all values: opened on demand while an account is set up."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.accounts.server_form import SUBMISSION, ServerForm
from mailclient.gui.controls.field import Field
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.account import AccountKind, AccountSettings, Server
from mailclient.mail.problem import Problem


class ServersForm(QWidget):
    """``fill`` with settings, read ``settings`` back: what is not in the fields stays as it was."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.incoming = ServerForm(incoming_title(AccountKind.IMAP), AccountKind.IMAP)
        self.smtp = ServerForm(tr("Outgoing mail (SMTP)"), SUBMISSION)
        self.own_password = QCheckBox(tr("Another password for sending"))
        self.smtp_password = PasswordField()
        self.smtp_password_field = Field(tr("Password for sending"), self.smtp_password)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self.incoming)
        column.addSpacing(tokens.SPACE_12)
        for widget in (self.smtp, self.own_password, self.smtp_password_field):
            column.addWidget(widget)
        self.smtp_password_field.hide()
        self.own_password.toggled.connect(self.smtp_password_field.setVisible)
        for form in (self.incoming, self.smtp):
            form.changed.connect(self.changed)

    def fill(self, settings: AccountSettings) -> None:
        """Show the servers of these settings."""
        self.incoming.use_protocol(settings.kind, incoming_title(settings.kind))
        self.incoming.fill(settings.incoming)
        self.smtp.fill(settings.smtp)

    def settings(self, shown: AccountSettings) -> AccountSettings:
        """``shown`` with the servers as they are in the fields."""
        return replace(shown, incoming=self.incoming.server(), smtp=self.smtp.server())

    def own_smtp_password(self) -> str:
        """The password for sending where it is another one; "" where it is the same."""
        return self.smtp_password.text() if self.own_password.isChecked() else ""

    def complete(self) -> bool:
        """Whether everything is filled in; says what is not, at its field."""
        if not self.incoming.complete() or not self.smtp.complete(needs_user=False):
            return False
        if self.own_password.isChecked() and not self.smtp_password.text():
            self.smtp_password_field.complain(tr("Enter the password."))
            return False
        return True

    def refuse_smtp_password(self, sentence: str) -> None:
        """The server for sending did not take the password: maybe it wants another one."""
        self.own_password.setChecked(True)
        self.smtp_password_field.complain(sentence)

    def complain(self, problem: Problem, *, at_smtp: bool = False) -> bool:
        """Say the problem at the field of the server that it is about; False when it belongs to no field.

        ``at_smtp``: that one was asked when it came; its subject need not be a server.
        """
        form = self.smtp if at_smtp or is_about(problem, self.smtp.server()) else self.incoming
        return form.complain(problem.kind, str(problem_text(problem)))


def is_about(problem: Problem, server: Server) -> bool:
    """Whether the problem's subject names this server."""
    host, colon, port = problem.subject.rpartition(":")
    if not colon:
        return problem.subject.casefold() == server.host.casefold()
    return host.strip("[]").casefold() == server.host.casefold() and port == str(server.port)


def incoming_title(kind: AccountKind) -> str:
    """What the incoming server is called."""
    return tr("Incoming mail (POP3)") if kind is AccountKind.POP3 else tr("Incoming mail (IMAP)")
