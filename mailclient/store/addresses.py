"""Writing the addresses seen in mail, from which, with those of contacts and groups, recipients are completed.

``messages.insert`` notes senders, and recipients of what is in Sent, by itself. 0.5 ms for 50 addresses that are known,
3 ms for 50 new ones. ``address_words`` is the index that is asked at each key (``people_words``); what the user has
hidden is not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.mail.address import Address
from mailclient.mail.contact import ContactId
from mailclient.mail.ids import OperationId
from mailclient.store import engine_state
from mailclient.store.people_words import CONTACT, WRITTEN, index_words
from mailclient.store.transaction import Transaction, pieces, with_values
from mailclient.store.words import fold

_LENGTH_LIMIT = 320
"""Characters; RFC 5321 allows 64 + 1 + 255."""
_OLD = "address words"
"""In ``engine_state``: the last address noted before there was the index that is in it."""
_COLUMNS = "address (address, name, written, seen, last_seen, last_written)"
_COUNTED = """
ON CONFLICT (address) DO UPDATE SET written = written + excluded.written, seen = seen + excluded.seen,
  last_seen = max(last_seen, excluded.last_seen), last_written = max(last_written, excluded.last_written),
  name = iif(name = '', excluded.name, name)
"""
_UNKNOWN = """
WITH noted (number, address, name, written) AS (VALUES {values})
SELECT group_concat(number) FROM noted
WHERE NOT EXISTS (
  SELECT 1 FROM address
  WHERE address.address = noted.address AND address.name = noted.name AND (address.written > 0 OR NOT noted.written)
)
"""
_NAMES_OF = """
WITH noted (word, address) AS (VALUES {values})
INSERT OR IGNORE INTO address_word (word, address_id)
SELECT word, address.id FROM noted CROSS JOIN address ON address.address = noted.address
"""
_WORDED = """
SELECT address.id, address.address, address.name, written, hidden, texts, words
FROM address LEFT JOIN contact ON contact.id = contact_id LEFT JOIN address_words ON address_words.rowid = address.id
"""

Noted = Sequence[tuple[Address, int]]
"""Addresses, each with its time in epoch seconds."""


def note(tx: Transaction, seen: Noted, written: Noted = ()) -> None:
    """Count addresses of received messages, and recipients of sent ones, who rank before all that were only seen."""
    counted: dict[str, _Count] = {}
    named: dict[tuple[str, str, bool], None] = {}
    for addresses, is_written in ((seen, False), (written, True)):
        for address, at in addresses:
            if "@" in address.address and len(address.address) <= _LENGTH_LIMIT:
                name = _name(address)
                named[address.address, name, is_written] = None
                counted.setdefault(address.address, _Count(name)).add(name, at, is_written=is_written)
    if not counted:
        return
    unknown = _unknown(tx, list(named))
    rows = [(key, one.name, one.written, one.seen, one.last, one.last_written) for key, one in counted.items()]
    tx.insert(_COLUMNS, rows, _COUNTED)
    tx.run_with_values(_NAMES_OF, [(word, address) for address, name, _ in unknown for word in _exact(name, address)])
    names: dict[str, list[str]] = {}
    for key, name, _ in unknown:
        names.setdefault(key, []).append(name)
    _word(tx, "WHERE address.address IN ({marks})", list(names), {key.lower(): found for key, found in names.items()})


def note_written(tx: Transaction, written: Noted) -> None:
    """Count recipients of a message that was sent from here."""
    note(tx, (), written)


def belong(tx: Transaction, contact_id: ContactId, owned: Sequence[str]) -> None:
    """These are a contact's: they go by its name, and are proposed even when they were hidden."""
    tx.insert(_COLUMNS, [(address, "", 0, 0, 0, 0) for address in dict.fromkeys(owned)], _COUNTED)
    for _ in tx.rows_among(
        "UPDATE address SET contact_id = coalesce(contact_id, ?), hidden = 0 WHERE address IN ({marks}) RETURNING 1",
        owned,
        (contact_id,),
    ):
        pass
    _word(tx, "WHERE address.address IN ({marks})", owned)


def let_go(tx: Transaction, contact_id: ContactId) -> None:
    """They are this contact's no more; another's who has them, else what mail says of them, else gone."""
    owned = [row[0] for row in tx.rows("SELECT id FROM address WHERE contact_id = ?", (contact_id,))]
    for id_ in owned:
        other = (
            "SELECT contact_email.contact_id FROM contact_email JOIN address ON address.address = contact_email.address"
            " WHERE address.id = ? AND contact_email.contact_id <> ? ORDER BY contact_email.contact_id LIMIT 1"
        )
        tx.db.execute(f"UPDATE address SET contact_id = ({other}) WHERE id = ?", (id_, contact_id, id_))
        tx.db.execute("DELETE FROM address_words WHERE rowid = ?", (id_,))
        sql = "DELETE FROM address WHERE id = ? AND contact_id IS NULL AND written = 0 AND seen = 0 AND hidden = 0"
        tx.db.execute(sql, (id_,))
    _word(tx, "WHERE address.id IN ({marks})", owned)


