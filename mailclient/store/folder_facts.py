"""What the server says of a folder beside its numbers: its id, our rights, the flags it keeps.

RFC 8474 (MAILBOXID), RFC 4314 (rights), RFC 9051 section 7.1 (READ-ONLY, PERMANENTFLAGS). By primary key.
"""

from collections.abc import Mapping
from typing import Protocol

from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.rights import Rights
from mailclient.store.transaction import Transaction


class Opened(Protocol):
    """What SELECT told."""

    @property
    def read_only(self) -> bool:
        """READ-ONLY."""

    @property
    def permanent_flags(self) -> tuple[str, ...]:
        """PERMANENTFLAGS."""

    @property
    def mailbox_id(self) -> str | None:
        """MAILBOXID; None when it was not told."""


def note_selected(tx: Transaction, folder_id: FolderId, opened: Opened) -> None:
    """Keep what is different now."""
    told = (opened.read_only, " ".join(opened.permanent_flags))
    known = tx.row("SELECT account_id, read_only, kept_flags, mailbox_id FROM folder WHERE id = ?", (folder_id,))
    if known is None:
        return
    account_id, *facts, mailbox_id = known
    if tuple(facts) != told:
        tx.db.execute("UPDATE folder SET read_only = ?, kept_flags = ? WHERE id = ?", (*told, folder_id))
        tx.changes.folder_lists.add(AccountId(account_id))
    if opened.mailbox_id and opened.mailbox_id != mailbox_id:
        tx.db.execute("UPDATE folder SET mailbox_id = ? WHERE id = ?", (opened.mailbox_id, folder_id))


def set_rights(tx: Transaction, rights: Mapping[FolderId, Rights]) -> None:
    """What MYRIGHTS told."""
    for folder_id, told in rights.items():
        changed = tx.db.execute(
            "UPDATE folder SET rights = ? WHERE id = ? AND rights <> ?", (int(told), folder_id, int(told))
        )
        if changed.rowcount:
            (account_id,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (folder_id,))
            tx.changes.folder_lists.add(AccountId(account_id))


def set_mailbox_ids(tx: Transaction, mailbox_ids: Mapping[FolderId, str]) -> None:
    """What STATUS told."""
    tx.db.executemany(
        "UPDATE folder SET mailbox_id = ? WHERE id = ? AND mailbox_id <> ?",
        [(told, folder_id, told) for folder_id, told in mailbox_ids.items()],
    )


def mailbox_ids(tx: Transaction, account_id: AccountId) -> dict[FolderId, str]:
    """The ids of an account's folders that have one. A few hundred rows."""
    found = tx.rows(
        "SELECT id, mailbox_id FROM folder WHERE account_id = ? AND removed = 0 AND mailbox_id <> ''", (account_id,)
    )
    return {FolderId(id_): mailbox_id for id_, mailbox_id in found}
