"""Flags and keywords that an operation has changed on the server, written without asking the server again."""

from collections.abc import Sequence

from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.store.effects import changed_keywords
from mailclient.store.shown import recompute
from mailclient.store.transaction import Transaction


def server_bits_changed(tx: Transaction, message_ids: Sequence[MessageId], add: Flag, remove: Flag) -> None:
    """The server has added, then removed these flags. By primary key; 5 µs for each."""
    tx.db.executemany(
        "UPDATE message SET server_bits = (server_bits | ?) & ~? WHERE id = ?",
        [(int(add), int(remove), message_id) for message_id in message_ids],
    )
    recompute(tx, message_ids)


def server_keywords_changed(
    tx: Transaction, message_ids: Sequence[MessageId], add: tuple[str, ...], remove: tuple[str, ...]
) -> None:
    """The server has added, then removed these keywords. By primary key; 8 µs for each."""
    found = tx.rows_among("SELECT id, server_keywords FROM message WHERE id IN ({marks})", message_ids)
    tx.db.executemany(
        "UPDATE message SET server_keywords = ? WHERE id = ?",
        [(" ".join(changed_keywords(tuple(words.split()), add, remove)), id_) for id_, words in found],
    )
    recompute(tx, message_ids)


def server_bits_of(tx: Transaction, message_ids: Sequence[MessageId]) -> dict[MessageId, Flag]:
    """The server's flags as we know them. By primary key."""
    found = tx.rows_among("SELECT id, server_bits FROM message WHERE id IN ({marks})", message_ids)
    return {MessageId(id_): Flag(bits) for id_, bits in found}


def server_keywords_of(tx: Transaction, message_ids: Sequence[MessageId]) -> dict[MessageId, frozenset[str]]:
    """The server's keywords as we know them, in lower case. By primary key."""
    found = tx.rows_among("SELECT id, server_keywords FROM message WHERE id IN ({marks})", message_ids)
    return {MessageId(id_): frozenset(words.lower().split()) for id_, words in found}
