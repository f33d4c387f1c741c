"""Address books on real servers (Radicale, Xandikos): found, read, written, merged, by two devices at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.bridge.commands import (
    AddAddressBook,
    FindAddressBooks,
    RemoveContacts,
    SaveContact,
    SaveGroup,
    SettleConflict,
    SyncContacts,
    UndoOperation,
)
from mailclient.bridge.commands.contacts import Settlement
from mailclient.bridge.events import Acknowledged, Failed, Finished
from mailclient.engine.carddav.dav import Dav, DavLogin
from mailclient.mail.account import Secret
from mailclient.mail.contact import BookId, Contact, ContactCounts, ContactEntry, ContactGroup, ContactRow
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.mime.vcard.lines import read_card
from tests.engine.running import RunningEngine
from tests.servers.carddav import PASSWORD, USER, CardServer, started, without_tls

ODD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:odd-1\r\nFN:Odd One\r\nN:One;Odd;;;\r\n"
    b"item1.EMAIL;TYPE=INTERNET:odd@example.org\r\n"
    b'item1.X-ABLabel:Boat\r\nX-KEPT;X-P="a;b":as it \\n is\r\nTITLE:Captain\r\nEND:VCARD\r\n'
)


@pytest.fixture(scope="module", params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardServer]:
    server = started(request.param, tmp_path_factory.mktemp("dav") / request.param)
    yield server
    server.stop()


class Device:
    """One installation with the server's book."""

    def __init__(self, running: RunningEngine, book_id: BookId) -> None:
        self.running = running
        self.book_id = book_id
        self._numbers = iter(range(1, 1_000_000))

    async def do(self, command: type, **fields: object) -> OperationId:
        operation_id = OperationId(f"{id(self)}-{next(self._numbers)}")
        await self.running.engine.perform(command(operation_id=operation_id, **fields))
        await self.running.wait_for(Acknowledged, lambda event: event.operation_id == operation_id)
        return operation_id

    async def sync(self, **fields: object) -> ContactCounts:
        name = f"sync {next(self._numbers)}"
        await self.running.engine.perform(SyncContacts(request_id=name, book_id=self.book_id, **fields))  # type: ignore[arg-type]
        done = await self.running.wait_for(Finished, lambda event: event.request_id == name)
        assert done.contacts is not None
        return done.contacts

    def rows(self) -> list[ContactRow]:
        return self.running.reader.contacts(book_id=self.book_id)

    def named(self, name: str) -> Contact:
        (row,) = [one for one in self.rows() if one.name == name]
        found = self.running.reader.contact(row.id)
        assert found is not None
        return found


@asynccontextmanager
async def device(path: Path, server: CardServer) -> AsyncIterator[Device]:
    running = await RunningEngine(path, dialled=without_tls).start()
    try:
        command = AddAddressBook("add", "People", server.book, USER, PASSWORD)
        await running.engine.perform(command)
        added = await running.wait_for(Finished, lambda event: event.request_id == "add")
        assert added.book_id is not None
        yield Device(running, added.book_id)
    finally:
        await running.stop()


def client() -> Dav:
    async def secret(_again: bool) -> Secret:
        return Secret(PASSWORD)

    return Dav(without_tls, DavLogin(USER, secret))


@pytest.fixture(autouse=True)
async def empty_book(server: CardServer) -> None:
    dav = client()
    answer = await dav.propfind(server.book, "<getetag/><resourcetype/>", depth=1)
    base = server.url.rstrip("/")
    await asyncio.gather(*(dav.ask("DELETE", base + one.path) for one in answer.resources if one.path.endswith(".vcf")))


async def test_books_are_found(tmp_path: Path, server: CardServer) -> None:
    running = await RunningEngine(tmp_path / "p", dialled=without_tls).start()
    await running.engine.perform(FindAddressBooks("find", server.url, USER, PASSWORD))
    found = await running.wait_for(Finished, lambda event: event.request_id == "find")
    assert server.book in [book.url for book in found.books]
    if server.name == "radicale":
        assert [book.name for book in found.books] == ["People"]
        await running.engine.perform(FindAddressBooks("wrong", server.url, USER, "no"))
        failed = await running.wait_for(Failed, lambda event: event.request_id == "wrong")
        assert failed.problem.kind is ProblemKind.WRONG_PASSWORD
    await running.stop()


async def test_what_one_device_writes_the_other_reads(tmp_path: Path, server: CardServer) -> None:
    async with device(tmp_path / "a", server) as one, device(tmp_path / "b", server) as two:
        entries = (ContactEntry("minji@example.org", "여름집", preferred=True),)
        await one.do(SaveContact, contact=Contact(book_id=one.book_id, name="김민지", emails=entries, note="a\nb"))
        assert (await one.sync()).sent in (0, 1)
        await two.sync()
        there = two.named("김민지")
        assert (there.emails, there.note, there.waits) == (entries, "a\nb", False)
        await two.do(SaveContact, contact=replace(there, title="Captain"))
        await two.sync()
        await one.sync()
        assert one.named("김민지").title == "Captain"
        removed = await one.do(RemoveContacts, contact_ids=(one.named("김민지").id,))
        assert one.rows() == []
        await one.sync()
        await two.sync(accept_removals=True)
        assert two.rows() == []
        await one.running.engine.perform(UndoOperation(operation_id=removed))
        await one.running.until(lambda: bool(one.rows()))
        await one.sync()
        await two.sync()
        assert two.named("김민지").title == "Captain"


