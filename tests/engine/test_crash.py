"""The engine killed (SIGKILL) at each step of each operation, and at any commit: nothing lost, nothing done twice."""

import asyncio
import contextlib
import itertools
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import (
    AddAccount,
    AnyCommand,
    AppendMessage,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    MoveMessages,
    RenameFolder,
    RetryOperation,
    SendMessage,
    SetFlags,
    SetKeywords,
    Sync,
)
from mailclient.bridge.events import Acknowledged, AnyEvent, Failed, Finished, OperationDone, OperationFailed
from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import ProblemKind
from mailclient.profile import Profile
from tests.engine.child_engine import ChildEngine
from tests.engine.running import message
from tests.engine.test_operations import subjects
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.exim import RECIPIENTS_MAX, Exim
from tests.servers.postfix import Postfix

ID = OperationId("the one")
FURTHER_COMMITS_SECONDS = 5.0


class World:
    """A child engine with an account that reads and sends."""

    def __init__(self, child: ChildEngine, dovecot: Dovecot, postfix: Postfix, user: MailUser) -> None:
        self.child = child
        self.dovecot = dovecot
        self.postfix = postfix
        self.submission: Postfix | Exim = postfix
        self.user = user
        self.account_id = AccountId(0)
        self._looks = itertools.count()

    async def begin(self, count: int) -> None:
        """So many messages in the inbox, the account synchronised, the engine stopped."""
        for number in range(count):
            self.dovecot.deliver(self.user, message(f"number {number}"))
        await self.child.start()
        imap, smtp = self.dovecot.imap(self.user), self.submission.smtp(self.user)
        settings = AccountSettings(self.user.name, "Alice", imap, smtp)
        added = await self.child.request(AddAccount("add", settings, self.user.password, self.user.password))
        assert isinstance(added, Finished), added
        assert added.account_id is not None
        self.account_id = added.account_id
        assert isinstance(await self.child.request(Sync("sync")), Finished)

    async def until_dead(self, command: AnyCommand, death: str) -> None:
        """Hand in the operation to an engine that is to die of it."""
        self.child.doom(death)
        self.child.send(command)
        await self.child.died()

    async def again(self, command: AnyCommand) -> OperationDone | OperationFailed:
        """A new engine; the command is repeated, as its sender does when it was not acknowledged."""
        await self.child.start()
        self.child.send(command)
        ended = await self.child.over(ID)
        assert isinstance(await self.child.request(Sync("sync again")), Finished)
        return ended

    async def look(self) -> None:
        """One more pass: time for the engine to do what it has to do."""
        await self.child.request(Sync(f"look {next(self._looks)}"))

    def on_server(self, folder: str) -> list[str]:
        return subjects(self.dovecot, self.user, folder)

    def same_here(self, *folders: str) -> bool:
        return all(self.child.subjects(folder) == self.on_server(folder) for folder in folders)


