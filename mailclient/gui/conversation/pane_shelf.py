"""Panes that show nothing just now: the next message that is unfolded takes one, with its web view if it has one."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mailclient.gui.message_view.pane import MessagePane
from mailclient.mail.ids import MessageId

KEPT = 3
"""A web view takes 100 ms to make, and memory to keep."""


class PaneShelf(QWidget):
    """Makes panes with ``make`` when it has none; what is given back to it is shown nowhere."""

    def __init__(
        self, make: Callable[[], MessagePane], shows_html: Callable[[MessageId], bool], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._make, self._shows_html = make, shows_html
        self._panes: list[MessagePane] = []
        self.hide()

    def take(self, message_id: MessageId) -> MessagePane:
        """One that shows nothing, for this message: one with a web view where it needs one."""
        if len({pane.body.html is None for pane in self._panes}) > 1:
            html = self._shows_html(message_id)
            self._panes.sort(key=lambda pane: (pane.body.html is not None) == html)
        return self._panes.pop() if self._panes else self._make()

    def give_back(self, pane: MessagePane) -> None:
        """It is not needed any more."""
        pane.show_message(None)
        pane.hide()
        if len(self._panes) < KEPT:
            pane.setParent(self)
            self._panes.append(pane)
        else:
            pane.deleteLater()
