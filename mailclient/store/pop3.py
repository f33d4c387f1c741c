"""What is known of the messages on a POP3 server: which are here, and which were deleted there.

A message and the note of it are written in one transaction, and in no other order: what is noted as here is here. A
note outlives the message on the server by a month: a server that shows a mailbox half, or gives other unique-ids after
a move, must not make us download everything again. Costs are for each; a mailbox of 10,000 messages is 60 ms.
"""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from mailclient.mail.ids import AccountId, FolderId, MessageId
from mailclient.store import bodies, filters, local_mailbox
from mailclient.store.header_row import HeaderRow
from mailclient.store.transaction import Transaction

KEPT_SECONDS = 30 * 86400
_MISCOUNTED = 5
"""Bytes: servers that count the dot at the end, or an empty line."""


class State(StrEnum):
    """What is here of a message, or was before it was deleted here."""

    REFUSED = "refused"
    """Nothing: the server failed to give it."""
    HEADER = "header"
    WHOLE = "whole"


class Known(NamedTuple):
    """A row of ``pop3_message``; see there."""

    id: int
    unique_id: str
    message_id: MessageId | None
    state: State
    wanted: bool
    size: int
    digest: str
    message_id_header: str
    first_seen: int
    absent_since: int | None
    deleted_at: int | None
    failures: int
    retry_at: int


class Arrival(NamedTuple):
    """A message that came. ``data`` None: only its header; ``wanted``: the rest is on its way."""

    unique_id: str
    row: HeaderRow
    data: bytes | None
    listed_size: int
    digest: str
    wanted: bool = False


def known(tx: Transaction, account_id: AccountId) -> list[Known]:
    """All notes of an account. Its unique index; 2 µs for each."""
    found = tx.rows(
        "SELECT id, unique_id, message_id, state, wanted, size, digest, message_id_header, first_seen, absent_since,"
        " deleted_at, failures, retry_at FROM pop3_message WHERE account_id = ?",
        (account_id,),
    )
    return [Known._make((*row[:3], State(row[3]), bool(row[4]), *row[5:])) for row in found]


def note_listing(
    tx: Transaction,
    account_id: AccountId,
    present: Collection[int],
    absent: Collection[int],
    corrected: Iterable[tuple[int, str, int]],
    now: int,
) -> None:
    """What the server has now and what it has no more; the unique-ids and sizes of some are others. By primary key."""
    tx.db.executemany(
        "UPDATE pop3_message SET unique_id = ?, size = ? WHERE id = ?",
        [(unique_id, size, id_) for id_, unique_id, size in corrected],
    )
    tx.db.executemany(
        "UPDATE pop3_message SET absent_since = NULL WHERE id = ? AND absent_since IS NOT NULL",
        [(id_,) for id_ in present],
    )
    tx.db.executemany(
        "UPDATE pop3_message SET absent_since = ? WHERE id = ? AND absent_since IS NULL", [(now, id_) for id_ in absent]
    )
    tx.db.execute(
        "DELETE FROM pop3_message WHERE account_id = ? AND absent_since < ?", (account_id, now - KEPT_SECONDS)
    )


def store(
    tx: Transaction, account_id: AccountId, folder_id: FolderId, arrivals: Sequence[Arrival], now: int
) -> list[MessageId]:
    """New messages into a folder, with what came of them and the notes of it; their ids, in order.

    To be called in a transaction that is on the disk when it returns: what is noted here may be deleted there.
    """
    ids = local_mailbox.deliver(tx, folder_id, [one.row for one in arrivals], account_id)
    bodies.store_wholes(tx, {id_: one.data for id_, one in zip(ids, arrivals, strict=True) if one.data is not None})
    filters.note_arrivals(tx, account_id, ids)
    tx.db.executemany(
        "INSERT OR REPLACE INTO pop3_message"
        " (account_id, unique_id, message_id, state, wanted, size, digest, message_id_header, first_seen)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(account_id, one.unique_id, id_, State.HEADER if one.data is None else State.WHOLE, one.wanted),
                *(one.listed_size, one.digest, one.row.message_id_header, now),
            )
            for id_, one in zip(ids, arrivals, strict=True)
        ],
    )
    return ids


