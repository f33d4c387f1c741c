"""Flat icon buttons, reached by Tab but never by a click (so the focus ring shows for the keyboard only)."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from mailclient.gui.theme import bind_icon, tokens


class IconButton(QToolButton):
    """Enter presses the button that has the focus, and not the dialog's default one in its place."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space is Qt's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def icon_button(name: str, text: str, parent: QWidget | None = None, size: int = tokens.ICON) -> QToolButton:
    """A button that shows only an icon; ``text`` is its tool tip and what a screen reader says."""
    button = IconButton(parent)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setFixedSize(QSize(tokens.CONTROL_HEIGHT, tokens.CONTROL_HEIGHT))
    bind_icon(button, name, size)
    return button


def action_button(action: QAction, parent: QWidget | None = None) -> QToolButton:
    """A button for an action: its icon, state, and a tool tip with its first key."""
    button = IconButton(parent)
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    button.setIconSize(QSize(tokens.ICON, tokens.ICON))
    button.setFixedSize(QSize(tokens.CONTROL_HEIGHT, tokens.CONTROL_HEIGHT))
    return button


class TextButton(QPushButton):
    """Enter presses the button that has the focus, never another one; no button is pressed from afar."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space is Qt's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def put_icon_before(button: QPushButton, name: str, colour: str) -> None:
    """An icon before the words; Qt puts them closer together than they should stand."""
    button.setAccessibleName(button.text())
    button.setText(f" {button.text()}")
    bind_icon(button, name, tokens.ICON_SMALL, colour)


def link_row(*links: QPushButton) -> QHBoxLayout:
    """Links side by side; the first letter stands where other text of the column begins."""
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_8)
    for link in links:
        link.setProperty("edge", "start")
        row.addWidget(link)
    row.addStretch()
    return row


def text_button(text: str, kind: str = "", parent: QWidget | None = None) -> QPushButton:
    """A push button; ``kind`` is one of the style sheet's: primary, link, danger, or "" for a plain one."""
    button = TextButton(text, parent)
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAutoDefault(False)
    return button
