"""The desktop's word about new mail: only while the window is not the one in use, and only when the user wants it."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from mailclient.bridge import events
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.window_state import WindowState
from mailclient.language import tr, tr_n
from mailclient.mail.ids import FolderId, MessageId
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow

_NAMED = 4
_STAY_MS = 10_000
_NO_TAGS = str.maketrans("<>", "‹›")
"""Some desktops take what they are told for HTML and load pictures named in it; what a sender wrote must not be any."""


class NewMailNotice(QObject):
    """Follows ``NewMail``. The tray icon is there only while a notice is: it has no other use."""

    opened = Signal(object, object)
    """The notice was clicked: FolderId, MessageId of the newest it was about."""

    def __init__(self, reader: Reader, link: EngineLink, state: WindowState, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._state = reader, state
        self._tray: QSystemTrayIcon | None = None
        self._newest: tuple[FolderId, MessageId] | None = None
        link.received.connect(self._receive)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._come_back)

    @property
    def wanted(self) -> bool:
        """The user's choice."""
        return self._state.text("notify", "yes") != "no"

    def tell(self, title: str, words: str) -> None:
        """Hand the notice to the desktop, where it takes some."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._tray.setToolTip(tr("Mail"))
            self._tray.messageClicked.connect(self._open)
            self._tray.activated.connect(self._open)
        self._tray.show()
        title, words = title.translate(_NO_TAGS), words.translate(_NO_TAGS)
        self._tray.showMessage(title, words, QApplication.windowIcon(), _STAY_MS)

    def _receive(self, event: events.AnyEvent) -> None:
        if not isinstance(event, events.NewMail) or not self.wanted:
            return
        if QApplication.applicationState() == Qt.ApplicationState.ApplicationActive:
            return
        rows = sorted(self._reader.rows(event.message_ids), key=lambda row: row.received_at, reverse=True)
        if rows:
            self._newest = event.folder_id, rows[0].id
            self.tell(*notice_words(rows))

    def _come_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._tray is not None:
            self._tray.hide()

    def _open(self, *_reason: object) -> None:
        if self._newest is not None:
            self.opened.emit(*self._newest)


def notice_words(rows: list[MessageRow]) -> tuple[str, str]:
    """Title and text: one message by sender and subject, several by their number and senders."""
    if len(rows) == 1:
        return rows[0].sender.label, rows[0].subject or tr("(no subject)")
    senders = list(dict.fromkeys(row.sender.label for row in rows))
    more = ", …" if len(senders) > _NAMED else ""
    title = tr_n("{count} new message", "{count} new messages", len(rows))
    return title, ", ".join(senders[:_NAMED]) + more
