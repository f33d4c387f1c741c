"""Tagging what is selected: by the number keys and by the menu, which opens where it was asked for."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from mailclient.gui.main_window.mail_actions import LOOKED_AT, MailActions
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.tags.menu import TagMenu


class Tagging(QObject):
    """Keys 1 to 5 and 0; ``menu`` is the one of all tags."""

    def __init__(self, window: MainWindow, mail: MailActions) -> None:
        super().__init__(window)
        self._window, self._mail = window, mail
        self._list = window.list_column.list
        self.menu = TagMenu(window.state, self._keywords, self._change, window)
        window.actions_["tag"].triggered.connect(self._choose)
        for number in range(6):
            key = QShortcut(QKeySequence(str(number)), window)
            key.activated.connect(lambda number=number: self.menu.toggle(number))

    def _choose(self) -> None:
        """Below the button in the reader; where that is not seen, at the row."""
        self.menu.open_at(self._window.reader_column.place_below("tag") or self._list.place_of_current())

    def _keywords(self) -> list[tuple[str, ...]]:
        return [row.keywords for row in self._list.selected_rows(LOOKED_AT)]

    def _change(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        self._mail.tag(self._list.acted_messages(), add, remove)
