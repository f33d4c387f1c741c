"""What the user waits for goes first; what the user looks at is watched; several accounts at once."""

import base64

import msgspec
import pytest

from mailclient.bridge.commands import (
    DeleteMessages,
    DiscardDraft,
    FetchPart,
    FileDraft,
    MoveMessages,
    RetryOperation,
    SaveDraft,
    SetFlags,
    Sync,
    UndoOperation,
    WatchFolder,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import (
    Finished,
    MessagesChanged,
    OperationDone,
    OperationFailed,
    PartFailed,
    Refused,
)
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import DraftId, OperationId, PartPath
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.codes import CopyUid
from mailclient.wire.imap.number_set import NumberSet
from tests.engine.running import RunningEngine, message
from tests.engine.test_operations import start, subjects
from tests.servers.dovecot import Dovecot, MailUser

NO_ID = OperationId("")


def with_attachment(size: int) -> bytes:
    encoded = base64.encodebytes(bytes(range(256)) * (size // 256)).replace(b"\n", b"\r\n")
    return (
        b"From: alice@mail.test\r\nTo: bob@mail.test\r\nSubject: large\r\nMessage-ID: <large@mail.test>\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nsmall text\r\n"
        b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="large.bin"\r\n\r\n' + encoded + b"--b--\r\n"
    )


async def test_a_part_that_is_not_there(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    await engine.engine.perform(FetchPart(engine.rows("INBOX")[0].id, PartPath("7")))
    assert (await engine.wait_for(PartFailed)).problem.kind is ProblemKind.MESSAGE_GONE


async def test_the_folder_looked_at_is_watched(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    archive = engine.folder("Archive").id
    await engine.engine.perform(WatchFolder(archive))
    dovecot.deliver(mail_user, message("first"), "Archive")
    await engine.wait_for(MessagesChanged, lambda one: one.folder_id == archive)
    dovecot.deliver(mail_user, message("second"), "Archive")
    await engine.until(lambda: sorted(engine.subjects("Archive")) == ["first", "second"])


async def test_a_draft_on_the_server_is_replaced_and_thrown_away(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    account_id = engine.reader.accounts()[0].id
    draft = DraftId("draft")
    for text in ("one", "two"):
        content = msgspec.msgpack.encode(DraftContent(subject=text))
        await engine.operate(SaveDraft(NO_ID, draft, account_id, content))
        await engine.operate(FileDraft(NO_ID, draft, account_id))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert subjects(dovecot, mail_user, "Drafts") == ["two"]
    await engine.operate(DiscardDraft(NO_ID, draft))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert subjects(dovecot, mail_user, "Drafts") == []
    assert engine.reader.drafts() == []


async def test_one_action_on_two_accounts(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    other = dovecot.add_user()
    dovecot.deliver(other, message("elsewhere"))
    await engine.add(AccountSettings(other.name, "Bob", dovecot.imap(other), settings.smtp), other.secret)
    assert isinstance(await engine.request(Sync("")), Finished)
    ids = tuple(id_ for folder in engine.reader.folders() for id_, _ in engine.reader.message_ids(folder.id))
    assert len(ids) == 2
    operation_id = await engine.operate(SetFlags(NO_ID, ids, add=Flag.FLAGGED))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert dovecot.flags(mail_user) == dovecot.flags(other) == [{"\\Flagged"}]
    await engine.engine.perform(UndoOperation(operation_id))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert dovecot.flags(mail_user) == dovecot.flags(other) == [set()]


async def test_a_move_to_another_account_is_refused(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    other = dovecot.add_user()
    account_id = await engine.add(AccountSettings(other.name, "Bob", dovecot.imap(other), settings.smtp), other.secret)
    assert isinstance(await engine.request(Sync("", account_id=account_id)), Finished)
    target = engine.reader.folders(account_id)[0].id
    mine = engine.reader.folders()[0]
    (row,) = engine.reader.rows([id_ for id_, _ in engine.reader.message_ids(mine.id)])
    await engine.engine.perform(MoveMessages(OperationId("no"), (row.id,), target))
    assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.OTHER_SERVER
    assert engine.reader.rows([row.id])[0].folder_id == mine.id


async def test_what_the_server_refuses_is_shown_as_before_and_can_be_retried(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    (row,) = engine.rows("INBOX")

    async def refuse(self: MailServer, uids: NumberSet, target: str) -> CopyUid | None:
        raise MailError(Problem(ProblemKind.SERVER_REFUSED, target, "over quota"))

    with monkeypatch.context() as patch:
        patch.setattr(MailServer, "move", refuse)
        command = MoveMessages(NO_ID, (row.id,), engine.folder("Archive").id)
        operation_id = await engine.operate(command, done=False)
        failed = await engine.wait_for(OperationFailed, lambda one: one.operation_id == operation_id)
    assert failed.problem.detail == "over quota"
    assert engine.subjects("INBOX") == ["number 0"]
    assert engine.subjects("Archive") == []
    await engine.engine.perform(RetryOperation(operation_id))
    await engine.wait_for(OperationDone, lambda one: one.operation_id == operation_id)
    assert subjects(dovecot, mail_user, "Archive") == ["number 0"]
    assert engine.subjects("Archive") == ["number 0"]


async def test_deleting_what_others_deleted_is_done(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    row = engine.row("INBOX", "number 0")
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "INBOX", "subject", "number 0")
    await engine.operate(DeleteMessages(NO_ID, (row.id,)))
    assert isinstance(await engine.request(Sync("")), Finished)
    assert engine.subjects("INBOX") == ["number 1"]
    assert engine.subjects("Trash") == []
