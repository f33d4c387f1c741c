"""Headers of messages the store has not: asked for newest first, read as they come, stored by the hundred.

Three things go on at the same time: the server answers one command while the answers to the one before are read
(on the loop, a few at a time) and those to the one before that are stored (on the writer's thread). No more than two
commands are under way, so what is held in memory is bounded, and urgent work waits for two answers at most.

A transaction holds as many messages as are written in a few milliseconds, up to ``ROWS_MAX``: the rule "at most 50" of
other work is there for the user's click, which waits for the transaction before it, and time is what it waits for.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from mailclient.bridge.events import Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.header_reader import HeaderReader
from mailclient.mail.flag import Flags
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, MessageId, Uid, UidValidity
from mailclient.store import folders, messages
from mailclient.store.header_row import HeaderRow
from mailclient.store.transaction import SLICE, Transaction
from mailclient.wire.imap import fetch_items, summary
from mailclient.wire.imap.events import Event, Fetch, Summaries
from mailclient.wire.imap.number_set import NumberSet

FETCH_SLICE = 1024
"""Messages asked for in one command, at most; fewer where they take long."""
ROWS_MAX = 256
"""Messages in one transaction, at most."""
_AHEAD = 2
_STORING = 1
"""Transactions that wait while one is written: the writer's thread has not to wait for the loop to turn."""
_SHORT_SECONDS, _LONG_SECONDS = 0.1, 0.4
"""Of a command: the next asks for more, for fewer. Something urgent may have to wait for two of them."""
_SHORT_HOLD_SECONDS, _LONG_HOLD_SECONDS = 0.006, 0.015
"""Of a transaction: the next holds more, fewer."""

Lower = Callable[[Transaction, Uid], None]
"""Notes that all messages from this uid on are here."""
NoteNew = Callable[[Transaction, list[MessageId]], None]
"""Notes that these have just come, in the transaction that stores them."""


class NumberingChanged(Exception):  # noqa: N818  what happened, not that something is broken
    """The folder's UIDVALIDITY changed since the pass began: its uids mean nothing, begin again."""


async def fetch(
    context: AccountContext,
    server: MailServer,
    folder: Folder,
    uid_validity: UidValidity,
    uids: list[Uid],
    counts: Counts,
    first_slice: int = SLICE,
    lower: Lower | None = None,
    note_new: NoteNew | None = None,
) -> list[MessageId]:
    """Fetch and store these (given ascending), newest first; gives way to urgent work between two slices.

    The first command asks for ``first_slice`` messages, the next for twice as many, up to ``FETCH_SLICE``. ``lower`` is
    called with the lowest uid stored so far, in the transaction that stores it, while none was left unanswered.

    The ids of what is new here, newest first; neither these nor ``counts`` have what was only moved.
    ``NumberingChanged``.
    """
    fetching = _Fetching(context, server, folder, uid_validity, uids, counts, first_slice, lower, note_new)
    try:
        await fetching.run()
    finally:
        await fetching.end()
    return fetching.stored


@dataclass(slots=True)
class _Slice:
    """Messages asked for in one command; ``rows`` fills while the answers come."""

    uids: list[Uid]
    asked_at: float
    wanted: frozenset[Uid]
    answered: "asyncio.Future[list[Result]] | None" = None
    rows: dict[Uid, HeaderRow] = field(default_factory=dict)


