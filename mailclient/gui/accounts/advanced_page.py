"""What few people need: a proxy, a client certificate, the exceptions made for certificates."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import icon_button, text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.icon_label import ElidedLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.certificate import fingerprint_text
from mailclient.mail.proxy import Proxy, ProxyKind


class AdvancedPage(QWidget):
    """Proxy and client certificate hold for both servers; an exception for the one that it was made for."""

    exception_removed = Signal(object)
    """Server: its exception goes when the dialog saves."""

    def __init__(self, settings: AccountSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        proxy = settings.incoming.proxy
        self.kind = Choice()
        for words, kind in ((tr("None"), None), ("SOCKS5", ProxyKind.SOCKS5), ("HTTP CONNECT", ProxyKind.HTTP_CONNECT)):
            self.kind.addItem(words, kind.value if kind else "")
        self.kind.setCurrentIndex(self.kind.findData(proxy.kind.value if proxy else ""))
        self.host = QLineEdit(proxy.host if proxy else "")
        self.port = QLineEdit(str(proxy.port) if proxy else "1080")
        self.port.setValidator(QIntValidator(1, 65535, self))
        self.user = QLineEdit(proxy.user if proxy else "")
        self.certificate = QLineEdit(settings.incoming.client_certificate)
        self.certificate.setPlaceholderText(tr("none"))
        self.host_field = Field(tr("Server"), self.host)
        self.user_field = Field(tr("User name"), self.user, tr("Empty where the proxy wants none"))
        self.proxy_password, self.passphrase = PasswordField(), PasswordField()
        for field in (self.proxy_password, self.passphrase):
            field.setPlaceholderText(tr("unchanged"))
        self._proxy_password_field = Field(tr("Password"), self.proxy_password)
        self.passphrase_field = Field(tr("Passphrase of the file"), self.passphrase)
        self._port_field = Field(tr("Port"), self.port)
        self._port_field.setFixedWidth(84)
        self._excepted = [server for server in (settings.incoming, settings.smtp) if server.trusted_certificate]
        self.exceptions = QVBoxLayout()
        self._arrange()
        self.kind.activated.connect(self._follow)
        self.certificate.textChanged.connect(self._follow)
        self._follow()
        self._show_exceptions()

    def complete(self) -> bool:
        """Whether a chosen proxy has a host; says so when not."""
        if self.kind.currentData() and not self.host.text().strip():
            self.host_field.complain(tr("Enter the name of the server."))
            return False
        return True

    def settings(self, shown: AccountSettings) -> AccountSettings:
        """``shown`` with what is chosen here."""
        path = self.certificate.text().strip()
        incoming, smtp = (
            replace(
                server,
                proxy=self._proxy(),
                client_certificate=path,
                trusted_certificate=server.trusted_certificate if self._keeps(server) else "",
            )
            for server in (shown.incoming, shown.smtp)
        )
        return replace(shown, incoming=incoming, smtp=smtp)

    def trust(self, server: Server) -> None:
        """An exception was made for this server just now."""
        self._excepted = [one for one in self._excepted if (one.host, one.port) != (server.host, server.port)]
        self._excepted.append(server)
        self._show_exceptions()

    def _keeps(self, server: Server) -> bool:
        return any((one.host, one.port) == (server.host, server.port) for one in self._excepted)

    def _proxy(self) -> Proxy | None:
        kind = self.kind.currentData()
        if not kind:
            return None
        port = int(self.port.text()) if self.port.hasAcceptableInput() else 1080
        return Proxy(ProxyKind(kind), self.host.text().strip(), port, self.user.text().strip())

    def _follow(self) -> None:
        on = bool(self.kind.currentData())
        for field in (self.host_field, self._port_field, self.user_field, self._proxy_password_field):
            field.setVisible(on)
        self.passphrase_field.setVisible(bool(self.certificate.text().strip()))

    def _show_exceptions(self) -> None:
        while self.exceptions.count():
            item = self.exceptions.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for server in self._excepted:
            self.exceptions.addWidget(self._exception_row(server))
        if not self._excepted:
            none = PlainLabel(tr("None: the system decides which certificates are trusted."), wordWrap=True)
            none.setProperty("kind", "muted")
            self.exceptions.addWidget(none)

    def _exception_row(self, server: Server) -> QWidget:
        row = QFrame()
        row.setProperty("kind", "card")
        place = PlainLabel(f"{server.host}:{server.port}")
        print_ = ElidedLabel(fingerprint_text(server.trusted_certificate))
        print_.setProperty("kind", "meta")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(place)
        words.addWidget(print_)
        remove = icon_button(
            "trash-2", tr("Remove the exception for {server}", server=place.text()), size=tokens.ICON_SMALL
        )

        def forget() -> None:
            self._excepted.remove(server)
            self._show_exceptions()
            self.exception_removed.emit(server)

        remove.clicked.connect(forget)
        line = QHBoxLayout(row)
        line.setContentsMargins(tokens.SPACE_12, tokens.SPACE_8, tokens.SPACE_8, tokens.SPACE_8)
        line.addLayout(words, 1)
        line.addWidget(remove)
        return row

    def _choose_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, tr("Client certificate"), "", "*.p12 *.pfx *.pem;;*")
        if path:
            self.certificate.setText(path)

    def _arrange(self) -> None:
        choose = text_button(tr("Choose…"))
        choose.clicked.connect(self._choose_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        place = QHBoxLayout()
        place.setSpacing(tokens.SPACE_12)
        place.addWidget(self.host_field, 1)
        place.addWidget(self._port_field)
        file = QHBoxLayout()
        file.setSpacing(tokens.SPACE_8)
        file.addWidget(self.certificate, 1)
        file.addWidget(choose)
        box = QWidget()
        box.setLayout(file)
        file.setContentsMargins(0, 0, 0, 0)
        self.certificate.setAccessibleName(tr("Client certificate"))
        column.addWidget(Field(tr("Proxy"), self.kind))
        column.addLayout(place)
        login = QHBoxLayout()
        login.setSpacing(tokens.SPACE_12)
        login.addWidget(self.user_field, 1, Qt.AlignmentFlag.AlignTop)
        login.addWidget(self._proxy_password_field, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(login)
        column.addSpacing(tokens.SPACE_12)
        column.addWidget(Field(tr("Client certificate (PEM or PKCS#12 file)"), box))
        column.addWidget(self.passphrase_field)
        column.addSpacing(tokens.SPACE_12)
        heading = PlainLabel(tr("Certificates trusted by exception"))
        heading.setProperty("kind", "strong")
        column.addWidget(heading)
        column.addLayout(self.exceptions)
        column.addStretch()
