"""Whose messages these are."""

from collections.abc import Iterable

from mailclient.mail.ids import AccountId, MessageId
from mailclient.store.transaction import Transaction


def by_account(tx: Transaction, message_ids: Iterable[MessageId]) -> dict[AccountId, list[MessageId]]:
    """The messages that are there, by account, in the order given. By primary key."""
    wanted = list(dict.fromkeys(message_ids))
    found = tx.rows_among("SELECT id, account_id FROM message WHERE id IN ({marks})", wanted)
    account_of: dict[MessageId, AccountId] = dict(found)
    accounts: dict[AccountId, list[MessageId]] = {}
    for message_id in wanted:
        if message_id in account_of:
            accounts.setdefault(account_of[message_id], []).append(message_id)
    return accounts