@dataclass(slots=True)
class _Fetching:
    context: AccountContext
    server: MailServer
    folder: Folder
    uid_validity: UidValidity
    uids: list[Uid]
    counts: Counts
    size: int
    lower: Lower | None
    note_new: NoteNew | None
    stored: list[MessageId] = field(default_factory=list)
    _left: int = 0
    _asked: deque[_Slice] = field(default_factory=deque)
    _storing: "deque[asyncio.Task[list[MessageId]]]" = field(default_factory=deque)
    _rows_together: int = 64
    _gapless: bool = True

    async def run(self) -> None:
        """All of them."""
        reader = HeaderReader(self.context.outside.now())
        self._left = len(self.uids)
        while self._left or self._asked:
            while self._left and len(self._asked) < _AHEAD:
                await self._ask(reader)
            slice_ = self._asked[0]
            assert slice_.answered is not None
            await slice_.answered
            self._asked.popleft()
            self._choose_size(slice_)
            await self._store(slice_)
            if len(self.uids) > FETCH_SLICE:
                self._tell_progress()
            await self.context.queue.give_way(self.server)
        while self._storing:
            await self._first_stored()

    async def end(self) -> None:
        """Wait for no answer any more; what is being stored is."""
        for slice_ in self._asked:
            if slice_.answered is not None:
                slice_.answered.cancel()
        for ids in await asyncio.gather(*self._storing, return_exceptions=True):
            if not isinstance(ids, BaseException):
                self._count(ids)

    async def _ask(self, reader: HeaderReader) -> None:
        selected = await self.server.open_folder(self.folder.path)
        if selected.uid_validity != self.uid_validity:
            raise NumberingChanged
        first = max(0, self._left - self.size)
        uids = self.uids[first : self._left]
        self._left = first
        slice_ = _Slice(uids, time.monotonic(), frozenset(uids))
        self._asked.append(slice_)
        take = partial(self._take, reader, slice_)
        slice_.answered = await self.server.ask_summaries(NumberSet.of(uids), items(self.server), take)

    def _take(self, reader: HeaderReader, slice_: _Slice, event: Event) -> None:
        rows = slice_.rows
        if isinstance(event, Summaries):
            for one in event.found:
                self._put(slice_, reader.of_summary(one))
        elif isinstance(event, Fetch) and event.envelope is not None:
            self._put(slice_, reader.of_fetch(event))
        elif isinstance(event, Fetch) and event.flags is not None and event.uid is not None and event.uid in rows:
            uid = Uid(event.uid)
            rows[uid] = rows[uid].with_flags(Flags.from_imap(event.flags))

    def _put(self, slice_: _Slice, row: HeaderRow) -> None:
        """Dovecot may tell of the next slice before it says that the first is done: then both come in one event."""
        for each in (slice_, *self._asked):
            if row.uid in each.wanted:
                each.rows[row.uid] = row
                return

    def _tell_progress(self) -> None:
        total = len(self.uids)
        under_way = sum(len(slice_.uids) for slice_ in self._asked)
        self.context.progress(Work.HEADERS, total - self._left - under_way, total, folder_id=self.folder.id)

    def _choose_size(self, slice_: _Slice) -> None:
        took = time.monotonic() - slice_.asked_at
        if took < _SHORT_SECONDS:
            self.size = min(2 * self.size, FETCH_SLICE)
        elif took > _LONG_SECONDS:
            self.size = max(self.size // 2, SLICE)

    async def _store(self, slice_: _Slice) -> None:
        """Newest first; ascending within a transaction: of the same second the list shows the higher row first."""
        self._gapless = self._gapless and len(slice_.rows) == len(slice_.uids)
        rows = [slice_.rows[uid] for uid in slice_.uids if uid in slice_.rows]
        end = len(rows)
        while end:
            start = max(0, end - self._rows_together)
            lowest = slice_.uids[0] if start == 0 and self._gapless else None
            storing = self.context.writer.copying("store headers", self._store_rows, rows[start:end], lowest)
            self._storing.append(asyncio.create_task(storing))
            while len(self._storing) > _STORING:
                await self._first_stored()
            end = start

    async def _first_stored(self) -> None:
        """Cancelled here, it is for ``end`` to wait for it: who begins anew would ask for the same once more."""
        ids = await asyncio.shield(self._storing[0])
        self._storing.popleft()
        self._count(ids)

    def _count(self, ids: list[MessageId]) -> None:
        self.stored += reversed(ids)
        self.counts.messages += len(ids)

    def _store_rows(self, tx: Transaction, rows: list[HeaderRow], lowest: Uid | None) -> list[MessageId]:
        began_at = time.monotonic()
        _check_numbering(tx, self.folder.id, self.uid_validity)
        last = messages.last_id(tx)
        ids = [message_id for message_id in messages.insert(tx, self.folder.id, rows) if message_id > last]
        if self.note_new is not None:
            self.note_new(tx, ids)
        if lowest is not None and self.lower is not None:
            self.lower(tx, lowest)
        held = time.monotonic() - began_at
        if held < _SHORT_HOLD_SECONDS:
            self._rows_together = min(2 * self._rows_together, ROWS_MAX)
        elif held > _LONG_HOLD_SECONDS:
            self._rows_together = max(self._rows_together // 2, SLICE // 2)
        return ids


def items(server: MailServer) -> tuple[str, ...]:
    """What is asked of each message, in the order in which most servers answer."""
    extra = [fetch_items.EMAIL_ID, fetch_items.THREAD_ID] if server.offers("OBJECTID") else []
    if server.offers("X-GM-EXT-1"):
        extra += [fetch_items.GMAIL_MESSAGE_ID, fetch_items.GMAIL_THREAD_ID, fetch_items.GMAIL_LABELS]
    return (*summary.ITEMS, *extra, *summary.LAST_ITEMS)


def _check_numbering(tx: Transaction, folder_id: FolderId, uid_validity: UidValidity) -> None:
    if folders.sync_state(tx, folder_id).uid_validity != uid_validity:
        raise NumberingChanged