def hide(tx: Transaction, addresses: Sequence[str], operation_id: OperationId) -> None:
    """Never propose them again, unless they are a contact's; ``operation_id`` can be undone."""
    hidden: list[str] = []
    for address in addresses:
        tx.insert(_COLUMNS, [(address, "", 0, 0, 0, 0)], _COUNTED)
        sql = "UPDATE address SET hidden = 1 WHERE address = ? AND hidden = 0 AND contact_id IS NULL RETURNING id"
        for (id_,) in tx.rows(sql, (address,)):
            tx.db.execute("DELETE FROM address_words WHERE rowid = ?", (id_,))
            hidden.append(str(id_))
    if hidden:
        engine_state.save(tx, _hiding(operation_id), " ".join(hidden).encode())
        tx.changes.contacts = True


def show_again(tx: Transaction, operation_id: OperationId) -> bool:
    """Take back what ``hide`` did for this action; whether it did something."""
    hidden = engine_state.load(tx, _hiding(operation_id))
    if hidden is None:
        return False
    ids = [int(id_) for id_ in hidden.split()]
    tx.db.executemany("UPDATE address SET hidden = 0 WHERE id = ?", [(id_,) for id_ in ids])
    _word(tx, "WHERE address.id IN ({marks})", ids)
    engine_state.remove(tx, _hiding(operation_id))
    tx.changes.contacts = True
    return True


def forget_mail(tx: Transaction) -> None:
    """Forget all that was learnt of mail; contacts keep their addresses. Reads all; for when there is no mail left."""
    tx.db.execute("DELETE FROM address_words WHERE rowid IN (SELECT id FROM address WHERE contact_id IS NULL)")
    tx.db.execute("DELETE FROM address WHERE contact_id IS NULL")
    tx.db.execute("UPDATE address SET name = '', written = 0, seen = 0, last_seen = 0, last_written = 0")
    tx.db.execute("INSERT INTO address_words (address_words) VALUES ('optimize')")  # what was taken out is gone then


def word_old(tx: Transaction, limit: int = 200) -> bool:
    """Take some addresses into the index that were noted before there was one; False: none is left."""
    done = int(engine_state.load(tx, _OLD) or 0)
    ids = [id_ for (id_,) in tx.rows("SELECT id FROM address WHERE id > ? ORDER BY id LIMIT ?", (done, limit))]
    if not ids:
        return False
    _word(tx, "WHERE address.id IN ({marks})", ids)
    engine_state.save(tx, _OLD, str(ids[-1]).encode())
    return True


@dataclass(slots=True)
class _Count:
    """What one transaction notes of an address; the first name counts."""

    name: str
    written: int = 0
    seen: int = 0
    last: int = 0
    last_written: int = 0

    def add(self, name: str, at: int, *, is_written: bool) -> None:
        self.name = self.name or name
        self.written += is_written
        self.seen += not is_written
        self.last = max(self.last, at)
        if is_written:
            self.last_written = max(self.last_written, at)


def _word(tx: Transaction, where: str, chosen: Sequence[object], names: dict[str, list[str]] | None = None) -> None:
    """Index these anew; ``names``: further names of an address, under which it was seen just now."""
    found = list(tx.rows_among(_WORDED + where, chosen))
    rows = []
    for id_, address, name, written, hidden, texts, words in found:
        if not hidden:
            known = [*(texts or "").split("\n"), name, *(names or {}).get(address.lower(), ())]
            marks = (WRITTEN if written else "") + (CONTACT if texts is not None else "")
            fresh = index_words(known, [address], marks)
            rows.append((id_, " ".join(dict.fromkeys([*fresh.split(), *(words or "").split()])) if names else fresh))
    tx.db.executemany("DELETE FROM address_words WHERE rowid = ?", [(row[0],) for row in found])
    tx.db.executemany("INSERT INTO address_words (rowid, words) VALUES (?, ?)", rows)


def _unknown(tx: Transaction, named: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Those that are not kept under just this name, or were never written to: their words may be new."""
    unknown: list[tuple[str, str, bool]] = []
    for piece in pieces(named):
        values = [value for number, (*pair, written) in enumerate(piece) for value in (number, *pair, int(written))]
        (numbers,) = tx.row(with_values(_UNKNOWN, 4, len(piece)), values)
        unknown += [piece[int(number)] for number in numbers.split(",")] if numbers else []
    return unknown


def _name(address: Address) -> str:
    """The display name, unless it only repeats the address."""
    return "" if address.name.casefold() == address.address.casefold() else address.name[:_LENGTH_LIMIT]


def _exact(name: str, address: str) -> set[str]:
    """The whole name and the domain, for those who ask about exactly these."""
    return {word for word in (fold(name).strip(), fold(address.rpartition("@")[2])) if word}


def _hiding(operation_id: OperationId) -> str:
    return f"hidden {operation_id}"
