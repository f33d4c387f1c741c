"""Put finished bytes into a folder: a draft kept on the server, an import.

Nothing is shown before the server has it. On the server: APPEND. After a run that was cut off the folder is searched
from where it ended before, for the same Message-ID and size. A draft's older copy is deleted once the new one is there.
"""

from mailclient.bridge.commands import AppendMessage
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
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mime.reader import read
from mailclient.store import drafts, messages, operations
from mailclient.store.transaction import Transaction


def insert(tx: Transaction, command: AppendMessage, account_id: AccountId, now: float) -> bool:
    """Append it to the log; False when it is there."""
    return operations.insert(tx, command.operation_id, account_id, payload.APPEND, payload.encode(command), now=now)


async def run(work: OperationWork) -> None:
    """On the server."""
    command = payload.decode(work.row.payload, AppendMessage)
    folder = work.context.folder(command.folder_id)
    if not await _already_there(work, command, folder):
        await remember_uid_next(work, folder)
        await append(work, folder, command.data, Flags(command.flags))
    if command.draft_id is not None:
        await work.sync(folder)
    await work.context.writer.transaction("finish append", _finish, work, command, folder)
    await forget_uid_next(work, folder)
    work.folder_changed(folder.id)


async def append(work: OperationWork, folder: Folder, data: bytes, flags: Flags) -> None:
    """APPEND; the folder is made when the server says that it is missing."""
    try:
        await work.server.append(folder.path, data, flags.to_imap())
    except MailError as error:
        if error.problem.kind is not ProblemKind.FOLDER_MISSING:
            raise
        await work.server.create_folder(folder.path)
        await work.server.append(folder.path, data, flags.to_imap())


async def _already_there(work: OperationWork, command: AppendMessage, folder: Folder) -> bool:
    first = await remembered_uid_next(work, folder)
    if first is None:
        return False
    there = await identities_from(work, folder, first)
    return (read(command.data).envelope.message_id, len(command.data)) in there


def _finish(tx: Transaction, work: OperationWork, command: AppendMessage, folder: Folder) -> None:
    if command.draft_id is not None:
        message_id_header = read(command.data).envelope.message_id
        copies = messages.find_by_message_id(tx, folder.id, message_id_header) if message_id_header else []
        if copies:
            copy, _uid = copies[0]
            older = drafts.link(tx, command.draft_id, copy)
            if older is not None and older != copy:
                delete_messages.insert(
                    tx,
                    derived_id(work.id, "older draft"),
                    work.context.id,
                    [older],
                    trash=None,
                    forever=True,
                    now=work.context.outside.now(),
                )
    operations.finish(tx, work.id)
