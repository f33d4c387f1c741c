"""Writing address books. A few rows, by primary key; removing one goes in slices."""

from dataclasses import dataclass

from mailclient.mail.contact import LOCAL_BOOK, AddressBook, BookId, BookKind, BookLogin
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import contacts, problem_json
from mailclient.store.transaction import SLICE, Transaction


def add(tx: Transaction, book: AddressBook) -> BookId:
    """A new book; of a server's collection that is here already, that one."""
    if book.url:
        known = tx.row("SELECT id FROM address_book WHERE url = ? AND user = ?", (book.url, book.user))
        if known is not None:
            return BookId(known[0])
    sql = "INSERT INTO address_book (name, kind, url, user, login, read_only) VALUES (?, ?, ?, ?, ?, ?)"
    row = (book.name, book.kind, book.url, book.user, book.login, int(book.read_only))
    id_ = tx.db.execute(sql, row).lastrowid
    assert id_ is not None
    tx.changes.contacts = True
    return BookId(id_)


def rename(tx: Transaction, book_id: BookId, name: str) -> None:
    """``MailError`` BOOK_GONE."""
    if not tx.db.execute("UPDATE address_book SET name = ? WHERE id = ?", (name, book_id)).rowcount:
        raise MailError(Problem(ProblemKind.BOOK_GONE))
    tx.changes.contacts = True


def set_login(tx: Transaction, book_id: BookId, login: BookLogin) -> None:
    """What its secret is."""
    tx.db.execute("UPDATE address_book SET login = ? WHERE id = ?", (login, book_id))


def check_removal(tx: Transaction, book_id: BookId, *, with_changes: bool) -> None:
    """``MailError`` BOOK_GONE, BOOK_FIXED, CHANGES_WAIT."""
    row = tx.row("SELECT kind, name FROM address_book WHERE id = ?", (book_id,))
    if row is None:
        raise MailError(Problem(ProblemKind.BOOK_GONE))
    if book_id == LOCAL_BOOK:
        raise MailError(Problem(ProblemKind.BOOK_FIXED))
    dirty = tx.row("SELECT 1 FROM contact WHERE book_id = ? AND state <> 'kept' LIMIT 1", (book_id,))
    if row[0] == BookKind.CARDDAV and dirty is not None and not with_changes:
        raise MailError(Problem(ProblemKind.CHANGES_WAIT, row[1]))


def remove_slice(tx: Transaction, book_id: BookId) -> bool:
    """Forget some of it; whether that was all, and the book is gone."""
    found = tx.rows("SELECT id FROM contact WHERE book_id = ? LIMIT ?", (book_id, SLICE))
    for (id_,) in found:
        contacts.erase(tx, id_)
    if len(found) == SLICE:
        return False
    tx.db.execute("DELETE FROM address_book WHERE id = ?", (book_id,))
    tx.changes.contacts = True
    return True


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a book and its server are together: RFC 6578, and the older getctag."""

    sync_token: str
    ctag: str


def marks_of(tx: Transaction, book_id: BookId) -> Marks:
    """``MailError`` BOOK_GONE."""
    row = tx.row("SELECT sync_token, ctag FROM address_book WHERE id = ?", (book_id,))
    if row is None:
        raise MailError(Problem(ProblemKind.BOOK_GONE))
    return Marks(*row)


def note_problem(tx: Transaction, book_id: BookId, problem: Problem | None) -> None:
    """Why it could not be synchronised, None: it was."""
    text = None if problem is None else problem_json.to_json(problem)
    changed = tx.db.execute(
        "UPDATE address_book SET problem = ? WHERE id = ? AND problem IS NOT ?", (text, book_id, text)
    ).rowcount
    tx.changes.contacts = tx.changes.contacts or bool(changed)


def note_synced(tx: Transaction, book_id: BookId, *, sync_token: str, ctag: str, held: int, at: float) -> None:
    """How far it and its server are together."""
    sql = "UPDATE address_book SET sync_token = ?, ctag = ?, held = ?, synced_at = ?, problem = NULL WHERE id = ?"
    tx.db.execute(sql, (sync_token, ctag, held, at, book_id))
    tx.changes.contacts = True


def set_read_only(tx: Transaction, book_id: BookId, *, read_only: bool) -> None:
    """Whether the server lets us write."""
    sql = "UPDATE address_book SET read_only = ? WHERE id = ? AND read_only <> ?"
    if tx.db.execute(sql, (int(read_only), book_id, int(read_only))).rowcount:
        tx.changes.contacts = True