@pytest_asyncio.fixture
async def world(tmp_path: Path, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> AsyncIterator[World]:
    child = ChildEngine(Profile(tmp_path / "profile"), mail_user.password)
    yield World(child, dovecot, postfix, mail_user)
    await child.end()


def steps(*names: str) -> list[str]:
    return [f"{when}:{name}" for name in names for when in ("before", "after")]


@pytest.mark.parametrize("death", steps("accept MoveMessages", "begin operation", "messages are moved", "finish move"))
async def test_move(world: World, death: str) -> None:
    await world.begin(3)
    ids = tuple(row.id for row in world.child.rows("INBOX") if row.subject != "number 1")
    command = MoveMessages(ID, ids, world.child.folder("Archive").id)
    await world.until_dead(command, death)
    await world.again(command)
    assert world.on_server("Archive") == ["number 0", "number 2"]
    assert world.on_server("INBOX") == ["number 1"]
    assert world.same_here("INBOX", "Archive")
    assert {row.id for row in world.child.rows("Archive")} == set(ids)


@pytest.mark.parametrize(
    "death", steps("accept CopyMessages", "remember uid next", "messages are copied", "finish copy")
)
async def test_copy(world: World, death: str) -> None:
    await world.begin(2)
    command = CopyMessages(ID, tuple(row.id for row in world.child.rows("INBOX")), world.child.folder("Archive").id)
    await world.until_dead(command, death)
    await world.again(command)
    assert world.on_server("Archive") == ["number 0", "number 1"]
    assert world.same_here("INBOX", "Archive")


@pytest.mark.parametrize("death", steps("begin operation", "messages are moved", "finish delete"))
async def test_delete_to_trash(world: World, death: str) -> None:
    await world.begin(2)
    row = next(row for row in world.child.rows("INBOX") if row.subject == "number 0")
    command = DeleteMessages(ID, (row.id,))
    await world.until_dead(command, death)
    await world.again(command)
    assert world.on_server("Trash") == ["number 0"], "moved to Trash, and not expunged there by the second run"
    assert world.on_server("INBOX") == ["number 1"]
    assert world.same_here("INBOX", "Trash")


@pytest.mark.parametrize("death", steps("begin operation", "messages are deleted", "finish delete"))
async def test_delete_forever(world: World, death: str) -> None:
    await world.begin(2)
    row = next(row for row in world.child.rows("INBOX") if row.subject == "number 0")
    command = DeleteMessages(ID, (row.id,), forever=True)
    await world.until_dead(command, death)
    await world.again(command)
    assert world.on_server("INBOX") == ["number 1"]
    assert world.same_here("INBOX", "Trash")


@pytest.mark.parametrize("death", steps("accept SetFlags", "begin operation", "flags are set", "finish set flags"))
async def test_flags(world: World, death: str) -> None:
    await world.begin(1)
    (row,) = world.child.rows("INBOX")
    command = SetFlags(ID, (row.id,), add=Flag.FLAGGED)
    await world.until_dead(command, death)
    await world.again(command)
    assert world.dovecot.flags(world.user) == [{"\\Flagged"}]
    assert world.child.rows("INBOX")[0].flags.bits == Flag.FLAGGED


@pytest.mark.parametrize("death", steps("accept AppendMessage", "remember uid next", "finish append"))
async def test_append(world: World, death: str) -> None:
    await world.begin(0)
    command = AppendMessage(ID, world.child.folder("Drafts").id, message("draft"), Flag.DRAFT)
    await world.until_dead(command, death)
    await world.again(command)
    assert world.on_server("Drafts") == ["draft"]


@pytest.mark.parametrize("death", steps("accept CreateFolder", "begin operation", "folder is made"))
async def test_create_folder(world: World, death: str) -> None:
    await world.begin(0)
    command = CreateFolder(ID, world.account_id, "neu")
    await world.until_dead(command, death)
    assert isinstance(await world.again(command), OperationDone)
    assert "neu" in world.dovecot.folders(world.user)
    assert world.child.folder("neu").total == 0


@pytest.mark.parametrize("death", steps("accept RenameFolder", "begin operation", "folder is renamed", "finish rename"))
async def test_rename_folder(world: World, death: str) -> None:
    await world.begin(1)
    (row,) = world.child.rows("INBOX")
    archive = world.child.folder("Archive")
    world.child.send(MoveMessages(OperationId("filled"), (row.id,), archive.id))
    await world.child.until(lambda: world.child.reader.waiting_operations() == 0)
    command = RenameFolder(ID, archive.id, "Archive 2")
    await world.until_dead(command, death)
    assert isinstance(await world.again(command), OperationDone)
    assert world.on_server("Archive 2") == ["number 0"]
    assert world.child.folder("Archive 2").id == archive.id
    assert [one.id for one in world.child.rows("Archive 2")] == [row.id], "its mail is not fetched a second time"


@pytest.mark.parametrize("death", steps("accept DeleteFolder", "begin operation", "folder is deleted"))
async def test_delete_folder(world: World, death: str) -> None:
    world.dovecot.doveadm("mailbox", "create", "-u", world.user.name, "gone", "gone/too")
    await world.begin(0)
    command = DeleteFolder(ID, world.child.folder("gone").id, forever=True)
    await world.until_dead(command, death)
    assert isinstance(await world.again(command), OperationDone)
    assert not {"gone", "gone/too"} & set(world.dovecot.folders(world.user))
    assert not {"gone", "gone/too"} & {folder.path for folder in world.child.reader.folders()}


@pytest.mark.parametrize("death", steps("accept SetKeywords", "begin operation", "keywords are set"))
async def test_keywords(world: World, death: str) -> None:
    await world.begin(1)
    (row,) = world.child.rows("INBOX")
    command = SetKeywords(ID, (row.id,), add=("todo",))
    await world.until_dead(command, death)
    await world.again(command)
    assert world.dovecot.flags(world.user) == [{"todo"}]
    assert world.child.rows("INBOX")[0].flags.keywords == ("todo",)


async def end_of_life(child: ChildEngine, done: Callable[[AnyEvent], bool]) -> None:
    """It dies at the commit that it is to die of; or soon after it has told that it is done.

    How many commits something takes is not certain: what is asked for while other work is done goes along with it.
    """
    await child.until(lambda: child.dead.is_set() or any(map(done, child.events)))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(child.dead.wait(), FURTHER_COMMITS_SECONDS)
    child.kill()
    await child.died()


SEND_STEPS = steps("accept SendMessage", "begin to send", "in doubt", "sent", "finish send")


@pytest.mark.parametrize("death", SEND_STEPS)
async def test_send(world: World, death: str) -> None:
    bob = world.dovecot.add_user("bob")
    await world.begin(0)
    data = message("hello", to=bob.name)
    command = SendMessage(ID, world.account_id, Outgoing(data, world.user.name, (bob.name,)))
    await world.until_dead(command, death)
    world.postfix.wait_until_delivered()
    arrived_before = len(world.dovecot.messages(bob))
    ended = await world.again(command)
    world.postfix.wait_until_delivered()
    if isinstance(ended, OperationFailed):
        assert ended.problem.kind is ProblemKind.SEND_IN_DOUBT
        assert death in ("before:sent", "after:in doubt")
        assert len(world.dovecot.messages(bob)) == arrived_before, "in doubt, it is not sent again by itself"
        assert [row.subject for row in world.child.reader.outbox()] == ["hello"]
        if arrived_before == 0:
            world.child.events.clear()
            world.child.send(RetryOperation(ID))
            assert isinstance(await world.child.over(ID), OperationDone)
            world.postfix.wait_until_delivered()
            assert len(world.dovecot.messages(bob)) == 1
    else:
        assert len(world.dovecot.messages(bob)) == 1
        assert world.on_server("Sent") == ["hello"]
        assert world.child.reader.outbox() == []


@pytest.mark.parametrize("death", steps("partly sent"))
async def test_send_to_more_than_the_server_takes_at_once(world: World, exim: Exim, death: str) -> None:
    """Killed between two transactions: who has it does not get it again, the others do."""
    everyone = [world.dovecot.add_user("crowd") for _ in range(RECIPIENTS_MAX + 2)]
    world.submission = exim
    await world.begin(0)
    recipients = tuple(user.name for user in everyone)
    data = message("hello", to=recipients[0])
    command = SendMessage(ID, world.account_id, Outgoing(data, world.user.name, recipients))
    await world.until_dead(command, death)
    ended = await world.again(command)
    exim.wait_until_delivered()
    arrived = [len(world.dovecot.messages(user)) for user in everyone]
    if death.startswith("after"):
        assert isinstance(ended, OperationDone)
        assert arrived == [1] * len(everyone)
        assert world.on_server("Sent") == ["hello"]
    else:
        assert isinstance(ended, OperationFailed)
        assert ended.problem.kind is ProblemKind.SEND_IN_DOUBT
        assert arrived == [1] * RECIPIENTS_MAX + [0, 0], "in doubt, it is not sent again by itself"


async def test_any_commit(world: World) -> None:
    """Flags and moves while the engine dies at random commits: what was acknowledged is done, once."""
    chance = random.Random(20261121)
    await world.begin(12)
    ids = {row.subject: row.id for row in world.child.rows("INBOX")}
    archive = world.child.folder("Archive").id
    acknowledged: dict[OperationId, tuple[str, str]] = {}
    assert await world.child.stop() == 0
    for life in range(8):
        await world.child.start(death=f"after:{chance.randrange(14, 40)}")
        subject = f"number {life}"
        flag, move = OperationId(f"flag {life}"), OperationId(f"move {life}")
        world.child.send(SetFlags(flag, (ids[subject],), add=Flag.FLAGGED))
        world.child.send(MoveMessages(move, (ids[subject],), archive))
        world.child.send(Sync(f"sync {life}"))
        await end_of_life(world.child, lambda one: isinstance(one, Finished | Failed))
        for event in world.child.events:
            if isinstance(event, Acknowledged):
                acknowledged[event.operation_id] = (event.operation_id.split()[0], subject)
    await world.child.start()
    await world.child.until(lambda: world.child.reader.waiting_operations() == 0)
    assert isinstance(await world.child.request(Sync("last")), Finished)
    moved = {subject for what, subject in acknowledged.values() if what == "move"}
    flagged = {subject for what, subject in acknowledged.values() if what == "flag"}
    assert moved, "no move was acknowledged: the test proves nothing"
    assert moved <= set(world.on_server("Archive"))
    assert sorted(world.on_server("Archive") + world.on_server("INBOX")) == sorted(ids)
    assert world.same_here("INBOX", "Archive")
    shown = [row for folder in ("INBOX", "Archive") for row in world.child.rows(folder)]
    assert flagged <= {row.subject for row in shown if row.flags.bits & Flag.FLAGGED}
    assert {row.subject: row.id for row in shown} == ids
