"""Expunge what is marked \\Deleted in a folder, by whomever: the user has said so.

Nothing is shown: such messages are shown nowhere already. On the server: UID EXPUNGE of those found, or EXPUNGE where
UIDPLUS is missing. A second time there is nothing left to do.
"""

from mailclient.bridge.commands import ExpungeDeleted
from mailclient.engine.operations import payload
from mailclient.engine.operations.folder_place import existing
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.ids import AccountId
from mailclient.store import operations
from mailclient.store.transaction import Transaction


def insert(tx: Transaction, command: ExpungeDeleted, now: float) -> AccountId:
    """Append it to the log unless it is there; the account. ``MailError(FOLDER_GONE)``."""
    folder = existing(tx, command.folder_id)
    operations.insert(tx, command.operation_id, folder.account_id, payload.EXPUNGE, payload.encode(command), now=now)
    return folder.account_id


async def run(work: OperationWork) -> None:
    """On the server."""
    command = payload.decode(work.row.payload, ExpungeDeleted)
    folder = work.context.folder(command.folder_id)
    await work.server.reopen_folder(folder.path)
    marked = await work.server.marked_deleted()
    if marked and work.server.offers("UIDPLUS"):
        await work.server.expunge(marked)
    elif marked:
        await work.server.expunge_marked()
    await work.context.writer.transaction("finish expunge", operations.finish, work.id)
    work.folder_changed(folder.id)
