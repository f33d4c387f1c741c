"""User → server, against Dovecot: what arrives there, and what is shown meanwhile."""

from mailclient.bridge.commands import (
    AppendMessage,
    CopyMessages,
    DeleteMessages,
    FetchWhole,
    GoOnline,
    MoveMessages,
    SetFlags,
    Sync,
    UndoOperation,
)
from mailclient.bridge.events import AccountState, AccountStateChanged, Acknowledged, Finished, Refused
from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser

NO_ID = OperationId("")


async def start(engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, user: MailUser, count: int) -> None:
    for number in range(count):
        dovecot.deliver(user, message(f"number {number}"))
    await engine.add(settings, user.secret)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)


def subjects(dovecot: Dovecot, user: MailUser, folder: str) -> list[str]:
    lines = [line for data in dovecot.messages(user, folder) for line in data.split(b"\r\n")]
    return sorted(line[9:].decode() for line in lines if line.startswith(b"Subject: "))


async def test_move_keeps_the_row(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 3)
    row = engine.row("INBOX", "number 1")
    await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("Archive").id))
    assert subjects(dovecot, mail_user, "Archive") == ["number 1"]
    assert subjects(dovecot, mail_user, "INBOX") == ["number 0", "number 2"]
    assert engine.row("Archive", "number 1").id == row.id
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    assert engine.row("Archive", "number 1").id == row.id
    assert engine.subjects("Archive") == ["number 1"]


