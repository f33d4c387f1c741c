"""The part of the reader that searches. Imported before the first paint."""

import json
import math
import time
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Text
from mailclient.mail.ids import AccountId, FolderId, MessageId, PartPath
from mailclient.mail.query import Query, parse
from mailclient.mail.saved_search import SavedSearch, SavedSearchId
from mailclient.mail.search import Coverage, SearchOrder, Snippet
from mailclient.store import answers
from mailclient.store.folder_statements import ACCOUNTS, FOLDERS
from mailclient.store.mail_file import MailFile
from mailclient.store.search import SHOWN, Hit, Search, take
from mailclient.store.search_scope import Scope
from mailclient.store.snippet import marks_in, snippet_of
from mailclient.store.transaction import batches, marks

STEP_SECONDS = 0.02
_RANKED = 300
"""Hits of each kind, the newest ones, that are put into the order of the best."""
_IN_TEXT = frozenset({Field.ANYWHERE, Field.BODY, Field.FILENAME})
_MONTH_SECONDS = 30 * 86400


class SearchStep(NamedTuple):
    """``ids``: all that was found so far, in order. ``done``: there is no more, or as many as were asked for."""

    ids: tuple[MessageId, ...]
    done: bool


class SearchReading(MailFile):
    """Searches, what they cover, and those that are kept."""

    def search(
        self,
        query: str | Query,
        *,
        folder_ids: Sequence[FolderId] | None = None,
        folder_id: FolderId | None = None,
        account_id: AccountId | None = None,
        limit: int = 1000,
        order: SearchOrder = SearchOrder.NEWEST,
        now: float | None = None,
    ) -> list[MessageId]:
        """Messages that match what ``mail.query.parse`` reads; an empty query matches nothing.

        Searched are all folders, or those named. Any part of a Korean, Chinese or Japanese word matches, of other
        words their start. ``now`` (epoch seconds; None: by the clock) is what "7d" is counted from.
        """
        steps = self.search_steps(
            query,
            folder_ids=folder_ids,
            folder_id=folder_id,
            account_id=account_id,
            limit=limit,
            order=order,
            now=now,
        )
        ids: tuple[MessageId, ...] = ()
        for step in steps:
            ids = step.ids
        return list(ids)

    def search_steps(
        self,
        query: str | Query,
        *,
        folder_ids: Sequence[FolderId] | None = None,
        folder_id: FolderId | None = None,
        account_id: AccountId | None = None,
        limit: int = 1000,
        order: SearchOrder = SearchOrder.NEWEST,
        now: float | None = None,
    ) -> Iterator[SearchStep]:
        """As ``search``, told as it goes on: about every 20 ms what was found so far. Drop it to stop."""
        asked = parse(query) if isinstance(query, str) else query
        scope = self._scope(folder_ids, folder_id, account_id, time.time() if now is None else now)
        if asked.root is None or not scope.folders:
            yield SearchStep((), done=True)
        elif order is SearchOrder.BEST:
            yield from self._best(asked.root, scope, limit)
        else:
            yield from self._newest(asked.root, scope, limit)

    def admitted(self, query: Query, message_ids: Sequence[MessageId], now: float | None = None) -> list[MessageId]:
        """Those of the messages that have what is wanted beside words, as they are shown now, in the order given."""
        scope = self._scope(None, None, None, time.time() if now is None else now)
        conjuncts = query.root.parts if isinstance(query.root, All) else (query.root,) if query.root else ()
        conditions = [condition for one in conjuncts if (condition := scope.condition(one)) is not None]
        found: set[MessageId] = set()
        ids = ", ".join(str(int(id_)) for id_ in scope.folder_ids)
        sql = SHOWN.format(folders=ids, condition=" AND ".join(conditions) or "1")
        for batch in batches(message_ids, 1000):
            found.update(MessageId(id_) for id_, _ in self._rows(sql, json.dumps(batch)))
        return [id_ for id_ in message_ids if id_ in found]

    def _newest(self, root: Criterion, scope: Scope, limit: int) -> Iterator[SearchStep]:
        hits: list[Hit] = []
        told_at = time.monotonic()
        for some in Search(self._rows, scope, root).newest():
            hits += some
            if len(hits) >= limit:
                break
            if time.monotonic() - told_at >= STEP_SECONDS:
                yield SearchStep(tuple(hit.id for hit in hits), done=False)
                told_at = time.monotonic()
        yield SearchStep(tuple(hit.id for hit in hits[:limit]), done=True)

    def _best(self, root: Criterion, scope: Scope, limit: int) -> Iterator[SearchStep]:
        scores: dict[Hit, float] = {}
        for weight, field in ((3.0, Field.SUBJECT), (2.0, Field.FROM), (0.0, Field.ANYWHERE)):
            for hit in take(
                Search(self._rows, scope, _looked_for_in(root, field)).newest(),
                _RANKED if weight else max(_RANKED, limit),
            ):
                scores[hit] = scores.get(hit, _recency(hit, scope.now)) + weight
            best = sorted(scores, key=lambda hit: (scores[hit], hit), reverse=True)
            yield SearchStep(tuple(hit.id for hit in best[:limit]), done=field is Field.ANYWHERE)

    def snippets(self, message_ids: Sequence[MessageId], query: str | Query) -> dict[MessageId, Snippet]:
        """What stands around the words found in the texts of messages, for those whose text is here.

        By primary key; 0.2 ms for each message.
        """
        from mailclient.store import encoding

        root = (parse(query) if isinstance(query, str) else query).root
        found: dict[MessageId, Snippet] = {}
        for batch in batches(message_ids, 500):
            inside = dict(self._rows(ATTACHMENT_TEXTS.format(marks=marks(batch)), *batch))
            for id_, data in self._rows(BODIES.format(marks=marks(batch)), *batch):
                body = encoding.body_from(data)
                names = " · ".join(attachment.filename for attachment in body.attachments)
                attached = zlib.decompress(inside[id_]).decode() if id_ in inside else ""
                found[MessageId(id_)] = snippet_of([body.text, names, attached], root, _IN_TEXT)
        return found

    def snippet(self, message_id: MessageId, query: str | Query) -> Snippet | None:
        """``snippets`` of one message; None when its text is not here."""
        return self.snippets([message_id], query).get(message_id)

    def marks(self, text: str, query: str | Query, field: Field = Field.SUBJECT) -> tuple[tuple[int, int], ...]:
        """(start, end) of what a search found in a text that is shown of a message: its subject, a name."""
        root = (parse(query) if isinstance(query, str) else query).root
        return marks_in(text, root, {Field.ANYWHERE, field})

    def coverage(self, folder_ids: Sequence[FolderId] | None = None, account_id: AccountId | None = None) -> Coverage:
        """How much of what is there a search there looks at. Kept counts of a few hundred folders."""
        ids = {folder.id for folder in self._scope(folder_ids, None, account_id, 0.0).folders}
        counts = [row for row in self._rows(SEARCHABLE) if row[0] in ids]
        waiting = sum(count for (count,) in self._rows(WAITING))
        return Coverage(sum(row[1] for row in counts), sum(row[2] for row in counts), waiting)

    def attachments_read(self, message_id: MessageId) -> dict[PartPath, str]:
        """Attachments that were looked into for the search, with what came of it (``Outcome``). By primary key."""
        return {PartPath(path): outcome for path, outcome in self._rows(ATTACHMENTS_READ, message_id)}

    def saved_searches(self) -> list[SavedSearch]:
        """Searches kept under a name, by name. A few rows."""
        found = [SavedSearch(SavedSearchId(id_), name, query) for id_, name, query in self._rows(SAVED_SEARCHES)]
        return sorted(found, key=lambda search: (search.name.casefold(), search.id))

    def _scope(
        self,
        folder_ids: Sequence[FolderId] | None,
        folder_id: FolderId | None,
        account_id: AccountId | None,
        now: float,
    ) -> Scope:
        wanted = None if folder_ids is None else set(folder_ids)
        if folder_id is not None:
            wanted = {folder_id} if wanted is None else wanted & {folder_id}
        accounts = [answers.account(row) for row in self._rows(ACCOUNTS)]
        there = {account.id for account in accounts if account_id in (None, account.id)}
        folders = [answers.folder(row) for row in self._rows(FOLDERS)]
        chosen = [one for one in folders if one.account_id in there and (wanted is None or one.id in wanted)]
        return Scope(chosen, accounts, now)


def _looked_for_in(criterion: Criterion, field: Field) -> Criterion:
    """The same, with words that may be anywhere looked for in ``field``; what must not be there stays so."""
    match criterion:
        case Text(text, Field.ANYWHERE, match):
            return Text(text, field, match)
        case All(parts):
            return All(tuple(_looked_for_in(part, field) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_looked_for_in(part, field) for part in parts))
    return criterion


def _recency(hit: Hit, now: float) -> float:
    months = max(0.0, now - hit.received_at) / _MONTH_SECONDS
    return -math.log2(1.0 + months) / 2


SEARCHABLE = "SELECT id, searchable, total FROM folder"
WAITING = "SELECT last_id - first_id + 1 FROM search_backlog"
BODIES = "SELECT message_id, body FROM body WHERE message_id IN ({marks})"
ATTACHMENT_TEXTS = """
SELECT message_id, text FROM attachment_text WHERE message_id IN ({marks}) AND text <> x''
ORDER BY message_id, path DESC
"""
ATTACHMENTS_READ = "SELECT path, outcome FROM attachment_text WHERE message_id = ?"
SAVED_SEARCHES = "SELECT id, name, query FROM saved_search"
