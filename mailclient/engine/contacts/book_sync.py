"""Which book is synchronised when: at start, a quarter of an hour later, when something was changed here, when asked.

One pass at a time. What fails is tried again after a minute, then after two and so on; a wrong password only when a new
one was entered. The problem is kept with the book, for whoever looks at it.
"""

import asyncio
import logging
from urllib.parse import urlsplit

from mailclient.engine.carddav.dav import Dav, DavLogin
from mailclient.engine.carddav.exchange import Exchange
from mailclient.engine.outside import Outside
from mailclient.mail.account import Secret
from mailclient.mail.contact import AddressBook, BookId, BookKind, BookLogin, ContactCounts
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.sign_in_providers import providers
from mailclient.store import books, contacts
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

EVERY_SECONDS = 15 * 60.0
_FIRST_RETRY_SECONDS = 60.0
_LONGEST_RETRY_SECONDS = 3_600.0
_SETTLE_SECONDS = 1.0
"""After a change here, for another may follow at once."""
_KEEP_CHANGES_SECONDS = 30 * 86_400.0
_ASKS = frozenset(
    (ProblemKind.WRONG_PASSWORD, ProblemKind.PASSWORD_MISSING, ProblemKind.TOKEN_REFUSED, ProblemKind.SIGN_IN_NEEDED)
)
_GRANT_HOSTS = {"google": ("www.googleapis.com",)}
"""Where tokens of a provider that we know may go for contacts (``sign_in_providers.tokens_are_for``)."""
log = logging.getLogger(__name__)


def entry_of(url: str, user: str) -> str:
    """The keyring's user name of a book's login; those of one user at one server share it."""
    parts = urlsplit(url)
    return f"carddav:{user}@{parts.hostname}:{parts.port or 443}"


class BookSync:
    """``run`` in the background; ``sync`` at once."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._stirred = asyncio.Event()
        self._turn = asyncio.Lock()
        self._online = True
        self._due: dict[BookId, float] = {}
        self._retry: dict[BookId, float] = {}
        self._refused: dict[BookId, int] = {}
        """Cards that a server does not take as they are: no reason to ask it again at once."""

    def heard(self, changes: Changes) -> None:
        """Contacts may have changed here."""
        if changes.contacts:
            self._stirred.set()

    def go_online(self, online: bool) -> None:
        """Pause, or go on now."""
        self._online = online
        if online:
            self.wake()

    def wake(self, book_id: BookId | None = None) -> None:
        """Try again now, whatever failed."""
        for id_ in list(self._due) if book_id is None else [book_id]:
            self._due.pop(id_, None)
            self._retry.pop(id_, None)
        self._stirred.set()

    async def run(self) -> None:
        """For ever."""
        before = self._outside.now() - _KEEP_CHANGES_SECONDS
        await self._writer.transaction("forget old contacts", contacts.prune, before)
        while True:
            for book in self._remote():
                if self._online and self._is_due(book):
                    await self._try(book)
            wait = min((due - self._outside.now() for due in self._due.values()), default=EVERY_SECONDS)
            if await self._outside.wait(self._stirred, max(wait, 1.0) if self._remote() else None):
                await self._outside.sleep(_SETTLE_SECONDS)

    async def sync(self, book_id: BookId | None, *, accept_removals: bool = False) -> ContactCounts:
        """One pass over a book, or all. ``MailError``: the first trouble, after all were tried."""
        chosen = [book for book in self._reader.books() if book_id in (None, book.id)]
        if book_id is not None and not chosen:
            raise MailError(Problem(ProblemKind.BOOK_GONE))
        counts: list[ContactCounts] = []
        trouble: MailError | None = None
        for book in chosen:
            if book.kind is BookKind.CARDDAV:
                try:
                    counts.append(await self._pass(book, accept_removals=accept_removals))
                except MailError as error:
                    trouble = trouble or error
        if trouble is not None:
            raise trouble
        return ContactCounts(
            **{
                name: sum(getattr(one, name) for one in counts)
                for name in ("added", "changed", "removed", "sent", "conflicts", "held_removals")
            }
        )

    def login(self, url: str, user: str, login: BookLogin, given: Secret | None = None) -> DavLogin:
        """How to log in there: with what is kept, or with what was ``given``."""

        async def secret(again: bool) -> Secret:
            kept = given or await self._outside.credentials.entries.read(entry_of(url, user))
            host = urlsplit(url).hostname or ""
            if kept is None:
                raise MailError(Problem(ProblemKind.PASSWORD_MISSING, host))
            if login is BookLogin.PASSWORD:
                return kept
            grants = self._outside.credentials.grants
            sign_in = await grants.sign_in_of(kept.reveal())
            if sign_in.provider in providers() and host not in _GRANT_HOSTS.get(sign_in.provider, ()):
                raise MailError(Problem(ProblemKind.SIGN_IN_ELSEWHERE, host))
            token = await grants.access_token(kept.reveal(), self._outside.dial)
            return await grants.renewed(kept.reveal(), token, self._outside.dial) if again else token

        return DavLogin(user, secret, login is BookLogin.GRANT)

    async def _pass(self, book: AddressBook, *, accept_removals: bool = False) -> ContactCounts:
        async with self._turn:
            try:
                marks = await self._writer.copying("marks of a book", books.marks_of, book.id)
                dav = Dav(self._outside.dial, self.login(book.url, book.user, book.login))
                exchange = Exchange(self._writer, dav, book, marks, self._outside.now)
                tally = await exchange.run(accept_removals=accept_removals)
            except MailError as error:
                await self._failed(book, error.problem)
                raise
            self._due[book.id] = self._outside.now() + EVERY_SECONDS
            self._retry.pop(book.id, None)
            self._refused[book.id] = len(tally.refused) if tally.sent else self._left(book.id)
            return tally.counts()

    async def _failed(self, book: AddressBook, problem: Problem) -> None:
        log.info("address book %s: %s", book.id, problem)
        wait = min(2 * self._retry.get(book.id, _FIRST_RETRY_SECONDS / 2), _LONGEST_RETRY_SECONDS)
        self._retry[book.id] = wait
        self._due[book.id] = self._outside.now() + (EVERY_SECONDS * 1e6 if problem.kind in _ASKS else wait)
        await self._writer.transaction("trouble with a book", books.note_problem, book.id, problem)

    async def _try(self, book: AddressBook) -> None:
        try:
            await self._pass(book)
        except MailError:
            return  # it is kept with the book

    def _left(self, book_id: BookId) -> int:
        """What could not be sent; when nothing could, there is no sense in trying at once again."""
        return next((book.waiting - book.conflicts for book in self._reader.books() if book.id == book_id), 0)

    def _remote(self) -> list[AddressBook]:
        return [book for book in self._reader.books() if book.kind is BookKind.CARDDAV]

    def _is_due(self, book: AddressBook) -> bool:
        """In time, or because something waits that was not refused and nothing failed before."""
        due = self._due.get(book.id)
        if due is None or due <= self._outside.now():
            return True
        sendable = book.waiting - book.conflicts - self._refused.get(book.id, 0)
        return sendable > 0 and book.id not in self._retry and not book.read_only
