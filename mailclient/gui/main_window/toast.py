"""One short message at the bottom of the window, with a way to take back what it tells. It leaves by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr

_SECONDS = 7.0
_BOTTOM = 28
_HEIGHT = 44


class Toast(QFrame):
    """Floats over ``host``; the next message replaces the last. Stays while the pointer is on it.

    It stands in the middle of ``column`` while that is seen: the list has nothing at its end that it could cover, the
    reader has its attachments there.
    """

    def __init__(self, host: QWidget, column: QWidget) -> None:
        super().__init__(host)
        self.setProperty("kind", "toast")
        self._host, self._column = host, column
        self._words = PlainLabel()
        self.action: QPushButton = text_button("")
        self._act: Callable[[], object] | None = None
        self._text = ""
        self._left = 0
        self._leave = QTimer(self, singleShot=True)
        self._leave.timeout.connect(self.hide)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(tokens.SPACE_12)
        self._row.addWidget(self._words)
        self._row.addWidget(self.action)
        self.action.clicked.connect(self._take)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._words.text()

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say ``text`` for some seconds, with a button ``action`` that calls ``act``."""
        self._tick.stop()
        self._show(text, action, act)
        self._leave.start(int(_SECONDS * 1000))

    def count_down(self, text: str, seconds: float, act: Callable[[], object]) -> None:
        """Say ``text`` with Undo and the seconds that are left; leaves when they are over."""
        self._text, self._left = text, max(round(seconds), 1)
        self._show("", tr("Undo"), act)
        self._leave.stop()
        self._tell_left()
        self._tick.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the middle of the bottom."""
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Someone is about to press the button."""
        super().enterEvent(event)
        self._leave.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Go on leaving."""
        super().leaveEvent(event)
        if not self._tick.isActive():
            self._leave.start(int(_SECONDS * 500))

    def _show(self, text: str, action: str, act: Callable[[], object] | None) -> None:
        self._act = act
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self._row.setContentsMargins(
            tokens.SPACE_16, tokens.SPACE_8, tokens.SPACE_8 if action else tokens.SPACE_16, tokens.SPACE_8
        )
        self.setMinimumHeight(_HEIGHT)
        self._words.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self._place()

    def _count_down(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._tick.stop()
            self.hide()
        else:
            self._tell_left()

    def _tell_left(self) -> None:
        self._words.setText(f"{self._text}  {self._left}")
        self.setAccessibleName(self._text)
        self._place()

    def _take(self) -> None:
        self._tick.stop()
        self._leave.stop()
        self.hide()
        if self._act is not None:
            self._act()

    def _place(self) -> None:
        self._words.setMaximumWidth(max(self._host.width() - 200, 120))
        self.adjustSize()
        below = self._column if self._column.isVisible() else self._host
        middle = below.mapTo(self._host, below.rect().center()).x()
        furthest = self._host.width() - self.width() - tokens.SPACE_12
        left = max(min(middle - self.width() // 2, furthest), tokens.SPACE_12)
        self.move(left, self._host.height() - self.height() - _BOTTOM)
