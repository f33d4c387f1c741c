"""Requests about address books and files of contacts."""

from mailclient.bridge.commands import (
    AddAddressBook,
    ChangeAddressBook,
    FindAddressBooks,
    ImportCards,
    RemoveAddressBook,
    SyncContacts,
)
from mailclient.bridge.events import Finished
from mailclient.engine.carddav.finding import check_url, find_books
from mailclient.engine.contacts.book_sync import BookSync, entry_of
from mailclient.engine.contacts.importing import import_cards
from mailclient.engine.outside import Outside
from mailclient.mail.account import Secret
from mailclient.mail.contact import AddressBook, BookId, BookKind, BookLogin
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import books
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

BookRequest = FindAddressBooks | AddAddressBook | ChangeAddressBook | RemoveAddressBook | SyncContacts | ImportCards


class BookRequests:
    """Each runs in a task of its own; ``MailError`` as the commands say."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside, sync: BookSync) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._sync = sync

    async def answer(self, command: BookRequest) -> Finished:
        """Do it."""
        request_id = command.request_id
        match command:
            case FindAddressBooks(place=place, user=user):
                given, kind = _given(command.password, command.grant)
                url = place if "://" in place else f"https://{place.rpartition('@')[2]}/"
                login = self._sync.login(url, user, kind, given)
                found = await find_books(self._outside.dial, self._outside.names, place, login)
                return Finished(request_id=request_id, books=found)
            case AddAddressBook():
                return Finished(request_id=request_id, book_id=await self._add(command))
            case ChangeAddressBook():
                await self._change(command)
            case RemoveAddressBook():
                await self._remove(command)
            case SyncContacts(book_id=book_id, accept_removals=accept):
                counts = await self._sync.sync(book_id, accept_removals=accept)
                return Finished(request_id=request_id, contacts=counts)
            case ImportCards():
                counts = await import_cards(self._writer, command, self._outside.now())
                return Finished(request_id=request_id, contacts=counts)
        return Finished(request_id=request_id)

    async def _add(self, command: AddAddressBook) -> BookId:
        given, login = _given(command.password, command.grant)
        kind = BookKind.CARDDAV if command.url else BookKind.LOCAL
        if command.url:
            check_url(command.url)
        if command.url and given is not None:
            await self._keep(command.url, command.user, login, given)
        book = AddressBook(BookId(0), command.name, kind, command.url, command.user, login, read_only=command.read_only)
        book_id = await self._writer.transaction("add address book", books.add, book)
        self._sync.wake(book_id)
        return book_id

    async def _change(self, command: ChangeAddressBook) -> None:
        book = self._book(command.book_id)
        await self._writer.transaction("rename address book", books.rename, command.book_id, command.name)
        given, login = _given(command.password, command.grant)
        if given is not None and book.url:
            await self._keep(book.url, book.user, login, given)
            await self._writer.transaction("login of a book", books.set_login, book.id, login)
            self._sync.wake(book.id)

    async def _remove(self, command: RemoveAddressBook) -> None:
        book_id = command.book_id
        check = books.check_removal
        await self._writer.transaction("check the book", check, book_id, with_changes=command.with_changes)
        book = self._book(book_id)
        while not await self._writer.transaction("remove address book", books.remove_slice, book_id):
            pass
        entry = entry_of(book.url, book.user)
        if book.url and entry not in [entry_of(one.url, one.user) for one in self._reader.books() if one.url]:
            await self._outside.credentials.entries.erase(entry)

    async def _keep(self, url: str, user: str, login: BookLogin, given: Secret) -> None:
        if login is BookLogin.GRANT:
            await self._outside.credentials.grants.keep(given.reveal())
        await self._outside.credentials.entries.write(entry_of(url, user), given)

    def _book(self, book_id: BookId) -> AddressBook:
        for book in self._reader.books():
            if book.id == book_id:
                return book
        raise MailError(Problem(ProblemKind.BOOK_GONE))


def _given(password: str, grant: str) -> tuple[Secret | None, BookLogin]:
    if grant:
        return Secret(grant), BookLogin.GRANT
    return (Secret(password) if password else None), BookLogin.PASSWORD
