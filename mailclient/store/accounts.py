"""Writing accounts. A few rows, each statement by primary key, but for ``remove_slice``."""

import sqlite3
from collections.abc import Callable

from mailclient.mail.account import Account, AccountSettings
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import addresses, engine_state, pop3, search_index, settings_json
from mailclient.store.places import delete_rows
from mailclient.store.transaction import SLICE, Transaction

_INDEX_IS_STALE = "search: holds words of accounts that are removed"
_LEARNT = (
    "contact_domain", "remote_sender", "special_action", "thread_name", "merged_thread", "departed_thread",
)  # fmt: skip
"""Kept without regard to accounts."""


def add(tx: Transaction, settings: AccountSettings) -> AccountId:
    """Store a new account. ``MailError`` ACCOUNT_EXISTS when its address has one."""
    tx.changes.accounts = True
    try:
        cursor = tx.db.execute(
            "INSERT INTO account (email, settings) VALUES (?, ?)", (settings.email, settings_json.encode(settings))
        )
    except sqlite3.IntegrityError as error:
        raise MailError(Problem(ProblemKind.ACCOUNT_EXISTS, settings.email)) from error
    assert cursor.lastrowid is not None
    return AccountId(cursor.lastrowid)


def update(tx: Transaction, account: Account) -> None:
    """Replace an account's settings. ``MailError`` ACCOUNT_EXISTS when another has its new address."""
    tx.changes.accounts = True
    try:
        values = (account.settings.email, settings_json.encode(account.settings), account.id)
        tx.db.execute("UPDATE account SET email = ?, settings = ? WHERE id = ?", values)
    except sqlite3.IntegrityError as error:
        raise MailError(Problem(ProblemKind.ACCOUNT_EXISTS, account.settings.email)) from error


def change_settings(
    tx: Transaction, account_id: AccountId, change: Callable[[AccountSettings], AccountSettings]
) -> AccountSettings:
    """Change what is stored now, whatever the caller has read before; the new settings. ACCOUNT_UNKNOWN."""
    row = tx.row("SELECT settings FROM account WHERE id = ? AND NOT removed", (account_id,))
    if row is None:
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, str(account_id)))
    before = settings_json.decode(row[0])
    after = change(before)
    if after != before:
        update(tx, Account(account_id, after))
    return after


def begin_removal(tx: Transaction, account_id: AccountId) -> None:
    """Hide an account with its folders and forget what waits for it; then call ``remove_slice`` until it is done.

    Everything of the outbox and the drafts of this account goes at once: ask the user before.
    """
    tx.db.execute("UPDATE account SET removed = 1 WHERE id = ?", (account_id,))
    tx.db.execute("UPDATE folder SET removed = 1 WHERE account_id = ?", (account_id,))
    tx.db.execute("DELETE FROM operation WHERE account_id = ?", (account_id,))
    tx.db.execute("DELETE FROM draft WHERE account_id = ?", (account_id,))
    pop3.forget_those_in(tx, account_id)
    tx.changes.accounts = tx.changes.outbox = True
    tx.changes.folder_lists.add(account_id)


def being_removed(tx: Transaction) -> list[AccountId]:
    """Accounts whose removal was begun and not finished; to be taken up again after a start."""
    return [AccountId(id_) for (id_,) in tx.rows("SELECT id FROM account WHERE removed = 1")]


def remove_slice(tx: Transaction, account_id: AccountId, limit: int = SLICE) -> bool:
    """Delete up to ``limit`` messages of an account being removed; True when the account itself is gone.

    What was there is overwritten, not only let go. Single messages cannot be taken from the search index: at the end
    it is made anew of the mail of the other accounts. With the last account go the addresses and all else that was
    learnt of its mail. Indexes ``message_uid`` and ``message_list``; 3 ms for 50 messages, a second for the index of a
    million.
    """
    tx.db.execute("PRAGMA secure_delete = ON")
    try:
        return _remove_slice(tx, account_id, limit)
    finally:
        tx.db.execute("PRAGMA secure_delete = OFF")


def _remove_slice(tx: Transaction, account_id: AccountId, limit: int) -> bool:
    found = tx.rows(
        "SELECT id FROM message WHERE server_folder_id IN (SELECT id FROM folder WHERE account_id = ?) LIMIT ?",
        (account_id, limit),
    ) or tx.rows(
        "SELECT id FROM message WHERE server_folder_id IS NULL AND account_id = ? LIMIT ?", (account_id, limit)
    )
    if found:
        ids = [id_ for (id_,) in found]
        tx.db.executemany("DELETE FROM special_action WHERE message_id = ?", [(id_,) for id_ in ids])
        delete_rows(tx, ids)
        engine_state.save(tx, _INDEX_IS_STALE, b"1")
        return False
    tx.db.execute("DELETE FROM account WHERE id = ?", (account_id,))
    if tx.row("SELECT 1 FROM account LIMIT 1") is None:
        search_index.forget_all(tx)
        for table in _LEARNT:
            tx.db.execute(f"DELETE FROM {table}")
        addresses.forget_mail(tx)
    elif engine_state.load(tx, _INDEX_IS_STALE):
        search_index.begin_anew(tx)
    engine_state.remove(tx, _INDEX_IS_STALE)
    return True
