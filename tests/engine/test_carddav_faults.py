"""A server that breaks off, lies and forgets: nothing that is here is lost, nothing goes there twice."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from mailclient.engine.carddav.dav import Dav, DavLogin
from mailclient.engine.carddav.exchange import Exchange, Tally
from mailclient.engine.carddav.multistatus import path_of
from mailclient.engine.contacts import editing
from mailclient.mail.account import Secret
from mailclient.mail.contact import AddressBook, BookId, BookKind, Contact, ContactEntry
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mime.vcard.lines import read_card
from mailclient.store import books
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer
from tests.servers.faulty_carddav import BOOK, FaultyCardDav


class Desk:
    """A store with the server's book."""

    def __init__(self, writer: Writer, reader: Reader, server: FaultyCardDav, book_id: BookId) -> None:
        self.writer, self.reader, self.server, self.book_id = writer, reader, server, book_id
        self._numbers = iter(range(1, 1000))

    async def sync(self, **options: bool) -> Tally:
        async def secret(_again: bool) -> Secret:
            return Secret("pw")

        (book,) = [one for one in self.reader.books() if one.id == self.book_id]
        marks = await self.writer.transaction("marks", books.marks_of, book.id)
        dav = Dav(self.server.dial, DavLogin("kim", secret))
        return await Exchange(self.writer, dav, book, marks, lambda: 1.0).run(**options)

    async def save(self, contact: Contact) -> None:
        operation_id = OperationId(f"save {next(self._numbers)}")
        await self.writer.transaction("save", editing.save, operation_id, contact, 1.0)

    def only(self) -> Contact:
        (row,) = self.reader.contacts(book_id=self.book_id)
        found = self.reader.contact(row.id)
        assert found is not None
        return found

    def names(self) -> list[str]:
        return [row.name for row in self.reader.contacts(book_id=self.book_id)]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with FaultyCardDav() as server:
        writer = await Writer.open(tmp_path / "mail.sqlite3")
        reader = Reader(tmp_path / "mail.sqlite3")
        book = AddressBook(BookId(0), "There", BookKind.CARDDAV, server.url, "kim")
        yield Desk(writer, reader, server, await writer.transaction("book", books.add, book))
        reader.close()
        await writer.close()


def card(number: int, **said: str) -> bytes:
    more = "".join(f"{name}:{value}\r\n" for name, value in said.items())
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number}\r\nFN:Name {number}\r\n{more}END:VCARD\r\n".encode()


async def test_a_lost_answer_does_not_double(desk: Desk) -> None:
    desk.server.faults.add("drops")
    await desk.save(Contact(book_id=desk.book_id, name="Kim"))
    with pytest.raises(MailError):
        await desk.sync()
    assert len(desk.server.cards) == 1
    await desk.save(replace(desk.only(), title="Changed meanwhile"))
    await desk.sync()
    await desk.sync()
    ((_, there),) = desk.server.cards.values()
    assert read_card(there).text("TITLE") == "Changed meanwhile"
    assert (desk.only().title, desk.only().waits, desk.only().has_conflict) == ("Changed meanwhile", False, False)


async def test_wrong_etags_lose_nothing(desk: Desk) -> None:
    desk.server.faults.add("wrong etags")
    await desk.save(Contact(book_id=desk.book_id, name="Kim"))
    await desk.sync()
    await desk.save(replace(desk.only(), title="Mine"))
    ((path, (_, there)),) = desk.server.cards.items()
    desk.server.put(path, there.replace(b"END:VCARD", b"NOTE:Theirs\r\nEND:VCARD"))
    for _ in range(3):
        await desk.sync()
    ((_, there),) = desk.server.cards.values()
    said = read_card(there)
    assert (said.text("TITLE"), said.text("NOTE")) == ("Mine", "Theirs")
    assert (desk.only().title, desk.only().note) == ("Mine", "Theirs")


@pytest.mark.parametrize("count", [2, 9, 40])
async def test_everything_gone_at_once_is_not_believed(desk: Desk, count: int) -> None:
    for number in range(count):
        desk.server.put(f"{BOOK}{number}.vcf", card(number))
    await desk.sync()
    desk.server.faults.add("forgets")
    tally = await desk.sync()
    assert (tally.held, len(desk.names())) == (count, count)
    (book,) = [one for one in desk.reader.books() if one.id == desk.book_id]
    assert book.held_removals == count
    desk.server.faults.clear()
    assert (await desk.sync()).held == 0
    desk.server.faults.add("forgets")
    await desk.sync(accept_removals=True)
    assert desk.names() == []