async def test_nothing_of_a_card_is_lost(tmp_path: Path, server: CardServer) -> None:
    dav = client()
    reply = await dav.ask("PUT", f"{server.book}odd.vcf", headers={"Content-Type": "text/vcard"}, body=ODD)
    assert reply.status in (200, 201, 204)
    before = (await dav.ask("GET", f"{server.book}odd.vcf")).body
    async with device(tmp_path / "a", server) as one:
        await one.sync()
        await one.do(SaveContact, contact=replace(one.named("Odd One"), title="Admiral"))
        await one.sync()
        after = (await dav.ask("GET", f"{server.book}odd.vcf")).body
        lines = {line.value for line in read_card(before).properties} ^ {
            line.value for line in read_card(after).properties
        }
        assert {"Captain", "Admiral"} <= lines
        assert len([line for line in lines if not line.startswith("20")]) == 2


async def test_both_changed_different_fields(tmp_path: Path, server: CardServer) -> None:
    async with device(tmp_path / "a", server) as one, device(tmp_path / "b", server) as two:
        await one.do(SaveContact, contact=Contact(book_id=one.book_id, name="Kim"))
        await one.sync()
        await two.sync()
        await one.do(SaveContact, contact=replace(one.named("Kim"), title="T"))
        await two.do(SaveContact, contact=replace(two.named("Kim"), note="N"))
        await one.sync()
        await two.sync()
        await one.sync()
        for each in (one, two):
            assert (each.named("Kim").title, each.named("Kim").note) == ("T", "N")
            assert not each.named("Kim").waits


async def test_both_changed_the_same_field(tmp_path: Path, server: CardServer) -> None:
    async with device(tmp_path / "a", server) as one, device(tmp_path / "b", server) as two:
        await one.do(SaveContact, contact=Contact(book_id=one.book_id, name="Kim"))
        await one.sync()
        await two.sync()
        await one.do(SaveContact, contact=replace(one.named("Kim"), title="One"))
        await one.sync()
        await two.do(SaveContact, contact=replace(two.named("Kim"), title="Two"))
        await two.running.until(lambda: two.named("Kim").has_conflict)
        mine = two.named("Kim")
        assert mine.title == "Two"
        assert mine.id is not None
        assert b"TITLE:One" in (two.running.reader.conflict_card(mine.id) or b"")
        await two.sync()
        assert two.named("Kim").has_conflict
        await two.do(SettleConflict, contact_id=mine.id, settlement=Settlement.BOTH)
        await two.sync()
        await one.sync()
        for each in (one, two):
            titles = sorted((each.running.reader.contact(row.id) or Contact()).title for row in each.rows())
            assert titles == ["One", "Two"]


async def test_removed_there_and_changed_here_is_asked(tmp_path: Path, server: CardServer) -> None:
    async with device(tmp_path / "a", server) as one, device(tmp_path / "b", server) as two:
        for name in ("Kim", "Lee"):
            await one.do(SaveContact, contact=Contact(book_id=one.book_id, name=name))
        await one.sync()
        await two.sync()
        kim = two.named("Kim")
        await one.do(RemoveContacts, contact_ids=(one.named("Kim").id,))
        await one.sync()
        await two.do(SaveContact, contact=replace(kim, title="Kept"))
        await two.running.until(lambda: two.named("Kim").has_conflict)
        assert two.running.reader.conflict_card(kim.id or 0) == b""  # type: ignore[arg-type]
        await two.do(SettleConflict, contact_id=kim.id, settlement=Settlement.MINE)
        await two.sync()
        await one.sync()
        assert one.named("Kim").title == "Kept"


async def test_groups_travel(tmp_path: Path, server: CardServer) -> None:
    async with device(tmp_path / "a", server) as one, device(tmp_path / "b", server) as two:
        await one.do(
            SaveContact, contact=Contact(book_id=one.book_id, name="Kim", emails=(ContactEntry("k@x.example"),))
        )
        kim = one.named("Kim").id
        await one.do(SaveGroup, group=ContactGroup(book_id=one.book_id, name="Choir", members=(kim,)))  # type: ignore[arg-type]
        await one.sync()
        await two.sync()
        (group,) = two.running.reader.groups(two.book_id)
        assert (group.name, group.members) == ("Choir", (two.named("Kim").id,))
        (proposal,) = two.running.reader.proposals("choir")
        assert [one.address for one in proposal.addresses] == ["k@x.example"]
