"""Searching encrypted messages too, where the user has switched that on: the engine looks, for it has the key."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from mailclient.bridge.commands import SearchSealed
from mailclient.bridge.events import Failed, Finished
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.question import LIMIT, Question
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.window import MainWindow
from mailclient.language.problems import problem_text

_PAUSE_MS = 200
"""Who types on is not answered yet."""


class SealedSearch(QObject):
    """Adds what is found in encrypted messages to what the store found, as long as the same words are looked for."""

    def __init__(self, window: MainWindow, link: EngineLink, toast: Toast) -> None:
        super().__init__(window)
        self._window, self._link, self._toast = window, link, toast
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        window.searching.question_changed.connect(self._pause.start)

    def _ask(self) -> None:
        question = self._window.searching.question
        if question is None or not self._window.reader.sealed_search_accounts():
            return
        command = SearchSealed(
            fresh_request_id(), question.words, question.account_id, question.folder_ids or (), LIMIT
        )
        self._link.request(command, partial(self._answer, question))

    def _answer(self, question: Question, answer: Finished | Failed) -> None:
        if self._window.searching.question is not question:
            return
        if isinstance(answer, Failed):
            self._toast.tell(str(problem_text(answer.problem)))
        elif answer.found is not None:
            self._window.searching.show_more_found(list(answer.found.message_ids))