def note_whole(tx: Transaction, message_id: MessageId, data: bytes | None) -> None:
    """The rest of a message has come (None: it is stored already, by ``pieces.finish``). Index ``..._message``.

    In the transaction that stores it, as ``store``.
    """
    bodies.let_go_text(tx, message_id)  # of what was here before, if it was less
    if data is not None:
        bodies.store_wholes(tx, {message_id: data})
    bodies.note_due(tx, [message_id])
    tx.db.execute(
        "UPDATE pop3_message SET state = ?, wanted = 0, failures = 0 WHERE message_id = ?", (State.WHOLE, message_id)
    )


def want(tx: Transaction, account_id: AccountId, message_ids: Sequence[MessageId]) -> list[MessageId]:
    """Fetch these whole, of which only the header is here; those that this account can fetch."""
    sql = "SELECT message_id FROM pop3_message WHERE account_id = ? AND state = ? AND message_id IN ({marks})"
    found = [MessageId(id_) for (id_,) in tx.rows_among(sql, message_ids, (account_id, State.HEADER))]
    tx.db.executemany(
        "UPDATE pop3_message SET wanted = 1, retry_at = 0 WHERE message_id = ?", [(id_,) for id_ in found]
    )
    return found


def shorter_than_listed(tx: Transaction, message_ids: Sequence[MessageId]) -> dict[MessageId, int]:
    """How many bytes are here of those that came shorter than LIST had said. Index ``..._message``; 3 µs for each."""
    sql = (
        "SELECT message_id, length(data) FROM pop3_message JOIN whole USING (message_id)"
        f" WHERE length(data) + {_MISCOUNTED} < size AND message_id IN ({{marks}})"
    )
    return {MessageId(id_): length for id_, length in tx.rows_among(sql, message_ids)}


def want_anew(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """The server has more of these than is here. Index ``..._message``."""
    sql = "UPDATE pop3_message SET state = ?, wanted = 1, retry_at = 0 WHERE message_id = ?"
    tx.db.executemany(sql, [(State.HEADER, id_) for id_ in message_ids])


def gone_there(tx: Transaction, message_ids: Sequence[MessageId]) -> set[MessageId]:
    """Those of the messages that the server had no more at the last look. Index ``..._message``."""
    sql = "SELECT message_id FROM pop3_message WHERE absent_since IS NOT NULL AND message_id IN ({marks})"
    return {MessageId(id_) for (id_,) in tx.rows_among(sql, message_ids)}


def note_refused(
    tx: Transaction, account_id: AccountId, unique_id: str, size: int, now: int, waits: Sequence[int]
) -> None:
    """The server failed to give this message; ``waits``: seconds until it is asked again, the last for ever after."""
    tx.db.execute(
        "INSERT INTO pop3_message (account_id, unique_id, state, wanted, size, digest, message_id_header, first_seen)"
        " VALUES (?, ?, ?, 0, ?, '', '', ?) ON CONFLICT DO NOTHING",
        (account_id, unique_id, State.REFUSED, size, now),
    )
    (failures,) = tx.row(
        "SELECT failures FROM pop3_message WHERE account_id = ? AND unique_id = ?", (account_id, unique_id)
    )
    wait = waits[min(failures, len(waits) - 1)]
    tx.db.execute(
        "UPDATE pop3_message SET failures = failures + 1, retry_at = ? WHERE account_id = ? AND unique_id = ?",
        (now + wait, account_id, unique_id),
    )


def note_deleted(tx: Transaction, ids: Iterable[int], now: int) -> None:
    """The server has answered QUIT with +OK: it has these no more, or says so. By primary key."""
    tx.db.executemany("UPDATE pop3_message SET deleted_at = ? WHERE id = ?", [(now, id_) for id_ in ids])


def forget_those_in(tx: Transaction, account_id: AccountId) -> None:
    """An account is about to be removed with all its mail: what came here for other accounts is not deleted for good
    by that, but is to be downloaded again. All notes are looked at; 2 µs for each."""
    tx.db.execute(
        "DELETE FROM pop3_message WHERE message_id IS NOT NULL"
        " AND (SELECT account_id FROM message WHERE message.id = pop3_message.message_id) = ?",
        (account_id,),
    )
