"""The client's own engine on the demonstration's servers: everything is synced, changed, sent and answered."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from mailclient.bridge.commands import (
    AddAccount,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    ImportCards,
    MoveMessages,
    RenameFolder,
    SearchOnServer,
    SendMessage,
    SetFlags,
    SetKeywords,
    SubscribeFolder,
    Sync,
)
from mailclient.bridge.events import Failed, Finished, NewMail, OperationDone
from mailclient.demo import DEMO_PASSWORD, PEOPLE_CARDS, DemoWorld, demo_accounts
from mailclient.demo.sample_mail.people import PEOPLE
from mailclient.mail.account import Server
from mailclient.mail.contact import LOCAL_BOOK
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import ProblemKind
from mailclient.store.rows import MessageRow
from mailclient.transport.stream import Stream
from tests.demo.conftest import NOW
from tests.demo.test_world import Gate
from tests.engine.running import RunningEngine, message

ALICE, MINJI = demo_accounts()
ANY = OperationId("")


class Demo:
    """The world and the engine that looks at it."""

    def __init__(self, directory: Path) -> None:
        self.gate = Gate()
        self.world = DemoWorld(lambda: NOW, sleep=self.gate.sleep)
        self.engine = RunningEngine(directory, dialled=self.dial)
        self.accounts: list[AccountId] = []

    async def dial(self, server: Server) -> Stream:
        return self.world.dial(server)

    async def start(self) -> None:
        await self.engine.start()
        self.accounts = [await self.engine.add(settings, DEMO_PASSWORD) for settings in (ALICE, MINJI)]
        for account_id in self.accounts:
            await self.engine.online(account_id)

    async def stop(self) -> None:
        await self.engine.stop()
        await self.world.close()


@pytest_asyncio.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    demo = Demo(tmp_path / "profile")
    await demo.start()
    yield demo
    await demo.stop()


def every_row(engine: RunningEngine) -> list[MessageRow]:
    folders = engine.reader.folders()
    return engine.reader.rows([id_ for one in folders for id_, _ in engine.reader.message_ids(one.id, limit=1000)])


async def test_everything_is_synced(demo: Demo) -> None:
    engine = demo.engine
    answer = await engine.request(Sync(request_id="", bodies=True))
    assert isinstance(answer, Finished), answer
    # whole messages are read after they are stored
    await engine.until(lambda: all(row.has_body for row in every_row(engine)))
    for account_id, settings in zip(demo.accounts, (ALICE, MINJI), strict=True):
        store = demo.world.stores[settings.email]
        folders = {folder.path: folder for folder in engine.reader.folders(account_id)}
        assert set(folders) == set(store.mailboxes)
        for name, mailbox in store.mailboxes.items():
            assert (folders[name].total, folders[name].unread) == (len(mailbox.mail), mailbox.unseen()), name
            for message_id, _ in engine.reader.message_ids(folders[name].id, limit=1000):
                body = engine.reader.body(message_id)
                assert body is not None
                encrypted = {"application/pgp-encrypted", "application/pkcs7-mime"}
                assert body.text.strip() or encrypted & {one.media_type for one in body.attachments}


async def test_changes_reach_the_server(demo: Demo) -> None:
    engine = demo.engine
    await engine.request(Sync(request_id="", account_id=demo.accounts[0]))
    store = demo.world.stores[ALICE.email]
    archive = next(folder for folder in engine.reader.folders(demo.accounts[0]) if folder.path == "Archive")
    before = len(store.existing("Archive").mail), len(store.inbox.mail), len(store.existing("Trash").mail)
    rows = engine.rows("INBOX")
    await engine.operate(SetFlags(ANY, (rows[0].id,), add=Flag.SEEN | Flag.FLAGGED))
    await engine.operate(MoveMessages(ANY, (rows[1].id, rows[2].id), archive.id))
    await engine.operate(CopyMessages(ANY, (rows[3].id,), archive.id))
    await engine.operate(DeleteMessages(ANY, (rows[4].id,)))
    newest = max(store.inbox.mail.values(), key=lambda mail: mail.received)
    assert newest.flags == {"\\Seen", "\\Flagged"}
    after = len(store.existing("Archive").mail), len(store.inbox.mail), len(store.existing("Trash").mail)
    assert after == (before[0] + 3, before[1] - 3, before[2] + 1)


async def test_a_sent_letter_is_filed_delivered_and_answered(demo: Demo) -> None:
    engine = demo.engine
    await engine.request(Sync(request_id=""))
    recipients = ("priya@harbour.example", MINJI.email, "nobody@refused.example")
    data = message("Three greens", to=", ".join(recipients[:2]))
    operation = await engine.operate(SendMessage(ANY, demo.accounts[0], Outgoing(data, ALICE.email, recipients)))
    done = await engine.wait_for(OperationDone, lambda one: one.operation_id == operation)
    assert done.refused == ("nobody@refused.example",)
    sent = demo.world.stores[ALICE.email].existing("Sent")
    assert sum(b"Subject: Three greens" in mail.data for mail in sent.mail.values()) == 1
    inboxes = {folder.account_id: folder.id for folder in engine.reader.folders() if folder.path == "INBOX"}
    await engine.wait_for(NewMail, lambda one: one.folder_id == inboxes[demo.accounts[1]])
    demo.gate.open()
    arrived = await engine.wait_for(NewMail, lambda one: one.folder_id == inboxes[demo.accounts[0]])
    (answer,) = engine.reader.rows(list(arrived.message_ids))
    assert (answer.sender.name, answer.subject) == ("Priya Raman", "Re: Three greens")


async def test_an_account_can_be_added_by_hand_and_a_wrong_password_is_refused(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "profile")
    await demo.engine.start()
    refused = await demo.engine.request(AddAccount("", ALICE, "wrong", "wrong"))
    assert isinstance(refused, Failed)
    assert refused.problem.kind is ProblemKind.WRONG_PASSWORD
    assert isinstance(await demo.engine.request(AddAccount("", ALICE, "any", "any")), Finished)
    await demo.stop()


async def test_the_next_demonstration_replaces_the_mail_of_the_last(
    tmp_path: Path, expected_warnings: list[str]
) -> None:
    expected_warnings.append("renumbered by its server")
    first = Demo(tmp_path / "profile")
    await first.start()
    await first.engine.request(Sync(request_id=""))
    inbox = first.world.stores[ALICE.email].inbox
    count = len(inbox.mail)
    await first.engine.operate(DeleteMessages(ANY, (first.engine.rows("INBOX")[0].id,)))
    await first.stop()
    second = Demo(tmp_path / "profile")
    second.world.stores[ALICE.email].inbox.uid_validity += 1000
    await second.start()
    await second.engine.request(Sync(request_id=""))
    assert len(second.engine.rows("INBOX")) == count
    await second.stop()


async def test_folders_and_tags_of_the_demonstration(demo: Demo) -> None:
    engine, account = demo.engine, demo.accounts[0]
    await engine.request(Sync(request_id="", account_id=account))
    store = demo.world.stores[ALICE.email]

    def folder(path: str) -> FolderId:
        return next(one.id for one in engine.reader.folders(account) if one.path == path)

    await engine.operate(CreateFolder(ANY, account, "Projects/견적"))
    rows = engine.rows("INBOX")
    await engine.operate(MoveMessages(ANY, (rows[0].id,), folder("Projects/견적")))
    await engine.operate(SetKeywords(ANY, (rows[1].id,), add=("&rADIcQ-", "$label1")))
    await engine.operate(RenameFolder(ANY, folder("Projects"), "Travel/Projects"))
    await engine.operate(SubscribeFolder(ANY, folder("Travel/Seoul"), on=False))
    await engine.operate(DeleteFolder(ANY, folder("Receipts")))
    assert len(store.existing("Travel/Projects/견적").mail) == 1
    assert "Projects" not in store.mailboxes
    assert not store.existing("Travel/Seoul").subscribed
    assert len(store.existing("Trash/Receipts").mail) == 4
    assert any({"&rADIcQ-", "$label1"} <= mail.flags for mail in store.inbox.mail.values())


async def test_the_demonstration_searches(demo: Demo) -> None:
    engine = demo.engine
    await engine.request(Sync(request_id="", account_id=demo.accounts[0]))
    answer = await engine.request(SearchOnServer("", "spoon", demo.accounts[0]))
    assert isinstance(answer, Finished)
    assert answer.found is not None
    assert answer.found.problems == ()
    assert len(answer.found.message_ids) >= 2


async def test_the_people_of_the_sample_mail_are_in_the_address_book(demo: Demo) -> None:
    answer = await demo.engine.request(ImportCards("", OperationId("people"), LOCAL_BOOK, str(PEOPLE_CARDS)))
    assert isinstance(answer, Finished)
    assert answer.contacts is not None
    assert answer.contacts.unreadable_count == 0
    reader = demo.engine.reader
    known = {person.address: person.name for person in PEOPLE.values()}
    people = reader.contacts(limit=100)
    assert len(people) == len(known) - 2, "all but the two who read"
    assert all(known[one.address] == one.name for one in people)
    groups = {group.name: len(group.members) for group in reader.groups()}
    assert groups == {
        "Harbour Studio": 5,
        "천문대": 3,
        "Family": 2,
    }
