"""A composer below what is being read, in the reader column."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.composer.window import ComposerWindow
from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr

_LEAST = 300
"""Pixels: less is no room for writing."""


class InlinePlace(QWidget):
    """Holds one composer at a time, under a line that folds it, gives it a window of its own or closes it.

    It stays while one reads other messages: what one writes may be about them.
    """

    taken = Signal()
    """A composer has come."""
    writing = Signal(bool)
    """The keyboard is in the composer now, or is not any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "reader")
        self.pane: ComposerPane | None = None
        self._inside = False
        self._title = PlainLabel()
        self._title.setProperty("kind", "muted")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.fold = icon_button("chevron-down", tr("Fold"))
        self.detach_ = icon_button("external-link", tr("Open in a window of its own"))
        self.close_ = icon_button("x", tr("Close"))
        self.fold.clicked.connect(lambda: self.set_folded(not self.folded))
        self.detach_.clicked.connect(self.detach)
        self.close_.clicked.connect(self._close_pane)
        self._line = QWidget()
        self._line.setFixedHeight(tokens.BAR_HEIGHT)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(tokens.SPACE_24, 0, tokens.SPACE_8, 0)
        row.setSpacing(tokens.SPACE_4)
        row.addWidget(self._title, 1)
        for button in (self.fold, self.detach_, self.close_):
            row.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(hairline())
        self._column.addWidget(self._line)
        self.hide()
        QApplication.instance().focusChanged.connect(self._note_focus)  # type: ignore[union-attr]

    @property
    def folded(self) -> bool:
        """Whether only the line is seen."""
        return self.pane is not None and self.pane.isHidden()

    def take(self, pane: ComposerPane) -> bool:
        """Show this one; False when the place is taken by another that is being written in."""
        if self.pane is not None and (self.pane.touched or not self.pane.close()):
            return False
        self.pane = pane
        pane.host = self
        self._column.addWidget(pane, 1)
        pane.windowTitleChanged.connect(self._title.setText)
        self._title.setText(pane.windowTitle())
        pane.closed.connect(self._forget)
        self.set_folded(False)
        self.show()
        self.taken.emit()
        pane.setFocus()
        return True

    def set_folded(self, folded: bool) -> None:
        """Show only the line, or all of it."""
        if self.pane is None:
            return
        self.pane.setVisible(not folded)
        name = tr("Unfold") if folded else tr("Fold")
        self.fold.setToolTip(name)
        self.fold.setAccessibleName(name)
        bind_icon(self.fold, "chevron-up" if folded else "chevron-down", tokens.ICON_SMALL)
        least = tokens.BAR_HEIGHT + 1
        self.setMinimumHeight(least if folded else _LEAST)
        self.setMaximumHeight(least if folded else 16_777_215)
        self.updateGeometry()
        if not folded:
            self.pane.setFocus()

    def detach(self) -> None:
        """Give it a window of its own; cursor, Undo and focus stay as they are."""
        pane = self.pane
        if pane is not None:
            pane.show()
            self._let_go(pane)
            ComposerWindow(pane).show()

    def sizeHint(self) -> QSize:
        """More than half of a usual column."""
        return QSize(600, 420)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing in the composer wants is not for the list of messages."""
        event.accept()

    def _close_pane(self) -> None:
        if self.pane is not None:
            self.pane.close()

    def _forget(self, pane: ComposerPane) -> None:
        if pane is self.pane:
            self._let_go(pane)

    def _let_go(self, pane: ComposerPane) -> None:
        self.pane = None
        pane.windowTitleChanged.disconnect(self._title.setText)
        pane.closed.disconnect(self._forget)
        self._column.removeWidget(pane)
        self.hide()
        self._note_focus(None, QApplication.focusWidget())

    def _note_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        inside = now is not None and self.pane is not None and self.pane.isAncestorOf(now)
        if inside is not self._inside:
            self._inside = inside
            self.writing.emit(inside)
