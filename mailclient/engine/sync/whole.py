"""Whole messages, byte for byte → store, and with each its body: for export, ``show`` and a complete local copy.

Small ones come many at a time, large ones in slices of their own. A message that is gone is skipped; whoever named it
sees that by the number of those that came.
"""

import asyncio
from collections.abc import Callable, Iterator

from mailclient.bridge.events import BodyStored
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.bodies import ReadBody, fetch_large, locate, open_as_known, store_bodies
from mailclient.mail.folder import Folder
from mailclient.mail.ids import MessageId, PartPath, Uid
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mime.display import body_of
from mailclient.mime.plain import preview
from mailclient.mime.reader import read
from mailclient.store import bodies, messages
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap.number_set import NumberSet

_SMALL = 128 * 1024
"""Bytes; up to this a message is fetched together with others."""
_TOGETHER_BYTES = 1024 * 1024
_TOGETHER = 50
_CHUNK = 2_000

Tell = Callable[[int, int], None]


async def missing_in(context: AccountContext, folder: Folder) -> list[MessageId]:
    """The messages of a folder that are not here whole, newest first."""
    missing: list[MessageId] = []
    below: Uid | None = None
    while True:
        found = await context.writer.transaction("find missing", messages.without_whole, folder.id, _CHUNK, below)
        missing += [message_id for message_id, _ in found]
        if len(found) < _CHUNK:
            return missing
        below = found[-1][1]


async def fetch_many(context: AccountContext, server: MailServer, message_ids: list[MessageId], tell: Tell) -> int:
    """Fetch and store them; how many came: fewer when some are not to be had."""
    done = 0
    for group in _groups(context, message_ids):
        if len(group) == 1:
            done += await _fetch_one(context, server, group[0])
        else:
            done += await _fetch_group(context, server, group)
        tell(min(done, len(message_ids)), len(message_ids))
        await context.queue.give_way(server)
    if done < len(message_ids):
        tell(len(message_ids), len(message_ids))
    return done


def _groups(context: AccountContext, message_ids: list[MessageId]) -> Iterator[list[MessageId]]:
    """Small messages of one folder together, each large one alone."""
    group: list[MessageId] = []
    size, folder_id = 0, None
    rows = (row for batch in batches(message_ids, _CHUNK) for row in context.reader.rows(batch))
    for row in rows:
        if row.size > _SMALL:
            yield [row.id]
            continue
        if group and (row.folder_id != folder_id or size + row.size > _TOGETHER_BYTES or len(group) == _TOGETHER):
            yield group
            group, size = [], 0
        group.append(row.id)
        size, folder_id = size + row.size, row.folder_id
    if group:
        yield group


async def _fetch_one(context: AccountContext, server: MailServer, message_id: MessageId) -> int:
    try:
        located = await locate(context, server, message_id)
    except MailError as error:
        if error.problem.kind is not ProblemKind.MESSAGE_GONE:
            raise
        return 0
    data = await fetch_large(context, server, located, PartPath(""), located.message.row.size)
    await _store(context, {message_id: data})
    return 1


async def _fetch_group(context: AccountContext, server: MailServer, group: list[MessageId]) -> int:
    places = await context.writer.transaction("find messages", messages.place_of, group)
    placed = {message_id: place for message_id, place in places.items() if place.folder_id and place.uid}
    empty = {row.id for row in context.reader.rows(group) if row.size == 0}
    done = 0
    for folder_id in {place.folder_id for place in placed.values() if place.folder_id is not None}:
        folder = context.folder(folder_id)
        await open_as_known(context, server, folder)
        mine = {place.uid: one for one, place in placed.items() if place.folder_id == folder_id and place.uid}
        sections = await server.fetch_sections(NumberSet.of(mine), ("",))
        # NIL, which some servers answer for what they cannot read, is no empty message.
        came = {
            mine[uid]: found[""]
            for uid, found in sections.items()
            if uid in mine and "" in found and (found[""] or mine[uid] in empty)
        }
        await _store(context, came)
        done += len(came)
    for message_id in group:
        if message_id not in placed:
            done += await _fetch_one(context, server, message_id)
    return done


async def _store(context: AccountContext, came: dict[MessageId, bytes]) -> None:
    read_bodies = await asyncio.to_thread(_read_all, came)

    def store(tx: Transaction) -> None:
        for message_id, data in came.items():
            bodies.store_whole(tx, message_id, data)
        store_bodies(tx, read_bodies)

    await context.writer.transaction("store whole messages", store)
    for message_id in came:
        context.publish(BodyStored(message_id=message_id))


def _read_all(came: dict[MessageId, bytes]) -> list[ReadBody]:
    read_bodies = []
    for message_id, data in came.items():
        parsed = read(data)
        body = body_of(parsed.root, parsed.content)
        read_bodies.append(ReadBody(message_id, body, parsed.header_block, preview(body.text)))
    return read_bodies
