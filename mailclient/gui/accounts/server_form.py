"""The fields of one server: host, port, security, user."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import Security, Server


class ServerForm(QWidget):
    """The port follows the security until it was typed by hand; no security shows a warning."""

    changed = Signal()

    def __init__(self, title: str, ports: dict[Security, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self.host, self.user = QLineEdit(), QLineEdit()
        self.port = QLineEdit()
        self.port.setValidator(QIntValidator(1, 65535, self))
        self.port.setFixedWidth(72)
        self.security = QComboBox()
        for security, text in _security_names().items():
            self.security.addItem(text, security.value)
        self.warning = PlainLabel(tr("Password and mail can be read by anyone on the way."), wordWrap=True)
        self.warning.setProperty("kind", "danger")
        heading = PlainLabel(title)
        heading.setProperty("kind", "strong")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.SPACE_8)
        grid.setVerticalSpacing(tokens.SPACE_8)
        grid.addWidget(heading, 0, 0, 1, 3)
        for row, (text, field) in enumerate(
            ((tr("Server"), self.host), (tr("Security"), self.security), (tr("User name"), self.user)), start=1
        ):
            label = PlainLabel(text)
            label.setProperty("kind", "muted")
            label.setBuddy(field)
            field.setAccessibleName(f"{title}: {text}")
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1, 1, 1 if row == 1 else 2)
        self.port.setAccessibleName(f"{title}: {tr('Port')}")
        self.port.setToolTip(tr("Port"))
        grid.addWidget(self.port, 1, 2)
        grid.addWidget(self.warning, 4, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 84)
        self.warning.hide()
        self.security.activated.connect(self._follow_security)
        for line in (self.host, self.port, self.user):
            line.textEdited.connect(self.changed)

    def fill(self, server: Server) -> None:
        """Show this server."""
        self.host.setText(server.host)
        self.port.setText(str(server.port))
        self.user.setText(server.user)
        self.security.setCurrentIndex(self.security.findData(server.security.value))
        self.warning.setVisible(server.security is Security.NONE)

    def server(self) -> Server:
        """What is in the fields."""
        chosen = Security(self.security.currentData())
        port = int(self.port.text()) if self.port.hasAcceptableInput() else self._ports[chosen]
        return Server(self.host.text().strip(), port, chosen, self.user.text().strip())

    def _follow_security(self) -> None:
        chosen = Security(self.security.currentData())
        if not self.port.text() or int(self.port.text()) in self._ports.values():
            self.port.setText(str(self._ports[chosen]))
        self.warning.setVisible(chosen is Security.NONE)
        self.changed.emit()


def _security_names() -> dict[Security, str]:
    return {
        Security.TLS: tr("TLS (recommended)"),
        Security.STARTTLS: tr("STARTTLS"),
        Security.NONE: tr("None (not protected)"),
    }
