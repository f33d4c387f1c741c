"""Messages between accounts, from and to folders on this computer: never lost, never twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from mailclient.bridge.commands import (
    AddAccount,
    AppendMessage,
    CopyMessages,
    CreateFolder,
    DeleteMessages,
    GoOnline,
    MoveMessages,
    RemoveAccount,
    SetFlags,
    Sync,
    UndoOperation,
)
from mailclient.bridge.events import Failed, Finished, OperationDone, OperationFailed, Refused
from mailclient.engine.operations import payload, runner, transfer_messages
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.account import AccountKind, AccountSettings, Security, Server, on_this_computer
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.profile import Profile
from mailclient.store.transaction import Transaction
from tests.engine.child_engine import ChildEngine
from tests.engine.local_world import NO_ID
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser

NO_SMTP = Server("localhost", 1, Security.NONE, "")


@pytest_asyncio.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    """With a folder "Here" on this computer."""
    running = RunningEngine(tmp_path / "profile")
    await running.start()
    added = await running.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(added, Finished)
    assert added.account_id is not None
    await running.operate(CreateFolder(NO_ID, added.account_id, "Here"))
    yield running
    await running.stop()


async def with_account(engine: RunningEngine, dovecot: Dovecot, user: MailUser, kind: AccountKind) -> None:
    """Its inbox has three messages, the first with a flag."""
    for number in range(3):
        dovecot.deliver(user, message(f"number {number}"))
    incoming = dovecot.imap(user) if kind is AccountKind.IMAP else dovecot.pop3(user)
    await engine.add(AccountSettings(user.name, "Alice", incoming, NO_SMTP, kind), user.secret)
    assert isinstance(await engine.request(Sync("")), Finished)
    await engine.operate(SetFlags(NO_ID, (engine.row("INBOX", "number 0").id,), add=Flag.FLAGGED))


async def test_from_a_server_it_is_here_whole_before_it_goes_there(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    ids = tuple(engine.row("INBOX", f"number {number}").id for number in (0, 1))
    await engine.operate(MoveMessages(NO_ID, ids, engine.folder("Here").id))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert sorted(engine.subjects("Here")) == ["number 0", "number 1"]
    assert engine.row("Here", "number 0").flags.bits == Flag.FLAGGED
    for row in engine.rows("Here"):
        assert engine.reader.whole(row.id) == message(row.subject)
        stored = engine.reader.message(row.id)
        assert stored is not None
        assert stored.received_by == engine.folder("INBOX").account_id
    assert dovecot.messages(mail_user) == [message("number 2")]
    assert engine.subjects("INBOX") == ["number 2"]


async def test_a_copy_from_a_server_leaves_it_there(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    ids = tuple(row.id for row in engine.rows("INBOX"))
    await engine.operate(CopyMessages(NO_ID, ids, engine.folder("Here").id))
    assert len(engine.rows("Here")) == len(dovecot.messages(mail_user)) == 3


async def test_without_the_server_it_waits_and_can_be_taken_back(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    await engine.engine.perform(GoOnline(online=False))
    row = engine.row("INBOX", "number 0")
    moved = await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("Here").id), done=False)
    assert sorted(engine.subjects("INBOX")) == ["number 1", "number 2"]
    await engine.engine.perform(UndoOperation(moved))
    assert len(engine.subjects("INBOX")) == 3
    await engine.engine.perform(GoOnline())
    assert isinstance(await engine.request(Sync("")), Finished)
    assert engine.subjects("Here") == []


async def test_downloaded_mail_stays_the_same_row_and_stays_on_its_server(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await with_account(engine, dovecot, mail_user, AccountKind.POP3)
    row = engine.row("INBOX", "number 0")
    moved = await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("Here").id))
    (here,) = engine.rows("Here")
    assert (here.id, here.account_id, here.flags.bits) == (row.id, engine.folder("Here").account_id, Flag.FLAGGED)
    assert isinstance(await engine.request(Sync("")), Finished)
    assert sorted(engine.subjects("INBOX")) == ["number 1", "number 2"], "it is not downloaded a second time"
    assert len(dovecot.messages(mail_user)) == 3, "it was not deleted here, only put elsewhere"
    await engine.engine.perform(UndoOperation(moved))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert len(engine.subjects("INBOX")) == 3
    back = engine.row("INBOX", "number 0")
    assert (back.id, back.account_id) == (row.id, row.account_id)
    stored = engine.reader.message(row.id)
    assert stored is not None
    assert stored.received_by is None


async def test_to_a_server_and_from_one_server_to_another(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    here = engine.folder("Here").id
    for number in range(2):
        data = message(f"local {number}")
        await engine.operate(AppendMessage(NO_ID, here, data, Flag.FLAGGED, received_at=1_700_000_000))
    first, second = (engine.row("Here", f"local {number}") for number in (0, 1))
    archive = engine.folder("Archive").id
    await engine.operate(CopyMessages(NO_ID, (first.id,), archive))
    await engine.operate(MoveMessages(NO_ID, (second.id,), archive))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert sorted(dovecot.messages(mail_user, "Archive")) == [message("local 0"), message("local 1")]
    assert dovecot.flags(mail_user, "Archive") == [{"\\Flagged"}] * 2
    assert engine.subjects("Here") == ["local 0"]
    await engine.until(lambda: len(engine.rows("Archive")) == 2)
    assert {row.received_at for row in engine.rows("Archive")} == {1_700_000_000}
    bob = dovecot.add_user("bob")
    await engine.add(AccountSettings(bob.name, "Bob", dovecot.imap(bob), NO_SMTP), bob.secret)
    assert isinstance(await engine.request(Sync("")), Finished)
    theirs = next(one.id for one in engine.reader.folders() if one.path == "Archive" and one.id != archive)
    await engine.engine.perform(MoveMessages(OperationId("refused"), (engine.rows("Archive")[0].id,), theirs))
    refused = await engine.wait_for(Refused)
    assert refused.problem.kind is ProblemKind.OTHER_SERVER


async def test_an_upload_waits_for_its_server(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    await engine.operate(AppendMessage(NO_ID, engine.folder("Here").id, message("local")))
    row = engine.row("Here", "local")
    await engine.engine.perform(GoOnline(online=False))
    moving = MoveMessages(NO_ID, (row.id,), engine.folder("Archive").id)
    taken_back = await engine.operate(moving, done=False)
    assert engine.subjects("Here") == []
    await engine.engine.perform(UndoOperation(taken_back))
    assert engine.subjects("Here") == ["local"]
    await engine.operate(moving, done=False)
    await engine.engine.perform(GoOnline())
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert dovecot.messages(mail_user, "Archive") == [message("local")]
    assert engine.subjects("Here") == []


@pytest.mark.parametrize("death", ["before:message is uploaded", "after:message is uploaded", "before:finish upload"])
async def test_the_end_of_the_engine_in_an_upload(
    tmp_path: Path, dovecot: Dovecot, mail_user: MailUser, death: str
) -> None:
    engine = await RunningEngine(tmp_path / "profile").start()
    added = await engine.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(added, Finished)
    assert added.account_id is not None
    await engine.operate(CreateFolder(NO_ID, added.account_id, "Here"))
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    for number in range(2):
        await engine.operate(AppendMessage(NO_ID, engine.folder("Here").id, message(f"local {number}")))
    ids = tuple(row.id for row in engine.rows("Here"))
    command = MoveMessages(OperationId("moved"), ids, engine.folder("Archive").id)
    await engine.stop()
    child = ChildEngine(Profile(tmp_path / "profile"), mail_user.password)
    await child.start(death=death)
    child.send(command)
    await child.died()
    try:
        await child.start()
        child.send(command)
        assert isinstance(await child.over(command.operation_id), OperationDone)
        await child.until(lambda: child.reader.waiting_operations() == 0)
        assert child.subjects("Here") == []
        assert sorted(dovecot.messages(mail_user, "Archive")) == [message("local 0"), message("local 1")]
    finally:
        await child.end()


@pytest.mark.parametrize(
    "death", ["after:begin operation", "before:bring messages", "after:bring messages", "after:finish transfer"]
)
async def test_the_end_of_the_engine(tmp_path: Path, dovecot: Dovecot, mail_user: MailUser, death: str) -> None:
    engine = await RunningEngine(tmp_path / "profile").start()
    added = await engine.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(added, Finished)
    assert added.account_id is not None
    await engine.operate(CreateFolder(NO_ID, added.account_id, "Here"))
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    ids = tuple(engine.row("INBOX", f"number {number}").id for number in (0, 1))
    command = MoveMessages(OperationId("moved"), ids, engine.folder("Here").id)
    await engine.stop()
    child = ChildEngine(Profile(tmp_path / "profile"), mail_user.password)
    await child.start(death=death)
    child.send(command)
    await child.died()
    try:
        await child.start()
        child.send(command)
        assert isinstance(await child.over(command.operation_id), OperationDone)
        await child.until(lambda: child.reader.waiting_operations() == 0)
        assert child.subjects("Here") == ["number 0", "number 1"]
        assert child.subjects("INBOX") == ["number 2"]
        assert dovecot.messages(mail_user) == [message("number 2")]
    finally:
        await child.end()


async def test_what_is_done_to_a_message_that_is_on_its_way(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marked, tagged and deleted while the move to another account has not begun: it holds there."""
    await with_account(engine, dovecot, mail_user, AccountKind.POP3)
    may_begin = asyncio.Event()

    async def later(work: OperationWork) -> None:
        await may_begin.wait()
        await transfer_messages.run(work)

    monkeypatch.setitem(runner._RUN, payload.TRANSFER, later)
    rows = [engine.row("INBOX", f"number {number}") for number in range(3)]
    moving = MoveMessages(NO_ID, tuple(row.id for row in rows), engine.folder("Here").id)
    moved = await engine.operate(moving, done=False)
    marked = await engine.operate(SetFlags(NO_ID, (rows[1].id,), add=Flag.SEEN), done=False)
    deleted = await engine.operate(DeleteMessages(NO_ID, (rows[2].id,)), done=False)
    may_begin.set()
    for operation_id in (moved, marked, deleted):
        over = await engine.wait_for(
            OperationDone | OperationFailed,  # type: ignore[arg-type]
            lambda one, id_=operation_id: one.operation_id == id_,  # type: ignore[misc]
        )
        assert isinstance(over, OperationDone), over
    assert sorted(engine.subjects("Here")) == ["number 0", "number 1"]
    assert engine.flags(rows[1].id) & Flag.SEEN
    trashes = [folder for folder in engine.reader.folders() if folder.path == "Trash"]
    assert sum(folder.total for folder in trashes) == 1
    assert len(dovecot.messages(mail_user)) == 3


