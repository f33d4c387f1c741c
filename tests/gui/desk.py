"""A window with its session over a real store and a scripted link: what the tests drive with mouse and keys."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.main_window.columns import Front
from mailclient.gui.main_window.session import Session
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.message_list.view import MessageList
from mailclient.gui.theme import Scheme, theme
from mailclient.gui.window_state import WindowState
from mailclient.mail.ids import FolderId, MessageId
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink


@dataclass(slots=True)
class Desk:
    """The parts, and the engine's side of them."""

    window: MainWindow
    session: Session
    link: ScriptedLink
    sample: Sample

    @property
    def messages(self) -> MessageList:
        """The list of messages."""
        return self.window.list_column.list

    @property
    def ids(self) -> list[MessageId]:
        """What the list holds, from the top."""
        messages = self.messages.messages
        return [messages.message_id(row) for row in range(messages.rowCount())]

    @property
    def front(self) -> Front:
        """The column in front."""
        return self.window.columns.front

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key in the list."""
        QTest.keyClick(self.messages, key, modifiers)

    def click_row(self, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A click at the left of a row."""
        place = self.messages.visualRect(self.messages.messages.index(row, 0))
        QTest.mouseClick(
            self.messages.viewport(), Qt.MouseButton.LeftButton, modifiers, QPoint(60, place.bottom() - 15)
        )

    def engine_moves(self, message_ids: list[MessageId], target: FolderId) -> None:
        """The engine carries a move out: the store changes, then it tells."""
        change(self.sample.path, _show_in, message_ids, target)
        folder = self.window.folder
        assert folder is not None
        self.link.deliver(events.MessagesChanged(folder.id, True, tuple(message_ids)))
        self.link.deliver(events.FoldersChanged(folder.account_id))

    def has_found(self, words: str) -> bool:
        """Whether all that these words find is shown: what was looked through is said after the last step only."""
        question = self.window.searching.question
        over = self.window.list_column.scope._coverage is not None
        return over and question is not None and question.words == words

    def sent(self, kind: type[commands.Command]) -> list[Any]:
        """All commands of this kind, in order."""
        return [command for command in self.link.sent if isinstance(command, kind)]


def open_desk(qtbot: QtBot, profile: Profile, link: ScriptedLink, sample: Sample, width: int = 1440) -> Desk:
    """Show the window and join the session, as ``application.py`` does."""
    theme().choose(Scheme.LIGHT)
    window = MainWindow(Reader(profile.store), WindowState(profile))
    qtbot.addWidget(window, before_close_func=lambda _window: link.acknowledge_all())
    window.resize(width, 900)
    with qtbot.waitExposed(window):
        window.show()
    session = Session(window, link)
    return Desk(window, session, link, sample)


def _show_in(tx: Transaction, message_ids: list[MessageId], target: FolderId) -> None:
    for message_id in message_ids:
        tx.db.execute("UPDATE message SET folder_id = ? WHERE id = ?", (target, message_id))
