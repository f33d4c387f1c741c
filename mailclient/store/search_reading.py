"""The part of the reader that searches. Imported before the first paint; what runs a search is not."""

import json
import time
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mailclient.mail.account import Account
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId, MessageId, PartPath
from mailclient.mail.saved_search import SavedSearch, SavedSearchId
from mailclient.mail.search import Coverage, SearchOrder, SearchStep, Snippet
from mailclient.store import answers
from mailclient.store.folder_statements import ACCOUNTS, FOLDERS
from mailclient.store.mail_file import MailFile
from mailclient.store.transaction import batches, marks

if TYPE_CHECKING:
    from mailclient.mail.query import Query
    from mailclient.store.search_scope import Scope


class SearchReading(MailFile):
    """Searches, what they cover, and those that are kept."""

    def search(
        self,
        query: "str | Query",
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
        query: "str | Query",
        *,
        folder_ids: Sequence[FolderId] | None = None,
        folder_id: FolderId | None = None,
        account_id: AccountId | None = None,
        limit: int = 1000,
        order: SearchOrder = SearchOrder.NEWEST,
        now: float | None = None,
    ) -> Iterator[SearchStep]:
        """As ``search``, told as it goes on: about every 20 ms what was found so far. Drop it to stop."""
        from mailclient.store import searching

        scope = self._scope(folder_ids, folder_id, account_id, time.time() if now is None else now)
        return searching.steps(self._rows, query, scope, limit, order)

    def admitted(self, query: "Query", message_ids: Sequence[MessageId], now: float | None = None) -> list[MessageId]:
        """Those of the messages that have what is wanted beside words, as they are shown now, in the order given."""
        from mailclient.store import searching

        scope = self._scope(None, None, None, time.time() if now is None else now)
        sql = searching.admission(query, scope)
        found: set[MessageId] = set()
        for batch in batches(message_ids, 1000):
            found.update(MessageId(id_) for id_, _ in self._rows(sql, json.dumps(batch)))
        return [id_ for id_ in message_ids if id_ in found]

    def snippets(self, message_ids: Sequence[MessageId], query: "str | Query") -> dict[MessageId, Snippet]:
        """What stands around the words found in the texts of messages, for those whose text is here.

        By primary key; 0.2 ms for each message.
        """
        from mailclient.store import encoding, searching

        root = searching.root_of(query)
        found: dict[MessageId, Snippet] = {}
        for batch in batches(message_ids, 500):
            inside = dict(self._rows(ATTACHMENT_TEXTS.format(marks=marks(batch)), *batch))
            for id_, data in self._rows(BODIES.format(marks=marks(batch)), *batch):
                body = encoding.body_from(data)
                names = " · ".join(attachment.filename for attachment in body.attachments)
                attached = zlib.decompress(inside[id_]).decode() if id_ in inside else ""
                found[MessageId(id_)] = searching.snippet([body.text, names, attached], root)
        return found

    def snippet(self, message_id: MessageId, query: "str | Query") -> Snippet | None:
        """``snippets`` of one message; None when its text is not here."""
        return self.snippets([message_id], query).get(message_id)

    def subject_marks(self, subject: str, query: "str | Query") -> tuple[tuple[int, int], ...]:
        """(start, end) in a subject of what a search found there."""
        from mailclient.mail.criteria import Field
        from mailclient.store import searching, snippet

        return snippet.marks_in(subject, searching.root_of(query), {Field.ANYWHERE, Field.SUBJECT})

    def coverage(self, folder_ids: Sequence[FolderId] | None = None, account_id: AccountId | None = None) -> Coverage:
        """How much of what is there a search there looks at. Kept counts of a few hundred folders."""
        _, folders = self._searched(folder_ids, None, account_id)
        ids = {folder.id for folder in folders}
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
    ) -> "Scope":
        from mailclient.store.search_scope import Scope

        accounts, folders = self._searched(folder_ids, folder_id, account_id)
        return Scope(folders, accounts, now)

    def _searched(
        self, folder_ids: Sequence[FolderId] | None, folder_id: FolderId | None, account_id: AccountId | None
    ) -> tuple[list[Account], list[Folder]]:
        """All accounts there are, and the folders to search in."""
        wanted = None if folder_ids is None else set(folder_ids)
        if folder_id is not None:
            wanted = {folder_id} if wanted is None else wanted & {folder_id}
        accounts = [answers.account(row) for row in self._rows(ACCOUNTS)]
        there = {account.id for account in accounts if account_id in (None, account.id)}
        folders = [answers.folder(row) for row in self._rows(FOLDERS)]
        chosen = [one for one in folders if one.account_id in there and (wanted is None or one.id in wanted)]
        return accounts, chosen


SEARCHABLE = "SELECT id, searchable, total FROM folder"
WAITING = "SELECT last_id - first_id + 1 FROM search_backlog"
BODIES = "SELECT message_id, body FROM body WHERE message_id IN ({marks})"
ATTACHMENT_TEXTS = """
SELECT message_id, text FROM attachment_text WHERE message_id IN ({marks}) AND text <> x''
ORDER BY message_id, path DESC
"""
ATTACHMENTS_READ = "SELECT path, outcome FROM attachment_text WHERE message_id = ?"
SAVED_SEARCHES = "SELECT id, name, query FROM saved_search"
