"""Writing the addresses seen in mail, from which recipients are completed.

``messages.insert`` notes senders, and recipients of what is in Sent, by itself. 0.5 ms for 50 addresses.
"""

import re
from collections.abc import Iterable, Sequence

from mailclient.mail.address import Address
from mailclient.store.transaction import Transaction
from mailclient.store.words import fold

_WORD = re.compile(r"[^\s,;\"'()<>]+")
_WORDS_LIMIT = 12
"""Starts kept of one address; a name longer than this is no name."""
_LENGTH_LIMIT = 320
"""Characters; RFC 5321 allows 64 + 1 + 255."""
_UPSERT = """
INSERT INTO address (address, name, written, seen, last_seen) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (address) DO UPDATE SET written = written + excluded.written, seen = seen + excluded.seen,
  last_seen = max(last_seen, excluded.last_seen), name = iif(name = '', excluded.name, name)
"""


def note_seen(tx: Transaction, seen: Sequence[tuple[Address, int]]) -> None:
    """Count addresses of received messages, each with its time in epoch seconds."""
    _note(tx, [(address, 0, 1, at) for address, at in seen])


def note_written(tx: Transaction, written: Sequence[tuple[Address, int]]) -> None:
    """Count recipients of sent messages, each with its time; they rank before all that were only seen."""
    _note(tx, [(address, 1, 0, at) for address, at in written])


def _note(tx: Transaction, noted: Iterable[tuple[Address, int, int, int]]) -> None:
    usable = [row for row in noted if "@" in row[0].address and len(row[0].address) <= _LENGTH_LIMIT]
    tx.db.executemany(
        _UPSERT, [(address.address, _name(address), written, seen, at) for address, written, seen, at in usable]
    )
    names = {address.address: _name(address) for address, *_ in usable}
    found = tx.rows_among("SELECT id, address FROM address WHERE address IN ({marks})", names)
    ids = {address.casefold(): id_ for id_, address in found}
    tx.db.executemany(
        "INSERT OR IGNORE INTO address_word (word, address_id) VALUES (?, ?)",
        [
            (start, ids[address.casefold()])
            for address, name in names.items()
            if address.casefold() in ids
            for start in _starts(name, address)
        ],
    )


def _name(address: Address) -> str:
    """The display name, unless it only repeats the address."""
    return "" if address.name.casefold() == address.address.casefold() else address.name[:_LENGTH_LIMIT]


def _starts(name: str, address: str) -> set[str]:
    """What may be typed to find it: the whole name, each word of it, the address, its domain."""
    folded = fold(name).strip()
    domain = fold(address.rpartition("@")[2])
    return {start for start in (folded, *_WORD.findall(folded)[:_WORDS_LIMIT], fold(address), domain) if start}
