"""The account's Archive, Trash …, planned when there is none, so that messages can be shown in it at once."""

from mailclient.engine.operations import create_folder
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.special_folders import SPECIAL_NAMES
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes
from mailclient.store.folder_changes import FolderSeen
from mailclient.store.shown_folders import below
from mailclient.store.transaction import Transaction


def folder_with_role(
    tx: Transaction, account_id: AccountId, role: FolderRole, wanted_by: OperationId, now: float
) -> FolderSeen:
    """The folder; an operation that makes it goes before ``wanted_by`` when there is none."""
    seen = folder_changes.seen(tx, account_id)
    for folder in seen:
        if folder.role is role:
            return folder
    id_ = derived_id(wanted_by, f"make {role} of {account_id}")
    made = create_folder.insert(tx, id_, account_id, _path(SPECIAL_NAMES[role], seen), role=role, now=now)
    folder_id = made if made is not None else folder_changes.planned_by(tx, id_)
    found = None if folder_id is None else folder_changes.seen_one(tx, folder_id)
    if found is None:
        raise MailError(Problem(ProblemKind.FOLDER_MISSING, SPECIAL_NAMES[role]))
    return found


def _path(name: str, seen: list[FolderSeen]) -> str:
    """At the top, or below the inbox on servers that keep everything there (Courier, old Cyrus)."""
    inbox = next((folder for folder in seen if folder.role is FolderRole.INBOX), None)
    others = [folder for folder in seen if folder is not inbox]
    if inbox is not None and others and all(below(inbox.path, inbox.delimiter, one.path) for one in others):
        return f"{inbox.path}{inbox.delimiter}{name}"
    return name
