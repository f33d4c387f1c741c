"""A server in one line: what it is for, where it is, how it is protected."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.icon_label import ElidedLabel, IconLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import Security, Server

_TITLE_WIDTH = 84


class ServerLine(QWidget):
    """Title, "host:port", a lock with the word for the protection."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = PlainLabel(title)
        name.setProperty("kind", "meta")
        name.setMinimumWidth(_TITLE_WIDTH)
        self.place = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._lock = IconLabel("lock", tokens.ICON_SMALL, "good")
        self.badge = PlainLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(name)
        row.addWidget(self.place, 1)
        row.addWidget(self._lock)
        row.addWidget(self.badge)

    def show_server(self, server: Server) -> None:
        """Show this one."""
        self.place.setText(f"{server.host}:{server.port}")
        safe = server.security is not Security.NONE
        words = {Security.TLS: tr("TLS"), Security.STARTTLS: tr("STARTTLS"), Security.NONE: tr("not protected")}
        self._lock.set_icon("lock" if safe else "lock-open", "good" if safe else "danger")
        self.badge.setText(words[server.security])
        self.badge.setProperty("kind", "good" if safe else "bad")
        self.badge.style().unpolish(self.badge)
        self.badge.style().polish(self.badge)


def align_badges(*lines: ServerLine) -> None:
    """Let the locks of these lines stand below each other."""
    width = max(line.badge.sizeHint().width() for line in lines)
    for line in lines:
        line.badge.setFixedWidth(width)


class FactLine(QWidget):
    """A title and a fact, in the same columns."""

    def __init__(self, title: str, fact: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = PlainLabel(title)
        name.setProperty("kind", "meta")
        name.setMinimumWidth(_TITLE_WIDTH)
        self.fact = ElidedLabel(fact, mode=Qt.TextElideMode.ElideMiddle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(name)
        row.addWidget(self.fact, 1)
