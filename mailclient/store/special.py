"""Writing what the user had done about special mail, and which messages speak of which meeting. By primary key."""

from collections.abc import Sequence

from mailclient.mail.delivery_report import Cause, Outcome
from mailclient.mail.ids import MessageId, OperationId
from mailclient.mail.invitation import Invitation
from mailclient.mail.special import Special
from mailclient.mail.special_action import ActionKind
from mailclient.store.transaction import Transaction

_GONE = {Cause.USER_UNKNOWN, Cause.DOMAIN_UNKNOWN, Cause.MOVED, Cause.MAILBOX_DISABLED, Cause.TAKES_NO_MAIL}
_ADDRESS_LIMIT, _BOUNCED_LIMIT = 320, 1_000


def note_action(
    tx: Transaction,
    kind: ActionKind,
    subject: str,
    message_id: MessageId,
    *,
    operation_id: str,
    detail: str,
    now: float,
) -> None:
    """Write down what is done; the same about the same message replaces what was there."""
    tx.db.execute(
        "INSERT OR REPLACE INTO special_action (kind, subject, message_id, operation_id, detail, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (kind, subject, message_id, operation_id, detail, now),
    )


def forget_action(tx: Transaction, operation_id: OperationId) -> None:
    """It was taken back. Index ``special_action_operation``."""
    tx.db.execute("DELETE FROM special_action WHERE operation_id = ?", (operation_id,))


def receipt_is_settled(tx: Transaction, message_id: MessageId) -> bool:
    """Whether a receipt for the message was sent or refused before."""
    sql = "SELECT 1 FROM special_action WHERE kind = 'receipt' AND subject = '' AND message_id = ?"
    return tx.row(sql, (message_id,)) is not None


def note_invitations(tx: Transaction, message_id: MessageId, invitations: Sequence[Invitation]) -> None:
    """The meetings that a message speaks of; they replace those known of it before."""
    tx.db.execute("DELETE FROM invitation WHERE message_id = ?", (message_id,))
    tx.db.executemany(
        "INSERT OR REPLACE INTO invitation (uid, message_id, recurrence_id, method, sequence, stamp)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (one.uid, message_id, one.recurrence_id, one.method, one.sequence, _seconds(one))
            for one in invitations
            if one.uid
        ],
    )


def _seconds(invitation: Invitation) -> int:
    return int(invitation.stamp.timestamp()) if invitation.stamp is not None else 0


def note_reports(tx: Transaction, message_id: MessageId, special: Special) -> None:
    """Of which sent messages a report or receipt speaks; they replace those known of it before. By its own index."""
    names = {
        special.report.returned.message_id if special.report is not None else "",
        special.receipt.message_id if special.receipt is not None else "",
    }
    tx.db.execute("DELETE FROM report_about WHERE message_id = ?", (message_id,))
    tx.db.executemany(
        "INSERT OR IGNORE INTO report_about (about, message_id) VALUES (?, ?)",
        [(name.strip("<>"), message_id) for name in sorted(names) if name],
    )
    _note_bounced(tx, message_id, special)


def _note_bounced(tx: Transaction, message_id: MessageId, special: Special) -> None:
    """The addresses that a report says are not there (any more); by its own index."""
    tx.db.execute("DELETE FROM bounced WHERE message_id = ?", (message_id,))
    if special.report is None:
        return
    gone = {
        address
        for one in special.report.recipients
        if one.outcome is Outcome.FAILED and one.cause in _GONE
        for address in (one.address, one.written_to)
        if "@" in address and len(address) <= _ADDRESS_LIMIT
    }
    rows = [(address, message_id) for address in sorted(gone)[:_BOUNCED_LIMIT]]
    tx.db.executemany("INSERT OR IGNORE INTO bounced (address, message_id) VALUES (?, ?)", rows)
