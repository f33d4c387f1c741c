"""New messages of a POP3 mailbox → store: asked for ahead, kept as they come, many in a transaction.

What is stored is on the disk before anything else is done with it: it may be deleted on the server by that. A large
message gets its row when its header is here, and its bytes go to the disk piece by piece; POP3 cannot go on in the
middle of a message, so after a loss it comes anew, into the same row. What the server fails to give is noted and left
out; a message at which the connection ends again and again waits until the others are here, then for days.
"""

import asyncio
import math
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mailclient.bridge.events import Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.pop3_session import Pop3Session
from mailclient.engine.sync.pop3_contents import Asked, contents
from mailclient.engine.sync.pop3_header import identity_of
from mailclient.engine.sync.pop3_listing import Entry
from mailclient.engine.sync.raw_row import head_of, raw_row
from mailclient.mail.ids import FolderId, MessageId, PartPath, Uid, UidValidity
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import pieces, pop3
from mailclient.store.pop3 import Arrival, Known, State
from mailclient.store.transaction import SLICE, Transaction
from mailclient.wire.pop3.commands import Retr, Top
from mailclient.wire.pop3.events import Answered

LARGE_BYTES = 512 * 1024
"""A message that is larger is stored while it comes."""
_PIECE_BYTES = 256 * 1024
_TOGETHER_BYTES = 1024 * 1024
_HEADER_BYTES = 4096
_TOLD_EACH = 20
"""Messages; between them nobody is told how far it is."""
_LOST_TOO_OFTEN = 3
"""Connections that ended at the same message: it is left out."""
_REFUSED_WAITS = (0, 3600, 86400)
"""Seconds until a message that the server failed to give is asked for again: in the next pass, in an hour, in a day."""
_LOST = frozenset({ProblemKind.CONNECTION_LOST, ProblemKind.TIMED_OUT})
_WHOLE = PartPath("")
_SOURCE = pieces.Source(FolderId(0), UidValidity(0), Uid(0), decoded=False)
"""Pieces are never gone on with: where they came from is of no interest."""


@dataclass(slots=True)
class Wanted:
    """What the user waits for, and at which messages connections ended; outlives the pass."""

    urgent: deque[MessageId] = field(default_factory=deque)
    lost_with: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Coming:
    """The message whose bytes come now. ``message_id``: of its row, once it has one."""

    entry: Entry
    data: bytearray = field(default_factory=bytearray)
    message_id: MessageId | None = None
    stored: int = 0


