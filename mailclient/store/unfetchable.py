"""Messages that the server fails to give: noted with the reason, so that the others need not wait for them.

What somebody asks for is tried again all the same; by itself only after ``not_before``. A few rows.
"""

from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.problem import Problem
from mailclient.store import problem_json
from mailclient.store.transaction import Transaction


def note(tx: Transaction, message_id: MessageId, problem: Problem, not_before: float) -> None:
    """The server does not give this message. Nothing when the message is gone meanwhile."""
    tx.db.execute(
        "INSERT OR REPLACE INTO unfetchable (message_id, problem, not_before)"
        " SELECT id, ?, ? FROM message WHERE id = ?",
        (problem_json.to_json(problem), not_before, message_id),
    )


def forget(tx: Transaction, message_ids: list[MessageId]) -> None:
    """They came after all. By primary key."""
    tx.db.executemany("DELETE FROM unfetchable WHERE message_id = ?", [(id_,) for id_ in message_ids])


def not_now(tx: Transaction, account_id: AccountId, now: float) -> dict[MessageId, Problem]:
    """The messages of an account that are not to be asked for by itself at this time, and why."""
    found = tx.rows(
        "SELECT message_id, problem FROM unfetchable JOIN message ON message.id = message_id"
        " WHERE account_id = ? AND not_before > ?",
        (account_id, now),
    )
    return {MessageId(id_): problem for id_, json in found if (problem := problem_json.from_json(json)) is not None}
