"""Copying messages to another folder exactly once, though COPY is not idempotent.

Before the first COPY the UIDNEXT of the target is committed. When the run was cut off, whatever is in the target from
that uid on and has the same Message-ID and size is our copy. Without UIDNEXT from the server, all of it is looked at.
What has no Message-ID is not known again, and copied once more: there may be two of it then, but no other of its size
is taken for it.
"""

from collections import defaultdict

from mailclient.engine.operations.located import reopen, uid_of, uids_of
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.folder import Folder
from mailclient.mail.ids import MessageId, Uid
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import engine_state, folders
from mailclient.store.rows import OperationMessage
from mailclient.wire.imap.codes import CopyUid


async def copy_once(
    work: OperationWork, source: Folder, group: list[OperationMessage], target: Folder
) -> dict[MessageId, Uid | None]:
    """Copy what is not copied yet; the uids in the target as far as they are known. ``source`` is open all the time."""
    copied: dict[MessageId, Uid | None] = {}
    first = await remembered_uid_next(work, target)
    if first is None:
        await remember_uid_next(work, target)
    elif work.tried_before:
        copied.update(await _found(work, group, target, first))
        await reopen(work, source)
    rest = [message for message in group if message.message_id not in copied]
    if rest:
        try:
            answer = await work.server.copy(uids_of(rest), target.path)
        except MailError as error:
            if error.problem.kind is not ProblemKind.FOLDER_MISSING:
                raise
            await work.server.create_folder(target.path)
            answer = await work.server.copy(uids_of(rest), target.path)
        copied.update(await uids_told(work, rest, target, answer))
    return copied


async def uids_told(
    work: OperationWork, group: list[OperationMessage], target: Folder, answer: CopyUid | None
) -> dict[MessageId, Uid | None]:
    """The uids in the target by COPYUID; None for all when it was not told or the target is numbered otherwise."""
    state = await work.context.writer.transaction("read folder state", folders.sync_state, target.id)
    pairs = answer.pairs() if answer is not None and answer.uid_validity == state.uid_validity else {}
    told: dict[MessageId, Uid | None] = {}
    for message in group:
        uid = pairs.get(uid_of(message))
        told[message.message_id] = None if uid is None else Uid(uid)
    return told


async def remember_uid_next(work: OperationWork, target: Folder) -> None:
    """Commit where the target ends now."""
    status = await work.server.status(target.path)
    uid_next = status.items.get("UIDNEXT", 1) if status is not None else 1
    await work.context.writer.transaction(
        "remember uid next", engine_state.save, _key(work, target), str(uid_next).encode()
    )


async def remembered_uid_next(work: OperationWork, target: Folder) -> Uid | None:
    """Where the target ended before the first try."""
    value = await work.context.writer.transaction("recall uid next", engine_state.load, _key(work, target))
    return None if value is None else Uid(int(value))


async def forget_uid_next(work: OperationWork, target: Folder) -> None:
    """The operation is done."""
    await work.context.writer.transaction("forget uid next", engine_state.remove, _key(work, target))


async def identities_from(work: OperationWork, target: Folder, first: Uid) -> dict[tuple[str, int], list[Uid]]:
    """(Message-ID, size) → uids of what has a Message-ID in the target from uid ``first`` on. Opens the target."""
    found: defaultdict[tuple[str, int], list[Uid]] = defaultdict(list)
    for uid, message_id_header, size in await work.server.identities(target.path, first):
        if message_id_header:
            found[message_id_header, size].append(uid)
    return found


async def _found(
    work: OperationWork, group: list[OperationMessage], target: Folder, first: Uid
) -> dict[MessageId, Uid | None]:
    there = await identities_from(work, target, first)
    copied: dict[MessageId, Uid | None] = {}
    for message in group:
        if uids := there.get((message.message_id_header, message.size)):
            copied[message.message_id] = uids.pop(0)
    return copied


def _key(work: OperationWork, target: Folder) -> str:
    return f"uid next of {target.id} before {work.id}"
