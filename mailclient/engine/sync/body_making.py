"""Bodies made from whole messages that are here: the text, the safe HTML, the preview, the words for the search.

Whole messages are stored as they come, many thousand in a second; reading them takes fifty times as long. So each is
noted as due in the transaction that stores it, and made here without the network: at once what somebody wants to read,
the others newest first while nothing is being fetched. After a crash or a restart it goes on where it stopped.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from mailclient.bridge.events import BodyFailed, BodyStored, PartFailed, PartStored
from mailclient.engine.accounts.context import AccountContext
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.message import Envelope
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.container.container import take_out
from mailclient.mime.display import message_body
from mailclient.mime.plain import preview
from mailclient.mime.reader import read
from mailclient.store import bodies, envelopes
from mailclient.store.transaction import Transaction

log = logging.getLogger(__name__)

_TOGETHER = 10
"""Messages read and stored in one go: what is asked for meanwhile waits for no more."""


@dataclass(frozen=True, slots=True)
class ReadBody:
    """A body ready to be stored."""

    message_id: MessageId
    body: Body
    header_block: bytes
    preview: str
    envelope: Envelope | None
    """By the header itself; None where the server gave none."""
    containers: Mapping[PartPath, bytes] = field(default_factory=dict)
    """Decoded contents of parts with files inside: who wants one need not wait for it."""
    whole: bytes | None = None
    """The message, where it came with it and is not here yet."""


def store_bodies(tx: Transaction, made: list[ReadBody]) -> None:
    """Keep them; those whose message is gone meanwhile are dropped. At most 50."""
    wholes = {one.message_id: one.whole for one in made if one.whole is not None}
    if wholes:
        bodies.store_wholes(tx, wholes)
        bodies.no_longer_due(tx, list(wholes))
    for one in made:
        bodies.store_body(tx, one.message_id, one.body, one.header_block, one.preview)
        for path, data in one.containers.items():
            bodies.store_part(tx, one.message_id, path, data)
        if one.envelope is not None:
            envelopes.correct(tx, one.message_id, one.envelope)


async def make_bodies(context: AccountContext) -> None:
    """For ever: what is asked for, then what is due."""
    wanted = context.from_stored
    while True:
        wanted.arrived.clear()
        if wanted.bodies:
            await _make(context, [wanted.bodies.pop()])
        elif wanted.parts:
            await _cut_part(context, *wanted.parts.pop())
        elif wanted.held or not await _make_due(context):
            await wanted.arrived.wait()


async def _make_due(context: AccountContext) -> bool:
    due = await context.writer.transaction("find bodies due", bodies.due, context.id, _TOGETHER)
    await _make(context, due)
    return bool(due)


async def _make(context: AccountContext, message_ids: list[MessageId]) -> None:
    made = {}
    for message_id in message_ids:
        data = context.reader.whole(message_id)
        if data is not None:
            made[message_id] = await asyncio.to_thread(read_or_none, message_id, partial(read_body, message_id, data))
    await context.writer.transaction("make bodies", _store, [one for one in made.values() if one], message_ids)
    for message_id, one in made.items():
        if one is not None:
            context.publish(BodyStored(message_id=message_id))
        else:
            problem = Problem(ProblemKind.UNREADABLE_MESSAGE)
            context.publish(BodyFailed(message_id=message_id, problem=problem))


def read_or_none(message_id: MessageId, read_it: Callable[[], ReadBody]) -> ReadBody | None:
    """Read a message; None where that fails by a mistake of ours: those after it must not wait for its mending."""
    try:
        return read_it()
    except Exception:
        log.exception("message %d cannot be read", message_id)
        return None


def _store(tx: Transaction, made: list[ReadBody], message_ids: list[MessageId]) -> None:
    store_bodies(tx, made)
    bodies.no_longer_due(tx, message_ids)


def read_body(message_id: MessageId, data: bytes) -> ReadBody:
    """The body of a whole message. Beyond the message itself it needs little memory, however large that is."""
    parsed = read(data)
    body = message_body(parsed)
    envelope = parsed.envelope if parsed.header_block.strip() else None
    return ReadBody(message_id, body, parsed.header_block, preview(body.text), envelope)


async def _cut_part(context: AccountContext, message_id: MessageId, path: PartPath) -> None:
    """A part out of the whole message → store."""
    whole = context.reader.whole(message_id)
    data = None if whole is None else await asyncio.to_thread(part_of, whole, path)
    await _store_part(context, message_id, path, data)


async def take_file_out(context: AccountContext, message_id: MessageId, path: PartPath, container: bytes) -> None:
    """A file inside a part whose decoded contents are here → store, and ``PartStored`` or ``PartFailed``."""
    await _store_part(context, message_id, path, await asyncio.to_thread(_file_of, container, path))


async def _store_part(context: AccountContext, message_id: MessageId, path: PartPath, data: bytes | None) -> None:
    if data is None:
        problem = Problem(ProblemKind.MESSAGE_GONE, path)
        context.publish(PartFailed(message_id=message_id, path=path, problem=problem))
        return
    await context.writer.transaction("store part", bodies.store_part, message_id, path, data)
    context.publish(PartStored(message_id=message_id, path=path))


def part_of(whole: bytes, path: PartPath) -> bytes | None:
    """The decoded contents of a part; None where there is none."""
    try:
        return read(whole).content(path)
    except KeyError:
        return None


def _file_of(container: bytes, path: PartPath) -> bytes | None:
    try:
        return take_out(container, path)
    except KeyError:
        return None
