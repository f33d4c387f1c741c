"""The one dialogue before a message goes: each thing that looks wrong with its reason and what mends it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.composer.before_sending.concern import Concern, Mend
from mailclient.gui.composer.before_sending.mending_words import WHOLE, mend_words
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr

_WIDTH = 520
_TALLEST = 420


class ConcernSheet(QDialog):
    """Esc goes back to writing; Ctrl+Enter sends. Nothing waits for it: the answers are signals."""

    mend_wanted = Signal(object)
    """Mend"""
    overruled = Signal()
    """Send it as it is."""

    def __init__(self, found: Sequence[Concern], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Before it goes"))
        self.setFixedWidth(_WIDTH)
        self._title = PlainLabel(wordWrap=True)
        self._title.setProperty("kind", "title")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        box = QWidget()
        box.setLayout(self._lines)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(box)
        self.back = text_button(tr("Back to writing"))
        self.send = text_button(tr("Send anyway"))
        self.back.clicked.connect(self.reject)
        self.send.clicked.connect(self._overrule)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        self._whole = QHBoxLayout()
        self._whole.setSpacing(tokens.SPACE_8)
        row.addLayout(self._whole)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self._scroll)
        column.addLayout(row)
        self.buttons: dict[Mend, QPushButton] = {}
        self.concerns: tuple[Concern, ...] = ()
        self.show_concerns(found)

    def show_concerns(self, found: Sequence[Concern]) -> None:
        """These are left."""
        self.concerns = tuple(found)
        _empty(self._lines)
        _empty(self._whole)
        self.buttons.clear()
        for number, concern in enumerate(found):
            if number:
                self._lines.addWidget(hairline())
            self._lines.addWidget(self._line(concern))
        for mend in dict.fromkeys(mend for concern in found for mend in concern.mends if mend.remedy in WHOLE):
            self._whole.addWidget(self._button(mend))
        blocked = any(concern.blocking for concern in found)
        self._title.setText(tr("It cannot go like this") if blocked else tr("Send it like this?"))
        self.send.setVisible(not blocked)
        self.send.setToolTip(tr("Ctrl+Enter"))
        self._fit()
        first = next(iter(self.buttons.values()), self.back)
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def _line(self, concern: Concern) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, tokens.SPACE_12, 0, tokens.SPACE_12)
        row.setSpacing(tokens.SPACE_12)
        icon = IconLabel("triangle-alert", tokens.ICON, "danger" if concern.blocking else "warning")
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(PlainLabel(concern.sentence, wordWrap=True))
        if concern.why:
            why = PlainLabel(concern.why, wordWrap=True)
            why.setProperty("kind", "muted")
            words.addWidget(why)
        buttons = [self._button(mend, concern.sentence) for mend in concern.mends if mend.remedy not in WHOLE]
        if sum(button.sizeHint().width() for button in buttons) > _WIDTH // 2:
            below = QHBoxLayout()
            below.setSpacing(tokens.SPACE_8)
            for button in buttons:
                below.addWidget(button)
            below.addStretch(1)
            words.addSpacing(tokens.SPACE_8)
            words.addLayout(below)
            buttons = []
        words.addStretch(1)
        row.addLayout(words, 1)
        for button in buttons:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _button(self, mend: Mend, about: str = "") -> QPushButton:
        button = text_button(mend_words(mend))
        button.setAccessibleDescription(about)
        button.clicked.connect(lambda: self.mend_wanted.emit(mend))
        self.buttons[mend] = button
        return button

    def _fit(self) -> None:
        width = _WIDTH - 2 * tokens.SPACE_24
        wanted = (
            self._lines.heightForWidth(width) if self._lines.hasHeightForWidth() else self._lines.sizeHint().height()
        )
        self._scroll.setFixedHeight(min(wanted + 2, _TALLEST))
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter, pressed once more, means it; held down it does not."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat() and not self.send.isHidden():
                self._overrule()
            return
        super().keyPressEvent(event)

    def _overrule(self) -> None:
        self.overruled.emit()
        self.accept()


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
