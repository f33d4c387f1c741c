"""Operations on thousands of messages, against Dovecot: few commands, progress, stop, undo, other folders' gaps."""

import pytest

from mailclient.bridge.commands import (
    CancelOperation,
    GoOnline,
    MarkFolderRead,
    MoveMessages,
    SetFlags,
    SetKeywords,
    Sync,
    UndoOperation,
)
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    Finished,
    OperationCancelled,
    OperationProgress,
)
from mailclient.engine.operations import located, work
from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from tests.engine.running import RunningEngine, message
from tests.engine.test_operations import NO_ID, subjects
from tests.servers.dovecot import Dovecot, MailUser

MANY = 700


@pytest.fixture(autouse=True)
def small_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(located, "COMMAND_MESSAGES", 100)
    monkeypatch.setattr(work, "TOLD_FROM", 100)


async def fill(engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, user: MailUser) -> None:
    new = user.maildir / "new"
    new.mkdir(parents=True, exist_ok=True)
    for number in range(MANY):
        (new / f"{1_700_000_000 + number}.M{number}.test").write_bytes(
            message(f"number {number}").replace(b"\r\n", b"\n")
        )
    for path in (user.maildir, new, *new.iterdir()):
        dovecot._own(path)
    await engine.add(settings, user.secret)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    assert engine.folder("INBOX").total == MANY


async def offline(engine: RunningEngine) -> None:
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)


async def settled(engine: RunningEngine) -> None:
    await engine.until(lambda: engine.reader.waiting_operations() == 0)


async def test_all_of_a_folder_moved_and_moved_back(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await fill(engine, settings, dovecot, mail_user)
    inbox, archive = engine.folder("INBOX").id, engine.folder("Archive").id
    ids = {row.id for row in engine.rows("INBOX")}
    moved = await engine.operate(MoveMessages(NO_ID, (), archive, all_of=inbox))
    assert (engine.folder("INBOX").total, engine.folder("Archive").total) == (0, MANY)
    assert len(subjects(dovecot, mail_user, "Archive")) == MANY
    told = [one for one in engine.events if isinstance(one, OperationProgress)]
    assert [one.done for one in told] == list(range(0, MANY, 100))
    await engine.engine.perform(UndoOperation(moved))
    await settled(engine)
    assert len(subjects(dovecot, mail_user, "INBOX")) == MANY
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    assert {row.id for row in engine.rows("INBOX")} == ids


async def test_what_is_taken_in_goes_before_what_comes_after(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await fill(engine, settings, dovecot, mail_user)
    inbox, archive = engine.folder("INBOX").id, engine.folder("Archive").id
    one = engine.row("INBOX", "number 3")
    await engine.operate(SetFlags(NO_ID, (), add=Flag.FLAGGED, all_of=inbox), done=False)
    await engine.operate(SetFlags(NO_ID, (one.id,), remove=Flag.FLAGGED), done=False)
    await engine.operate(MoveMessages(NO_ID, (one.id,), archive), done=False)
    await settled(engine)
    assert engine.flags(one.id) == Flag.NONE
    assert dovecot.flags(mail_user, "Archive") == [set()]
    assert sum("\\Flagged" in flags for flags in dovecot.flags(mail_user)) == MANY - 1


async def test_stopped_in_the_middle(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await fill(engine, settings, dovecot, mail_user)
    archive = engine.folder("Archive").id
    command = MoveMessages(NO_ID, (), archive, all_of=engine.folder("INBOX").id)
    moving = await engine.operate(command, done=False)
    await engine.wait_for(OperationProgress, lambda one: one.done >= 200)
    await engine.engine.perform(CancelOperation(moving))
    stopped = await engine.wait_for(OperationCancelled)
    assert stopped.operation_id == moving
    assert stopped.total == MANY
    assert 200 <= stopped.done < MANY
    assert len(subjects(dovecot, mail_user, "Archive")) == stopped.done
    await engine.until(lambda: engine.folder("INBOX").total == MANY - stopped.done)
    assert engine.folder("Archive").total == stopped.done
    await engine.engine.perform(UndoOperation(moving))
    await engine.until(lambda: engine.folder("INBOX").total == MANY)
    await settled(engine)
    assert subjects(dovecot, mail_user, "Archive") == []


async def test_taken_back_while_it_runs(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await fill(engine, settings, dovecot, mail_user)
    command = SetKeywords(NO_ID, (), add=("$label1", "todo"), all_of=engine.folder("INBOX").id)
    tagging = await engine.operate(command, done=False)
    await engine.wait_for(OperationProgress, lambda one: one.done >= 100)
    await engine.engine.perform(UndoOperation(tagging))
    await settled(engine)
    assert not any(row.flags.keywords for row in engine.rows("INBOX"))
    assert all(flags == set() for flags in dovecot.flags(mail_user))


async def test_dropped_before_it_began(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await fill(engine, settings, dovecot, mail_user)
    await offline(engine)
    inbox = engine.folder("INBOX").id
    reading = await engine.operate(MarkFolderRead(NO_ID, inbox), done=False)
    await engine.until(lambda: engine.folder("INBOX").unread == 0)
    await engine.engine.perform(CancelOperation(reading))
    stopped = await engine.wait_for(OperationCancelled)
    assert (stopped.done, stopped.total) == (0, MANY)
    await engine.until(lambda: engine.folder("INBOX").unread == MANY)
    assert engine.reader.waiting_operations() == 0


async def test_an_engine_that_ended_takes_it_up(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await fill(engine, settings, dovecot, mail_user)
    await offline(engine)
    command = MarkFolderRead(OperationId("read"), engine.folder("INBOX").id)
    await engine.engine.perform(command)
    assert engine.folder("INBOX").unread > 0, "it is on the disk, and not all of it is shown yet"
    await engine.stop()
    again = RunningEngine(engine.profile.directory, credentials=engine.credentials)
    await again.start()
    try:
        await again.done(OperationId("read"))
        assert again.folder("INBOX").unread == 0
        assert all("\\Seen" in flags for flags in dovecot.flags(mail_user))
    finally:
        await again.stop()
    await engine.start()


async def test_ids_with_gaps_go_in_lines_that_servers_take(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await fill(engine, settings, dovecot, mail_user)
    every_other = tuple(row.id for row in engine.rows("INBOX")[::2])
    await engine.operate(SetFlags(NO_ID, every_other, add=Flag.FLAGGED))
    assert sum("\\Flagged" in flags for flags in dovecot.flags(mail_user)) == len(every_other)