class Download:
    """One pass's. ``entries``: what is in the mailbox, oldest first; newest come first."""

    def __init__(
        self, context: AccountContext, session: Pop3Session, folder_id: FolderId, entries: list[Entry], wanted: Wanted
    ) -> None:
        self.counts = Counts()
        self._context = context
        self._session = session
        self._folder_id = folder_id
        self._rules: Pop3Rules = context.account.settings.pop3
        self._wanted = wanted
        expire = session.connection.capabilities.expire
        self._kept_seconds = math.inf if expire is None else (expire - 1) * 86400.0
        """A day later the server deletes by itself (EXPIRE, RFC 2449 section 6.7): a header alone is too little."""
        self._by_message = {one.known.message_id: one for one in entries if one.known and one.known.message_id}
        self._by_unique_id = {one.unique_id: one for one in entries}
        due = [entry for entry in reversed(entries) if self._is_due(entry)]
        self._suspects = [one for one in due if wanted.lost_with[one.unique_id] >= _LOST_TOO_OFTEN]
        patient = [one for one in due if wanted.lost_with[one.unique_id] < _LOST_TOO_OFTEN]
        self._queue = deque(sorted(patient, key=lambda one: wanted.lost_with[one.unique_id]))
        self._total, self._done = len(self._queue), 0
        self._under_way: deque[Entry] = deque()
        self._batch: list[tuple[Arrival, int]] = []
        self._batch_bytes = 0
        self._storing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """All that is new and all that is wished whole; on the disk when this returns. ``MailError``: what ends it."""
        for entry in self._suspects:
            await self._note_refused(entry)
            del self._wanted.lost_with[entry.unique_id]
        try:
            await self._receive()
        except MailError as error:
            if self._under_way and error.problem.kind in _LOST:
                self._wanted.lost_with[self._under_way[0].unique_id] += 1
            await self._store_batch()
            raise
        finally:
            if self._storing is not None:
                await asyncio.gather(self._storing, return_exceptions=True)
        await self._store_batch()
        await self._stored()

    # --- what to ask for --------------------------------------------------------------------------------------------

    def _is_due(self, entry: Entry) -> bool:
        known, now = entry.known, self._context.outside.now()
        if known is None:
            return True
        # What is later than that was written while the clock stood in the future.
        if 0 < known.retry_at - now <= _REFUSED_WAITS[-1]:
            return False
        if known.state is State.REFUSED:
            return True
        if known.state is not State.HEADER or known.message_id is None:
            return False
        expires = self._kept_seconds < math.inf
        return known.wanted or (expires and not 0 <= now - known.first_seen < self._kept_seconds)

    def _next(self) -> Asked | None:
        entry = self._next_entry()
        if entry is None:
            return None
        self._under_way.append(entry)
        limit = self._rules.headers_only_above
        fresh = entry.known is None or entry.known.state is State.REFUSED
        if fresh and limit is not None and entry.size > limit and self._kept_seconds > 0:
            return Top(entry.number), _HEADER_BYTES
        return Retr(entry.number), entry.size

    def _next_entry(self) -> Entry | None:
        while self._wanted.urgent:
            entry = self._by_message.get(self._wanted.urgent.popleft())
            if entry is not None and entry not in self._under_way:
                if entry in self._queue:
                    self._queue.remove(entry)
                else:
                    self._total += 1
                return entry
        return self._queue.popleft() if self._queue else None

    # --- what comes -------------------------------------------------------------------------------------------------

    async def _receive(self) -> None:
        coming: _Coming | None = None
        async for event in contents(self._session, self._next):
            if coming is None:
                coming = _Coming(self._under_way[0])
            if not isinstance(event, Answered):
                coming.data += event.data
                if coming.stored or len(coming.data) > LARGE_BYTES:
                    await self._keep_piece(coming)
                continue
            # A message of which nothing comes may be one that the server has lost: it is not to be deleted there.
            if event.status.ok and (coming.data or coming.stored or not coming.entry.size):
                await self._keep(coming, only_header=isinstance(event.command, Top))
            else:
                await self._note_refused(coming.entry)
            self._wanted.lost_with.pop(coming.entry.unique_id, None)
            self._under_way.popleft()
            coming = None
            self._done += 1
            if self._done % _TOLD_EACH == 0 or self._done == self._total:
                self._context.progress(Work.BODIES, self._done, self._total, folder_id=self._folder_id)

    async def _keep(self, coming: _Coming, *, only_header: bool) -> None:
        entry = coming.entry
        if coming.stored:
            await self._keep_piece(coming, last=True)
            return
        if entry.known is not None and entry.known.message_id is not None:
            await self._finish_whole(entry.known.message_id, bytes(coming.data))
            return
        arrival = self._arrival(entry, bytes(coming.data), only_header=only_header)
        self._batch.append((arrival, entry.number))
        self._batch_bytes += len(coming.data)
        if len(self._batch) >= SLICE or self._batch_bytes >= _TOGETHER_BYTES:
            await self._store_batch()

    def _arrival(self, entry: Entry, data: bytes, *, only_header: bool, wanted: bool = False) -> Arrival:
        head = head_of(data)
        size = entry.size if only_header or wanted else len(data)
        row = raw_row(head, size, None, now=self._context.outside.now())
        digest = identity_of(head).digest
        return Arrival(entry.unique_id, row, None if only_header or wanted else data, entry.size, digest, wanted)

    async def _note_refused(self, entry: Entry) -> None:
        now = int(self._context.outside.now())
        transaction = self._context.writer.transaction
        arguments = (self._context.id, entry.unique_id, entry.size, now, _REFUSED_WAITS)
        await transaction("note refused message", pop3.note_refused, *arguments)

    # --- a large message --------------------------------------------------------------------------------------------

    async def _keep_piece(self, coming: _Coming, *, last: bool = False) -> None:
        """Put what has come of a large message on the disk; of the first piece, its row too."""
        if not last and coming.stored and len(coming.data) < _PIECE_BYTES:
            return
        if coming.message_id is None:
            coming.message_id = await self._row_of(coming)
        data, coming.data = bytes(coming.data), bytearray()
        copying = self._context.writer.copying
        await copying("store piece", _add_piece, coming.message_id, coming.stored, data)
        coming.stored += len(data)
        total = coming.stored if last else max(coming.entry.size, coming.stored + 1)
        self._context.progress(Work.PART, coming.stored, total, folder_id=self._folder_id, message_id=coming.message_id)
        if last and await self._context.writer.transaction("store large message", _finish, coming.message_id):
            self._is_whole(coming.message_id)

    async def _row_of(self, coming: _Coming) -> MessageId:
        known = coming.entry.known
        if known is not None and known.message_id is not None:
            return known.message_id
        arrival = self._arrival(coming.entry, bytes(coming.data), only_header=True, wanted=True)
        [message_id] = await self._store([arrival])
        return message_id

    async def _finish_whole(self, message_id: MessageId, data: bytes) -> None:
        await self._context.writer.transaction("store rest of message", pop3.note_whole, message_id, data)
        self._is_whole(message_id)

    def _is_whole(self, message_id: MessageId) -> None:
        self._by_message.pop(message_id, None)
        self.counts.bodies += 1
        self._context.from_stored.ask_body(message_id)

    # --- storing ----------------------------------------------------------------------------------------------------

    async def _store_batch(self) -> None:
        """Begin to store what came; one transaction is written while the next messages come."""
        await self._stored()
        if self._batch:
            # The order of the mailbox within a transaction: of the same second the list shows the higher row first.
            arrivals = [arrival for arrival, _ in sorted(self._batch, key=lambda one: one[1])]
            self._batch, self._batch_bytes = [], 0
            self._storing = asyncio.create_task(self._store_many(arrivals))

    async def _stored(self) -> None:
        if self._storing is not None:
            storing, self._storing = self._storing, None
            await storing

    async def _store_many(self, arrivals: list[Arrival]) -> None:
        await self._store(arrivals)

    async def _store(self, arrivals: list[Arrival]) -> list[MessageId]:
        now = int(self._context.outside.now())
        transaction = self._context.writer.transaction
        ids = await transaction("store mail", pop3.store, self._context.id, self._folder_id, arrivals, now)
        self.counts.messages += len(ids)
        self.counts.bodies += sum(one.data is not None for one in arrivals)
        for message_id, one in zip(ids, arrivals, strict=True):
            if one.data is None:
                self._can_be_wished(message_id, one, now)
        self._context.delivered(self._folder_id)
        await self._context.arrived(ids)
        return ids

    def _can_be_wished(self, message_id: MessageId, one: Arrival, now: int) -> None:
        """Its header has just come; the user may ask for the rest before the pass is over."""
        entry = self._by_unique_id[one.unique_id]
        told = (one.listed_size, one.digest, one.row.message_id_header, now)
        entry.known = Known(0, one.unique_id, message_id, State.HEADER, one.wanted, *told, None, None, 0, 0)
        self._by_message[message_id] = entry


def _add_piece(tx: Transaction, message_id: MessageId, start: int, data: bytes) -> None:
    if start == 0:
        pieces.begin(tx, message_id, _WHOLE, _SOURCE)
    pieces.add(tx, message_id, _WHOLE, start, data)


def _finish(tx: Transaction, message_id: MessageId) -> bool:
    """False when the message was deleted here meanwhile."""
    if not pieces.finish(tx, message_id, _WHOLE, _joined):
        return False
    pop3.note_whole(tx, message_id, None)
    return True


def _joined(stored: Callable[[], Iterator[bytes]]) -> tuple[int, Iterator[bytes]]:
    return sum(map(len, stored())), stored()