async def test_move_is_undone_to_where_each_was(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    first, second = engine.row("INBOX", "number 0"), engine.row("INBOX", "number 1")
    await engine.operate(MoveMessages(NO_ID, (second.id,), engine.folder("Junk").id))
    both = await engine.operate(MoveMessages(NO_ID, (first.id, second.id), engine.folder("Archive").id))
    await engine.engine.perform(UndoOperation(both))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert subjects(dovecot, mail_user, "INBOX") == ["number 0"]
    assert subjects(dovecot, mail_user, "Junk") == ["number 1"]
    assert subjects(dovecot, mail_user, "Archive") == []
    assert engine.subjects("Junk") == ["number 1"]


async def test_delete_goes_to_trash_and_from_there_away(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    row = engine.row("INBOX", "number 0")
    await engine.operate(DeleteMessages(NO_ID, (row.id,)))
    assert subjects(dovecot, mail_user, "Trash") == ["number 0"]
    assert engine.subjects("Trash") == ["number 0"]
    await engine.operate(DeleteMessages(NO_ID, (row.id,)))
    assert subjects(dovecot, mail_user, "Trash") == []
    assert engine.subjects("Trash") == []
    assert engine.subjects("INBOX") == ["number 1"]


async def test_a_second_press_of_delete_takes_nothing_out_of_trash(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    row = engine.row("INBOX", "number 0")
    pressed = [DeleteMessages(OperationId(name), (row.id,), expunge=False) for name in ("first", "second")]
    for command in pressed:  # the list has not heard of the first yet
        await engine.engine.perform(command)
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert subjects(dovecot, mail_user, "Trash") == ["number 0"]
    assert engine.subjects("Trash") == ["number 0"]
    await engine.engine.perform(UndoOperation(OperationId("first")))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert subjects(dovecot, mail_user, "INBOX") == ["number 0", "number 1"]


async def test_delete_makes_a_trash_where_there_is_none(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.doveadm("mailbox", "create", "-u", mail_user.name, "Papierkorb")
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    await engine.operate(DeleteMessages(NO_ID, (row.id,), forever=True))
    assert subjects(dovecot, mail_user, "INBOX") == []
    assert subjects(dovecot, mail_user, "Trash") == []


async def test_expunge_leaves_what_others_marked(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    dovecot.doveadm("flags", "add", "-u", mail_user.name, "\\Deleted", "mailbox", "INBOX", "subject", "number 1")
    row = engine.row("INBOX", "number 0")
    await engine.operate(DeleteMessages(NO_ID, (row.id,), forever=True))
    assert subjects(dovecot, mail_user, "INBOX") == ["number 1"]


async def test_copy(engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    row = engine.row("INBOX", "number 0")
    await engine.operate(CopyMessages(NO_ID, (row.id,), engine.folder("Archive").id))
    assert subjects(dovecot, mail_user, "Archive") == ["number 0"]
    assert subjects(dovecot, mail_user, "INBOX") == ["number 0", "number 1"]
    await engine.until(lambda: engine.subjects("Archive") == ["number 0"])


async def test_append_and_whole_message_byte_for_byte(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    data = message("appended", text="\r\n".join(f"line {number}" for number in range(50_000)))
    await engine.operate(AppendMessage(NO_ID, engine.folder("Drafts").id, data, Flag.DRAFT | Flag.SEEN))
    assert dovecot.messages(mail_user, "Drafts") == [data]
    assert dovecot.flags(mail_user, "Drafts") == [{"\\Draft", "\\Seen"}]
    await engine.until(lambda: engine.subjects("Drafts") == ["appended"])
    row = engine.row("Drafts", "appended")
    assert isinstance(await engine.request(FetchWhole("", (row.id,))), Finished)
    assert engine.reader.whole(row.id) == data


async def test_offline_actions_are_shown_at_once_and_done_later(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 4)
    ids = {number: engine.row("INBOX", f"number {number}").id for number in range(4)}
    dovecot.stop()
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.WAITING)
    await engine.operate(SetFlags(NO_ID, (ids[0], ids[1]), add=Flag.SEEN), done=False)
    await engine.operate(SetFlags(NO_ID, (ids[1],), remove=Flag.SEEN), done=False)
    await engine.operate(MoveMessages(NO_ID, (ids[1], ids[2]), engine.folder("Archive").id), done=False)
    last = await engine.operate(DeleteMessages(NO_ID, (ids[2],)), done=False)
    assert engine.flags(ids[0]) == Flag.SEEN
    assert engine.flags(ids[1]) == Flag.NONE
    assert sorted(engine.subjects("INBOX")) == ["number 0", "number 3"]
    assert engine.subjects("Archive") == ["number 1"]
    assert engine.subjects("Trash") == ["number 2"]
    dovecot.start()
    await engine.engine.perform(GoOnline())
    await engine.done(last)
    assert subjects(dovecot, mail_user, "INBOX") == ["number 0", "number 3"]
    assert subjects(dovecot, mail_user, "Archive") == ["number 1"]
    assert subjects(dovecot, mail_user, "Trash") == ["number 2"]
    assert dovecot.flags(mail_user, "Archive") == [set()]


async def test_undo_of_what_waits_leaves_no_trace(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)
    operation_id = await engine.operate(DeleteMessages(NO_ID, (row.id,)), done=False)
    assert engine.subjects("INBOX") == []
    await engine.engine.perform(UndoOperation(operation_id))
    assert engine.subjects("INBOX") == ["number 0"]
    assert engine.reader.waiting_operations() == 0
    await engine.engine.perform(DeleteMessages(operation_id, (row.id,)))
    assert engine.subjects("INBOX") == ["number 0"], "a repeated request must not revive what was taken back"
    assert sum(isinstance(event, Acknowledged) and event.operation_id == operation_id for event in engine.events) == 3


async def test_undo_restores_the_flags_each_message_had(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    seen, unseen = engine.row("INBOX", "number 0"), engine.row("INBOX", "number 1")
    await engine.operate(SetFlags(NO_ID, (seen.id,), add=Flag.SEEN | Flag.FLAGGED))
    both = await engine.operate(SetFlags(NO_ID, (seen.id, unseen.id), add=Flag.SEEN, remove=Flag.FLAGGED))
    await engine.engine.perform(UndoOperation(both))
    assert engine.flags(seen.id) == Flag.SEEN | Flag.FLAGGED
    assert engine.flags(unseen.id) == Flag.NONE
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert sorted(map(sorted, dovecot.flags(mail_user))) == [[], ["\\Flagged", "\\Seen"]]


async def test_the_same_operation_twice_is_done_once(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    command = CopyMessages(OperationId("the one"), (row.id,), engine.folder("Archive").id)
    await engine.engine.perform(command)
    await engine.engine.perform(command)
    await engine.done(OperationId("the one"))
    await engine.engine.perform(command)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    assert subjects(dovecot, mail_user, "Archive") == ["number 0"]


async def test_what_cannot_be_taken_back_says_so(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    operation_id = await engine.operate(DeleteMessages(NO_ID, (row.id,), forever=True))
    await engine.engine.perform(UndoOperation(operation_id))
    refused = await engine.wait_for(Refused)
    assert refused.problem.kind is ProblemKind.TOO_LATE
