"""The left column: compose, the menu, the folders."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mailclient.gui.controls.button import icon_button, put_icon_before, text_button
from mailclient.gui.controls.surface import ColumnHeader, on_ground
from mailclient.gui.folder_list.view import FolderList
from mailclient.gui.theme import bind_icon, tokens
from mailclient.gui.window_state import WindowState
from mailclient.language import tr

_WIDEST_COMPOSE = 280


class Sidebar(QWidget):
    """``folders`` is the tree; the menu button gets its menu from the session."""

    def __init__(self, state: WindowState, compose: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "sidebar")
        header = ColumnHeader("sidebar")
        self.compose = _compose_button(compose)
        self.menu = icon_button("menu", tr("Menu"))
        header.row.setContentsMargins(tokens.SPACE_8, 0, tokens.SPACE_8, 0)
        self.compose.setMaximumWidth(_WIDEST_COMPOSE)
        header.row.addWidget(self.compose, 1)
        header.row.addStretch()
        header.row.addWidget(self.menu)
        self.folders = FolderList(state)
        self.outbox = text_button("", "outbox")
        bind_icon(self.outbox, "upload", tokens.ICON_SMALL)
        self.outbox.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addSpacing(tokens.SPACE_4)
        column.addWidget(self.folders, 1)
        column.addWidget(self.outbox)

    def show_unsent(self, count: int) -> None:
        """The way to the outbox, while there is something in it."""
        self.outbox.setText(tr("Outbox") + f"  {count:,}")
        self.outbox.setVisible(count > 0)


def _compose_button(compose: QAction) -> QPushButton:
    button = text_button(tr("Compose"), "primary")
    button.setToolTip(compose.toolTip())
    put_icon_before(button, "square-pen", "on_accent")
    button.clicked.connect(compose.trigger)
    return button
