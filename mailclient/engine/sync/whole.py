"""Whole messages, byte for byte → store: for export, ``show`` and a complete local copy. ``body_making`` reads them.

Small ones come many at a time, and the next group is asked for before the former is stored, so that server, line and
disk work at the same time; large ones come in slices of their own. A message that is gone is skipped; whoever named it
sees that by the number of those that came. One that the server fails to give is found by halving its group, noted
(``store/unfetchable.py``) and left out: the others need not wait for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mailclient.engine.accounts.body_sections import Sections
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.bodies import locate, open_as_known
from mailclient.engine.sync.parts import fetch_large_message
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import bodies, messages, twins, unfetchable
from mailclient.store.rows import MessageRow
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap.number_set import NumberSet

_SMALL = 512 * 1024
"""Bytes; up to this a message is fetched together with others."""
_TOGETHER_BYTES = 1024 * 1024
_TOGETHER = 100
_CHUNK = 2_000
_ROWS = 200
"""Rows read from the store in one step of the loop; 3 ms."""
_LOST_ALONE = 5
"""How often a connection must have ended at a message, the last times while it alone was asked for: its own fault."""
_TRIED_AGAIN_SECONDS = 7 * 86400.0

Tell = Callable[[int, int], None]


async def missing_in(context: AccountContext, folder: Folder) -> list[MessageId]:
    """The messages of a folder that are not here whole, newest first; without those the server fails to give."""
    now = context.outside.now()
    left_out = await context.writer.transaction("find unfetchable", unfetchable.not_now, context.id, now)
    missing: list[MessageId] = []
    below: Uid | None = None
    while True:
        found = await context.writer.transaction("find missing", messages.without_whole, folder.id, _CHUNK, below)
        missing += [message_id for message_id, _ in found if message_id not in left_out]
        if len(found) < _CHUNK:
            return missing
        below = found[-1][1]


async def lacking(context: AccountContext, message_ids: Sequence[MessageId]) -> list[MessageId]:
    """Those of the messages that are not here whole, in the order given."""
    missing: list[MessageId] = []
    for batch in batches(message_ids, _CHUNK):
        here = context.reader.whole_among(batch)
        missing += [message_id for message_id in batch if message_id not in here]
        await asyncio.sleep(0)
    return missing


async def fetch_many(context: AccountContext, server: MailServer, message_ids: list[MessageId], tell: Tell) -> int:
    """Fetch and store them; how many came: fewer when some are not to be had."""
    fetching = _Fetching(context, server, tell, len(message_ids))
    with context.from_stored.held_back():
        try:
            await fetching.run(message_ids)
        finally:
            fetching.give_up()
    if fetching.done < len(message_ids):
        tell(len(message_ids), len(message_ids))
    return fetching.done


@dataclass(frozen=True, slots=True)
class _Group:
    """Messages of one folder that are asked for together."""

    folder: Folder
    wanted: dict[Uid, MessageId]
    empty: frozenset[MessageId]
    """Those of no size: NIL is right for them."""

    def halves(self) -> Iterator["_Group"]:
        """The older and the newer half."""
        wanted = sorted(self.wanted.items())
        for half in (wanted[: len(wanted) // 2], wanted[len(wanted) // 2 :]):
            if half:
                yield replace(self, wanted=dict(half))


@dataclass(slots=True)
class _Fetching:
    context: AccountContext
    server: MailServer
    tell: Tell
    total: int
    done: int = 0
    _asked: "tuple[_Group, asyncio.Task[Sections]] | None" = None

    async def run(self, message_ids: list[MessageId]) -> None:
        """All of them; ``MailError`` when the connection ends."""
        for rows in self._groups(message_ids):
            if not (rows := await self._without_twins(rows)):
                continue
            if rows[0].size > _SMALL:
                await self._take()
                self._count(await _fetch_one(self.context, self.server, rows[0].id))
            else:
                for group in await self._placed(rows):
                    await open_as_known(self.context, self.server, group.folder)
                    asked = await self.server.ask_sections(NumberSet.of(group.wanted), ("",))
                    await self._take()
                    self._asked = (group, asked)
            await self.context.queue.give_way(self.server)
        await self._take()

    async def _without_twins(self, rows: list[MessageRow]) -> list[MessageRow]:
        """What is here whole in another folder is not downloaded again."""
        ids = [row.id for row in rows]
        taken = set(await self.context.writer.transaction("take from twins", twins.take_wholes, ids))
        self._count(len(taken))
        return [row for row in rows if row.id not in taken]

    def give_up(self) -> None:
        """Wait for no answer any more."""
        if self._asked is not None:
            self._asked[1].cancel()

    def _groups(self, message_ids: list[MessageId]) -> Iterator[list[MessageRow]]:
        """Small messages of one folder together, each large one alone; fewer together where a connection was lost."""
        group: list[MessageRow] = []
        size = 0
        for batch in batches(message_ids, _ROWS):
            for row in self.context.reader.rows(batch):
                full = size + row.size > _TOGETHER_BYTES or len(group) >= self._together(row.id)
                if group and (full or row.folder_id != group[0].folder_id):
                    yield group
                    group, size = [], 0
                if row.size > _SMALL:
                    yield [row]
                else:
                    group.append(row)
                    size += row.size
        if group:
            yield group

    def _together(self, message_id: MessageId) -> int:
        return max(1, _TOGETHER >> 2 * self.context.lost_with.get(message_id, 0))

    async def _placed(self, rows: list[MessageRow]) -> list[_Group]:
        """By folder on the server; those without a place are looked for one by one."""
        ids = [row.id for row in rows]
        places = await self.context.writer.transaction("find messages", messages.place_of, ids)
        empty = frozenset(row.id for row in rows if row.size == 0)
        wanted: dict[FolderId, dict[Uid, MessageId]] = {}
        for message_id in ids:
            place = places.get(message_id)
            if place is not None and place.folder_id is not None and place.uid is not None:
                wanted.setdefault(place.folder_id, {})[place.uid] = message_id
            else:
                await self._take()
                self._count(await _fetch_one(self.context, self.server, message_id))
        return [_Group(self.context.folder(folder_id), mine, empty) for folder_id, mine in wanted.items()]

    async def _take(self) -> None:
        """Wait for what was asked for, and store it."""
        if self._asked is None:
            return
        group, asked = self._asked
        self._asked = None
        await self._keep(group, asked)

    async def _keep(self, group: _Group, asked: Awaitable[Sections]) -> None:
        try:
            answer = await asked
        except MailError:
            if not self.server.alive:
                await self._lost_with(group)
            raise
        came: dict[MessageId, bytes] = {}
        for uid, found in answer.found.items():
            message_id = group.wanted.get(uid)
            data = found.get("")
            if message_id is not None and (data or (message_id in group.empty and "" in found)):
                came[message_id] = data or b""
        if came:
            await self.context.writer.transaction("store whole messages", _store, came)
            for message_id in came:
                self.context.lost_with.pop(message_id, None)
        self._count(len(came))
        failed = {uid: one for uid, one in group.wanted.items() if one not in came}
        if failed:
            await self._without(replace(group, wanted=failed), answer.refused)

    async def _without(self, group: _Group, refused: Problem | None) -> None:
        """These did not come: ask for them in smaller groups, if they are still there; what fails alone is noted."""
        await open_as_known(self.context, self.server, group.folder)
        if refused is None:
            there = await self.server.search("UID", NumberSet.of(group.wanted).to_wire().decode())
            group = replace(group, wanted={uid: one for uid, one in group.wanted.items() if uid in there})
        if len(group.wanted) == 1:
            (message_id,) = group.wanted.values()
            await self._note(message_id, refused or Problem(ProblemKind.UNREADABLE_MESSAGE, detail="no answer, or NIL"))
            return
        for half in group.halves():
            await open_as_known(self.context, self.server, half.folder)
            await self._keep(half, self.server.fetch_sections(NumberSet.of(half.wanted), ("",)))
            await self.context.queue.give_way(self.server)

    async def _lost_with(self, group: _Group) -> None:
        """The connection ended: maybe one of these ends it each time. Next time fewer are asked for together."""
        alone = len(group.wanted) == 1
        for message_id in group.wanted.values():
            times = self.context.lost_with[message_id] = self.context.lost_with.get(message_id, 0) + 1
            if alone and times >= _LOST_ALONE:
                await self._note(message_id, Problem(ProblemKind.CONNECTION_LOST, detail="at this message each time"))

    async def _note(self, message_id: MessageId, problem: Problem) -> None:
        again = self.context.outside.now() + _TRIED_AGAIN_SECONDS
        await self.context.writer.transaction("note unfetchable", unfetchable.note, message_id, problem, again)

    def _count(self, came: int) -> None:
        if came:
            self.done += came
            self.tell(min(self.done, self.total), self.total)


async def _fetch_one(context: AccountContext, server: MailServer, message_id: MessageId) -> int:
    try:
        located = await locate(context, server, message_id)
    except MailError as error:
        if error.problem.kind is not ProblemKind.MESSAGE_GONE:
            raise
        return 0
    await fetch_large_message(context, server, located)
    await context.writer.transaction("forget unfetchable", unfetchable.forget, [message_id])
    return 1


def _store(tx: Transaction, came: dict[MessageId, bytes]) -> None:
    bodies.store_wholes(tx, came)
    unfetchable.forget(tx, list(came))
