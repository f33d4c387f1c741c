"""People: a contact, a group of contacts, and the address books that hold them (RFC 6350 names what a card can say).

What is here is what we show and change. A card may say more; that stays in the card (``mime.vcard``), byte for byte.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import NewType

from mailclient.mail.address import Address
from mailclient.mail.problem import Problem

BookId = NewType("BookId", int)
ContactId = NewType("ContactId", int)
"""The store's id of a contact or a group; never used again."""

LOCAL_BOOK = BookId(1)
"""The book that is in every profile and cannot be removed."""


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """One way to reach somebody. ``kind``: work, home, mobile, fax …, or the user's own word for it; "" for none."""

    value: str
    kind: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """RFC 6350 section 6.3.1; ``street`` may have several lines."""

    street: str = ""
    locality: str = ""
    region: str = ""
    code: str = ""
    country: str = ""
    extended: str = ""
    box: str = ""
    kind: str = ""
    preferred: bool = False

    def __bool__(self) -> bool:
        return bool(
            self.street or self.locality or self.region or self.code or self.country or self.extended or self.box
        )


@dataclass(frozen=True, slots=True)
class StructuredName:
    """RFC 6350 section 6.2.2, and how the names are spoken (RFC 9554, Apple's X-PHONETIC-*)."""

    family: str = ""
    given: str = ""
    additional: str = ""
    prefix: str = ""
    suffix: str = ""
    phonetic_family: str = ""
    phonetic_given: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or an organisation. ``id`` None: not in a book yet; ``uid`` "": one is made when it is saved.

    ``birthday`` and ``anniversary`` as ISO 8601 dates: "1985-04-12", without a year "--04-12"; else as they were said.
    """

    id: ContactId | None = None
    book_id: BookId = LOCAL_BOOK
    uid: str = ""
    name: str = ""
    """As it is shown (FN)."""
    structured: StructuredName = StructuredName()
    nicknames: tuple[str, ...] = ()
    emails: tuple[ContactEntry, ...] = ()
    phones: tuple[ContactEntry, ...] = ()
    addresses: tuple[PostalAddress, ...] = ()
    messaging: tuple[ContactEntry, ...] = ()
    organisation: str = ""
    units: tuple[str, ...] = ()
    """Departments, the largest first."""
    title: str = ""
    role: str = ""
    urls: tuple[ContactEntry, ...] = ()
    birthday: str = ""
    anniversary: str = ""
    note: str = ""
    categories: tuple[str, ...] = ()
    photo: bytes | None = None
    """A picture (its kind is told by its first bytes), b"": none. None where it was not asked for: saving keeps it."""
    groups: tuple[ContactId, ...] = ()
    """Groups it belongs to; changed by ``SaveGroup``, not by saving the contact."""
    has_conflict: bool = False
    """It was changed here and elsewhere in the same field; ``conflict_card`` of the reader has the other one."""
    waits: bool = False
    """A change of it has not reached its server yet."""

    def over(self, given: "Contact", now: "Contact") -> "Contact":
        """This one, made of ``given``, over what the card says ``now``: fields left alone stay as they are."""
        names = [field.name for field in fields(self)]
        return replace(
            self, **{name: getattr(now, name) for name in names if getattr(self, name) == getattr(given, name)}
        )

    @property
    def main_address(self) -> str:
        """Where one writes first; "" without any."""
        return next((one.value for one in sorted(self.emails, key=lambda one: not one.preferred)), "")

    @property
    def mail_addresses(self) -> tuple[Address, ...]:
        """All its addresses under its name."""
        return tuple(Address(self.name, one.value) for one in self.emails)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What a list paints."""

    id: ContactId
    book_id: BookId
    name: str
    address: str
    """The first one, or ""."""
    organisation: str
    has_photo: bool
    has_conflict: bool
    waits: bool
    sort_key: str
    """What lists are ordered by; with the id the place to go on from."""


@dataclass(frozen=True, slots=True)
class ContactGroup:
    """Several contacts under a name (RFC 6350 KIND:group). ``addresses``: members that are in no book."""

    id: ContactId | None = None
    book_id: BookId = LOCAL_BOOK
    uid: str = ""
    name: str = ""
    members: tuple[ContactId, ...] = ()
    addresses: tuple[Address, ...] = ()
    waits: bool = False


class BookKind(StrEnum):
    """Where a book is kept."""

    LOCAL = "local"
    """On this computer only."""
    CARDDAV = "carddav"
    """On a server (RFC 6352); what is here is a copy, and what was changed here goes there."""


class BookLogin(StrEnum):
    """What proves to a book's server who the user is."""

    PASSWORD = "password"  # noqa: S105  a name, not a password
    GRANT = "grant"
    """Signed in with the browser: ``StartSignIn``."""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """A book; ``name`` "" of the local one means the language's own word."""

    id: BookId
    name: str
    kind: BookKind
    url: str = ""
    user: str = ""
    login: BookLogin = BookLogin.PASSWORD
    read_only: bool = False
    count: int = 0
    """Contacts in it."""
    waiting: int = 0
    """Changes that have not reached the server."""
    conflicts: int = 0
    held_removals: int = 0
    """The server says that so many are gone; so many at once are only removed when the user agrees."""
    synced_at: float = 0.0
    """Epoch seconds; 0: never."""
    problem: Problem | None = None
    """Why it could not be synchronised."""
    collection_color: str = ""


@dataclass(frozen=True, slots=True)
class FoundBook:
    """A book that a server offers."""

    url: str
    name: str
    read_only: bool = False
    description: str = ""


class ProposalKind(StrEnum):
    """Where a proposal comes from."""

    CONTACT = "contact"
    GROUP = "group"
    COLLECTED = "collected"
    """Seen in mail."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What completes a recipient. Of a group ``addresses`` are its members', of others it is one."""

    kind: ProposalKind
    name: str
    addresses: tuple[Address, ...]
    contact_id: ContactId | None = None
    """The contact's, or the group's."""
    organisation: str = ""
    written: int = 0
    """How often was written to it."""


class CardVersion(StrEnum):
    """How cards are written."""

    V2 = "2.1"
    V3 = "3.0"
    V4 = "4.0"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A card (or row) of a file that could not be taken over; ``line`` counts from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """What an import or a synchronisation did."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    sent: int = 0
    """Own changes that reached the server."""
    conflicts: int = 0
    held_removals: int = 0
    unreadable: tuple[Unreadable, ...] = ()
    """The first hundred."""
    unreadable_count: int = 0
