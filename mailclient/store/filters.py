"""Filters of accounts, and which messages they have not looked at yet.

A message that arrives is noted in the transaction that stores it, and crossed off in the one that puts what came of it
into the operations log: so it is looked at once, whatever ends the process in between.
"""

from dataclasses import replace

import msgspec

from mailclient.mail.filter import Action, Filter
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, MessageId
from mailclient.store.transaction import Transaction

_PUT_ASIDE = Flag.SEEN | Flag.DELETED
"""Not new: another program has shown it, or thrown it away."""


def set_filters(tx: Transaction, account_id: AccountId, filters: tuple[Filter, ...]) -> None:
    """Replace an account's filters; without any, nothing waits for them. By primary key."""
    tx.db.execute("DELETE FROM filters WHERE account_id = ?", (account_id,))
    if filters:
        data = msgspec.json.encode(filters)
        tx.db.execute("INSERT INTO filters (account_id, filters) VALUES (?, ?)", (account_id, data))
    else:
        tx.db.execute("DELETE FROM unfiltered WHERE account_id = ?", (account_id,))


def decode(data: bytes) -> tuple[Filter, ...]:
    """What the column holds."""
    return msgspec.json.decode(data, type=tuple[Filter, ...])


def follow(tx: Transaction, account_id: AccountId, before: str, after: str, delimiter: str) -> None:
    """A folder of the account is called otherwise now: so it is in the filters that put mail there.

    Those of accounts whose mail comes to the inbox of this one, too. A few rows.
    """
    names = (before, before.replace(delimiter, "/")) if delimiter else (before,)

    def followed(action: Action) -> Action:
        return replace(action, folder=after) if action.folder in names else action

    sql = (
        "SELECT account_id, filters FROM filters JOIN account ON account.id = account_id"
        " WHERE account_id = ? OR json_extract(settings, '$.deliver_to') = ?"
    )
    for owner, data in tx.rows(sql, (account_id, account_id)):
        known = decode(data)
        changed = tuple(replace(one, actions=tuple(map(followed, one.actions))) for one in known)
        if changed != known:
            set_filters(tx, owner, changed)


def note_arrivals(tx: Transaction, account_id: AccountId, message_ids: list[MessageId]) -> None:
    """These messages have just arrived for the account; nothing when it has no filters. To be called where they are
    stored, in the same transaction. By primary key."""
    if message_ids and tx.row("SELECT 1 FROM filters WHERE account_id = ?", (account_id,)) is not None:
        sql = f"SELECT id FROM message WHERE bits & {int(_PUT_ASIDE)} = 0 AND id IN ({{marks}})"
        rows = [(id_, account_id) for (id_,) in tx.rows_among(sql, message_ids)]
        tx.insert("unfiltered (message_id, account_id)", rows, "ON CONFLICT DO NOTHING")


def cross_off(tx: Transaction, message_ids: list[MessageId]) -> None:
    """The filters have looked at these. By primary key."""
    tx.db.executemany("DELETE FROM unfiltered WHERE message_id = ?", [(id_,) for id_ in message_ids])
