"""Start of the window, in this order: store read-only → first page → paint → only then the engine and all the rest.

Before the first paint only QtCore, QtGui, QtWidgets, sqlite3, ``mail``, ``language`` and ``store.reader`` are
imported; a test reads ``sys.modules`` at that moment. Nothing else may be imported at the top of this file.
"""

import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.message_list import dates
from mailclient.gui.one_window import OneWindow
from mailclient.gui.theme import Scheme, theme
from mailclient.gui.window_state import WindowState
from mailclient.language import use_language
from mailclient.profile import Profile
from mailclient.resource import resource_path
from mailclient.store.reader import Reader

if TYPE_CHECKING:
    from mailclient.bridge.compose_request import ComposeRequest
    from mailclient.gui.engine_link import EngineLink
    from mailclient.gui.main_window.session import Session

_HTML_IDLE_MS = 1_500
"""After the start: the HTML view is made in an idle moment, so that the first newsletter need not wait for it."""


class Application(QObject):
    """One run of the program: the window, maybe built anew for another language, and the one link it speaks through."""

    def __init__(self, profile: Profile, *, demo: bool) -> None:
        super().__init__()
        self._profile = profile
        self._demo = demo
        self._state = WindowState(profile)
        self._reader = Reader(profile.store)
        self._translator: QTranslator | None = None
        self._next_language: str | None = None
        """The language of the window that follows the one being closed."""
        self._link: EngineLink | None = None
        self.session: Session | None = None
        self._asked: list[ComposeRequest] = []
        """What is to be written as soon as the session is there."""
        chosen = self._state.text("theme", Scheme.SYSTEM)
        theme().choose(Scheme(chosen) if chosen in set(Scheme) else Scheme.SYSTEM)
        self._speak(self._state.text("language"))
        self.window = self._build()

    def _build(self) -> MainWindow:
        window = MainWindow(self._reader, self._state, expects_accounts=self._demo)
        window.painted.connect(self._begin)
        window.closed.connect(self._replace_window)
        window.show()
        return window

    def _begin(self) -> None:
        """The first page is on the screen: now everything that takes time."""
        from mailclient.gui.attachments.attachment_files import sweep_copies
        from mailclient.gui.main_window.session import Session
        from mailclient.gui.spelling import spelling

        first = self._link is None
        spelling().open(self._profile, self._state)
        if self._link is None:
            self._link = self._new_link()
            self._link.start()
        self.session = Session(self.window, self._link)
        self.session.language_chosen.connect(self._change_language)
        self.session.closing.stayed.connect(self._keep_language)
        if first:
            self.session.composers.restore_drafts()
        asked, self._asked = self._asked, []
        for request in asked:
            self.session.answering.compose(request)
        QTimer.singleShot(_HTML_IDLE_MS, self.session.view, self.session.view.prepare_html)
        if first:
            QTimer.singleShot(_HTML_IDLE_MS, self.session, sweep_copies)

    def _new_link(self) -> "EngineLink":
        from mailclient.gui.engine_link import EngineLink

        return EngineLink(self._profile, demo=self._demo, parent=self)

    def _speak(self, code: str) -> None:
        """Our words, Qt's own words, and dates, in one language."""
        language = use_language(code or None)
        wanted = QLocale.system() if QLocale.system().name().startswith(language) else QLocale(language)
        QLocale.setDefault(wanted)
        dates.use_locale(wanted)
        if self._translator is not None:
            QApplication.removeTranslator(self._translator)
        self._translator = QTranslator()
        if self._translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            QApplication.installTranslator(self._translator)

    def _change_language(self, code: str) -> None:
        """Every word is set once, when its widget is made: so the window is made again."""
        QApplication.setQuitOnLastWindowClosed(False)
        self._next_language = code
        self.window.close()
        if self.session is None or not self.session.closing.soon:
            self._keep_language()

    def _keep_language(self) -> None:
        """The window is replaced, or stays."""
        self._next_language = None
        QApplication.setQuitOnLastWindowClosed(True)

    def _replace_window(self) -> None:
        """The window is closed; for another language that is only half the way."""
        if self._next_language is None:
            return
        code, self._next_language = self._next_language, None
        old = self.window
        place = old.list_column.list.place()
        self._speak(code)
        self.window = self._build()
        self.window.list_column.list.restore(place)
        old.deleteLater()
        QApplication.setQuitOnLastWindowClosed(True)

    def come_to_front(self) -> None:
        """The program was started a second time."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()

    def compose(self, request: "ComposeRequest") -> None:
        """Begin a message as a start of the program was asked to; the newest thing is in front."""
        if self.session is None:
            self._asked.append(request)
        else:
            self.session.answering.compose(request)

    def take_request(self, data: bytes) -> None:
        """A later start was asked to write a message."""
        import msgspec

        from mailclient.bridge.compose_request import ComposeRequest

        try:
            request = msgspec.json.decode(data, type=ComposeRequest)
        except msgspec.DecodeError:  # by another version of the program: coming to the front is all there is
            return
        self.compose(request)

    def end(self) -> None:
        """The last window is closed: let the engine finish its transaction."""
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if self._link is not None:
            self._link.stop()
        self._reader.close()


def run(profile: Profile, demo: bool, request: "ComposeRequest | None" = None) -> int:
    """Show the window over ``profile`` until it is closed; returns the exit code.

    ``request``: a message to begin, in this window or in the one that is there.
    """
    profile.create()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    QApplication.setApplicationName("mailclient")
    QApplication.setDesktopFileName("mailclient")
    qt = QApplication(sys.argv[:1])
    one = OneWindow(profile)
    if not one.claim(_encoded(request)):
        return 0
    qt.setWindowIcon(QIcon(str(resource_path("app", "mailclient.svg"))))
    application = Application(profile, demo=demo)
    one.called.connect(application.come_to_front)
    one.asked.connect(application.take_request)
    if request is not None:
        application.compose(request)
    code = qt.exec()
    application.end()
    one.release()
    return code


def _encoded(request: "ComposeRequest | None") -> bytes:
    if request is None:
        return b""
    import msgspec

    return msgspec.json.encode(request)
