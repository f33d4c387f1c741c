"""The way out: the window closes when every message is kept and every action is on the disk, or the user gives them up.

Until then the closing is ignored and taken up again by itself; it takes milliseconds unless the engine is in trouble.
"""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent

from mailclient.gui.composer.composers import Composers
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.window import MainWindow
from mailclient.language import tr, tr_n

_PATIENCE_MS = 2_500


class Closing(QObject):
    """Answers ``window.closing``. Refreshed by ``Acknowledged`` and by the composers that close."""

    stayed = Signal()
    """It does not close after all."""

    def __init__(self, window: MainWindow, link: EngineLink, composers: Composers) -> None:
        super().__init__(window)
        self._window, self._link, self._composers = window, link, composers
        self.soon = False
        """Asked to close, and does in a moment."""
        self._given_up = False
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._ask)
        window.closing.connect(self._begin)
        composers.all_closed.connect(self._go_on)
        composers.stayed.connect(self._stay)
        link.received.connect(self._go_on)

    def _begin(self, event: QCloseEvent) -> None:
        self.soon = False
        if not self._composers.close_all():
            self.soon = self._composers.leaving
            event.ignore()
        elif self._link.unacknowledged and not self._given_up:
            self.soon = True
            self._patience.start()
            event.ignore()

    def _go_on(self) -> None:
        if self.soon and not self._composers.windows and not self._link.unacknowledged:
            self.soon = False
            self._patience.stop()
            QTimer.singleShot(0, self._window, self._window.close)

    def _stay(self) -> None:
        self.soon = False
        self.stayed.emit()

    def _ask(self) -> None:
        """The engine does not answer: only the user may give these changes up."""
        count = self._link.unacknowledged
        if not self.soon or not count:
            return
        self._stay()
        title = tr_n("{count} change is not saved yet", "{count} changes are not saved yet", count)
        meaning = tr("The part of the program that saves does not answer. What you did last would be lost.")
        ask(self._window, title, meaning, tr("Quit anyway"), self._give_up, danger=True)

    def _give_up(self) -> None:
        self._given_up = True
        QTimer.singleShot(0, self._window, self._window.close)
