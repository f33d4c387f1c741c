"""A month of days to choose one from."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr

_ROW = 32
_WEEKS = 6


class Month(QWidget):
    """The days of one month with its neighbours at both ends; those before ``first`` cannot be chosen."""

    picked = Signal(object)
    """date"""

    def __init__(self, first: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = _Days(first)
        self.days.turned.connect(self._name)
        self.days.picked.connect(self.picked)
        self._title = PlainLabel()
        self._title.setProperty("kind", "strong")
        back = icon_button("chevron-left", tr("Month before"), size=tokens.ICON_SMALL)
        on = icon_button("chevron-right", tr("Next month"), size=tokens.ICON_SMALL)
        back.clicked.connect(lambda: self.days.turn(-1))
        on.clicked.connect(lambda: self.days.turn(1))
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        row.addWidget(back)
        row.addWidget(on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_4)
        column.addLayout(row)
        column.addWidget(self.days)
        self._name()

    def choose(self, day: date) -> None:
        """Show this day as the chosen one."""
        self.days.choose(day)

    def _name(self) -> None:
        month = self.days.month
        self._title.setText(QLocale().toString(QDate(month.year, month.month, 1), tr("MMMM yyyy")))


class _Days(QWidget):
    turned = Signal()
    picked = Signal(object)

    def __init__(self, first: date) -> None:
        super().__init__()
        self._first, self.day = first, first
        self.month = first.replace(day=1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Calendar"))
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Seven days wide, the names and six weeks high."""
        return QSize(7 * 44, _ROW * (_WEEKS + 1))

    def choose(self, day: date) -> None:
        """Show it, and its month."""
        self.day = day
        self.setAccessibleDescription(QLocale().toString(QDate(day.year, day.month, day.day)))
        self._show(day.replace(day=1))

    def turn(self, by: int) -> None:
        """So many months on."""
        count = self.month.year * 12 + self.month.month - 1 + by
        if count // 12 <= self._first.year + 20:
            self._show(date(count // 12, count % 12 + 1, 1))

    def _show(self, month: date) -> None:
        self.month = max(month, self._first.replace(day=1))
        self.turned.emit()
        self.update()

    @property
    def _start(self) -> date:
        """The day at the left above."""
        first_column = QLocale().firstDayOfWeek().value
        return self.month - timedelta(days=(self.month.isoweekday() - first_column) % 7)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The names of the days, then the days."""
        colours = theme().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / 7
        painter.setFont(window_font(tokens.TEXT_META))
        painter.setPen(QColor(colours.muted))
        for column in range(7):
            name = QLocale().dayName(
                (self._start + timedelta(days=column)).isoweekday(), QLocale.FormatType.ShortFormat
            )
            painter.drawText(QRectF(column * wide, 0, wide, _ROW), Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(window_font(tokens.TEXT_UI))
        for place in range(7 * _WEEKS):
            day = self._start + timedelta(days=place)
            area = QRectF(place % 7 * wide, (place // 7 + 1) * _ROW, wide, _ROW)
            self._paint_day(painter, area, day)

    def _paint_day(self, painter: QPainter, area: QRectF, day: date) -> None:
        colours = theme().palette
        chosen = day == self.day
        box = QRectF(area.center().x() - 15, area.center().y() - 15, 30, 30)
        if chosen:
            painter.setPen(QPen(QColor(colours.text), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        elif day == self._first:
            painter.setPen(QPen(QColor(colours.accent_text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        colour = colours.text if day.month == self.month.month else colours.muted
        if day < self._first:
            colour = colours.hairline
        painter.setPen(QColor(colours.on_accent if chosen else colour))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def day_at(self, at: QPoint) -> date | None:
        """The day painted there."""
        row = at.y() // _ROW - 1
        if not 0 <= row < _WEEKS:
            return None
        return self._start + timedelta(days=row * 7 + min(int(at.x() / (self.width() / 7)), 6))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day that is pressed."""
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self._pick(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by days and weeks, Page Up and Down by months."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7,
                 Qt.Key.Key_PageUp: -28, Qt.Key.Key_PageDown: 28}  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps:
            self._pick(max(self.day + timedelta(days=steps[key]), self._first))
        else:
            super().keyPressEvent(event)

    def _pick(self, day: date) -> None:
        if day >= self._first:
            self.choose(day)
            self.picked.emit(day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()
