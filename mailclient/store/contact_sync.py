"""Writing what a book and its server say to each other: what is to be sent, what came, what both changed.

A row of a book on a server has the card as the server last had it (``base``, with ``href``, ``etag``) beside its own.
By primary key, or index ``contact_to_send``; a few rows each.
"""

from dataclasses import dataclass

from mailclient.mail.contact import BookId, ContactId
from mailclient.store import contacts
from mailclient.store.contacts import CHANGED, KEPT, REMOVED, ContactLine, Filed
from mailclient.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a resource of the server; ``contact_id`` None: a card that could not be read."""

    href: str
    etag: str
    contact_id: ContactId | None


def to_send(tx: Transaction, book_id: BookId, after: ContactId, limit: int) -> list[ContactLine]:
    """Rows that the server does not know as they are, in the order they were made."""
    sql = "SELECT id FROM contact WHERE book_id = ? AND state <> 'kept' AND id > ? ORDER BY id LIMIT ?"
    found = [contacts.line(tx, ContactId(id_)) for (id_,) in tx.rows(sql, (book_id, after, limit))]
    return [one for one in found if one is not None]


def known(tx: Transaction, book_id: BookId) -> list[Known]:
    """All that the server is known to have. Index ``contact_href``; 50 ms for 50,000."""
    rows = tx.rows("SELECT href, etag, id FROM contact WHERE book_id = ? AND href IS NOT NULL", (book_id,))
    unread = tx.rows("SELECT href, etag FROM address_book_unread WHERE book_id = ?", (book_id,))
    return [Known(*row) for row in rows] + [Known(href, etag, None) for href, etag in unread]


def at(tx: Transaction, book_id: BookId, href: str) -> ContactLine | None:
    """The row of a resource."""
    row = tx.row("SELECT id FROM contact WHERE book_id = ? AND href = ?", (book_id, href))
    return None if row is None else contacts.line(tx, ContactId(row[0]))


def store_new(tx: Transaction, book_id: BookId, href: str, etag: str, filed: Filed, now: float) -> ContactId:
    """A card that came."""
    id_ = contacts.add(tx, book_id, filed, now)
    came(tx, book_id, id_, href, etag, filed.card)
    return id_


def adopt(tx: Transaction, book_id: BookId, uid: str, href: str) -> ContactLine | None:
    """The row of this uid of which we do not know that it got there, now known to be at ``href``."""
    if not uid:
        return None
    sql = (
        "SELECT id FROM contact WHERE book_id = ? AND uid = ? AND href IS NULL AND state <> ? AND theirs IS NULL"
        " ORDER BY id LIMIT 1"
    )
    row = tx.row(sql, (book_id, uid, REMOVED))
    if row is None:
        return None
    placed(tx, ContactId(row[0]), href)
    return contacts.line(tx, ContactId(row[0]))


def offered(tx: Transaction, contact_id: ContactId, card: bytes) -> None:
    """This is about to be sent for the first time."""
    tx.db.execute("UPDATE contact SET base = ? WHERE id = ?", (card, contact_id))


def placed(tx: Transaction, contact_id: ContactId, href: str) -> None:
    """It is known to be there; not, as what."""
    tx.db.execute("UPDATE contact SET href = ?, etag = '' WHERE id = ?", (href, contact_id))


def store_theirs(tx: Transaction, line: ContactLine, etag: str, filed: Filed, now: float) -> None:
    """A card that changed there and not here."""
    contacts.fill(tx, line.id, filed, now)
    contacts.set_state(tx, line.id, KEPT, now)
    came(tx, line.book_id, line.id, line.href or "", etag, filed.card)


def store_merged(tx: Transaction, line: ContactLine, etag: str, merged: Filed, theirs: bytes, now: float) -> None:
    """Both changed, in different fields: the server gets ours with its own."""
    contacts.fill(tx, line.id, merged, now)
    contacts.set_state(tx, line.id, CHANGED, now)
    came(tx, line.book_id, line.id, line.href or "", etag, theirs)
    tx.db.execute("UPDATE contact SET theirs = ? WHERE id = ? AND theirs IS NOT NULL", (theirs, line.id))


def note_conflict(tx: Transaction, line: ContactLine, etag: str, merged: Filed, theirs: bytes, now: float) -> None:
    """Both changed the same: what was written here is shown and stays here until the user has chosen."""
    contacts.fill(tx, line.id, merged, now)
    contacts.set_state(tx, line.id, CHANGED, now)
    came(tx, line.book_id, line.id, line.href or "", etag, theirs)
    tx.db.execute("UPDATE contact SET theirs = ? WHERE id = ?", (theirs, line.id))


def settle(tx: Transaction, contact_id: ContactId) -> None:
    """The user has chosen."""
    tx.db.execute("UPDATE contact SET theirs = NULL WHERE id = ?", (contact_id,))
    tx.changes.contacts = True


def came(tx: Transaction, book_id: BookId, contact_id: ContactId, href: str, etag: str, card: bytes) -> None:
    """The server has this card at this place."""
    tx.db.execute("UPDATE contact SET href = ?, etag = ?, base = ? WHERE id = ?", (href, etag, card, contact_id))
    tx.db.execute("DELETE FROM address_book_unread WHERE book_id = ? AND href = ?", (book_id, href))


def sent(tx: Transaction, contact_id: ContactId, href: str, etag: str, card: bytes, now: float) -> None:
    """The server has taken ``card``; what was changed here meanwhile still waits. ``etag`` "": it did not tell."""
    found = contacts.line(tx, contact_id)
    if found is None:
        return
    came(tx, found.book_id, contact_id, href, etag, card)
    if found.state == CHANGED and found.card == card:
        contacts.set_state(tx, contact_id, KEPT, now)
    tx.changes.contacts = True


def let_go(tx: Transaction, contact_id: ContactId, now: float) -> bool:
    """The server has it no more. What was changed here since stays, and the user is asked; whether it is gone here."""
    found = contacts.line(tx, contact_id)
    if found is not None and found.state == CHANGED:
        tx.db.execute(
            "UPDATE contact SET href = NULL, etag = '', base = NULL, theirs = x'', changed_at = ? WHERE id = ?",
            (now, contact_id),
        )
        tx.changes.contacts = True
        return False
    contacts.erase(tx, contact_id)
    return True


def note_unread(tx: Transaction, book_id: BookId, href: str, etag: str, reason: str) -> None:
    """A card that could not be read: it is not asked for again until it changes, and never removed there."""
    sql = "INSERT OR REPLACE INTO address_book_unread (book_id, href, etag, reason) VALUES (?, ?, ?, ?)"
    tx.db.execute(sql, (book_id, href, etag, reason[:500]))


def forget_unread(tx: Transaction, book_id: BookId, href: str) -> None:
    """It is gone there."""
    tx.db.execute("DELETE FROM address_book_unread WHERE book_id = ? AND href = ?", (book_id, href))
