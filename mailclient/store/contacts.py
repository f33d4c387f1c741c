"""Writing contacts and groups: their cards, what is shown of them, and how they were before each action.

Every action of the user notes in ``contact_change`` what each contact was, so that it can be taken back, and so that
the same action twice is done once. In a book on a server a changed row stays ``changed`` (a removed one ``removed``)
until the server has it: ``contact_sync.py``. By primary key or by uid; 0.2 ms a contact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from mailclient.mail.contact import BookId, BookKind, Contact, ContactGroup, ContactId
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import addresses
from mailclient.store.people_words import CONTACT, GROUP, index_words, sort_key
from mailclient.store.transaction import SLICE, Transaction

KEPT, CHANGED, REMOVED = "kept", "changed", "removed"
_COLUMNS = "id, book_id, uid, content, card, base, theirs, href, etag, state, has_photo, changed_at"
_MEMBERS_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Filed:
    """What is stored of a card: its text, and what it says."""

    card: bytes
    content: Contact | ContactGroup
    members: tuple[str, ...] = ()
    """Uids of a group's members."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A row, as it is written and as it is restored; ``book_id`` and ``uid`` tell which card it is."""

    id: ContactId
    book_id: BookId
    uid: str
    content: bytes
    card: bytes
    base: bytes | None
    theirs: bytes | None
    href: str | None
    etag: str
    state: str
    has_photo: int
    changed_at: float
    members: tuple[str, ...] = ()
    photo: bytes = b""

    @property
    def said(self) -> Contact | ContactGroup:
        """What it says, without the picture."""
        return decode(self.content)


def decode(content: bytes) -> Contact | ContactGroup:
    """What the column holds."""
    is_group, value = msgspec.msgpack.decode(content)
    return msgspec.convert(value, ContactGroup) if is_group else msgspec.convert(value, Contact)


def encode(said: Contact | ContactGroup) -> bytes:
    """Without what has columns of its own."""
    if isinstance(said, ContactGroup):
        return msgspec.msgpack.encode((True, replace(said, id=None, members=(), waits=False)))
    bare = replace(said, id=None, photo=None, groups=(), has_conflict=False, waits=False)
    return msgspec.msgpack.encode((False, bare))


def line(tx: Transaction, contact_id: ContactId) -> ContactLine | None:
    """A contact or group that is shown, or that is removed and its server does not know yet."""
    row = tx.row(f"SELECT {_COLUMNS} FROM contact WHERE id = ?", (contact_id,))
    if row is None:
        return None
    members = tx.rows("SELECT uid FROM group_member WHERE group_id = ? AND uid <> '' ORDER BY position", (contact_id,))
    photo = tx.row("SELECT data FROM contact_photo WHERE contact_id = ?", (contact_id,))
    return ContactLine(*(*row, tuple(uid for (uid,) in members), photo[0] if photo else b""))


def shown(tx: Transaction, contact_id: ContactId) -> ContactLine:
    """One that is shown. ``MailError`` CONTACT_GONE."""
    found = line(tx, contact_id)
    if found is None or found.state == REMOVED:
        raise MailError(Problem(ProblemKind.CONTACT_GONE))
    return found


def with_uid(tx: Transaction, book_id: BookId, uid: str) -> ContactLine | None:
    """The one of this book with this uid, shown or not; the oldest where a server has it twice."""
    row = tx.row("SELECT id FROM contact WHERE book_id = ? AND uid = ? ORDER BY id LIMIT 1", (book_id, uid))
    return None if row is None else line(tx, ContactId(row[0]))


def writable(tx: Transaction, book_id: BookId) -> BookKind:
    """What kind the book is. ``MailError`` BOOK_GONE, BOOK_READ_ONLY."""
    row = tx.row("SELECT kind, read_only, name FROM address_book WHERE id = ?", (book_id,))
    if row is None:
        raise MailError(Problem(ProblemKind.BOOK_GONE))
    if row[1]:
        raise MailError(Problem(ProblemKind.BOOK_READ_ONLY, row[2]))
    return BookKind(row[0])


def is_somebodys(tx: Transaction, address: str) -> bool:
    """Whether a contact has this address. By its address."""
    return tx.row("SELECT 1 FROM contact_email WHERE address = ? LIMIT 1", (address,)) is not None


def was_done(tx: Transaction, operation_id: OperationId) -> bool:
    """Whether this action has been done."""
    return tx.row("SELECT 1 FROM contact_change WHERE operation_id = ? LIMIT 1", (operation_id,)) is not None


