"""Handing in and filing, each exactly once: against Postfix and Dovecot, and against servers that break off."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import msgspec
import pytest

from mailclient.bridge.commands import (
    AddAccount,
    RetryOperation,
    SaveDraft,
    SendMessage,
    SetPassword,
    Sync,
    UndoOperation,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import (
    Acknowledged,
    Failed,
    Finished,
    OperationDone,
    OperationFailed,
    PasswordNeeded,
    Refused,
)
from mailclient.engine import account_book
from mailclient.engine.accounts.login_check import check_incoming, check_submission
from mailclient.engine.secrets.credentials import Purpose
from mailclient.mail.account import AccountSettings, LoginStrength, Secret, Security, Server
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import ProblemKind
from mailclient.store.rows import OutgoingState
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.fixtures import StartScripted
from tests.servers.postfix import FORBIDDEN_LINE, UNKNOWN_RECIPIENT, Postfix
from tests.servers.scripted import Peer, Script

NO_ID = OperationId("")


def full_settings(dovecot: Dovecot, postfix: Postfix, user: MailUser) -> AccountSettings:
    return AccountSettings(user.name, "Alice Example", dovecot.imap(user), postfix.smtp(user))


def told_by_user(settings: AccountSettings) -> AccountSettings:
    """Without what the engine notes beside it."""
    incoming = replace(settings.incoming, strongest_login=LoginStrength.UNKNOWN)
    return replace(settings, incoming=incoming, smtp=replace(settings.smtp, strongest_login=LoginStrength.UNKNOWN))


async def add(engine: RunningEngine, settings: AccountSettings, user: MailUser) -> AccountId:
    answer = await engine.request(AddAccount("", settings, user.password, user.password))
    assert isinstance(answer, Finished), answer
    assert answer.account_id is not None
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    return answer.account_id


def outgoing(user: MailUser, *recipients: str, data: bytes | None = None) -> Outgoing:
    return Outgoing(data or message("hello", to=recipients[0]), user.name, recipients)


async def test_sent_and_filed_once(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    bob = dovecot.add_user("bob")
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    content = msgspec.msgpack.encode(DraftContent(to=bob.name, subject="hello"))
    await engine.operate(SaveDraft(NO_ID, DraftId("draft"), account_id, content))
    assert [draft.subject for draft in engine.reader.drafts()] == ["hello"]
    data = message("hello", to=bob.name, text="Grüße, 안녕\r\n.\r\n..two dots\r\nend")
    await engine.operate(
        SendMessage(NO_ID, account_id, outgoing(mail_user, bob.name, data=data), draft_id=DraftId("draft"))
    )
    postfix.wait_until_delivered()
    (arrived,) = dovecot.messages(bob)
    assert arrived.endswith(data.split(b"\r\n", 1)[1])
    assert dovecot.messages(mail_user, "Sent") == [data]
    assert dovecot.flags(mail_user, "Sent") == [{"\\Seen"}]
    assert engine.reader.drafts() == []
    assert engine.reader.outbox() == []
    await engine.until(lambda: engine.subjects("Sent") == ["hello"])


async def test_answering_marks_the_original(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, message("question"))
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    question = engine.row("INBOX", "question").id
    await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "x@mail.test"), answered=question))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert engine.flags(question) == Flag.ANSWERED
    assert dovecot.flags(mail_user) == [{"\\Answered"}]


async def test_refused_recipients_are_named(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    bob = dovecot.add_user("bob")
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, bob.name, UNKNOWN_RECIPIENT)))
    done = await engine.wait_for(OperationDone)
    assert done.refused == (UNKNOWN_RECIPIENT,)
    postfix.wait_until_delivered()
    assert len(dovecot.messages(bob)) == 1


async def test_what_is_refused_for_good_waits_in_the_outbox(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    data = FORBIDDEN_LINE + b"\r\n" + message("forbidden")
    command = SendMessage(NO_ID, account_id, outgoing(mail_user, "x@mail.test", data=data))
    operation_id = await engine.operate(command, done=False)
    failed = await engine.wait_for(OperationFailed)
    assert failed.problem.kind is ProblemKind.REFUSED_BY_POLICY
    assert [row.problem and row.problem.kind for row in engine.reader.outbox()] == [ProblemKind.REFUSED_BY_POLICY]
    await engine.engine.perform(UndoOperation(operation_id))
    assert engine.reader.outbox() == []
    assert dovecot.messages(mail_user, "Sent") == []


async def test_a_held_message_can_be_taken_back_and_a_sent_one_cannot(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    command = SendMessage(NO_ID, account_id, outgoing(mail_user, "x@mail.test"), hold_seconds=60)
    held = await engine.operate(command, done=False)
    assert [row.state for row in engine.reader.outbox()] == [OutgoingState.QUEUED]
    await engine.engine.perform(UndoOperation(held))
    assert engine.reader.outbox() == []
    sent = await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "x@mail.test")))
    await engine.engine.perform(UndoOperation(sent))
    assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.TOO_LATE
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_both_logins_are_tried_before_anything_is_stored(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    settings = full_settings(dovecot, postfix, mail_user)
    for imap, smtp in (("wrong", mail_user.password), (mail_user.password, "wrong")):
        answer = await engine.request(AddAccount("", settings, imap, smtp))
        assert isinstance(answer, Failed)
        assert answer.problem.kind is ProblemKind.WRONG_PASSWORD
    assert engine.reader.accounts() == []


async def test_settings_are_changed_only_when_they_work(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    settings = full_settings(dovecot, postfix, mail_user)
    account_id = await add(engine, settings, mail_user)
    bad = replace(settings, incoming=replace(settings.incoming, port=1))
    answer = await engine.request(AddAccount("", bad, mail_user.password, mail_user.password, account_id))
    assert isinstance(answer, Failed)
    assert told_by_user(engine.reader.accounts()[0].settings) == settings
    good = replace(settings, name="Alice Changed", incoming=replace(settings.incoming, host="127.0.0.1"))
    answer = await engine.request(AddAccount("", good, mail_user.password, mail_user.password, account_id))
    assert isinstance(answer, Finished), answer
    assert told_by_user(engine.reader.accounts()[0].settings) == good
    assert await engine.credentials.password(settings.incoming, Purpose.IMAP) is None
    assert await engine.credentials.password(good.incoming, Purpose.IMAP) == mail_user.secret
    assert isinstance(await engine.request(Sync("", account_id=account_id)), Finished)


async def test_a_missing_password_is_asked_for(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    await engine.stop()
    forgetful = RunningEngine(engine.profile.directory)
    await forgetful.start()
    try:
        needed = await forgetful.wait_for(PasswordNeeded)
        assert needed.problem.kind is ProblemKind.PASSWORD_MISSING
        assert any(event == needed for event in forgetful.engine.greeting()), "who comes later is told, too"
        assert isinstance(await forgetful.request(SetPassword("", account_id, mail_user.password)), Finished)
        await forgetful.online(account_id)
    finally:
        await forgetful.stop()
        await engine.start()


async def test_wrong_password_stops_until_the_right_one_comes(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    dovecot.change_password(mail_user, "a longer password")
    dovecot.disconnect(mail_user)
    needed = await engine.wait_for(PasswordNeeded)
    assert needed.problem.kind is ProblemKind.WRONG_PASSWORD
    wrong = await engine.request(SetPassword("", account_id, "still wrong"))
    assert isinstance(wrong, Failed)
    right = await engine.request(SetPassword("", account_id, "a longer password"))
    assert isinstance(right, Finished)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)


async def test_a_password_goes_to_the_server_that_asks_for_it_and_to_no_other(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sending is at another provider, with a password of its own."""
    other = dovecot.add_user("sender", "quite another one")
    settings = replace(full_settings(dovecot, postfix, mail_user), smtp=postfix.smtp(other))
    added = await engine.request(AddAccount("", settings, mail_user.password, other.password))
    assert isinstance(added, Finished), added
    assert added.account_id is not None
    await engine.online(added.account_id)
    tried: list[str] = []

    def noted(where: str, check: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def note(*arguments: object) -> None:
            tried.append(where)
            await check(*arguments)

        return note

    monkeypatch.setattr(account_book, "check_incoming", noted("imap", check_incoming))
    monkeypatch.setattr(account_book, "check_submission", noted("smtp", check_submission))
    dovecot.change_password(other, "for sending")
    assert isinstance(await engine.request(SetPassword("", added.account_id, "for sending")), Finished)
    assert tried == ["smtp"]
    await engine.online(added.account_id)
    dovecot.change_password(mail_user, "reading alone")
    dovecot.disconnect(mail_user)
    await engine.wait_for(PasswordNeeded)
    assert isinstance(await engine.request(SetPassword("", added.account_id, "reading alone")), Finished)
    assert tried == ["smtp", "imap"]
    assert await engine.credentials.password(settings.incoming, Purpose.IMAP) == Secret("reading alone")
    assert await engine.credentials.password(settings.smtp, Purpose.SMTP) == Secret("for sending")


def smtp_that_loses_the_reply(takes: list[bytes]) -> Script:
    async def script(peer: Peer) -> None:
        await peer.send("220 mail.test ESMTP")
        await peer.expect("EHLO .*")
        await peer.send("250-mail.test", "250 8BITMIME")
        await peer.expect("MAIL FROM.*")
        await peer.send("250 ok")
        await peer.expect("RCPT TO.*")
        await peer.send("250 ok")
        await peer.expect("DATA")
        await peer.send("354 go on")
        takes.append(await peer.until(b"\r\n.\r\n"))
        await peer.close()

    return script


def accepting_smtp(takes: list[bytes]) -> Script:
    async def script(peer: Peer) -> None:
        await peer.send("220 mail.test ESMTP")
        await peer.expect("EHLO .*")
        await peer.send("250-mail.test", "250 8BITMIME")
        await peer.expect("MAIL FROM.*")
        await peer.send("250 ok")
        await peer.expect("RCPT TO.*")
        await peer.send("250 ok")
        await peer.expect("DATA")
        await peer.send("354 go on")
        takes.append(await peer.until(b"\r\n.\r\n"))
        await peer.send("250 taken")
        await peer.expect("QUIT")
        await peer.send("221 bye")
        await peer.expect_end()

    return script


async def scripted_account(
    engine: RunningEngine,
    dovecot: Dovecot,
    user: MailUser,
    scripted: StartScripted,
    *scripts: Script,
) -> AccountId:
    server = await scripted(*scripts, security=Security.NONE)
    smtp = Server("localhost", server.address.port, Security.NONE, "")
    account_id = await engine.add(AccountSettings(user.name, "Alice", dovecot.imap(user), smtp), user.secret)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    return account_id


async def test_a_lost_reply_is_never_sent_again_by_itself(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, scripted: StartScripted
) -> None:
    takes: list[bytes] = []
    account_id = await scripted_account(
        engine, dovecot, mail_user, scripted, smtp_that_loses_the_reply(takes), accepting_smtp(takes)
    )
    command = SendMessage(NO_ID, account_id, outgoing(mail_user, "x@mail.test"))
    operation_id = await engine.operate(command, done=False)
    failed = await engine.wait_for(OperationFailed)
    assert failed.problem.kind is ProblemKind.SEND_IN_DOUBT
    assert len(takes) == 1
    assert dovecot.messages(mail_user, "Sent") == []
    start = len(engine.events)
    await engine.engine.perform(RetryOperation(operation_id))
    await engine.wait_for(Acknowledged, after=start)
    await engine.done(operation_id)
    assert len(takes) == 2
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_a_lost_reply_whose_message_is_in_sent_was_sent(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, scripted: StartScripted
) -> None:
    takes: list[bytes] = []
    account_id = await scripted_account(engine, dovecot, mail_user, scripted, smtp_that_loses_the_reply(takes))
    data = message("hello")
    dovecot.deliver(mail_user, data, "Sent")
    await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "x@mail.test", data=data)))
    assert len(takes) == 1
    assert len(dovecot.messages(mail_user, "Sent")) == 1
