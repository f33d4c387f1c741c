"""When one message is to go: the time chosen, and the line in the composer that says so."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.gui.composer.schedule.offers import full_date, offers, short_date, zoned_now
from mailclient.gui.composer.schedule.time_dialog import TimeDialog
from mailclient.gui.message_view.bar import Bar
from mailclient.language import tr


class Schedule(QObject):
    """``send_at`` in epoch seconds, None: at once. ``bar`` is shown while there is a time."""

    changed = Signal()
    send_wanted = Signal()
    """A time was chosen to send at: that is the word to send."""

    def __init__(self, pane: QWidget, *, now: Callable[[], datetime] = zoned_now) -> None:
        super().__init__(pane)
        self._pane, self.now = pane, now
        self.send_at: float | None = None
        self.bar = Bar()
        self.bar.hide()

    def set(self, send_at: float | None) -> None:
        """This is the time; "" or past times are shown as what they are."""
        self.send_at = send_at
        self.bar.setVisible(send_at is not None)
        if send_at is None:
            return
        at = datetime.fromtimestamp(send_at, self.now().tzinfo)
        self.bar.tell(tr("It goes on {date}, once you press Send.", date=full_date(at)), icon="clock")
        self.bar.add_action(tr("Change…"), self.ask)
        self.bar.add_action(tr("Not later"), lambda: self.choose(None))

    def choose(self, send_at: float | None) -> None:
        """The user has chosen."""
        self.set(send_at)
        self.changed.emit()

    def ask(self) -> TimeDialog:
        """Choose from a calendar, or type it."""
        before = None if self.send_at is None else datetime.fromtimestamp(self.send_at, self.now().tzinfo)
        dialog = TimeDialog(before, self._pane.window(), now=self.now)
        dialog.chosen.connect(self._send_at)
        dialog.open()
        return dialog

    def _send_at(self, at: datetime, _checked: bool = False) -> None:
        self.choose(at.timestamp())
        self.send_wanted.emit()

    def fill(self, menu: QMenu) -> None:
        """The times that are offered now."""
        menu.clear()
        for offer in offers(self.now()):
            action = menu.addAction(f"{offer.words}\t{short_date(offer.at)}")
            action.triggered.connect(partial(self._send_at, offer.at))
        menu.addSeparator()
        menu.addAction(tr("Choose date and time…"), self.ask)
