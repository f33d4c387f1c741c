"""The right column: a row of actions above the message."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from mailclient.gui.controls.button import action_button, icon_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.surface import ColumnHeader, hairline, on_ground
from mailclient.gui.main_window.actions import Actions
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n

_GROUPS = (("reply", "reply_all", "forward"), ("archive", "delete", "move", "junk"), ("flag", "tag", "toggle_read"))
_MORE = ("find", "print", "save_pdf", "save_attachments", "plain_text", "source", "delete_forever")

_LEAST_READING = 120
"""Pixels of what is read above a composer."""


class ReaderColumn(QWidget):
    """Holds the message view once it is there; an empty state before, and while none or several are selected."""

    page_requested = Signal(bool)
    """Space: a page down (True) or up."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "reader")
        self.back = action_button(actions["back"])
        self._header = ColumnHeader("reader")
        self._header.row.addWidget(self.back)
        self._buttons: list[QWidget] = []
        self._by_name: dict[str, QWidget] = {}
        for place, group in enumerate(_GROUPS):
            if place:
                self._separate()
            for name in group:
                button = action_button(actions[name])
                self._header.row.addWidget(button)
                self._buttons.append(button)
                self._by_name[name] = button
        self._header.row.addStretch(1)
        self._position = QLabel()
        self._position.setProperty("kind", "meta")
        self._header.row.addWidget(self._position)
        self._header.row.addWidget(self._more_button(actions))
        self._nothing = EmptyState("mail-open", tr("No message selected"), tr("Choose one from the list to read it."))
        self._several = EmptyState("mails", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._several)
        self._view: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Message"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(hairline())
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._parts.setHandleWidth(1)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self._stack)
        column.addWidget(self._parts, 1)
        self.show_selected(0)

    def _separate(self) -> None:
        self._header.row.addSpacing(tokens.SPACE_4)
        line = hairline(lying=False)
        line.setFixedHeight(tokens.ICON)
        self._header.row.addWidget(line)
        self._header.row.addSpacing(tokens.SPACE_4)
        self._buttons.append(line)

    def _more_button(self, actions: Actions) -> QToolButton:
        more = icon_button("ellipsis", tr("More"))
        menu = QMenu(more)
        for name in _MORE:
            menu.addAction(actions[name])
        more.setMenu(menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._buttons.append(more)
        return more

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space scrolls, as in the list."""
        if event.key() == Qt.Key.Key_Space:
            self.page_requested.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return
        super().keyPressEvent(event)

    def place_below(self, name: str) -> QPoint | None:
        """Where a menu of this action opens, on the screen; None while its button cannot be seen."""
        button = self._by_name[name]
        return button.mapToGlobal(button.rect().bottomLeft()) if button.isVisible() else None

    def put_view(self, view: QWidget) -> None:
        """The view of what is selected is there, or it is another one now."""
        self._view = view
        if self._stack.indexOf(view) < 0:
            self._stack.addWidget(view)

    def put_below(self, place: QWidget) -> None:
        """Where one writes, below what one reads; the line between them can be moved."""
        self._stack.setMinimumHeight(_LEAST_READING)
        self._parts.addWidget(place)

    def divide(self) -> None:
        """Give the writing a little more of the height than the reading."""
        height = self._parts.height()
        self._parts.setSizes([height * 2 // 5, height * 3 // 5])

    def show_selected(self, count: int, position: str = "", *, conversations: bool = False) -> None:
        """So many messages (or rows of conversations) are selected; ``position`` is "20 / 600"."""
        self._position.setText(position)
        for button in self._buttons:
            button.setVisible(count > 0)
        if count == 1 and self._view is not None:
            self._stack.setCurrentWidget(self._view)
        elif count > 1:
            words = tr_n("{count} message selected", "{count} messages selected", count)
            if conversations:
                words = tr_n("{count} conversation selected", "{count} conversations selected", count)
            self._several.show_words("mails", words)
            self._stack.setCurrentWidget(self._several)
        elif count == 0:
            self._stack.setCurrentWidget(self._nothing)
