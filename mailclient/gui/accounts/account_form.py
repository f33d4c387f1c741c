"""The fields of an account: the person first, the servers on demand."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.accounts.server_form import ServerForm
from mailclient.gui.accounts.server_guess import IMAP_PORTS, SMTP_PORTS, guess
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr
from mailclient.mail.account import AccountSettings
from mailclient.mime.addresses import is_address


class AccountForm(QWidget):
    """Guesses the servers from the address until the user has changed them."""

    changed = Signal()
    expanded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.email = QLineEdit(), QLineEdit()
        self.password, self.smtp_password = PasswordField(), PasswordField()
        self.email.setPlaceholderText("name@example.org")
        self.name.setPlaceholderText(tr("As others see it"))
        self.imap = ServerForm(tr("Incoming mail (IMAP)"), IMAP_PORTS)
        self.smtp = ServerForm(tr("Outgoing mail (SMTP)"), SMTP_PORTS)
        self.own_smtp_password = QCheckBox(tr("Another password for sending"))
        self.more = QPushButton()
        self.more.setProperty("kind", "link")
        self.more.setCheckable(True)
        self.servers = QWidget()
        self._guessing = True
        self._arrange()
        self.email.textEdited.connect(self._guess)
        self.more.toggled.connect(self.expand)
        self.own_smtp_password.toggled.connect(self._ask_smtp_password)
        for server in (self.imap, self.smtp):
            server.changed.connect(self._stop_guessing)
        for line in (self.name, self.email, self.password, self.smtp_password):
            line.textEdited.connect(self.changed)
        self.expand(False)

    def fill(self, settings: AccountSettings) -> None:
        """Show an account that is there."""
        self.name.setText(settings.name)
        self.email.setText(settings.email)
        self.imap.fill(settings.incoming)
        self.smtp.fill(settings.smtp)
        self._guessing = False

    def settings(self) -> AccountSettings:
        """What is in the fields."""
        return AccountSettings(
            self.email.text().strip(), self.name.text().strip(), self.imap.server(), self.smtp.server()
        )

    def passwords(self) -> tuple[str, str]:
        """(IMAP, SMTP)."""
        own = self.own_smtp_password.isChecked()
        return self.password.text(), self.smtp_password.text() if own else self.password.text()

    def missing(self) -> str:
        """What is still to be filled in, as a sentence; "" when nothing is."""
        if not is_address(self.email.text().strip()):
            return tr("Enter your mail address.")
        if not self.password.text() or (self.own_smtp_password.isChecked() and not self.smtp_password.text()):
            return tr("Enter the password.")
        settings = self.settings()
        if not all((settings.incoming.host, settings.smtp.host, settings.incoming.user, settings.smtp.user)):
            return tr("Enter server and user name.")
        return ""

    def expand(self, on: bool) -> None:
        """Show or hide the servers."""
        self.more.setChecked(on)
        self.servers.setVisible(on)
        self.more.setText(tr("Hide server settings") if on else tr("Server settings"))
        bind_icon(self.more, "chevron-up" if on else "chevron-down", tokens.ICON_SMALL, "accent_text")
        self.expanded.emit()

    def _ask_smtp_password(self, on: bool) -> None:
        self.smtp_password.setVisible(on)
        self.expanded.emit()

    def _guess(self, email: str) -> None:
        if self._guessing:
            settings = guess(email)
            self.imap.fill(settings.incoming)
            self.smtp.fill(settings.smtp)

    def _stop_guessing(self) -> None:
        self._guessing = False
        self.changed.emit()

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_8)
        grid.setVerticalSpacing(tokens.SPACE_8)
        grid.setColumnMinimumWidth(0, 84)
        rows = ((tr("Your name"), self.name), (tr("Mail address"), self.email), (tr("Password"), self.password))
        for row, (text, field) in enumerate(rows):
            label = PlainLabel(text)
            label.setProperty("kind", "muted")
            label.setBuddy(field)
            field.setAccessibleName(text)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        self.smtp_password.setAccessibleName(tr("Password for sending"))
        self.smtp_password.setPlaceholderText(tr("Password for sending"))
        self.smtp_password.hide()
        servers = QVBoxLayout(self.servers)
        servers.setContentsMargins(0, tokens.SPACE_8, 0, 0)
        servers.setSpacing(tokens.SPACE_16)
        servers.addWidget(self.imap)
        servers.addWidget(self.smtp)
        sending = QVBoxLayout()
        sending.setContentsMargins(84 + tokens.SPACE_8, 0, 0, 0)
        sending.addWidget(self.own_smtp_password)
        sending.addWidget(self.smtp_password)
        servers.addLayout(sending)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addLayout(grid)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.servers)
