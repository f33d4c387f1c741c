"""Chooses when a message goes: typed in words, or by calendar and clock; the full date is shown before it counts."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.composer.schedule.month import Month
from mailclient.gui.composer.schedule.offers import clock, full_date, zoned_now
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.date_words import read_date


class TimeDialog(QDialog):
    """What is typed moves the calendar, and the other way round; Enter takes it when it is a time to come."""

    chosen = Signal(object)
    """datetime, aware."""

    def __init__(
        self, at: datetime | None, parent: QWidget | None = None, *, now: Callable[[], datetime] = zoned_now
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Send later"))
        self.setFixedWidth(400)
        self._now = now
        start = at or now() + timedelta(days=1)
        self.at: datetime | None = at or start.replace(hour=9, minute=0, second=0, microsecond=0)
        self._lay_out()
        self._show_at()
        self._tell()
        self.line.textEdited.connect(self._read)
        self.calendar.picked.connect(self._pick)
        self.clock.textEdited.connect(self._pick)
        self.line.setFocus()

    def _lay_out(self) -> None:
        title = PlainLabel(tr("When is it to go?"))
        title.setProperty("kind", "title")
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("tomorrow 9am, next friday, in 2 hours, 24 Dec 18:30"))
        self.line.setAccessibleName(tr("Date and time in words"))
        self.calendar = Month(self._now().date())
        self.clock = QLineEdit()
        self.clock.setFixedWidth(120)
        self.clock.setAccessibleName(tr("Time"))
        self.told = PlainLabel(wordWrap=True)
        self.told.setMinimumHeight(36)
        cancel = text_button(tr("Cancel"))
        self.confirm = text_button(tr("Send then"), "primary")
        cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        for widget in (title, self.line, self.calendar):
            column.addWidget(widget)
        hour = QHBoxLayout()
        hour.setSpacing(tokens.SPACE_12)
        hour.addWidget(PlainLabel(tr("Time")))
        hour.addWidget(self.clock)
        hour.addStretch(1)
        column.addLayout(hour)
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        column.addLayout(row)

    def _read(self, typed: str) -> None:
        if typed.strip():
            self.at = read_date(typed, self._now(), month_first=QLocale().dateFormat().lower().startswith("m"))
            self._show_at()
        self._tell()

    def _show_at(self) -> None:
        if self.at is not None:
            self.calendar.choose(self.at.date())
            self.clock.setText(clock(self.at))

    def _pick(self) -> None:
        midnight = datetime.combine(self.calendar.days.day, time(), self._now().tzinfo)
        found = read_date(self.clock.text(), midnight)
        self.at = None if found is None else datetime.combine(midnight.date(), found.time(), midnight.tzinfo)
        self.line.clear()
        self._tell()

    def _tell(self) -> None:
        if self.at is None:
            words, ok = tr("This is not understood as a date."), False
        elif self.at <= self._now():
            words, ok = tr("{date} has passed.", date=full_date(self.at)), False
        else:
            words, ok = tr("It goes on {date}.", date=full_date(self.at)), True
        self.told.setText(words)
        self.told.setProperty("kind", "" if ok else "muted")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.confirm.setEnabled(ok)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the line takes it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.at is not None and self.at > self._now():
            self.chosen.emit(self.at)
            self.accept()
