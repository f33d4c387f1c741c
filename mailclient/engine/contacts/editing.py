"""What the user does to contacts and groups → rows, each in one transaction, once, and so that it can be taken back.

In a book on a server the row is then ``changed`` or ``removed`` until ``carddav.exchange`` has told the server.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from mailclient.bridge.commands import (
    HideAddress,
    MoveContacts,
    RemoveContacts,
    RemoveGroup,
    SaveContact,
    SaveGroup,
    SettleConflict,
)
from mailclient.bridge.commands.contacts import Settlement
from mailclient.engine.contacts.filing import filed, with_contact, with_group
from mailclient.engine.operations.derived import derived_id
from mailclient.mail.address import Address
from mailclient.mail.contact import BookId, BookKind, Contact, ContactEntry, ContactGroup, ContactId
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.vcard.lines import read_card
from mailclient.store import addresses, contact_sync, contacts
from mailclient.store.transaction import Transaction

OnContacts = SaveContact | RemoveContacts | MoveContacts | SaveGroup | RemoveGroup | HideAddress | SettleConflict


def insertion(action: OnContacts, now: float) -> Callable[[Transaction], list[AccountId]]:
    """What writes it down; no account has anything to do for it."""

    def insert(tx: Transaction) -> list[AccountId]:
        if not contacts.was_done(tx, action.operation_id):
            _perform(tx, action, now)
        return []

    return insert


def _perform(tx: Transaction, action: OnContacts, now: float) -> None:
    match action:
        case SaveContact(operation_id=operation_id, contact=contact):
            save(tx, operation_id, contact, now)
        case RemoveContacts(operation_id=operation_id, contact_ids=ids):
            _remove(tx, operation_id, ids, now)
        case MoveContacts():
            _move(tx, action, now)
        case SaveGroup(operation_id=operation_id, group=group):
            _save_group(tx, operation_id, group, now)
        case RemoveGroup(operation_id=operation_id, group_id=id_):
            _remove(tx, operation_id, [id_], now)
        case HideAddress(operation_id=operation_id, address=address):
            addresses.hide(tx, [address], operation_id)
        case SettleConflict():
            _settle(tx, action, now)


def save(tx: Transaction, operation_id: OperationId, contact: Contact, now: float) -> ContactId:
    """Keep a contact. ``MailError`` as ``SaveContact`` says."""
    if not (contact.name.strip() or contact.organisation.strip() or contact.emails or contact.phones):
        raise MailError(Problem(ProblemKind.CONTACT_EMPTY))
    if contact.id is None:
        kind = contacts.writable(tx, contact.book_id)
        known = contacts.with_uid(tx, contact.book_id, contact.uid) if contact.uid else None
        if known is None:
            new = replace(contact, uid=contact.uid or derived_id(operation_id, "contact"), photo=contact.photo or b"")
            id_ = contacts.add(tx, contact.book_id, with_contact(None, new), now, state=state_in(kind))
            contacts.note(tx, operation_id, id_, None, now)
            return id_
        contact = replace(contact, id=known.id)
    before = contacts.shown(tx, ContactId(contact.id or 0))
    kind = contacts.writable(tx, before.book_id)
    contacts.note(tx, operation_id, before.id, before, now)
    _fill(tx, before, with_contact(before, contact), kind, now)
    return before.id


def note_addresses(tx: Transaction, operation_id: OperationId, found: Iterable[Address], now: float) -> None:
    """Make contacts of addresses that are nobody's yet, in the book of this computer."""
    for number, one in enumerate(found):
        if not contacts.is_somebodys(tx, one.address):
            entries = (ContactEntry(one.address),)
            uid = derived_id(operation_id, f"contact {number}")
            save(tx, operation_id, Contact(uid=uid, name=one.name or one.address, emails=entries), now)


def state_in(kind: BookKind) -> str:
    """Of a row that was changed here."""
    return contacts.CHANGED if kind is BookKind.CARDDAV else contacts.KEPT


def _fill(tx: Transaction, before: contacts.ContactLine, after: contacts.Filed, kind: BookKind, now: float) -> None:
    if after.card != before.card:
        contacts.fill(tx, before.id, after, now)
        contacts.set_state(tx, before.id, state_in(kind), now)


def _remove(tx: Transaction, operation_id: OperationId, ids: Iterable[ContactId], now: float) -> None:
    gone: list[str] = []
    for id_ in ids:
        before = contacts.line(tx, id_)
        if before is None or before.state == contacts.REMOVED:
            continue
        kind = contacts.writable(tx, before.book_id)
        contacts.note(tx, operation_id, id_, before, now)
        said = before.said
        if isinstance(said, Contact):
            gone += [one.value for one in said.emails]
        contacts.remove(tx, id_, kind, now)
    addresses.hide(tx, gone, operation_id)


def _move(tx: Transaction, action: MoveContacts, now: float) -> None:
    kind = contacts.writable(tx, action.book_id)
    for id_ in action.contact_ids:
        before = contacts.line(tx, id_)
        if before is None or before.state == contacts.REMOVED or before.book_id == action.book_id:
            continue
        old_kind = contacts.writable(tx, before.book_id)
        contacts.note(tx, action.operation_id, id_, before, now)
        moved = filed(read_card(before.card), data=before.card, uid=before.uid)
        contacts.remove(tx, id_, old_kind, now)
        new = contacts.add(tx, action.book_id, moved, now, state=state_in(kind))
        contacts.note(tx, action.operation_id, new, None, now)


def _save_group(tx: Transaction, operation_id: OperationId, group: ContactGroup, now: float) -> None:
    if not group.name.strip():
        raise MailError(Problem(ProblemKind.CONTACT_EMPTY))
    if group.id is None:
        kind = contacts.writable(tx, group.book_id)
        members = contacts.uids_of(tx, group.book_id, group.members)
        new = replace(group, uid=group.uid or derived_id(operation_id, "group"))
        id_ = contacts.add(tx, group.book_id, with_group(None, new, members), now, state=state_in(kind))
        contacts.note(tx, operation_id, id_, None, now)
        return
    before = contacts.shown(tx, group.id)
    kind = contacts.writable(tx, before.book_id)
    contacts.note(tx, operation_id, before.id, before, now)
    members = contacts.uids_of(tx, before.book_id, group.members)
    kept = tuple(uid for uid in before.members if contacts.with_uid(tx, before.book_id, uid) is None)
    _fill(tx, before, with_group(before, group, (*members, *kept)), kind, now)


def _settle(tx: Transaction, action: SettleConflict, now: float) -> None:
    before = contacts.shown(tx, action.contact_id)
    if before.theirs is None:
        return
    book_id = BookId(before.book_id)
    contacts.note(tx, action.operation_id, before.id, before, now)
    if not before.theirs:  # it was removed there
        if action.settlement is Settlement.THEIRS:
            contacts.erase(tx, before.id)
        contact_sync.settle(tx, before.id)
        return
    theirs = filed(read_card(before.theirs), data=before.theirs, uid=before.uid)
    if action.settlement is Settlement.BOTH:
        uid = derived_id(action.operation_id, "mine")
        mine = read_card(before.card)
        own = tuple(replace(one, value=uid, raw=b"") if one.name == "UID" else one for one in mine.properties)
        copy = contacts.add(tx, book_id, filed(replace(mine, properties=own), uid=uid), now, state=contacts.CHANGED)
        contacts.note(tx, action.operation_id, copy, None, now)
    if action.settlement is not Settlement.MINE:
        contacts.fill(tx, before.id, theirs, now)
        contacts.set_state(tx, before.id, contacts.KEPT, now)
    contact_sync.settle(tx, before.id)
