"""What a user does to folders, against Dovecot: shown at once, done on the server, taken back."""

import pytest

from mailclient.bridge.commands import (
    ArchiveMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    EmptyFolder,
    ExpungeDeleted,
    GoOnline,
    MoveMessages,
    RenameFolder,
    SubscribeFolder,
    Sync,
    UndoOperation,
)
from mailclient.bridge.events import AccountState, AccountStateChanged, Finished, OperationFailed, Refused
from mailclient.mail.account import AccountSettings
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import ProblemKind
from tests.engine.running import RunningEngine
from tests.engine.test_operations import NO_ID, start, subjects
from tests.servers.dovecot import Dovecot, MailUser


def account(engine: RunningEngine) -> AccountId:
    return engine.reader.accounts()[0].id


def paths(engine: RunningEngine) -> set[str]:
    return {folder.path for folder in engine.reader.folders()}


async def settled(engine: RunningEngine) -> None:
    await engine.until(lambda: engine.reader.waiting_operations() == 0)


async def offline(engine: RunningEngine) -> None:
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)


async def refusal(engine: RunningEngine, command: CreateFolder | RenameFolder | DeleteFolder) -> ProblemKind:
    before = len(engine.events)
    await engine.engine.perform(command)
    return (await engine.wait_for(Refused, after=before)).problem.kind


async def test_made_offline_and_filled_at_once(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    row = engine.row("INBOX", "number 1")
    await offline(engine)
    await engine.operate(CreateFolder(NO_ID, account(engine), "Projekte"), done=False)
    await engine.operate(CreateFolder(NO_ID, account(engine), "Projekte/한국 & 日本"), done=False)
    assert engine.folder("Projekte/한국 & 日本").planned
    await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("Projekte/한국 & 日本").id), done=False)
    await engine.operate(RenameFolder(NO_ID, engine.folder("Projekte").id, "Alte Projekte"), done=False)
    assert engine.subjects("Alte Projekte/한국 & 日本") == ["number 1"]
    before = engine.folder("Alte Projekte/한국 & 日本").id
    await engine.engine.perform(GoOnline())
    await settled(engine)
    assert subjects(dovecot, mail_user, "Alte Projekte/한국 & 日本") == ["number 1"]
    assert "Projekte" not in dovecot.folders(mail_user)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    assert engine.folder("Alte Projekte/한국 & 日本").id == before
    assert not engine.folder("Alte Projekte/한국 & 日本").planned
    assert [one.id for one in engine.rows("Alte Projekte/한국 & 日本")] == [row.id]


async def test_renamed_with_all_below_it_and_its_mail(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    deep = "/".join(f"level {number} é" for number in range(12))
    dovecot.doveadm("mailbox", "create", "-s", "-u", mail_user.name, "top", f"top/{deep}")
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder(f"top/{deep}").id))
    renamed = await engine.operate(RenameFolder(NO_ID, engine.folder("top").id, "Archive/top"))
    assert engine.subjects(f"Archive/top/{deep}") == ["number 0"]
    assert subjects(dovecot, mail_user, f"Archive/top/{deep}") == ["number 0"]
    subscribed = dovecot.doveadm("mailbox", "list", "-s", "-u", mail_user.name).split("\n")
    assert f"Archive/top/{deep}" in subscribed
    assert f"top/{deep}" not in subscribed
    await engine.engine.perform(UndoOperation(renamed))
    await settled(engine)
    assert subjects(dovecot, mail_user, f"top/{deep}") == ["number 0"]
    assert [one.id for one in engine.rows(f"top/{deep}")] == [row.id]


async def test_deleted_into_trash_and_from_there_for_good(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.doveadm("mailbox", "create", "-u", mail_user.name, "old", "old/older", "Trash/old")
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("old/older").id))
    deleted = await engine.operate(DeleteFolder(NO_ID, engine.folder("old").id))
    assert subjects(dovecot, mail_user, "Trash/old 2/older") == ["number 0"]
    await engine.engine.perform(UndoOperation(deleted))
    await settled(engine)
    assert engine.subjects("old/older") == ["number 0"]
    await engine.operate(DeleteFolder(NO_ID, engine.folder("old").id))
    await engine.operate(DeleteFolder(NO_ID, engine.folder("Trash/old 2").id))
    assert not {"old", "old/older", "Trash/old 2", "Trash/old 2/older"} & (
        paths(engine) | set(dovecot.folders(mail_user))
    )
    assert all(one.folder_id is None for one in engine.reader.rows([row.id]))


async def test_emptied_trash_keeps_nothing(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 3)
    await engine.operate(DeleteMessages(NO_ID, (), all_of=engine.folder("INBOX").id))
    await engine.operate(CreateFolder(NO_ID, account(engine), "Trash/gone"))
    await engine.operate(EmptyFolder(NO_ID, engine.folder("Trash").id))
    await settled(engine)
    assert subjects(dovecot, mail_user, "Trash") == []
    assert "Trash/gone" not in dovecot.folders(mail_user)
    assert engine.subjects("Trash") == []


