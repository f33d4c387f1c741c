"""The bar to find words in the message that is read: field, count, previous, next."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.escape import keeps_escape
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.matches import COUNTED, Matches
from mailclient.gui.theme import tokens
from mailclient.language import tr

_PAUSE_MS = 120
"""Looking begins when one has typed so long nothing."""
_FIELD_WIDTH = 260


class FindBar(QFrame):
    """Says what it wants by signals; hidden until ``open``. Enter goes on, Shift+Enter back, Esc closes."""

    wanted = Signal(str, bool)
    """Words to go to (forward: True); "" ends the search."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "find-bar")
        self.field = QLineEdit(placeholderText=tr("Find in message"), clearButtonEnabled=True)
        self.field.setAccessibleName(tr("Find in message"))
        self.field.setMaximumWidth(_FIELD_WIDTH)
        self.count = PlainLabel()
        self.count.setProperty("kind", "meta")
        self.previous = icon_button("chevron-up", tr("Previous place"), size=tokens.ICON_SMALL)
        self.next = icon_button("chevron-down", tr("Next place"), size=tokens.ICON_SMALL)
        close = icon_button("x", tr("Close"), size=tokens.ICON_SMALL)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.look())
        self.field.textChanged.connect(self._pause.start)
        self.previous.clicked.connect(lambda: self.look(forward=False))
        self.next.clicked.connect(lambda: self.look())
        close.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_24, tokens.SPACE_4, tokens.SPACE_12, tokens.SPACE_4)
        row.setSpacing(tokens.SPACE_4)
        row.addWidget(self.field, 1)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(close)
        self.hide()

    def open(self, words: str = "") -> None:
        """Show it, with the words already selected in the message, and take the keyboard."""
        self.show()
        if words:
            self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self.look()

    def look(self, *, forward: bool = True) -> None:
        """Go to the next place."""
        self._pause.stop()
        self.wanted.emit(self.field.text(), forward)

    def tell(self, matches: Matches) -> None:
        """How it went."""
        if not self.field.text():
            words = ""
        elif matches.total == 0:
            words = tr("Not found")
        elif matches.total >= COUNTED:
            words = tr("{place} of more than {count}", place=matches.current, count=COUNTED - 1)
        else:
            words = tr("{place} of {count}", place=matches.current, count=matches.total)
        self.count.setText(words)
        for button in (self.previous, self.next):
            button.setEnabled(matches.total > 0)

    def close_bar(self) -> None:
        """Hide it; the marks in the message go."""
        self._pause.stop()
        self.hide()
        self.wanted.emit("", True)
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """Esc closes the bar, and not what the window would close."""
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter, F3, Esc."""
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F3:
                self.look(forward=not back)
            case Qt.Key.Key_Escape:
                self.close_bar()
            case _:
                super().keyPressEvent(event)
