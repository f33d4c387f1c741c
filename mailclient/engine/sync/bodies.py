"""What is inside messages: the shown text of one or many, or one part. Whole messages: ``whole.py``.

Only what is shown is fetched: the text and HTML parts by ``BODY.PEEK[path]``, never an attachment nobody asked for.
Reading never sets \\Seen. Everything is kept decoded.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from mailclient.bridge.events import BodyStored, PartStored, Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.body_making import ReadBody, store_bodies
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.engine.sync.structure import part_tree
from mailclient.mail.folder import Folder
from mailclient.mail.ids import MessageId, PartPath, Uid
from mailclient.mail.message import Body
from mailclient.mail.offline import OfflinePolicy
from mailclient.mail.part import Part
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.display import body_of, shown_parts
from mailclient.mime.plain import preview
from mailclient.mime.transfer import decode_transfer
from mailclient.store import bodies, folders, messages, offline, twins
from mailclient.store.rows import StoredMessage
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap.number_set import NumberSet

BATCH = 20
"""Messages whose texts are fetched in one command, in the background."""
TEXT_LIMIT = 1_000_000
"""Bytes of text that are fetched before anybody asks."""
_HEADER = "HEADER"


@dataclass(frozen=True, slots=True)
class Located:
    """A message with where it is on the server."""

    message: StoredMessage
    folder: Folder
    uid: Uid

    @property
    def id(self) -> MessageId:
        """The store's id."""
        return self.message.row.id


async def locate(context: AccountContext, server: MailServer, message_id: MessageId) -> Located:
    """Find the message and open its folder. ``MailError(MESSAGE_GONE)`` when it is not there (any more).

    When its uid is not known, or not any more, its folder gets a pass first.
    """
    try:
        return await _locate(context, server, message_id)
    except MailError as error:
        if error.problem.kind is not ProblemKind.MESSAGE_GONE:
            raise
    row = next(iter(context.reader.rows([message_id])), None)
    if row is None or row.folder_id is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE))
    await sync_folder(context, server, context.folder(row.folder_id), Counts())
    return await _locate(context, server, message_id)


async def _locate(context: AccountContext, server: MailServer, message_id: MessageId) -> Located:
    message = context.reader.message(message_id)
    places = await context.writer.transaction("find message", messages.place_of, [message_id])
    place = places.get(message_id)
    if message is None or place is None or place.folder_id is None or place.uid is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE))
    folder = context.folder(place.folder_id)
    await open_as_known(context, server, folder)
    return Located(message, folder, place.uid)


async def open_as_known(context: AccountContext, server: MailServer, folder: Folder) -> None:
    """Open a folder whose uids we are going to use; ``MailError(MESSAGE_GONE)`` when it was renumbered."""
    selected = await server.open_folder(folder.path)
    state = await context.writer.transaction("read folder state", folders.sync_state, folder.id)
    if selected.uid_validity != state.uid_validity:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, folder.path, "the folder was renumbered"))


async def fetch_body(context: AccountContext, server: MailServer, message_id: MessageId) -> None:
    """The shown text of one message → store, and ``BodyStored``."""
    stored = context.reader.message(message_id)
    if stored is None or not stored.row.has_body:
        located = await locate(context, server, message_id)
        if not await _fetch_bodies(context, server, [located]):
            await sync_folder(context, server, located.folder, Counts())
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
    context.publish(BodyStored(message_id=message_id))


async def fetch_part(context: AccountContext, server: MailServer, message_id: MessageId, path: PartPath) -> None:
    """One part, decoded → store, with progress, and ``PartStored``."""
    if context.reader.part(message_id, path) is None:
        located = await locate(context, server, message_id)
        root = await _structure(context, server, located)
        part = next((part for part in root.walk() if part.path == path), None)
        if part is None:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE, path))
        data = await fetch_large(context, server, located, path, part.size)
        decoded = await asyncio.to_thread(decode_transfer, data, part.encoding)
        await context.writer.transaction("store part", bodies.store_part, message_id, path, decoded)
    context.publish(PartStored(message_id=message_id, path=path))


