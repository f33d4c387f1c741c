"""The shown text of messages, one or many. Parts: ``parts.py``, whole messages: ``whole.py``.

Only what is shown is fetched: the text and HTML parts by ``BODY.PEEK[path]``, never an attachment nobody asked for.
Reading never sets \\Seen. Everything is kept decoded. What is encrypted as a whole is fetched whole (``BODY.PEEK[]``):
which of its parts are fetched later would tell the server what is inside.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from mailclient.bridge.events import BodyStored
from mailclient.engine.accounts.body_sections import Sections
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.body_making import ReadBody, read_body, read_or_none, store_bodies
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.engine.sync.structure import has_attachment, part_tree, structure_of
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, MessageId, PartPath, Uid
from mailclient.mail.offline import OfflinePolicy
from mailclient.mail.part import Part
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.container.container import container_of, is_inside, is_tnef_part
from mailclient.mime.display import body_of, read_limit, shown_parts
from mailclient.mime.envelope import parse_envelope
from mailclient.mime.plain import preview
from mailclient.mime.protection.cover import is_encrypted
from mailclient.mime.scanner import MESSAGE_HEADER_LIMIT
from mailclient.mime.transfer import decode_transfer
from mailclient.mime.warning import MimeWarning
from mailclient.store import folders, messages, offline, twins
from mailclient.store.rows import StoredMessage
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap.number_set import NumberSet

BATCH = 20
"""Messages whose texts are fetched in one command, in the background."""
TEXT_LIMIT = 1_000_000
"""Bytes of text that are fetched before anybody asks."""
_STORED_TOGETHER = 20
"""Texts read and stored in one go: who looks at the first does not wait for the last."""
_HEADER = "HEADER"
_WHOLE = ""
_WHOLE_LIMIT = 512 * 1024
"""Bytes; an encrypted message up to this comes whole at once, a larger one when it is opened (``whole.py``)."""


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


async def fetch_bodies(
    context: AccountContext, server: MailServer, message_ids: list[MessageId]
) -> dict[MessageId, Problem]:
    """The shown texts → store, and ``BodyStored`` for each, in the order given; what could not be had, and why.

    All are asked for in one flight, for each folder: a hundred opened at once wait no longer than one. Bodies that were
    made in an older way are made anew.
    """
    failed: dict[MessageId, Problem] = {}
    wanted = []
    for message_id in message_ids:
        body = context.reader.body(message_id)
        if body is not None and body.is_current:
            context.publish(BodyStored(message_id=message_id))
        else:
            wanted.append(message_id)
    await _bring(context, server, wanted, failed)
    return failed


async def make_anew(context: AccountContext, server: MailServer, message_id: MessageId) -> None:
    """Make the body again: a part that is here now says more. Nothing where there is none yet."""
    if context.reader.body(message_id) is not None:
        await _bring(context, server, [message_id], {})


async def _bring(
    context: AccountContext, server: MailServer, wanted: list[MessageId], failed: dict[MessageId, Problem]
) -> None:
    for group in (await _by_folder(context, server, wanted, failed)).values():
        await open_as_known(context, server, group[0].folder)
        came = await _fetch_bodies(context, server, group, tell=True)
        gone = [one for one in group if one.id not in came]
        if gone:
            await sync_folder(context, server, gone[0].folder, Counts())
        failed.update((one.id, Problem(ProblemKind.MESSAGE_GONE)) for one in gone)


async def _by_folder(
    context: AccountContext, server: MailServer, message_ids: list[MessageId], failed: dict[MessageId, Problem]
) -> dict[FolderId, list[Located]]:
    """Where they are; those that must be looked for first are looked for one by one."""
    places = await context.writer.transaction("find messages", messages.place_of, message_ids)
    found: dict[FolderId, list[Located]] = {}
    for message_id in message_ids:
        message, place = context.reader.message(message_id), places.get(message_id)
        try:
            if message is None or place is None or place.folder_id is None or place.uid is None:
                located = await locate(context, server, message_id)
            else:
                located = Located(message, context.folder(place.folder_id), place.uid)
        except MailError as error:
            if not server.alive:
                raise
            failed[message_id] = error.problem
        else:
            found.setdefault(located.folder.id, []).append(located)
    return found


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
    root = structure_of(message)
    if root is None:
        return message.row.size <= TEXT_LIMIT
    shown = shown_parts(root)
    return sum(part.size for part in root.walk() if part.path in shown) <= TEXT_LIMIT


async def _fetch_bodies(
    context: AccountContext, server: MailServer, located: list[Located], *, tell: bool = False
) -> set[MessageId]:
    """Fetch and store texts from the open folder, one command for all that need the same parts; whose were stored.

    The commands go out in one flight; each answer is stored as it comes, and ``tell``: told of with ``BodyStored``.
    """
    ids = [one.id for one in located]
    stored = set(await context.writer.transaction("take from twins", twins.take_bodies, ids))
    if tell:
        _tell(context, stored)
    located = [one for one in located if one.id not in stored]
    roots = await structures(context, server, located)
    by_parts: defaultdict[tuple[_Section, ...], list[_Stored]] = defaultdict(list)
    for one in located:
        if one.id in roots:
            held = _Stored(one, roots[one.id], _parts_here(context, one.id, roots[one.id]))
            by_parts[_sections(held)].append(held)
    asked = [(group, await _ask(server, group, sections)) for sections, group in by_parts.items()]
    try:
        for group, answer in asked:
            found = (await answer).found
            came = [
                (each.located.id, each, sections)
                for each in group
                if (sections := found.get(each.located.uid)) is not None and not _says_less(each, sections)
            ]
            for batch in batches(came, _STORED_TOGETHER):
                read = await asyncio.to_thread(_read_all, batch)
                await context.writer.transaction("store bodies", store_bodies, read)
                stored |= {one.message_id for one in read}
                if tell:
                    _tell(context, [one.message_id for one in read])
    finally:
        for _, answer in asked:
            answer.cancel()
    return stored


def _says_less(held: "_Stored", sections: Mapping[str, bytes | None]) -> bool:
    """Whether a text is missing in the answer (NIL) for a message that has its body: that one is better."""
    asked = [part.path for part in held.root.walk() if part.media_type.startswith("text/") and part.path in sections]
    return held.located.message.row.has_body and any(sections[path] is None for path in asked)


_Section = tuple[str, int | None]
"""A body section, and how many bytes of it are enough (None: all)."""


def _sections(held: "_Stored") -> tuple[_Section, ...]:
    """What is fetched so that the text can be shown: never more of a huge header or text than is read of it."""
    if is_encrypted(held.root):
        return ((_WHOLE if held.located.message.row.size <= _WHOLE_LIMIT else _HEADER, None),)
    parts = {part.path: part for part in held.root.walk()}
    lacking = [path for path in shown_parts(held.root) if path not in held.parts]
    rest = held.located.message.row.size - sum(part.size for part in held.root.leaves())
    header = (_HEADER, MESSAGE_HEADER_LIMIT if rest > MESSAGE_HEADER_LIMIT else None)
    return (header, *((path, read_limit(parts[path]) if path in parts else MESSAGE_HEADER_LIMIT) for path in lacking))


async def _ask(server: MailServer, group: list["_Stored"], sections: tuple[_Section, ...]) -> "asyncio.Task[Sections]":
    at_most = {name: limit for name, limit in sections if limit is not None}
    uids = NumberSet.of(each.located.uid for each in group)
    return await server.ask_sections(uids, [name for name, _ in sections], at_most)


def _tell(context: AccountContext, message_ids: Iterable[MessageId]) -> None:
    for message_id in message_ids:
        context.publish(BodyStored(message_id=message_id))


async def structures(context: AccountContext, server: MailServer, located: list[Located]) -> dict[MessageId, Part]:
    """The part trees; those that the store has not are fetched, all with one command."""
    roots = {one.id: root for one in located if (root := structure_of(one.message)) is not None}
    unknown = {one.uid: one.id for one in located if one.id not in roots}
    if unknown:
        answers = await server.fetch(NumberSet.of(unknown), "BODYSTRUCTURE")
        made = {
            unknown[Uid(answer.uid)]: part_tree(answer.structure)
            for answer in answers
            if answer.uid is not None and answer.structure is not None
        }
        await context.writer.transaction("store structures", _store_structures, made)
        roots |= made
    return roots


def _store_structures(tx: Transaction, roots: dict[MessageId, Part]) -> None:
    for message_id, root in roots.items():
        messages.set_structure(tx, message_id, root, has_attachment=has_attachment(root))


@dataclass(frozen=True, slots=True)
class _Stored:
    """A message whose body is to be made, and those of its parts that are here decoded."""

    located: Located
    root: Part
    parts: Mapping[PartPath, bytes]


def _parts_here(context: AccountContext, message_id: MessageId, root: Part) -> dict[PartPath, bytes]:
    """Of the parts that are shown, and of containers that may have been fetched since."""
    paths = dict.fromkeys((*shown_parts(root), *(part.path for part in root.leaves() if is_tnef_part(part))))
    found = ((path, context.reader.part(message_id, path)) for path in paths)
    return {path: data for path, data in found if data is not None}


def _read_all(came: list[tuple[MessageId, _Stored, dict[str, bytes | None]]]) -> list[ReadBody]:
    """Those that can be read."""
    read = (read_or_none(one[0], partial(_read, *one)) for one in came)
    return [one for one in read if one is not None]


def _read(message_id: MessageId, stored: _Stored, sections: dict[str, bytes | None]) -> ReadBody:
    whole = sections.get(_WHOLE)
    if whole is not None and _HEADER not in sections:
        return replace(read_body(message_id, whole), whole=whole)
    header_block = sections.get(_HEADER) or b""
    contents = _decoded(stored, sections)
    odd = [MimeWarning.HEADER_TOO_LARGE] if len(header_block) >= MESSAGE_HEADER_LIMIT else []
    body = body_of(stored.root, contents.get, header_block, odd)
    envelope = parse_envelope(header_block) if header_block.strip() else None
    cut = {part.path for part in stored.root.leaves() if read_limit(part) is not None}
    inside = {container_of(one.path) for one in body.attachments if is_inside(one.path)} - cut
    containers = {path: contents[path] for path in inside}
    return ReadBody(message_id, body, header_block, preview(body.text), envelope, containers)


def _decoded(stored: _Stored, sections: dict[str, bytes | None]) -> dict[PartPath, bytes]:
    contents = dict(stored.parts)
    for part in stored.root.walk():
        data = sections.get(part.path)
        if data is not None:
            contents[part.path] = decode_transfer(data, part.encoding)
    contents |= {PartPath(name): data for name, data in sections.items() if name.endswith(".HEADER") and data}
    return contents