async def test_archive_is_made_when_there_is_none(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    await engine.operate(DeleteFolder(NO_ID, engine.folder("Archive").id, forever=True))
    row = engine.row("INBOX", "number 1")
    await engine.operate(ArchiveMessages(NO_ID, (row.id,)))
    assert subjects(dovecot, mail_user, "Archive") == ["number 1"]
    assert engine.folder("Archive").role is FolderRole.ARCHIVE
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    assert [one.id for one in engine.rows("Archive")] == [row.id]


async def test_marked_by_others_and_expunged_by_the_user(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 3)
    dovecot.doveadm("flags", "add", "-u", mail_user.name, "\\Deleted", "mailbox", "INBOX", "subject", "number 1")
    await engine.operate(ExpungeDeleted(NO_ID, engine.folder("INBOX").id))
    assert subjects(dovecot, mail_user, "INBOX") == ["number 0", "number 2"]


async def test_subscribed_or_not(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    await engine.operate(CreateFolder(NO_ID, account(engine), "mine"))
    for on in (False, True):
        await engine.operate(SubscribeFolder(NO_ID, engine.folder("mine").id, on))
        assert engine.folder("mine").subscribed is on
        assert ("mine" in dovecot.doveadm("mailbox", "list", "-s", "-u", mail_user.name).split("\n")) is on
        assert isinstance(await engine.request(Sync(request_id="")), Finished)
        assert engine.folder("mine").subscribed is on


async def test_what_cannot_be_is_refused_at_once(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    inbox, archive = engine.folder("INBOX").id, engine.folder("Archive").id
    mine = account(engine)
    assert await refusal(engine, RenameFolder(NO_ID, inbox, "Other")) is ProblemKind.FOLDER_FIXED
    assert await refusal(engine, DeleteFolder(NO_ID, inbox, forever=True)) is ProblemKind.FOLDER_FIXED
    assert await refusal(engine, CreateFolder(NO_ID, mine, "Archive")) is ProblemKind.FOLDER_EXISTS
    assert await refusal(engine, CreateFolder(NO_ID, mine, "inbox")) is ProblemKind.FOLDER_EXISTS
    assert await refusal(engine, CreateFolder(NO_ID, mine, "Nowhere/here")) is ProblemKind.FOLDER_MISSING
    assert await refusal(engine, CreateFolder(NO_ID, mine, "Archive/ ")) is ProblemKind.FOLDER_NAME_UNUSABLE
    assert await refusal(engine, CreateFolder(NO_ID, mine, "a\x07b")) is ProblemKind.FOLDER_NAME_UNUSABLE
    assert await refusal(engine, RenameFolder(NO_ID, archive, "Archive/below")) is ProblemKind.FOLDER_CANNOT_HOLD
    assert paths(engine) == {"INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash"}


async def test_what_the_server_refuses_goes_back(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    await offline(engine)
    dovecot.doveadm("mailbox", "create", "-u", mail_user.name, "taken")
    renamed = await engine.operate(RenameFolder(NO_ID, engine.folder("Archive").id, "taken"), done=False)
    await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("taken").id), done=False)
    await engine.engine.perform(GoOnline())
    failed = await engine.wait_for(OperationFailed, lambda one: one.operation_id == renamed)
    assert failed.problem.kind is ProblemKind.FOLDER_EXISTS
    await settled(engine)
    assert {"Archive", "taken"} <= paths(engine)
    assert subjects(dovecot, mail_user, "Archive") == ["number 0"], "the folder meant is the one that kept its name"


@pytest.mark.parametrize(
    "name", ["a", "INBOX/x", "&", "peter~", "Entwürfe & mehr", "Ω" * 40, "tab\u00a0x", '"quoted"', "🐈"]
)
async def test_any_name(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, name: str
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    await engine.operate(CreateFolder(NO_ID, account(engine), name))
    assert name in dovecot.folders(mail_user)
    await engine.operate(RenameFolder(NO_ID, engine.folder(name).id, f"{name} 2"))
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    assert f"{name} 2" in paths(engine)
    await engine.operate(DeleteFolder(NO_ID, engine.folder(f"{name} 2").id, forever=True))
    assert f"{name} 2" not in dovecot.folders(mail_user)


async def test_taken_back_before_it_was_made(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    row = engine.row("INBOX", "number 0")
    await offline(engine)
    made = await engine.operate(CreateFolder(NO_ID, account(engine), "new"), done=False)
    await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("new").id), done=False)
    await engine.engine.perform(UndoOperation(made))
    await engine.engine.perform(GoOnline())
    await settled(engine)
    assert "new" not in paths(engine) | set(dovecot.folders(mail_user))
    assert engine.subjects("INBOX") == ["number 0"]
