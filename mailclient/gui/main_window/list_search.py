"""The list as the answer to a question: asked while one types, shown step by step, and left for where one was.

What is typed is searched for beside the window; each step is shown at once. With the last one comes what was looked
through. The words around a hit are read for the rows that are seen.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window.list_column import ListColumn
from mailclient.gui.main_window.question import LIMIT, Question, Scope
from mailclient.gui.main_window.shown import Shown
from mailclient.gui.message_list.staying_put import Place
from mailclient.gui.reading_beside import ReadingBeside
from mailclient.gui.tags.look import tag_name
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.language.account_names import account_name
from mailclient.mail.account import AccountKind
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem
from mailclient.mail.saved_search import SavedSearch
from mailclient.mail.search import Coverage, SearchOrder, SearchStep, Snippet
from mailclient.mail.tag import FIRST_FIVE
from mailclient.store.reader import Reader

if TYPE_CHECKING:
    from mailclient.gui.main_window.suggestions import Sources, Suggestion
    from mailclient.mail.query import Note

_REMEMBERED = 12
_REST_MS = 2_000
"""Between two times that the same is searched for because mail came."""


class ListSearch(QObject):
    """``question`` is what the list shows the answer to; None while it shows a list."""

    failed = Signal(object)
    """Problem"""
    ended = Signal(object)
    """Place | None: the list is to be shown again, from there."""
    question_changed = Signal()

    def __init__(
        self,
        column: ListColumn,
        reader: Reader,
        beside: ReadingBeside,
        shown: Callable[[], Shown | None],
        state: WindowState,
    ) -> None:
        super().__init__(column)
        self._column, self._reader, self._beside, self._shown, self._state = column, reader, beside, shown, state
        self.question: Question | None = None
        self.saved: SavedSearch | None = None
        """The kept search that is shown, when it is one."""
        self.changing: SavedSearch | None = None
        """The kept search whose words the user is changing."""
        self._asked: Question | None = None
        self._found: list[MessageId] = []
        self._from_servers: list[MessageId] = []
        self._place: Place | None = None
        self._snippets_wanted: set[MessageId] = set()
        self._due = QTimer(self, singleShot=True, interval=_REST_MS)
        self._due.timeout.connect(self.again)
        column.search.searched.connect(self._type)
        column.search.entered.connect(self._remember)
        column.search.suggest = self._suggest
        column.scope.scope_changed.connect(self.again)
        column.messages.snippets_wanted = self._want_snippets
        column.messages.subject_marks = self._marks_of

    # --- asking -------------------------------------------------------------------------------------------------

    def _type(self, words: str) -> None:
        if words:
            self._ask(words)
        else:
            self.leave()

    def show_saved(self, search: SavedSearch) -> None:
        """Show what a kept search finds, as if it were a folder."""
        self.forget()
        self.saved = search
        self._ask(search.query)

    def change_saved(self, search: SavedSearch) -> None:
        """Let the user change its words in the field."""
        self.changing = search
        self._column.search.show_words(search.query)
        self._column.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def words_to_keep(self) -> str:
        """What is searched for, with where: as it is typed."""
        bar, shown = self._column.scope, self._shown()
        if shown is None or bar.scope is Scope.ALL or (self.saved is not None and not self._column.search.text()):
            return self.words
        if bar.scope is Scope.ACCOUNT:
            return f'{self.words} {tr("account:")}"{bar.account}"'
        return f'{self.words} {tr("in:")}"{folder_label(shown.folders[0])}"'

    def mail_came(self) -> None:
        """Something may be found now that was not there, or not so."""
        if self.question is not None and not self._due.isActive():
            self._due.start()

    def again(self) -> None:
        """The same words once more: elsewhere, in another order, or because mail came."""
        if (words := self.words) and (self.question is not None or self._asked is not None):
            self._ask(words)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self._column.search.typed or (self.saved.query if self.saved is not None else "")

    def leave(self) -> None:
        """Back to where one was."""
        place, was_shown = self._place, self.question is not None
        self.forget()
        if was_shown:
            self.ended.emit(place)

    def forget(self) -> None:
        """Another list is shown."""
        self._beside.forget("search")
        self.question = self._asked = self._place = self.saved = self.changing = None
        self._column.show_searching(False)
        self.question_changed.emit()

    def _ask(self, words: str) -> None:
        if self.question is None and self._asked is None and self._column.messages.mail_list is not None:
            self._place = self._column.list.place()
        self._offer_places()
        question = self._question(words)
        self._asked = question
        self._beside.ask("search", partial(_steps, question), partial(self._show, question))

    def _offer_places(self) -> None:
        shown = self._shown()
        here = shown.title if shown is not None and shown.folders else ""
        account = ""
        if shown is not None and shown.folder is not None:
            named = {one.id: account_name(one.settings) for one in self._reader.accounts()}
            account = named.get(shown.folder.account_id, "") if len(named) > 1 else ""
        self._column.scope.offer_places(here, account)

    def _question(self, words: str) -> Question:
        bar, shown = self._column.scope, self._shown()
        if bar.scope is Scope.HERE and shown is not None:
            return Question(words, tuple(folder.id for folder in shown.folders), None, bar.order)
        if bar.scope is Scope.ACCOUNT and shown is not None and shown.folder is not None:
            return Question(words, None, shown.folder.account_id, bar.order)
        return Question(words, order=bar.order)

    # --- answers ------------------------------------------------------------------------------------------------

    def _show(self, question: Question, answer: object) -> None:
        if isinstance(answer, Problem):
            self.failed.emit(answer)
            return
        assert isinstance(answer, SearchStep)
        ids, done = answer.ids, answer.done
        if not ids and not done:
            self._column.scope.show_count(0, searching=True)
            return
        first = self.question is None or not self.question.asks_the_same(question)
        if first:
            self.question = question
            self._from_servers = []
            self._column.show_searching(True)
            self._column.scope.offer_server(self._can_ask_server(question))
            self._column.scope.show_coverage(None, _notes_on(question))
        self._found = list(ids)
        count = self._show_found(first=first)
        self._column.scope.show_count(count, searching=not done)
        if first:
            self.question_changed.emit()
        if done:
            self._beside.ask("coverage", partial(_covered, question), self._show_coverage)

    def _show_found(self, *, first: bool) -> int:
        """What the store found, and what the servers found beyond it; how many that is."""
        here = set(self._found)
        ids = self._found + [each for each in self._from_servers if each not in here]
        by_date = self.question is None or self.question.order is SearchOrder.NEWEST
        if first:
            self._snippets_wanted.clear()
            self._column.messages.show_found(ids, by_date=by_date)
        else:
            self._column.messages.change_found(ids)
        return len(ids)

    def _show_coverage(self, answer: object) -> None:
        if isinstance(answer, Coverage) and self.question is not None:
            self._column.scope.show_coverage(answer, _notes_on(self.question))

    def _can_ask_server(self, question: Question) -> bool:
        """Only IMAP servers search; what POP3 brought and what is in folders on this computer is all here."""
        owners = {question.account_id} if question.account_id is not None else None
        if question.folder_ids is not None:
            owners = {one.account_id for each in question.folder_ids if (one := self._reader.folder(each)) is not None}
        return any(
            account.settings.kind is AccountKind.IMAP
            for account in self._reader.accounts()
            if owners is None or account.id in owners
        )

    def show_more_found(self, message_ids: list[MessageId]) -> int:
        """Add what the servers found to what is shown; how many of them are new to it."""
        had = {*self._found, *self._from_servers}
        more = [each for each in dict.fromkeys(message_ids) if each not in had]
        if more:
            self._from_servers += more
            self._column.scope.show_count(self._show_found(first=False))
        return len(more)

    # --- the words around a hit -----------------------------------------------------------------------------------

    def _want_snippets(self, message_ids: list[MessageId]) -> None:
        question = self.question or self._asked
        if question is None:
            return
        self._snippets_wanted.update(message_ids)
        work = partial(_snippets, question, list(self._snippets_wanted))
        self._beside.ask("snippets", work, partial(self._show_snippets, question))

    def _show_snippets(self, question: Question, answer: object) -> None:
        if isinstance(answer, dict) and question in (self.question, self._asked):
            self._snippets_wanted.difference_update(answer)
            self._column.messages.give_snippets({each: found for each, found in answer.items() if found is not None})

    def _marks_of(self, subject: str) -> tuple[tuple[int, int], ...]:
        question = self.question or self._asked
        return self._reader.subject_marks(subject, question.words) if question is not None else ()

    # --- what completes the words ---------------------------------------------------------------------------------

    def _suggest(self, text: str) -> "list[Suggestion]":
        from mailclient.gui.main_window.suggestions import suggest

        return suggest(text, self._sources())

    def _sources(self) -> "Sources":
        from mailclient.gui.main_window.suggestions import Sources

        reader = self._reader

        def folders() -> list[str]:
            labels = [folder_label(one) for one in reader.folders() if one.selectable]
            return list(dict.fromkeys(labels))

        return Sources(
            people=lambda typed: [(one.address, one.name) for one in reader.addresses(typed)],
            folders=folders,
            tags=lambda: [tag_name(keyword) for keyword in FIRST_FIVE],
            accounts=lambda: [account_name(one.settings) for one in reader.accounts()],
            past=self._past,
        )

    def _past(self) -> list[str]:
        try:
            kept = json.loads(self._state.text("searches", "[]"))
        except ValueError:
            return []
        return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []

    def _remember(self, words: str) -> None:
        newest = [words, *(one for one in self._past() if one != words)]
        self._state.set_text("searches", json.dumps(newest[:_REMEMBERED]))


def _notes_on(question: Question) -> "tuple[Note, ...]":
    from mailclient.mail.query import parse

    return parse(question.words).notes


def _steps(question: Question, reader: Reader) -> Iterator[object]:
    yield from reader.search_steps(
        question.words,
        folder_ids=question.folder_ids,
        account_id=question.account_id,
        limit=LIMIT,
        order=question.order,
    )


def _covered(question: Question, reader: Reader) -> Iterator[object]:
    yield reader.coverage(question.folder_ids, question.account_id)


def _snippets(question: Question, message_ids: list[MessageId], reader: Reader) -> Iterator[object]:
    """A screen's worth at a time; what has none is told too, so that it is not asked for again."""
    for start in range(0, len(message_ids), 24):
        some = message_ids[start : start + 24]
        found: dict[MessageId, Snippet] = reader.snippets(some, question.words)
        yield {each: found.get(each) for each in some}
