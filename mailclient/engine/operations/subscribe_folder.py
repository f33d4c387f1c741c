"""Subscribe to a folder or no longer: SUBSCRIBE, UNSUBSCRIBE (RFC 9051 section 6.3.7). Twice changes nothing."""

from mailclient.bridge.commands import SubscribeFolder
from mailclient.engine.operations import payload
from mailclient.engine.operations.folder_place import existing
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.store import folder_changes, operations, shown_folders
from mailclient.store.transaction import Transaction


def insert(tx: Transaction, operation_id: OperationId, folder_id: FolderId, *, on: bool, now: float) -> AccountId:
    """Append it to the log unless it is there; the account. ``MailError(FOLDER_GONE)``."""
    folder = existing(tx, folder_id)
    operations.insert(
        tx,
        operation_id,
        folder.account_id,
        payload.SUBSCRIBE_FOLDER,
        payload.encode(SubscribeFolder(operation_id=operation_id, folder_id=folder_id, on=on)),
        now=now,
        folder_effect=shown_folders.to_json(shown_folders.Subscribe(on)),
        folder_id=folder_id,
    )
    return folder.account_id


async def run(work: OperationWork) -> None:
    """On the server."""
    command = payload.decode(work.row.payload, SubscribeFolder)
    folder = work.context.folder(command.folder_id)
    await work.server.subscribe_folder(folder.path, on=command.on)
    await work.context.writer.transaction("folder is subscribed to", _finish, work, command)


def _finish(tx: Transaction, work: OperationWork, command: SubscribeFolder) -> None:
    folder_changes.set_subscribed(tx, command.folder_id, command.on)
    operations.finish(tx, work.id)
