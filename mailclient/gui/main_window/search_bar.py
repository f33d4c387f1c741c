"""The search field of the list's header, and the line below it that says what was searched and how much was found."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from mailclient.gui.controls.surface import on_ground
from mailclient.gui.message_list.row_layout import ROW_LEFT
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr, tr_n

_PAUSE_MS = 180
"""After the last key; a search itself takes a few milliseconds."""


class SearchField(QLineEdit):
    """``searched`` is emitted when typing pauses or at Enter; empty text ends the search."""

    searched = Signal(str)
    left = Signal()
    """Escape, or Enter and Down: the list gets the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Search"))
        self.setAccessibleName(tr("Search mail"))
        self.setToolTip(tr("Words, “whole phrases”, from:, to:, subject:"))
        self._lens = QAction(self)
        bind_icon(self._lens, "search", tokens.ICON_SMALL)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(tr("Close the search"), self)
        bind_icon(self._clear, "x", tokens.ICON_SMALL)
        self._clear.triggered.connect(self.close_search)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        for button, said in zip(self.findChildren(QToolButton), (tr("Search"), self._clear.text()), strict=True):
            button.setAccessibleName(said)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self._enter)

    def close_search(self) -> None:
        """Empty the field and show the folder again."""
        self._pause.stop()
        if self.text():
            self.clear()
            self.searched.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the search."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_search()
            self.left.emit()
            return
        if event.key() == Qt.Key.Key_Down:
            self._enter()
            return
        super().keyPressEvent(event)

    def _enter(self) -> None:
        if self._pause.isActive():
            self._search()
        self.left.emit()

    def _search(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())


class ScopeBar(QWidget):
    """“12 found in  All folders · This folder · On the server”. Shown only during a search."""

    scope_changed = Signal(bool)
    """True: this folder only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "list")
        self.setFixedHeight(tokens.BAR_HEIGHT)
        self._found = QLabel()
        self._found.setProperty("kind", "meta")
        self._all = _choice(tr("All folders"))
        self._folder = _choice(tr("This folder"))
        self.server = _choice(tr("On the server"))
        self.server.setCheckable(False)
        self.server.setToolTip(tr("Let the server search too: also messages whose text is not on this computer"))
        self._all.setChecked(True)
        self._all.clicked.connect(lambda: self._choose(this_folder=False))
        self._folder.clicked.connect(lambda: self._choose(this_folder=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(ROW_LEFT, 0, tokens.SPACE_8, 0)
        row.setSpacing(tokens.SPACE_4)
        row.addWidget(self._found, 1)
        row.addWidget(self._all)
        row.addWidget(self._folder)
        row.addWidget(self.server)
        self.hide()

    @property
    def this_folder(self) -> bool:
        """Whether only the folder is searched."""
        return self._folder.isChecked()

    def offer_server(self, there: bool) -> None:
        """Whether any of what is searched is on a server that can search."""
        self.server.setVisible(there)

    def show_count(self, count: int, limit: int) -> None:
        """Say how many were found; at ``limit`` there may be more."""
        if count >= limit:
            self._found.setText(tr("The newest {count} found", count=f"{count:,}"))
        else:
            self._found.setText(tr_n("{count} found", "{count} found", count))

    def show_asking(self, asking: bool) -> None:
        """The servers are being asked: once is enough."""
        self.server.setEnabled(not asking)

    def _choose(self, *, this_folder: bool) -> None:
        self._all.setChecked(not this_folder)
        self._folder.setChecked(this_folder)
        self.scope_changed.emit(this_folder)


def _choice(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setProperty("kind", "scope")
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
