"""Searching on the servers: for words in messages whose text is not here. Asked for by the user, never by typing."""

from functools import partial

from PySide6.QtCore import QObject

from mailclient.bridge.commands import SearchOnServer
from mailclient.bridge.events import Failed, Finished
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.question import LIMIT, Question
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.window import MainWindow
from mailclient.language import tr, tr_n
from mailclient.language.problems import problem_text


class ServerSearch(QObject):
    """Adds what the servers find to what the store found, as long as the same words are looked for."""

    def __init__(self, window: MainWindow, link: EngineLink, toast: Toast) -> None:
        super().__init__(window)
        self._window, self._link, self._toast = window, link, toast
        window.list_column.server_search_requested.connect(self.ask)

    def ask(self) -> None:
        """Let the servers look for what the list shows the answer to."""
        question = self._window.searching.question
        if question is None:
            return
        self._window.list_column.show_asking(True)
        ids = question.folder_ids or ()
        folder_id = ids[0] if len(ids) == 1 else None
        command = SearchOnServer(fresh_request_id(), question.words, question.account_id, folder_id, LIMIT)
        self._link.request(command, partial(self._answer, question))

    def _answer(self, question: Question, answer: Finished | Failed) -> None:
        if self._window.searching.question is not question:
            return
        self._window.list_column.show_asking(False)
        if isinstance(answer, Failed):
            self._toast.tell(str(problem_text(answer.problem)))
        elif answer.found is not None:
            more = self._window.searching.show_more_found(list(answer.found.message_ids))
            if answer.found.problems:
                self._toast.tell(str(problem_text(answer.found.problems[0])))
            elif more and answer.found.unchecked:
                what = ", ".join(answer.found.unchecked)
                words = tr_n(
                    "{count} more found on the server, which cannot look for {what}",
                    "{count} more found on the server, which cannot look for {what}",
                    more,
                    what=what,
                )
                self._toast.tell(words)
            elif more:
                self._toast.tell(tr_n("{count} more found on the server", "{count} more found on the server", more))
            else:
                self._toast.tell(tr("The server found no more."))
