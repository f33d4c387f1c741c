"""Commands about contacts, groups and address books.

Those with an ``operation_id`` are durable when they are ``Acknowledged``, and ``UndoOperation`` takes them back.
Changes of a book on a server are kept here first and go there as soon as it can be reached.
"""

from enum import StrEnum

from mailclient.bridge.commands.command import Command
from mailclient.mail.contact import BookId, Contact, ContactGroup, ContactId
from mailclient.mail.ids import OperationId


class SaveContact(Command, frozen=True, tag=True):
    """Keep a contact: a new one (``id`` None), or what an existing one says now.

    Of an existing card everything that ``Contact`` does not know stays. ``Refused`` CONTACT_GONE, BOOK_GONE,
    BOOK_READ_ONLY, CONTACT_EMPTY.
    """

    operation_id: OperationId
    contact: Contact


class RemoveContacts(Command, frozen=True, tag=True):
    """Remove contacts; those that are gone already do not matter. Their addresses are not proposed any more."""

    operation_id: OperationId
    contact_ids: tuple[ContactId, ...]


class MoveContacts(Command, frozen=True, tag=True):
    """Put contacts into another book, card and all. ``Refused`` BOOK_GONE, BOOK_READ_ONLY."""

    operation_id: OperationId
    contact_ids: tuple[ContactId, ...]
    book_id: BookId


class SaveGroup(Command, frozen=True, tag=True):
    """Keep a group and who belongs to it: contacts of its own book. As ``SaveContact``."""

    operation_id: OperationId
    group: ContactGroup


class RemoveGroup(Command, frozen=True, tag=True):
    """Remove a group; its contacts stay."""

    operation_id: OperationId
    group_id: ContactId


class HideAddress(Command, frozen=True, tag=True):
    """Never propose this address again, unless it becomes that of a contact."""

    operation_id: OperationId
    address: str


class Settlement(StrEnum):
    """What becomes of a contact that was changed here and elsewhere."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    """The other one becomes a contact of its own."""


class SettleConflict(Command, frozen=True, tag=True):
    """Choose; until then what was changed here is shown and the other one is kept beside it."""

    operation_id: OperationId
    contact_id: ContactId
    settlement: Settlement


class ImportCards(Command, frozen=True, tag=True):
    """Take over a file of cards (vCard) or a table (CSV), told apart by what is in it.

    ``Finished.contacts`` tells what came of it, card by card; a card that is here (same UID, same contents) is not
    doubled. ``UndoOperation(operation_id)`` takes all back. ``Failed`` FILE_UNREADABLE, NO_CARDS, BOOK_GONE,
    BOOK_READ_ONLY, DISK_FULL.
    """

    request_id: str
    operation_id: OperationId
    book_id: BookId
    path: str


class FindAddressBooks(Command, frozen=True, tag=True):
    """Find the books at a server, told by its URL, its name or an address at it (RFC 6764); ``Finished.books``.

    ``Failed``: WRONG_PASSWORD, NO_ADDRESS_BOOKS (there is no such server, or none of its own), BOOKS_ELSEWHERE (only
    DNS names the server of another organisation), and those of a connection.
    """

    request_id: str
    place: str
    user: str
    password: str = ""
    grant: str = ""

    def __repr__(self) -> str:
        return f"FindAddressBooks({self.request_id!r}, {self.place!r}, {self.user!r}, …)"


class AddAddressBook(Command, frozen=True, tag=True):
    """Add a book. With ``url`` one of a server (of ``FindAddressBooks``), else one on this computer.

    ``password`` (or ``grant``) is kept as that of an account is. The first synchronisation follows by itself.
    ``Finished.book_id``; one that is here already is not doubled.
    """

    request_id: str
    name: str
    url: str = ""
    user: str = ""
    password: str = ""
    grant: str = ""
    read_only: bool = False

    def __repr__(self) -> str:
        return f"AddAddressBook({self.request_id!r}, {self.name!r}, {self.url!r}, …)"


class ChangeAddressBook(Command, frozen=True, tag=True):
    """Give a book another name; with ``password`` (or ``grant``) another one to log in with. ``Failed`` BOOK_GONE."""

    request_id: str
    book_id: BookId
    name: str
    password: str = ""
    grant: str = ""

    def __repr__(self) -> str:
        return f"ChangeAddressBook({self.request_id!r}, {self.book_id}, {self.name!r}, …)"


class RemoveAddressBook(Command, frozen=True, tag=True):
    """Forget a book and what is in it. A server keeps its own; what had not reached it is lost.

    ``Failed`` BOOK_FIXED for the local one, CHANGES_WAIT when changes have not reached the server, unless
    ``with_changes``: ask the user before.
    """

    request_id: str
    book_id: BookId
    with_changes: bool = False


class SyncContacts(Command, frozen=True, tag=True):
    """Bring a book (None: all) and its server together now; ``Finished.contacts``.

    ``accept_removals``: what the server does not have any more is removed here however much it is.
    """

    request_id: str
    book_id: BookId | None = None
    accept_removals: bool = False


__all__ = [
    "AddAddressBook",
    "ChangeAddressBook",
    "FindAddressBooks",
    "HideAddress",
    "ImportCards",
    "MoveContacts",
    "RemoveAddressBook",
    "RemoveContacts",
    "RemoveGroup",
    "SaveContact",
    "SaveGroup",
    "SettleConflict",
    "Settlement",
    "SyncContacts",
]
