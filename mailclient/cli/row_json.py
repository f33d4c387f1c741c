"""What the verbs answer about accounts, folders and messages in a list, as JSON objects."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from mailclient.cli.flag_names import names_of
from mailclient.cli.server_url import server_url
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.mail_list import ConversationRow
from mailclient.store.rows import MessageRow


def account_json(account: Account) -> dict[str, Any]:
    """An account; never a password."""
    settings = account.settings
    told: dict[str, Any] = {"id": account.id, "email": settings.email, "name": settings.name, "kind": settings.kind}
    if settings.kind is AccountKind.LOCAL:
        return {**told, "smtp": None}
    told[settings.kind] = server_url(settings.incoming, settings.kind)
    told["smtp"] = server_url(settings.smtp, "smtp")
    if settings.kind is AccountKind.POP3:
        told["rules"] = asdict(settings.pop3)
        told["deliver_to_local"] = settings.deliver_to is not None
    return told


def folder_json(folder: Folder, accounts: dict[AccountId, str]) -> dict[str, Any]:
    """A folder; ``accounts`` are the addresses by id."""
    return {
        "id": folder.id,
        "account": accounts.get(folder.account_id, ""),
        "path": folder.path,
        "role": folder.role.value,
        "selectable": folder.selectable,
        "subscribed": folder.subscribed,
        "total": folder.total,
        "unread": folder.unread,
        "expires_after_days": folder.expires_after_days,
    }


def row_json(
    row: MessageRow,
    accounts: dict[AccountId, str],
    folders: dict[FolderId, str],
    conversation: ConversationRow | None = None,
) -> dict[str, Any]:
    """A message of a list; ``folders`` are the paths by id. ``conversation``: of which it is the newest message."""
    told = {} if conversation is None else {"conversation": _conversation_json(conversation)}
    return {
        "id": row.id,
        "account": accounts.get(row.account_id, ""),
        "folder": None if row.folder_id is None else folders.get(row.folder_id),
        "uid": row.uid,
        "received_at": time_text(row.received_at),
        "from": {"name": row.sender.name, "address": row.sender.address},
        "to": row.recipients,
        "subject": row.subject,
        "preview": row.preview,
        "flags": names_of(row.flags.bits),
        "keywords": list(row.flags.keywords),
        "size": row.size,
        "has_attachment": row.has_attachment,
        "has_body": row.has_body,
        **told,
    }


def _conversation_json(conversation: ConversationRow) -> dict[str, Any]:
    return {
        "messages": conversation.messages,
        "unread": conversation.unread,
        "senders": list(conversation.senders),
        "subject": conversation.subject,
    }


def time_text(epoch_seconds: float) -> str:
    """ISO 8601 in UTC, to the second: "2026-11-21T10:30:00Z"."""
    return datetime.fromtimestamp(epoch_seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
