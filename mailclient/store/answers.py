"""Rows that the reader's statements answer → values. Imported before the first paint, as ``reader.py`` is."""

import json
from collections.abc import Sequence
from typing import Any

from mailclient.mail.account import Account
from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId
from mailclient.mail.offline import DEFAULT, Keep, OfflinePolicies, OfflinePolicy
from mailclient.mail.rights import Rights
from mailclient.store import problem_json, refusals, settings_json
from mailclient.store.rows import MessageRow, OperationState, OutboxRow, OutgoingState

_ROLE_ORDER = {role: place for place, role in enumerate(FolderRole)}


def account(row: Sequence[Any]) -> Account:
    """Of ``ACCOUNTS``."""
    id_, settings = row
    return Account(AccountId(id_), settings_json.decode(settings))


def folder(row: Sequence[Any]) -> Folder:
    """Of ``FOLDERS``."""
    id_, account_id, path, delimiter, role, selectable, total, unread, rights, read_only, kept_flags, *others = row
    withheld, subscribed, holds_folders, planned, expires_after_days = others
    return Folder(
        id_,
        account_id,
        path,
        delimiter,
        FolderRole(role),
        bool(selectable),
        total,
        unread,
        Rights(rights) & Rights.READ_ONLY if read_only else Rights(rights),
        tuple(kept_flags.split()),
        withheld,
        bool(subscribed),
        bool(holds_folders),
        bool(planned),
        expires_after_days,
    )


def folder_order(folder: Folder) -> tuple[int, int, list[str]]:
    """By account, role (inbox first), path."""
    names = folder.path.split(folder.delimiter) if folder.delimiter else [folder.path]
    return folder.account_id, _ROLE_ORDER[folder.role], [name.casefold() for name in names]


MESSAGE_COLUMNS = (
    "id, account_id, folder_id, uid, bits, keywords, received_at, size, has_attachment, has_body,"
    " sender_name, sender_address, recipients, subject, preview, encrypted"
)
"""Of ``message``, in the order of ``message_row``."""


def message_row(row: Sequence[Any]) -> MessageRow:
    """Of ``MESSAGE_COLUMNS``."""
    return MessageRow(
        id=row[0],
        account_id=row[1],
        folder_id=row[2],
        uid=row[3],
        flags=Flags(Flag(row[4]), tuple(row[5].split())),
        received_at=row[6],
        size=row[7],
        has_attachment=bool(row[8]),
        has_body=bool(row[9]),
        sender=Address(row[10], row[11]),
        recipients=row[12],
        subject=row[13],
        preview=row[14],
        encrypted=bool(row[15]),
    )


def outbox_row(row: Sequence[Any]) -> OutboxRow:
    """Of ``OUTBOX``."""
    operation_id, account_id, subject, recipients, state, operation_state, not_before, created_at, *others = row
    problem, draft, attempts, size, send_at, delivered, refused, said, dismissed, message_id_header = others
    still, lines = refusals.unsettled(json.loads(refused), refusals.from_json(said), dismissed=bool(dismissed))
    return OutboxRow(
        operation_id,
        account_id,
        subject,
        tuple(json.loads(recipients)),
        OutgoingState(state),
        OperationState(operation_state),
        not_before,
        created_at,
        problem_json.from_json(problem),
        draft,
        attempts,
        size,
        send_at,
        tuple(json.loads(delivered)),
        still,
        lines,
        message_id_header,
    )


def offline_policies(rows: Sequence[Any]) -> OfflinePolicies:
    """Of ``OFFLINE_POLICIES``."""
    chosen = {
        row[0]: OfflinePolicy(Keep(row[1]), row[2], attachments=bool(row[3]), largest_bytes=row[4]) for row in rows
    }
    account = chosen.pop(None, None)
    return OfflinePolicies(account or DEFAULT, chosen, chosen=account is not None)