async def test_a_move_that_is_taken_back_in_the_middle(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3, 30):
        dovecot.deliver(mail_user, message(f"number {number}"))
    await with_account(engine, dovecot, mail_user, AccountKind.POP3)
    ids = tuple(row.id for row in engine.rows("INBOX"))
    done: list[str] = []
    inner = engine.engine._writer.transaction

    async def transaction(name: str, *arguments: Any, **named: Any) -> Any:
        result = await inner(name, *arguments, **named)
        if name == "bring messages" and not done:
            done.append(name)
            await engine.engine.perform(UndoOperation(OperationId("moved")))
        return result

    monkeypatch.setattr(engine.engine._writer, "transaction", transaction)
    await engine.engine.perform(MoveMessages(OperationId("moved"), ids, engine.folder("Here").id))
    await engine.until(lambda: bool(done) and engine.reader.waiting_operations() == 0)
    assert not [event for event in engine.events if isinstance(event, OperationFailed)]
    assert len(engine.rows("INBOX")) == 30
    assert engine.rows("Here") == []


async def test_a_message_that_got_another_uid_meanwhile_stays(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection's pass has renumbered the folder between the look and the copy."""
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    rows = {row.subject: row for row in engine.rows("INBOX")}
    bring = transfer_messages._bring

    def renumbered(tx: Transaction, *arguments: Any) -> int:
        sql = "UPDATE message SET uid = uid + ? WHERE id IN (?, ?)"
        tx.db.execute(sql, (100, rows["number 0"].id, rows["number 1"].id))
        tx.db.execute(sql, (-101, rows["number 1"].id, 0))
        return bring(tx, *arguments)

    monkeypatch.setattr(transfer_messages, "_bring", renumbered)
    moving = MoveMessages(NO_ID, (rows["number 1"].id, rows["number 2"].id), engine.folder("Here").id)
    await engine.operate(moving, done=False)
    failed = await engine.wait_for(OperationFailed)
    assert failed.problem.kind is ProblemKind.MESSAGE_GONE
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert sorted(engine.subjects("Here")) == ["number 2"]
    assert message("number 1") in dovecot.messages(mail_user)


async def test_an_account_is_not_removed_while_its_mail_is_on_its_way(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Moved to a server that is out of reach, it is shown in no folder; it is only here all the same."""
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    here = engine.folder("Here")
    await engine.operate(AppendMessage(NO_ID, here.id, message("local")))
    await engine.engine.perform(GoOnline(online=False))
    await engine.operate(
        MoveMessages(NO_ID, (engine.row("Here", "local").id,), engine.folder("Archive").id), done=False
    )
    assert engine.subjects("Here") == []
    refused = await engine.request(RemoveAccount("", here.account_id))
    assert isinstance(refused, Failed)
    assert refused.problem.kind is ProblemKind.MAIL_ONLY_HERE
    await engine.engine.perform(GoOnline())
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert dovecot.messages(mail_user, "Archive") == [message("local")]
    assert isinstance(await engine.request(RemoveAccount("", here.account_id)), Finished)