async def fetch_lacking_texts(
    context: AccountContext,
    server: MailServer,
    folder: Folder,
    policy: OfflinePolicy,
    most: int,
    given_up: set[MessageId],
) -> int:
    """The texts of up to ``most`` messages that the policy keeps and that lack them, newest first, in slices.

    How many were asked for. Messages that have no text to be had are put into ``given_up`` and not asked for again.
    """
    missing = await context.writer.transaction(
        "find lacking texts", offline.lacking_text, folder.id, policy, context.outside.now(), most + len(given_up)
    )
    wanted = [one for one in missing if one[0] not in given_up][:most]
    for batch in batches(wanted, BATCH):
        await open_as_known(context, server, folder)
        located = [
            Located(message, folder, uid)
            for message_id, uid in batch
            if (message := context.reader.message(message_id)) is not None and _is_small(message)
        ]
        given_up |= {message_id for message_id, _ in batch} - await _fetch_bodies(context, server, located)
        await context.queue.give_way(server)
    return len(wanted)


def _is_small(message: StoredMessage) -> bool:
    if message.structure is None:
        return message.row.size <= TEXT_LIMIT
    shown = shown_parts(message.structure)
    return sum(part.size for part in message.structure.walk() if part.path in shown) <= TEXT_LIMIT


async def _fetch_bodies(context: AccountContext, server: MailServer, located: list[Located]) -> set[MessageId]:
    """Fetch and store texts from the open folder, one command for all that need the same parts; whose were stored."""
    by_parts: defaultdict[tuple[str, ...], list[tuple[Located, Part]]] = defaultdict(list)
    ids = [one.id for one in located]
    stored = set(await context.writer.transaction("take from twins", twins.take_bodies, ids))
    for one in located:
        if one.id in stored:
            continue
        root = await _structure(context, server, one)
        by_parts[tuple(shown_parts(root))].append((one, root))
    for paths, group in by_parts.items():
        uids = NumberSet.of(one.uid for one, _ in group)
        answer = await server.fetch_sections(uids, (_HEADER, *paths))
        sections = answer.found
        came = [(one.id, root, sections[one.uid]) for one, root in group if one.uid in sections]
        await context.writer.transaction("store bodies", store_bodies, await asyncio.to_thread(_read_all, came))
        stored |= {message_id for message_id, *_ in came}
    return stored


async def _structure(context: AccountContext, server: MailServer, located: Located) -> Part:
    """The part tree, fetched when the store has none."""
    if located.message.structure is not None:
        return located.message.structure
    for answer in await server.fetch(NumberSet.of([located.uid]), "BODYSTRUCTURE"):
        if answer.structure is not None:
            root = part_tree(answer.structure)
            attached = any(not each.inline for each in body_of(root, lambda _path: None).attachments)

            def store(tx: Transaction, root: Part = root, attached: bool = attached) -> None:
                messages.set_structure(tx, located.id, root, has_attachment=attached)

            await context.writer.transaction("store structure", store)
            return root
    raise MailError(Problem(ProblemKind.MESSAGE_GONE))


async def fetch_large(
    context: AccountContext, server: MailServer, located: Located, path: PartPath, size: int
) -> bytes:
    """A part, or the whole message (path ""), as it is on the server; with progress, giving way between slices."""

    def tell(done: int, total: int) -> None:
        context.progress(Work.PART, done, total, folder_id=located.folder.id, message_id=located.id, path=path)

    async def between(done: int) -> None:
        tell(done, max(size, done + 1))
        await context.queue.give_way(server)
        await open_as_known(context, server, located.folder)

    data = await server.fetch_large(located.uid, path, size, between)
    if data is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE))
    tell(len(data), len(data))
    return data


def _read_all(came: list[tuple[MessageId, Part, dict[str, bytes | None]]]) -> list[ReadBody]:
    read = []
    for message_id, root, sections in came:
        body = _body(root, sections)
        read.append(ReadBody(message_id, body, sections.get(_HEADER) or b"", preview(body.text)))
    return read


def _body(root: Part, sections: dict[str, bytes | None]) -> Body:
    encodings = {part.path: part.encoding for part in root.walk()}

    def content(path: PartPath) -> bytes | None:
        data = sections.get(path)
        return None if data is None else decode_transfer(data, encodings[path])

    return body_of(root, content)
