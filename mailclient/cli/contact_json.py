"""Contacts, groups and address books as JSON; documented in ``docs/contacts.md``. Fields are added, never changed."""

import base64
from typing import Any

from mailclient.cli.context import UsageError
from mailclient.language import tr
from mailclient.mail.contact import (
    AddressBook,
    Contact,
    ContactCounts,
    ContactEntry,
    ContactGroup,
    ContactRow,
    PostalAddress,
    StructuredName,
)

_LISTS = {"emails": "emails", "phones": "phones", "urls": "urls", "messaging": "messaging"}
_TEXTS = ("name", "organisation", "title", "role", "birthday", "anniversary", "note")
_NAMES = ("family", "given", "additional", "prefix", "suffix", "phonetic_family", "phonetic_given")
_PLACE = ("street", "locality", "region", "code", "country", "extended", "box", "kind")


def row_json(row: ContactRow) -> dict[str, Any]:
    """One line of ``contacts list``."""
    return {
        "id": row.id, "book": row.book_id, "name": row.name, "address": row.address, "organisation": row.organisation,
        "photo": row.has_photo, "conflict": row.has_conflict, "waits": row.waits,
    }  # fmt: skip


def contact_json(contact: Contact, *, with_photo: bool = False) -> dict[str, Any]:
    """All of a contact; ``photo`` in base64 only when asked for."""
    said: dict[str, Any] = {
        "id": contact.id, "book": contact.book_id, "uid": contact.uid, "name": contact.name,
        "structured": {name: getattr(contact.structured, name) for name in _NAMES},
        "nicknames": list(contact.nicknames),
        **{name: [_entry_json(one) for one in getattr(contact, name)] for name in _LISTS},
        "addresses": [
            {**{name: getattr(one, name) for name in _PLACE}, "preferred": one.preferred} for one in contact.addresses
        ],
        "organisation": contact.organisation, "units": list(contact.units), "title": contact.title,
        "role": contact.role, "birthday": contact.birthday, "anniversary": contact.anniversary, "note": contact.note,
        "categories": list(contact.categories), "groups": list(contact.groups), "has_photo": bool(contact.photo),
        "conflict": contact.has_conflict, "waits": contact.waits,
    }  # fmt: skip
    if with_photo:
        said["photo"] = base64.b64encode(contact.photo or b"").decode()
    return said


def group_json(group: ContactGroup) -> dict[str, Any]:
    """A group with its members."""
    outside = [{"name": one.name, "address": one.address} for one in group.addresses]
    return {
        "id": group.id, "book": group.book_id, "uid": group.uid, "name": group.name, "members": list(group.members),
        "addresses": outside, "waits": group.waits,
    }  # fmt: skip


def book_json(book: AddressBook) -> dict[str, Any]:
    """A book."""
    return {
        "id": book.id, "name": book.name, "kind": str(book.kind), "url": book.url, "user": book.user,
        "read_only": book.read_only, "count": book.count, "waiting": book.waiting, "conflicts": book.conflicts,
        "held_removals": book.held_removals, "synced_at": book.synced_at or None,
        "problem": str(book.problem.kind) if book.problem is not None else None,
    }  # fmt: skip


def counts_json(counts: ContactCounts) -> dict[str, Any]:
    """What an import or a synchronisation did."""
    return {
        "added": counts.added, "changed": counts.changed, "removed": counts.removed, "sent": counts.sent,
        "conflicts": counts.conflicts, "held_removals": counts.held_removals,
        "unreadable": [{"line": one.line, "reason": one.reason} for one in counts.unreadable],
        "unreadable_count": counts.unreadable_count,
    }  # fmt: skip


def contact_from_json(said: object, before: Contact) -> Contact:
    """``before`` with what the object says; what it leaves out stays. ``UsageError``."""
    if not isinstance(said, dict):
        raise UsageError(tr("A contact is one JSON object."))
    fields: dict[str, Any] = {name: getattr(before, name) for name in Contact.__dataclass_fields__}
    try:
        for name in _TEXTS:
            if name in said:
                fields[name] = _text(said[name])
        for name in ("nicknames", "units", "categories"):
            if name in said:
                fields[name] = tuple(_text(one) for one in said[name])
        for name in _LISTS:
            if name in said:
                fields[name] = tuple(_entry(one) for one in said[name])
        if "addresses" in said:
            fields["addresses"] = tuple(_place(one) for one in said["addresses"])
        if "structured" in said:
            fields["structured"] = StructuredName(**{key: _text(value) for key, value in said["structured"].items()})
        if "photo" in said:
            fields["photo"] = base64.b64decode(_text(said["photo"]), validate=True)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise UsageError(tr("This is no contact: {reason}", reason=str(error))) from error
    return Contact(**fields)


def _entry_json(one: ContactEntry) -> dict[str, Any]:
    return {"value": one.value, "kind": one.kind, "preferred": one.preferred}


def _entry(said: Any) -> ContactEntry:
    if isinstance(said, str):
        return ContactEntry(said)
    return ContactEntry(_text(said["value"]), _text(said.get("kind", "")), preferred=bool(said.get("preferred")))


def _place(said: Any) -> PostalAddress:
    texts = {name: _text(said[name]) for name in _PLACE if name in said}
    return PostalAddress(**texts, preferred=bool(said.get("preferred")))


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError(repr(said))
    return said
