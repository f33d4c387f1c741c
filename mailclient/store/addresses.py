"""Writing the addresses seen in mail, from which recipients are completed.

``messages.insert`` notes senders, and recipients of what is in Sent, by itself. 0.5 ms for 50 addresses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.mail.address import Address
from mailclient.store.transaction import Transaction, pieces, with_values
from mailclient.store.words import fold

_WORD = re.compile(r"[^\s,;\"'()<>]+")
_WORDS_LIMIT = 12
"""Starts kept of one address; a name longer than this is no name."""
_LENGTH_LIMIT = 320
"""Characters; RFC 5321 allows 64 + 1 + 255."""
_COLUMNS = "address (address, name, written, seen, last_seen)"
_COUNTED = """
ON CONFLICT (address) DO UPDATE SET written = written + excluded.written, seen = seen + excluded.seen,
  last_seen = max(last_seen, excluded.last_seen), name = iif(name = '', excluded.name, name)
"""
_UNKNOWN = """
WITH noted (number, address, name) AS (VALUES {values})
SELECT group_concat(number) FROM noted
WHERE NOT EXISTS (SELECT 1 FROM address WHERE address.address = noted.address AND address.name = noted.name)
"""
_WORDS_OF = """
WITH noted (word, address) AS (VALUES {values})
INSERT OR IGNORE INTO address_word (word, address_id)
SELECT word, address.id FROM noted CROSS JOIN address ON address.address = noted.address
"""

Noted = Sequence[tuple[Address, int]]
"""Addresses, each with its time in epoch seconds."""


def note(tx: Transaction, seen: Noted, written: Noted = ()) -> None:
    """Count addresses of received messages, and recipients of sent ones, who rank before all that were only seen."""
    counted: dict[str, _Count] = {}
    named: dict[tuple[str, str], None] = {}
    for addresses, is_written in ((seen, False), (written, True)):
        for address, at in addresses:
            if "@" in address.address and len(address.address) <= _LENGTH_LIMIT:
                name = _name(address)
                named[address.address, name] = None
                counted.setdefault(address.address, _Count(name)).add(name, at, is_written=is_written)
    if not counted:
        return
    unknown = _unknown(tx, list(named))
    tx.insert(_COLUMNS, [(key, one.name, one.written, one.seen, one.last) for key, one in counted.items()], _COUNTED)
    tx.run_with_values(_WORDS_OF, [(start, address) for address, name in unknown for start in _starts(name, address)])


def note_written(tx: Transaction, written: Noted) -> None:
    """Count recipients of a message that was sent from here."""
    note(tx, (), written)


@dataclass(slots=True)
class _Count:
    """What one transaction notes of an address; the first name counts."""

    name: str
    written: int = 0
    seen: int = 0
    last: int = 0

    def add(self, name: str, at: int, *, is_written: bool) -> None:
        self.name = self.name or name
        self.written += is_written
        self.seen += not is_written
        self.last = max(self.last, at)


def _unknown(tx: Transaction, named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that are not kept under just this name: their words may be new."""
    unknown: list[tuple[str, str]] = []
    for piece in pieces(named):
        values = [value for number, pair in enumerate(piece) for value in (number, *pair)]
        (numbers,) = tx.row(with_values(_UNKNOWN, 3, len(piece)), values)
        unknown += [piece[int(number)] for number in numbers.split(",")] if numbers else []
    return unknown


def _name(address: Address) -> str:
    """The display name, unless it only repeats the address."""
    return "" if address.name.casefold() == address.address.casefold() else address.name[:_LENGTH_LIMIT]


def _starts(name: str, address: str) -> set[str]:
    """What may be typed to find it: the whole name, each word of it, the address, its domain."""
    folded = fold(name).strip()
    domain = fold(address.rpartition("@")[2])
    return {start for start in (folded, *_WORD.findall(folded)[:_WORDS_LIMIT], fold(address), domain) if start}
