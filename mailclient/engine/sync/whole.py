"""Whole messages, byte for byte → store, and with each its body: for export, ``show`` and a complete local copy.

Small ones come many at a time, large ones in slices of their own. A message that is gone fails the request that named
it; in a pass over a folder it is only skipped.
"""

import asyncio
from collections.abc import Callable, Iterator

from mailclient.bridge.events import BodyStored
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.bodies import Located, fetch_large, locate, open_as_known
from mailclient.mail.folder import Folder
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.message import Body
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.display import body_of
from mailclient.mime.plain import preview
from mailclient.mime.reader import read
from mailclient.store import bodies
from mailclient.store.reader import CHUNK
from mailclient.store.rows import RowKey
from mailclient.store.transaction import Transaction
from mailclient.wire.imap.number_set import NumberSet

_SMALL = 128 * 1024
"""Bytes; up to this a message is fetched together with others."""
_TOGETHER_BYTES = 1024 * 1024
_TOGETHER = 50

Tell = Callable[[int, int], None]


async def missing_in(context: AccountContext, folder: Folder) -> list[MessageId]:
    """The messages a folder shows that are not here whole, newest first."""
    missing: list[MessageId] = []
    before: RowKey | None = None
    while True:
        chunk = context.reader.message_ids(folder.id, before=before)
        for message_id, received_at in chunk:
            message = context.reader.message(message_id)
            if message is not None and not message.has_whole and message.row.uid is not None:
                missing.append(message_id)
            before = RowKey(received_at, message_id)
            if len(missing) % _TOGETHER == 0:
                await asyncio.sleep(0)
        if len(chunk) < CHUNK:
            return missing


async def fetch_many(context: AccountContext, server: MailServer, message_ids: list[MessageId], tell: Tell) -> int:
    """Fetch and store them; how many. ``MailError(MESSAGE_GONE)`` when one is not to be had, after all others."""
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
        raise MailError(Problem(ProblemKind.MESSAGE_GONE))
    return done


def _groups(context: AccountContext, message_ids: list[MessageId]) -> Iterator[list[MessageId]]:
    """Small messages of one folder together, each large one alone."""
    group: list[MessageId] = []
    size, folder_id = 0, None
    for row in context.reader.rows(message_ids):
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
    located = await _find(context, server, message_id)
    if located is None:
        return 0
    data = await fetch_large(context, server, located, PartPath(""), located.message.row.size)
    await _store(context, message_id, data)
    return 1


async def _fetch_group(context: AccountContext, server: MailServer, group: list[MessageId]) -> int:
    found = [one for one in [await _find(context, server, message_id) for message_id in group] if one is not None]
    stored = 0
    for folder in {one.folder.id: one.folder for one in found}.values():
        mine = [one for one in found if one.folder.id == folder.id]
        await open_as_known(context, server, folder)
        sections = await server.fetch_sections(NumberSet.of(one.uid for one in mine), ("",))
        for one in mine:
            data = sections.get(one.uid, {}).get("")
            if data:
                await _store(context, one.id, data)
                stored += 1
    return stored


async def _find(context: AccountContext, server: MailServer, message_id: MessageId) -> Located | None:
    try:
        return await locate(context, server, message_id)
    except MailError as error:
        if error.problem.kind is not ProblemKind.MESSAGE_GONE:
            raise
        return None


async def _store(context: AccountContext, message_id: MessageId, data: bytes) -> None:
    body, header_block = await asyncio.to_thread(_read, data)

    def store(tx: Transaction) -> None:
        if bodies.store_whole(tx, message_id, data):
            bodies.store_body(tx, message_id, body, header_block, preview(body.text))

    await context.writer.transaction("store whole message", store)
    context.publish(BodyStored(message_id=message_id))


def _read(data: bytes) -> tuple[Body, bytes]:
    parsed = read(data)
    return body_of(parsed.root, parsed.content), parsed.header_block
