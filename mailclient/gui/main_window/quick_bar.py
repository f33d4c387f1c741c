"""The quick filters above the list: each narrows what is shown, several together mean all of them."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mailclient.gui.controls.button import IconButton, icon_button
from mailclient.gui.controls.escape import keeps_escape
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.message_list.row_layout import ROW_LEFT
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr
from mailclient.mail.mail_list import Quick


def quick_names() -> dict[Quick, tuple[str, str, str]]:
    """Icon, short name, and what it shows."""
    return {
        Quick.UNREAD: ("mail", tr("Unread"), tr("Only unread messages")),
        Quick.FLAGGED: ("star", tr("Stars"), tr("Only starred messages")),
        Quick.FROM_CONTACT: ("user", tr("People"), tr("Only from people you have written to")),
        Quick.TAGGED: ("tag", tr("Tagged"), tr("Only messages with a tag")),
        Quick.ATTACHMENT: ("paperclip", tr("Files"), tr("Only messages with an attachment")),
    }


_NAMED = 3
"""So many that are on can be named in a narrow column."""
_ICON_ROOM, _BARE_ROOM = 46, 20
"""Pixels that a filter takes beside its name: with its icon, and without."""


_BOTH = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_NAME = Qt.ToolButtonStyle.ToolButtonTextOnly
_ICON = Qt.ToolButtonStyle.ToolButtonIconOnly


class QuickBar(QWidget):
    """Shown while it is wanted; what is switched on in it is seen, and goes with it."""

    changed = Signal()
    left = Signal()
    """Escape, or Down: the keys go to the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "list")
        self.buttons: dict[Quick, QToolButton] = {}
        self._style = _BOTH
        row = QHBoxLayout()
        row.setContentsMargins(ROW_LEFT - tokens.SPACE_8, tokens.SPACE_4, tokens.SPACE_8, tokens.SPACE_4)
        row.setSpacing(2)
        for quick, (icon, name, said) in quick_names().items():
            button = IconButton()
            button.setText(name)
            button.setToolTip(said)
            button.setAccessibleName(said)
            button.setCheckable(True)
            button.setProperty("kind", "scope")
            button.setIconSize(QSize(tokens.ICON_SMALL, tokens.ICON_SMALL))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bind_icon(button, icon, tokens.ICON_SMALL)
            button.toggled.connect(self._dress)
            button.toggled.connect(self.changed)
            row.addWidget(button)
            self.buttons[quick] = button
        row.addStretch(1)
        self.close_button = icon_button("x", tr("Close the quick filters"), size=tokens.ICON_SMALL)
        self.close_button.clicked.connect(self.close_bar)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(hairline())
        self.hide()

    @property
    def chosen(self) -> Quick:
        """All that is switched on."""
        chosen = Quick.NONE
        for quick, button in self.buttons.items():
            if button.isChecked():
                chosen |= quick
        return chosen

    def open_bar(self) -> None:
        """Show it, with the keys on the first filter."""
        self.show()
        self.buttons[Quick.UNREAD].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle(self, quick: Quick) -> None:
        """Switch one on or off by its key."""
        self.show()
        self.buttons[quick].toggle()

    def close_bar(self) -> None:
        """Nothing is filtered any more."""
        had_focus = any(button.hasFocus() for button in (*self.buttons.values(), self.close_button))
        self.clear()
        self.hide()
        if had_focus:
            self.left.emit()

    def clear(self) -> None:
        """Switch all off; tells once."""
        if self.chosen:
            self.leave()
            self.changed.emit()

    def leave(self) -> None:
        """Another list is shown: all are off, without a word."""
        self.blockSignals(True)
        for button in self.buttons.values():
            button.setChecked(False)
        self.blockSignals(False)
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Icons and names where there is room, else names; in a very narrow one icons, but for those that are on."""
        super().resizeEvent(event)
        names = sum(button.fontMetrics().horizontalAdvance(button.text()) for button in self.buttons.values())
        room = event.size().width() - ROW_LEFT - 2 * tokens.CONTROL_HEIGHT - names
        if room >= _ICON_ROOM * len(self.buttons):
            self._style = _BOTH
        else:
            self._style = _NAME if room >= _BARE_ROOM * len(self.buttons) else _ICON
        self._dress()

    def _dress(self) -> None:
        for button in self.buttons.values():
            named = button.isChecked() and self.chosen.bit_count() < _NAMED
            button.setToolButtonStyle(_BOTH if self._style is _ICON and named else self._style)

    def event(self, event: QEvent) -> bool:
        """Escape is the bar's while it has the focus, not the window's shortcut."""
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from one to the next; Escape closes."""
        buttons = list(self.buttons.values())
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is not None and focused is not None:
            buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)