async def test_one_that_is_gone_is_gone(desk: Desk) -> None:
    for number in range(3):
        desk.server.put(f"{BOOK}{number}.vcf", card(number))
    await desk.sync()
    del desk.server.cards[f"{BOOK}1.vcf"]
    await desk.sync()
    assert desk.names() == ["Name 0", "Name 2"]


@pytest.mark.parametrize("fault", ["loop", "elsewhere", "bomb", "endless", "nothing"])
async def test_nonsense_changes_nothing_here(desk: Desk, fault: str) -> None:
    desk.server.put(f"{BOOK}1.vcf", card(1))
    await desk.sync()
    await desk.save(replace(desk.only(), title="Mine"))
    desk.server.faults.add(fault)
    with pytest.raises(MailError) as caught:
        await desk.sync()
    assert caught.value.problem.kind in (ProblemKind.SERVER_NONSENSE, ProblemKind.BOOK_GONE)
    assert (desk.only().title, desk.only().waits) == ("Mine", True)
    desk.server.faults.clear()
    await desk.sync()
    assert not desk.only().waits


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, ProblemKind.BOOK_READ_ONLY), (413, ProblemKind.CARD_TOO_LARGE), (400, ProblemKind.CARD_REFUSED)],
)
async def test_a_refused_card_is_kept_and_told(desk: Desk, status: int, kind: ProblemKind) -> None:
    await desk.save(Contact(book_id=desk.book_id, name="Kim"))
    desk.server.refuse["PUT"] = status
    tally = await desk.sync()
    assert tally.problem is not None
    assert tally.problem.kind is kind
    assert desk.only().waits
    (book,) = [one for one in desk.reader.books() if one.id == desk.book_id]
    assert book.problem == tally.problem
    desk.server.refuse.clear()
    await desk.sync()
    assert not desk.only().waits


@pytest.mark.parametrize(("status", "kind"), [(507, ProblemKind.BOOK_FULL), (503, ProblemKind.SERVER_BUSY)])
async def test_a_server_without_room_or_time(desk: Desk, status: int, kind: ProblemKind) -> None:
    await desk.save(Contact(book_id=desk.book_id, name="Kim"))
    desk.server.refuse["PUT"] = status
    with pytest.raises(MailError) as caught:
        await desk.sync()
    assert caught.value.problem.kind is kind
    assert desk.only().waits


@pytest.mark.parametrize(
    "href", ["//evil.example/1.vcf", "https://localhost//evil.example/1.vcf", "/%2Fevil.example/1.vcf"]
)
async def test_no_path_leads_to_another_host(desk: Desk, href: str) -> None:
    """Joined to the URL of the book, a path with two slashes names a host, and the password would go there."""
    path = path_of(href, desk.server.url)
    assert urlsplit(urljoin(desk.server.url, path)).netloc == urlsplit(desk.server.url).netloc


async def test_without_multiget_cards_come_one_by_one(desk: Desk) -> None:
    desk.server.put(f"{BOOK}1.vcf", card(1))
    desk.server.refuse["REPORT"] = 501
    await desk.sync()
    assert desk.names() == ["Name 1"]


async def test_a_card_that_cannot_be_read_harms_no_other_and_stays_there(desk: Desk) -> None:
    desk.server.put(f"{BOOK}bad.vcf", b"no card at all")
    desk.server.put(f"{BOOK}1.vcf", card(1))
    await desk.sync()
    asked = len(desk.server.asked)
    await desk.sync()
    assert desk.names() == ["Name 1"]
    assert f"{BOOK}bad.vcf" in desk.server.cards
    assert not [one for one in desk.server.asked[asked:] if one.startswith("REPORT")]


async def test_an_old_card_is_sent_in_a_version_that_servers_take(desk: Desk) -> None:
    await desk.save(Contact(book_id=desk.book_id, name="Kim", emails=(ContactEntry("k@x.example", "Boat"),)))
    await desk.sync()
    ((_, there),) = desk.server.cards.values()
    assert read_card(there).version == "3.0"
    assert b"X-ABLabel:Boat" in there
