"""The opposite of what was done to a folder on the server."""

from mailclient.bridge.commands import SubscribeFolder
from mailclient.engine.operations import delete_folder, payload, rename_folder, subscribe_folder
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.rename_folder import Renaming
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes
from mailclient.store.rows import OperationRow
from mailclient.store.transaction import Transaction


def append_opposite(tx: Transaction, row: OperationRow, now: float) -> None:
    """Append it to the log. ``MailError(TOO_LATE)`` where there is none: mail would be lost, or is."""
    folder = None if row.folder_id is None else folder_changes.seen_one(tx, row.folder_id)
    if folder is None:
        raise MailError(Problem(ProblemKind.TOO_LATE))
    id_ = derived_id(row.id, "undo")
    match row.kind:
        case payload.RENAME_FOLDER:
            rename_folder.append(tx, id_, folder, payload.decode(row.payload, Renaming).before, now)
        case payload.SUBSCRIBE_FOLDER:
            on = payload.decode(row.payload, SubscribeFolder).on
            subscribe_folder.insert(tx, id_, folder.id, on=not on, now=now)
        case payload.CREATE_FOLDER if not folder.total and not folder_changes.below_it(tx, folder):
            delete_folder.insert_for_good(tx, id_, folder, now)
        case _:
            raise MailError(Problem(ProblemKind.TOO_LATE))
