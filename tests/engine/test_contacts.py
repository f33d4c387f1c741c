"""What the user does to contacts: durable, once, taken back; files taken over card by card."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.bridge.commands import (
    AddAddressBook,
    AddAddresses,
    ImportCards,
    MoveContacts,
    RemoveAddressBook,
    RemoveContacts,
    SaveContact,
    UndoOperation,
)
from mailclient.bridge.events import ContactsChanged, Failed, Finished, Refused
from mailclient.mail.address import Address
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry, ContactRow
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from tests.engine.running import RunningEngine

KIM = Contact(name="Kim", emails=(ContactEntry("kim@x.example"),))


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    running = await RunningEngine(tmp_path / "profile").start()
    yield running
    await running.stop()


def rows(running: RunningEngine) -> list[ContactRow]:
    return running.reader.contacts()


async def test_the_same_command_twice_is_one_contact(running: RunningEngine) -> None:
    for _ in range(2):
        await running.engine.perform(SaveContact(OperationId("a"), KIM))
    assert [row.name for row in rows(running)] == ["Kim"]
    await running.wait_for(ContactsChanged)


async def test_removed_and_taken_back(running: RunningEngine) -> None:
    await running.engine.perform(SaveContact(OperationId("a"), KIM))
    (before,) = rows(running)
    await running.engine.perform(RemoveContacts(OperationId("b"), (before.id,)))
    assert (rows(running), running.reader.proposals("kim")) == ([], [])
    await running.engine.perform(UndoOperation(OperationId("b")))
    assert rows(running) == [before]
    assert running.reader.proposals("kim")
    await running.engine.perform(UndoOperation(OperationId("a")))
    assert rows(running) == []


async def test_a_change_is_taken_back(running: RunningEngine) -> None:
    await running.engine.perform(SaveContact(OperationId("a"), replace(KIM, photo=b"\xff\xd8\xff")))
    (row,) = rows(running)
    was = running.reader.contact(row.id)
    assert was is not None
    await running.engine.perform(SaveContact(OperationId("b"), replace(was, name="Lee", photo=b"")))
    await running.engine.perform(UndoOperation(OperationId("b")))
    assert running.reader.contact(row.id) == was


async def test_nothing_is_no_contact(running: RunningEngine) -> None:
    await running.engine.perform(SaveContact(OperationId("a"), Contact()))
    refused = await running.wait_for(Refused)
    assert refused.problem.kind is ProblemKind.CONTACT_EMPTY


async def test_into_another_book_and_back(running: RunningEngine) -> None:
    await running.engine.perform(AddAddressBook("book", "Work"))
    book_id = (await running.wait_for(Finished)).book_id
    assert book_id is not None
    await running.engine.perform(SaveContact(OperationId("a"), KIM))
    await running.engine.perform(MoveContacts(OperationId("b"), (rows(running)[0].id,), book_id))
    assert [row.book_id for row in rows(running)] == [book_id]
    await running.engine.perform(UndoOperation(OperationId("b")))
    assert [row.book_id for row in rows(running)] == [LOCAL_BOOK]
    await running.engine.perform(RemoveAddressBook("remove", book_id))
    await running.wait_for(Finished, lambda event: event.request_id == "remove")
    await running.engine.perform(RemoveAddressBook("fixed", LOCAL_BOOK))
    failed = await running.wait_for(Failed)
    assert failed.problem.kind is ProblemKind.BOOK_FIXED


async def finished(running: RunningEngine, request_id: str) -> Finished:
    return await running.wait_for(Finished, lambda event: event.request_id == request_id)


async def test_an_import_tells_each_broken_card_and_is_taken_back(running: RunningEngine, tmp_path: Path) -> None:
    cards = "".join(f"BEGIN:VCARD\r\nFN:Name {number}\r\nEND:VCARD\r\n" for number in range(120))
    path = tmp_path / "people.vcf"
    path.write_text(f"BEGIN:VCARD\r\nX:1\r\nEND:VCARD\r\n{cards}")
    for name in ("one", "two"):
        await running.engine.perform(ImportCards(name, OperationId(f"import {name}"), LOCAL_BOOK, str(path)))
        await finished(running, name)
    first, second = (await finished(running, "one")).contacts, (await finished(running, "two")).contacts
    assert first is not None
    assert second is not None
    assert (first.added, [one.line for one in first.unreadable]) == (120, [1])
    assert (second.added, second.changed) == (0, 0)
    await running.engine.perform(UndoOperation(OperationId("import one")))
    assert rows(running) == []


@pytest.mark.parametrize(("content", "kind"), [(None, ProblemKind.FILE_UNREADABLE), ("nothing", ProblemKind.NO_CARDS)])
async def test_what_is_no_file_of_contacts(
    running: RunningEngine, tmp_path: Path, content: str | None, kind: ProblemKind
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_text(content)
    await running.engine.perform(ImportCards("one", OperationId("import"), LOCAL_BOOK, str(path)))
    assert (await running.wait_for(Failed)).problem.kind is kind


async def test_addresses_of_mail_become_contacts_once(running: RunningEngine) -> None:
    await running.engine.perform(SaveContact(OperationId("a"), KIM))
    both = (Address("K", "kim@x.example"), Address("Lee", "lee@x.example"))
    await running.engine.perform(AddAddresses(OperationId("b"), both))
    assert [row.name for row in rows(running)] == ["Kim", "Lee"]
