"""The fields of one server: host, port, security, user, way of logging in."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import LoginKind, LoginStrength, Security, Server
from mailclient.mail.ports import USUAL_PORTS
from mailclient.mail.problem import ProblemKind

SUBMISSION = "smtp"
"""The protocol of the server for sending, as ``USUAL_PORTS`` names it."""
_HOST_PROBLEMS = frozenset(
    (
        ProblemKind.HOST_NOT_FOUND,
        ProblemKind.CONNECTION_REFUSED,
        ProblemKind.TIMED_OUT,
        ProblemKind.SERVER_NONSENSE,
    )
)
_SECURITY_PROBLEMS = frozenset(
    (
        ProblemKind.TLS_FAILED,
        ProblemKind.STARTTLS_MISSING,
        ProblemKind.STARTTLS_INJECTION,
        ProblemKind.ENCRYPTION_REQUIRED,
    ),
)
_LOGINS = (LoginKind.PASSWORD, LoginKind.OAUTH, LoginKind.CERTIFICATE, LoginKind.TOKEN)


class ServerForm(QWidget):
    """The port follows the security until it was typed by hand; no security needs a tick of its own.

    ``protocol`` is a word of ``USUAL_PORTS``.
    """

    changed = Signal()

    def __init__(self, title: str, protocol: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._protocol = protocol
        self._shown = Server("", USUAL_PORTS[protocol, Security.TLS], Security.TLS, "")
        self.heading = PlainLabel(title)
        self.heading.setProperty("kind", "strong")
        host, user, port = QLineEdit(), QLineEdit(), QLineEdit()
        port.setValidator(QIntValidator(1, 65535, self))
        self.security, self.login = Choice(), Choice()
        for security, text in _security_names().items():
            self.security.addItem(text, security.value)
        self.host, self.user, self.port = host, user, port
        self.host_field, self.port_field = Field(tr("Server"), host), Field(tr("Port"), port)
        self.security_field = Field(tr("Security"), self.security)
        self.login_field = Field(tr("Log in with"), self.login)
        self.user_field = Field(tr("User name"), user)
        self.warning = PlainLabel(
            tr("Without protection anyone on the way can read your password and all your mail, and change it."),
            wordWrap=True,
        )
        self.warning.setProperty("kind", "danger")
        self.consent = QCheckBox(tr("I know this and want it all the same"))
        self._arrange()
        self._offer_logins(LoginKind.PASSWORD)
        self.security.activated.connect(self._follow_security)
        self.login.activated.connect(self.changed)
        self.consent.toggled.connect(self.changed)
        for line in (host, port, user):
            line.textEdited.connect(self.changed)
        self._warn(False)

    def use_protocol(self, protocol: str, title: str) -> None:
        """It is a server of another protocol now, with other usual ports."""
        self._protocol = protocol
        self.heading.setText(title)
        self._name_fields(title)

    def fill(self, server: Server) -> None:
        """Show this server."""
        self._shown = server
        self.host.setText(server.host)
        self.port.setText(str(server.port))
        self.user.setText(server.user)
        self.security.setCurrentIndex(self.security.findData(server.security.value))
        self._offer_logins(server.login)
        self.consent.setChecked(False)
        self._warn(server.security is Security.NONE)
        self.hush()

    def server(self) -> Server:
        """What is in the fields; what is known of another host and port is forgotten."""
        chosen = Security(self.security.currentData())
        port = int(self.port.text()) if self.port.hasAcceptableInput() else USUAL_PORTS[self._protocol, chosen]
        host = self.host.text().strip()
        shown = self._shown
        if (host, port) != (shown.host, shown.port):
            shown = replace(shown, trusted_certificate="", strongest_login=LoginStrength.UNKNOWN)
        login = LoginKind(self.login.currentData())
        return replace(shown, host=host, port=port, security=chosen, user=self.user.text().strip(), login=login)

    def complete(self, *, needs_user: bool = True) -> bool:
        """Whether all is filled in; says what is not, at its field."""
        self.hush()
        if not self.host.text().strip():
            self.host_field.complain(tr("Enter the name of the server."))
        elif needs_user and not self.user.text().strip():
            self.user_field.complain(tr("Enter the user name."))
        elif Security(self.security.currentData()) is Security.NONE and not self.consent.isChecked():
            self.security_field.complain(tr("Choose TLS or STARTTLS, or say below that you want no protection."))
        else:
            return True
        return False

    def complain(self, kind: ProblemKind, sentence: str) -> bool:
        """Say it at the field that it belongs to; False when it belongs to none."""
        if kind in _HOST_PROBLEMS:
            self.host_field.complain(sentence)
        elif kind in _SECURITY_PROBLEMS:
            self.security_field.complain(sentence)
        elif kind in (ProblemKind.NO_COMMON_LOGIN, ProblemKind.PASSWORD_LOGIN_OFF):
            self.login_field.complain(sentence)
        elif kind is ProblemKind.WRONG_PASSWORD:
            self.user_field.complain(sentence)
        else:
            return False
        return True

    def hush(self) -> None:
        """Nothing is wrong any more."""
        for field in (self.host_field, self.port_field, self.security_field, self.login_field, self.user_field):
            field.hush()

    def _follow_security(self) -> None:
        chosen = Security(self.security.currentData())
        usual = {USUAL_PORTS[self._protocol, security] for security in Security}
        if not self.port.text() or int(self.port.text()) in usual:
            self.port.setText(str(USUAL_PORTS[self._protocol, chosen]))
        self._warn(chosen is Security.NONE)
        self.hush()
        self.changed.emit()

    def _warn(self, on: bool) -> None:
        self.warning.setVisible(on)
        self.consent.setVisible(on)

    def _offer_logins(self, current: LoginKind) -> None:
        """A bare token is only shown where there is one."""
        names = _login_names()
        self.login.clear()
        for kind in _LOGINS:
            if kind is not LoginKind.TOKEN or current is LoginKind.TOKEN:
                self.login.addItem(names[kind], kind.value)
        self.login.setCurrentIndex(self.login.findData(current.value))

    def _name_fields(self, title: str) -> None:
        for field in (self.host_field, self.port_field, self.security_field, self.login_field, self.user_field):
            name = field.editor.accessibleName().rpartition(": ")[2]
            field.editor.setAccessibleName(f"{title}: {name}")

    def _arrange(self) -> None:
        self.port_field.setFixedWidth(84)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self.heading)
        for left, right, share in (
            (self.host_field, self.port_field, 0),
            (self.security_field, self.login_field, 1),
        ):
            row = QHBoxLayout()
            row.setSpacing(tokens.SPACE_12)
            row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
            row.addWidget(right, share, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addWidget(self.warning)
        column.addWidget(self.consent)
        column.addWidget(self.user_field)
        self._name_fields(self.heading.text())


def _security_names() -> dict[Security, str]:
    return {
        Security.TLS: tr("TLS (recommended)"),
        Security.STARTTLS: tr("STARTTLS"),
        Security.NONE: tr("None (not protected)"),
    }


def _login_names() -> dict[LoginKind, str]:
    return {
        LoginKind.PASSWORD: tr("Password"),
        LoginKind.OAUTH: tr("Sign-in in the browser"),
        LoginKind.CERTIFICATE: tr("Client certificate"),
        LoginKind.TOKEN: tr("Token"),
    }
