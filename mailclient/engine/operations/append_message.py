"""Put finished bytes into a folder: an import, a message that takes an older one's place.

Nothing is shown before the server has it. On the server: APPEND; with MULTIAPPEND (RFC 3502) together with those that
wait right behind it for the same folder. A message in whose place it comes goes in the same
step with REPLACE (RFC 8508), else it is deleted once the new one is there. After a run that was cut off the folder is
searched from where it ended before, for the same Message-ID and size.
"""

from datetime import UTC, datetime

from mailclient.bridge.commands import AppendMessage
from mailclient.bridge.events import OperationDone
from mailclient.engine.accounts.mailbox_changes import Upload
from mailclient.engine.operations import delete_messages, payload
from mailclient.engine.operations.copying import (
    forget_uid_next,
    identities_from,
    remember_uid_next,
    remembered_uid_next,
)
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.flag import Flags
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mime.reader import read
from mailclient.store import messages, operations
from mailclient.store.rows import OperationRow, Place
from mailclient.store.transaction import Transaction

TOGETHER = 100
"""Messages in one command."""
TOGETHER_BYTES = 16 * 1024 * 1024


def insert(tx: Transaction, command: AppendMessage, account_id: AccountId, now: float) -> bool:
    """Append it to the log; False when it is there."""
    return operations.insert(tx, command.operation_id, account_id, payload.APPEND, payload.encode(command), now=now)


async def run(work: OperationWork) -> None:
    """On the server."""
    command = payload.decode(work.row.payload, AppendMessage)
    folder = work.context.folder(command.folder_id)
    older = await work.context.writer.transaction("older copy", _older, command)
    if not await _already_there(work, command, folder):
        await remember_uid_next(work, folder)
        place = older[1] if older is not None else None
        if place is not None and place.uid is not None and work.server.offers("REPLACE"):
            await _replace(work, place, folder, command)
        elif await _together(work, command, folder):
            return
        else:
            await append(work, folder, [_upload(command)])
    await work.context.writer.transaction("finish append", _finish, work, command)
    await forget_uid_next(work, folder)
    work.folder_changed(folder.id)


async def append(work: OperationWork, folder: Folder, uploads: list[Upload]) -> None:
    """APPEND; the folder is made when the server says that it is missing."""
    try:
        await work.server.append_all(folder.path, uploads)
    except MailError as error:
        if error.problem.kind is not ProblemKind.FOLDER_MISSING:
            raise
        await work.server.create_folder(folder.path)
        await work.server.append_all(folder.path, uploads)


async def _replace(work: OperationWork, place: Place, folder: Folder, command: AppendMessage) -> None:
    assert place.uid is not None
    assert place.folder_id is not None
    await work.server.open_folder(work.context.folder(place.folder_id).path)
    await work.server.replace(place.uid, folder.path, _upload(command))
    work.folder_changed(place.folder_id)


async def _together(work: OperationWork, command: AppendMessage, folder: Folder) -> bool:
    """With those that wait behind it in one command; False when there are none, or the server did not take them so."""
    transaction = work.context.writer.transaction
    if not work.server.offers("MULTIAPPEND") or not _goes_with_others(command):
        return False
    found = await transaction("others to append", _others, work, command)
    rows: list[tuple[OperationRow, AppendMessage]] = []
    for row, one in found:
        if await transaction("begin operation", operations.set_running, row.id):
            rows.append((row, one))
            await remember_uid_next(work.of(row), folder)
    if not rows:
        return False
    try:
        await append(work, folder, [_upload(command), *(_upload(one) for _row, one in rows)])
    except MailError:
        # Which one it is about is seen when they go one by one. With the connection they are taken up again anyway.
        for row, _one in rows:
            await transaction("operation waits", operations.set_waiting, row.id)
        if not work.server.alive:
            raise
        return False
    for done in (work, *(work.of(row) for row, _one in rows)):
        await transaction("finish append", operations.finish, done.id)
        await forget_uid_next(done, folder)
        if done is not work:
            work.context.publish(OperationDone(operation_id=done.id))
    work.folder_changed(folder.id)
    return True


def _others(tx: Transaction, work: OperationWork, command: AppendMessage) -> list[tuple[OperationRow, AppendMessage]]:
    """Those right behind it that are alike and never ran."""
    found: list[tuple[OperationRow, AppendMessage]] = []
    size = len(command.data)
    for queued in operations.waiting(tx, work.context.id, work.context.outside.now()):
        row = operations.find(tx, queued.id) if queued.kind == payload.APPEND else None
        if row is None or row.attempts:
            break
        one = payload.decode(row.payload, AppendMessage)
        size += len(one.data)
        if one.folder_id != command.folder_id or not _goes_with_others(one) or size > TOGETHER_BYTES:
            break
        found.append((row, one))
        if len(found) == TOGETHER - 1:
            break
    return found


def _goes_with_others(command: AppendMessage) -> bool:
    return command.replaces is None


def _upload(command: AppendMessage) -> Upload:
    received_at = None if command.received_at is None else datetime.fromtimestamp(command.received_at, UTC)
    return Upload(command.data, Flags(command.flags).to_imap(), received_at)


async def _already_there(work: OperationWork, command: AppendMessage, folder: Folder) -> bool:
    first = await remembered_uid_next(work, folder)
    if first is None:
        return False
    there = await identities_from(work, folder, first)
    return (read(command.data).envelope.message_id, len(command.data)) in there


def _older(tx: Transaction, command: AppendMessage) -> tuple[MessageId, Place] | None:
    """The message in whose place it comes, and where that is."""
    if command.replaces is None:
        return None
    return next(iter(messages.place_of(tx, [command.replaces]).items()), None)


def _finish(tx: Transaction, work: OperationWork, command: AppendMessage) -> None:
    if command.replaces is not None:
        id_, now = derived_id(work.id, "older copy"), work.context.outside.now()
        delete_messages.insert(tx, id_, work.context.id, [command.replaces], trash=None, forever=True, now=now)
    operations.finish(tx, work.id)