def note(
    tx: Transaction, operation_id: OperationId, contact_id: ContactId, before: ContactLine | None, at: float
) -> None:
    """What it was before the action; the first note of one action counts."""
    data = None if before is None else msgspec.msgpack.encode(before)
    sql = "INSERT OR IGNORE INTO contact_change (operation_id, contact_id, before, at) VALUES (?, ?, ?, ?)"
    tx.db.execute(sql, (operation_id, contact_id, data, at))


def add(tx: Transaction, book_id: BookId, filed: Filed, now: float, *, state: str = KEPT) -> ContactId:
    """A new row; ``state`` CHANGED where a server must get it."""
    sql = (
        "INSERT INTO contact (book_id, uid, is_group, name, sort_key, address, organisation, texts, content, card,"
        " state, has_photo, changed_at) VALUES (?, ?, ?, '', '', '', '', '', x'', x'', ?, 0, ?)"
    )
    is_group = isinstance(filed.content, ContactGroup)
    id_ = tx.db.execute(sql, (book_id, filed.content.uid, is_group, state, now)).lastrowid
    assert id_ is not None
    fill(tx, ContactId(id_), filed, now)
    return ContactId(id_)


def fill(tx: Transaction, contact_id: ContactId, filed: Filed, now: float) -> None:
    """What the row says from now on: columns, addresses, picture, members, and the index over all."""
    said = filed.content
    texts = found_by(said)
    address = said.main_address if isinstance(said, Contact) else ""
    organisation = said.organisation if isinstance(said, Contact) else ""
    photo = (said.photo or b"") if isinstance(said, Contact) else b""
    name = said.name or address or organisation
    tx.db.execute(
        "UPDATE contact SET uid = ?, name = ?, sort_key = ?, address = ?, organisation = ?, texts = ?, content = ?,"
        " card = ?, has_photo = ?, changed_at = ? WHERE id = ?",
        (said.uid, name, sort_key(name), address, organisation, "\n".join(texts), encode(said), filed.card,
         bool(photo), now, contact_id),
    )  # fmt: skip
    tx.db.execute("DELETE FROM contact_photo WHERE contact_id = ?", (contact_id,))
    if photo:
        tx.db.execute("INSERT INTO contact_photo (contact_id, data) VALUES (?, ?)", (contact_id, photo))
    _set_members(tx, contact_id, filed)
    index(tx, contact_id, said, texts)
    tx.changes.contacts = True


def index(tx: Transaction, contact_id: ContactId, said: Contact | ContactGroup, texts: Sequence[str]) -> None:
    """Into the index of contacts, and of proposals."""
    unindex(tx, contact_id)
    if isinstance(said, ContactGroup):
        words = index_words(texts, marks=GROUP)
        tx.db.execute("INSERT INTO address_words (rowid, words) VALUES (?, ?)", (-contact_id, words))
        return
    mails = list(dict.fromkeys(one.value for one in said.emails if "@" in one.value))
    words = index_words([*texts, said.note[:200]], [*mails, *_digits(said)], CONTACT)
    tx.db.execute("INSERT INTO contact_words (rowid, words) VALUES (?, ?)", (contact_id, words))
    rows = [(contact_id, number, address) for number, address in enumerate(mails)]
    if rows:
        tx.insert("contact_email (contact_id, position, address)", rows)
        addresses.belong(tx, contact_id, mails)


def unindex(tx: Transaction, contact_id: ContactId) -> None:
    """It is not found any more, and its addresses are only what mail says."""
    tx.db.execute("DELETE FROM contact_words WHERE rowid = ?", (contact_id,))
    tx.db.execute("DELETE FROM address_words WHERE rowid = ?", (-contact_id,))
    tx.db.execute("DELETE FROM contact_email WHERE contact_id = ?", (contact_id,))
    addresses.let_go(tx, contact_id)


def set_state(tx: Transaction, contact_id: ContactId, state: str, now: float) -> None:
    """``REMOVED`` takes it out of everything that is shown; others bring it back."""
    before = line(tx, contact_id)
    tx.db.execute("UPDATE contact SET state = ?, changed_at = ? WHERE id = ?", (state, now, contact_id))
    tx.changes.contacts = True
    if before is None or (before.state == REMOVED) == (state == REMOVED):
        return
    if state == REMOVED:
        unindex(tx, contact_id)
    else:
        index(tx, contact_id, before.said, found_by(before.said))


def erase(tx: Transaction, contact_id: ContactId) -> None:
    """Drop the row; what was noted for undoing stays."""
    unindex(tx, contact_id)
    tx.db.execute("DELETE FROM contact WHERE id = ?", (contact_id,))
    tx.changes.contacts = True


