"""Which messages can be read without the network: the user's choice, what is lacking of it, what goes beyond it.

The choice is a few rows. What is lacking is found by the index that fits the choice; letting go looks at every message
of a folder once, in slices, after a smaller choice only.
"""

from mailclient.mail.ids import AccountId, FolderId, MessageId, Uid
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.store import bodies, placed
from mailclient.store.transaction import SLICE, Transaction

_MONTH_SECONDS = 365.25 / 12 * 86400
_LOOKED_AT = 20 * SLICE
"""Messages looked at in one transaction; far fewer have anything to let go."""
_ANY = 2**62


def set_policy(
    tx: Transaction, account_id: AccountId, folder_id: FolderId | None, policy: OfflinePolicy | None
) -> None:
    """Choose for a folder, or (None) for all others of the account; without a policy the choice is taken back."""
    tx.db.execute("DELETE FROM offline_policy WHERE account_id = ? AND folder_id IS ?", (account_id, folder_id))
    if policy is not None:
        tx.db.execute(
            "INSERT INTO offline_policy (account_id, folder_id, keep, amount, attachments, largest_bytes)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (account_id, folder_id, policy.keep, policy.amount, policy.attachments, policy.largest_bytes),
        )
    if folder_id is not None:
        tx.db.execute("UPDATE folder SET untrimmed = untrimmed + 1 WHERE id = ?", (folder_id,))
    else:
        tx.db.execute("UPDATE folder SET untrimmed = untrimmed + 1 WHERE account_id = ?", (account_id,))
    tx.changes.folder_lists.add(account_id)


def lacking_text(
    tx: Transaction, folder_id: FolderId, policy: OfflinePolicy, now: float, limit: int
) -> list[tuple[MessageId, Uid]]:
    """Messages of which not even the text is here though the policy keeps it, newest first. See ``_lacking``."""
    condition = "has_body = 0 AND NOT EXISTS (SELECT 1 FROM whole WHERE whole.message_id = message.id) AND size > ?"
    # Of a message too large to be kept whole at least the text is kept.
    above = -1 if not policy.attachments else (policy.largest_bytes or _ANY)
    return _lacking(tx, folder_id, policy, now, limit, condition, above)


def lacking_whole(
    tx: Transaction, folder_id: FolderId, policy: OfflinePolicy, now: float, limit: int
) -> list[tuple[MessageId, Uid]]:
    """Messages that are not here whole though the policy keeps them so, newest first. See ``_lacking``."""
    if not policy.attachments:
        return []
    condition = "NOT EXISTS (SELECT 1 FROM whole WHERE whole.message_id = message.id) AND size <= ?"
    return _lacking(tx, folder_id, policy, now, limit, condition, policy.largest_bytes or _ANY)


def _lacking(
    tx: Transaction, folder_id: FolderId, policy: OfflinePolicy, now: float, limit: int, condition: str, size: int
) -> list[tuple[MessageId, Uid]]:
    """Index ``message_uid`` (``message_without_body`` for texts), for months ``message_list``.

    2 µs for each message of the policy it passes over.
    """
    if policy.keep is Keep.HEADERS:
        return []
    if policy.keep is Keep.MONTHS:
        return tx.rows(
            "SELECT id, uid FROM message WHERE folder_id = ? AND received_at >= ? AND server_folder_id = folder_id"
            f" AND uid IS NOT NULL AND {condition} ORDER BY received_at DESC, id DESC LIMIT ?",
            (folder_id, _cutoff(policy, now), size, limit),
        )
    lowest = placed.nth_highest_uid(tx, folder_id, policy.amount) if policy.keep is Keep.NEWEST else 0
    return tx.rows(
        f"SELECT id, uid FROM message WHERE server_folder_id = ? AND uid >= ? AND {condition}"
        " ORDER BY uid DESC LIMIT ?",
        (folder_id, lowest, size, limit),
    )


def untrimmed(tx: Transaction, account_id: AccountId) -> list[tuple[FolderId, int]]:
    """Folders of which something may have to be let go, with the number of choices since it was. A few rows."""
    return tx.rows("SELECT id, untrimmed FROM folder WHERE account_id = ? AND untrimmed > 0", (account_id,))


def trimmed(tx: Transaction, folder_id: FolderId, choices: int) -> None:
    """What goes beyond the folder's policy is gone, unless a choice was made since there were so many."""
    tx.db.execute("UPDATE folder SET untrimmed = 0 WHERE id = ? AND untrimmed = ?", (folder_id, choices))


def trim_slice(
    tx: Transaction, folder_id: FolderId, policy: OfflinePolicy, now: float, below: Uid | None = None
) -> Uid | None:
    """Let go of what goes beyond the policy in some messages ``below`` a uid; where to go on, None at the end.

    Only what the server has: messages with a uid, and none that an operation waits for. Rows, previews and the words
    for the search stay. Index ``message_uid``; 5 ms and the time to free what is let go.
    """
    rows = tx.rows(
        "SELECT id, uid, received_at, size, has_body FROM message WHERE server_folder_id = ? AND uid < ?"
        " ORDER BY uid DESC LIMIT ?",
        (folder_id, _ANY if below is None else below, _LOOKED_AT),
    )
    lowest = placed.nth_highest_uid(tx, folder_id, policy.amount) if policy.keep is Keep.NEWEST else Uid(0)
    cutoff = _cutoff(policy, now) if policy.keep is Keep.MONTHS else 0
    let_go = 0
    for id_, uid, received_at, size, has_body in rows:
        kept = policy.keep is not Keep.HEADERS and uid >= lowest and received_at >= cutoff
        whole_kept = kept and policy.attachments and size <= (policy.largest_bytes or _ANY)
        # What is here only whole is not let go while its text is to be kept.
        if not whole_kept and (has_body or not kept):
            let_go += _let_go(tx, MessageId(id_), body=not kept)
        if let_go == SLICE:
            return Uid(uid)
    return Uid(rows[-1][1]) if len(rows) == _LOOKED_AT else None


def _let_go(tx: Transaction, message_id: MessageId, *, body: bool) -> bool:
    """The attachments, and with ``body`` the text; whether there was anything."""
    waited_for = (
        "SELECT 1 FROM operation_message JOIN open_operation ON seq = operation_seq WHERE message_id = ? AND done = 0"
    )
    if tx.row(waited_for, (message_id,)):
        return False
    attachments = ("part", "whole", "piece", "partial")
    tables = (*attachments, "body_due") if body else attachments
    gone = [tx.db.execute(f"DELETE FROM {table} WHERE message_id = ?", (message_id,)).rowcount for table in tables]
    return (body and bodies.let_go_text(tx, message_id)) or any(gone)


def _cutoff(policy: OfflinePolicy, now: float) -> int:
    return int(now - policy.amount * _MONTH_SECONDS)