def remove(tx: Transaction, contact_id: ContactId, kind: BookKind, now: float) -> None:
    """As the user wishes: at once where no server has it, else as soon as the server has let it go."""
    found = line(tx, contact_id)
    if found is None:
        return
    if kind is BookKind.CARDDAV and found.href is not None:
        set_state(tx, contact_id, REMOVED, now)
    else:
        erase(tx, contact_id)


def restore(tx: Transaction, before: ContactLine, now: float) -> None:
    """As it was; in a book on a server that is one more change, which the server gets."""
    if tx.row("SELECT 1 FROM address_book WHERE id = ?", (before.book_id,)) is None:
        raise MailError(Problem(ProblemKind.TOO_LATE))
    is_here = line(tx, before.id)
    if is_here is None:
        sql = (
            "INSERT INTO contact (id, book_id, uid, is_group, name, sort_key, address, organisation, texts, content,"
            " card, state, has_photo, changed_at) VALUES (?, ?, ?, ?, '', '', '', '', '', x'', x'', 'kept', 0, ?)"
        )
        tx.db.execute(sql, (before.id, before.book_id, before.uid, isinstance(before.said, ContactGroup), now))
    said = before.said
    if isinstance(said, Contact):
        said = replace(said, photo=before.photo)
    fill(tx, before.id, Filed(before.card, said, before.members), now)
    kind = BookKind(tx.row("SELECT kind FROM address_book WHERE id = ?", (before.book_id,))[0])
    same = is_here is not None and is_here.base == before.card
    set_state(tx, before.id, KEPT if kind is BookKind.LOCAL or same else CHANGED, now)


def undo_slice(tx: Transaction, operation_id: OperationId, now: float) -> bool:
    """Take back some of what an action did to contacts; whether there may be more. ``MailError`` TOO_LATE."""
    sql = "SELECT contact_id, before FROM contact_change WHERE operation_id = ? ORDER BY contact_id LIMIT ?"
    rows = tx.rows(sql, (operation_id, SLICE))
    for id_, data in rows:
        if data is not None:
            restore(tx, msgspec.msgpack.decode(data, type=ContactLine), now)
            continue
        found = line(tx, ContactId(id_))
        if found is not None:
            kind = tx.row("SELECT kind FROM address_book WHERE id = ?", (found.book_id,))[0]
            remove(tx, found.id, BookKind(kind), now)
    sql = "DELETE FROM contact_change WHERE operation_id = ? AND contact_id = ?"
    tx.db.executemany(sql, [(operation_id, id_) for id_, _ in rows])
    addresses.show_again(tx, operation_id)
    return len(rows) == SLICE


def prune(tx: Transaction, before: float) -> None:
    """Forget how contacts were before actions that are older than that."""
    tx.db.execute("DELETE FROM contact_change WHERE at < ?", (before,))


def uids_of(tx: Transaction, book_id: BookId, contact_ids: Iterable[ContactId]) -> tuple[str, ...]:
    """The uids of contacts of this book, in order."""
    sql = "SELECT uid FROM contact WHERE id = ? AND book_id = ? AND is_group = 0"
    found = [tx.row(sql, (id_, book_id)) for id_ in contact_ids]
    return tuple(dict.fromkeys(row[0] for row in found if row is not None))


def found_by(said: Contact | ContactGroup) -> list[str]:
    """The names under which one looks for somebody."""
    if isinstance(said, ContactGroup):
        return [said.name]
    name = said.structured
    texts = (
        said.name, name.family, name.given, name.additional, name.phonetic_family, name.phonetic_given,
        *said.nicknames[:5], said.organisation, *said.units[:3],
    )  # fmt: skip
    return [" ".join(text.split())[:200] for text in dict.fromkeys(texts) if text]


def _digits(said: Contact) -> list[str]:
    return ["".join(filter(str.isdigit, one.value)) for one in said.phones[:5]]


def _set_members(tx: Transaction, contact_id: ContactId, filed: Filed) -> None:
    tx.db.execute("DELETE FROM group_member WHERE group_id = ?", (contact_id,))
    if isinstance(filed.content, ContactGroup):
        rows = [(uid, "", "") for uid in dict.fromkeys(filed.members)]
        rows += [("", one.address, one.name) for one in filed.content.addresses]
        numbered = [(contact_id, number, *row) for number, row in enumerate(rows[:_MEMBERS_LIMIT])]
        if numbered:
            tx.insert("group_member (group_id, position, uid, address, name)", numbered)
