"""Accounts whose mail is downloaded, whole: set up, passes, states, sending; against Dovecot and Postfix."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import (
    AddAccount,
    CancelRequest,
    DeleteMessages,
    FetchBody,
    FetchWhole,
    GoOnline,
    MoveMessages,
    RetryOperation,
    SendMessage,
    SetPassword,
    Sync,
)
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    BodyFailed,
    BodyStored,
    Failed,
    Finished,
    LoginPhase,
    LoginStep,
    OperationDone,
    OperationFailed,
    PasswordNeeded,
)
from mailclient.engine.secrets.credentials import Purpose
from mailclient.mail.account import AccountKind, AccountSettings, Security, Server, on_this_computer
from mailclient.mail.answering import answering_account
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import ProblemKind
from mailclient.profile import Profile
from tests.engine.child_engine import ChildEngine
from tests.engine.running import RunningEngine, message
from tests.engine.test_sending import NO_ID, accepting_smtp, outgoing, smtp_that_loses_the_reply
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.fixtures import StartScripted
from tests.servers.postfix import Postfix
from tests.servers.scripted import Peer


@pytest.fixture
def settings(dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> AccountSettings:
    return download(dovecot, postfix, mail_user)


def download(dovecot: Dovecot, postfix: Postfix, user: MailUser) -> AccountSettings:
    return AccountSettings(user.name, "Alice", dovecot.pop3(user), postfix.smtp(user), AccountKind.POP3)


@pytest_asyncio.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    running = RunningEngine(tmp_path / "profile")
    await running.start()
    yield running
    await running.stop()


async def add(engine: RunningEngine, settings: AccountSettings, user: MailUser) -> AccountId:
    answer = await engine.request(AddAccount("", settings, user.password, user.password))
    assert isinstance(answer, Finished), answer
    assert answer.account_id is not None
    assert isinstance(await engine.request(Sync("")), Finished)
    return answer.account_id


async def test_set_up_is_told_step_by_step(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, message("one"))
    account_id = await add(engine, settings, mail_user)
    steps = [(event.phase, event.subject) for event in engine.events if isinstance(event, LoginStep)]
    assert steps == [
        (LoginPhase.CONNECTING, f"localhost:{dovecot.pop3s_port}"),
        (LoginPhase.SENDING, f"localhost:{settings.smtp.port}"),
    ]
    assert engine.subjects("INBOX") == ["one"]
    await engine.online(account_id)
    states = [event.state for event in engine.events if isinstance(event, AccountStateChanged)]
    assert states[:3] == [AccountState.CONNECTING, AccountState.ONLINE, AccountState.SYNCING]
    assert not {AccountState.WAITING, AccountState.STOPPED} & set(states)


async def test_a_wrong_password_stores_nothing(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser
) -> None:
    failed = await engine.request(AddAccount("", settings, "wrong", mail_user.password))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.WRONG_PASSWORD
    assert engine.reader.accounts() == []
    assert await engine.credentials.password(settings.incoming, Purpose.POP3) is None


async def test_settings_are_changed_with_the_password_that_is_kept(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    account_id = await add(engine, settings, mail_user)
    changed = replace(settings, name="Alice B.", incoming=dovecot.pop3(mail_user, host="127.0.0.1"))
    assert isinstance(await engine.request(AddAccount("", changed, "", "", account_id)), Finished)
    assert [account.settings.name for account in engine.reader.accounts()] == ["Alice B."]
    assert await engine.credentials.password(changed.incoming, Purpose.POP3) == mail_user.secret
    assert await engine.credentials.password(settings.incoming, Purpose.POP3) is None
    dovecot.deliver(mail_user, message("one"))
    assert isinstance(await engine.request(Sync("")), Finished)
    assert engine.subjects("INBOX") == ["one"]
    other_kind = replace(changed, kind=AccountKind.IMAP, incoming=dovecot.imap(mail_user))
    refused = await engine.request(AddAccount("", other_kind, "", "", account_id))
    assert isinstance(refused, Failed)
    assert refused.problem.kind is ProblemKind.ACCOUNT_EXISTS


async def test_setting_up_can_be_stopped(
    engine: RunningEngine, settings: AccountSettings, scripted: StartScripted
) -> None:
    connected = asyncio.Event()

    async def say_nothing(peer: Peer) -> None:
        connected.set()
        await peer.stall()

    silent = await scripted(say_nothing, security=Security.NONE)
    server = Server("localhost", silent.address.port, Security.NONE, "alice")
    command = AddAccount("stopped", replace(settings, incoming=server), "x", "x")
    await engine.engine.perform(command)
    await engine.wait_for(LoginStep)
    await connected.wait()
    await engine.engine.perform(CancelRequest("stopped"))
    failed = await engine.wait_for(Failed)
    assert failed.problem.kind is ProblemKind.CANCELLED
    assert engine.reader.accounts() == []


async def test_a_new_password_is_asked_for(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    account_id = await add(engine, settings, mail_user)
    dovecot.change_password(mail_user, "another")
    failed = await engine.request(Sync(""))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.WRONG_PASSWORD
    await engine.wait_for(PasswordNeeded, lambda event: event.account_id == account_id)
    dovecot.deliver(mail_user, message("meanwhile"))
    assert isinstance(await engine.request(SetPassword("", account_id, "another")), Finished)
    await engine.until(lambda: engine.subjects("INBOX") == ["meanwhile"])


async def test_without_its_server_all_else_goes_on(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, message("one"))
    account_id = await add(engine, settings, mail_user)
    dovecot.stop()
    failed = await engine.request(Sync("", account_id=account_id))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.CONNECTION_REFUSED
    row = engine.row("INBOX", "one")
    await engine.operate(MoveMessages(NO_ID, (row.id,), engine.folder("Archive").id))
    assert engine.row("Archive", "one").id == row.id
    assert isinstance(await engine.request(FetchWhole("", (row.id,))), Finished)
    await engine.engine.perform(GoOnline(online=False))
    await engine.operate(DeleteMessages(NO_ID, (row.id,)))
    dovecot.start()
    dovecot.deliver(mail_user, message("two"))
    await engine.engine.perform(GoOnline())
    await engine.until(lambda: engine.subjects("INBOX") == ["two"])
    assert engine.subjects("Trash") == ["one"], "what was moved is not downloaded a second time"


async def test_a_large_message_is_wished_and_comes(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    large = message("large", text="rhubarb\r\n" * 10_000)
    dovecot.deliver(mail_user, large)
    account_id = await add(engine, replace(settings, pop3=Pop3Rules(headers_only_above=20_000)), mail_user)
    row = engine.row("INBOX", "large")
    assert not row.has_body
    dovecot.stop()
    await engine.engine.perform(FetchBody(row.id))
    await engine.wait_for(BodyFailed, lambda event: event.message_id == row.id)
    dovecot.start()
    await engine.engine.perform(GoOnline())
    await engine.wait_for(BodyStored, lambda event: event.message_id == row.id)
    assert engine.reader.whole(row.id) == large
    assert account_id == row.account_id


async def test_one_inbox_for_two_accounts(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    local = (await engine.request(AddAccount("", on_this_computer(), "", ""))).account_id  # type: ignore[union-attr]
    bob = dovecot.add_user("bob")
    mine: dict[str, AccountId] = {}
    for user in (mail_user, bob):
        dovecot.deliver(user, message(f"for {user.name}", text="rhubarb " * 5_000))
        settings = replace(
            download(dovecot, postfix, user), deliver_to=local, pop3=Pop3Rules(headers_only_above=20_000)
        )
        mine[user.name] = await add(engine, settings, user)
    rows = {row.subject: row for row in engine.rows("INBOX")}
    assert {row.account_id for row in rows.values()} == {local}
    for user in (mail_user, bob):
        row = rows[f"for {user.name}"]
        stored = engine.reader.message(row.id)
        assert stored is not None
        assert stored.received_by == mine[user.name]
        account = answering_account(engine.reader.accounts(), row.account_id, stored.received_by, stored.envelope)
        assert account is not None
        assert account.settings.email == user.name
        await engine.engine.perform(FetchBody(row.id))
        await engine.wait_for(BodyStored, lambda event, row=row: event.message_id == row.id)  # type: ignore[misc]


async def test_the_copy_is_filed_here_once(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    bob = dovecot.add_user("bob")
    account_id = await add(engine, settings, mail_user)
    data = message("hello", to=bob.name)
    await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, bob.name, data=data)))
    postfix.wait_until_delivered()
    assert len(dovecot.messages(bob)) == 1
    (row,) = engine.rows("Sent")
    assert engine.reader.whole(row.id) == data
    assert engine.reader.outbox() == []


async def test_in_doubt_only_the_user_sends_again(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser, scripted: StartScripted
) -> None:
    takes: list[bytes] = []
    server = await scripted(smtp_that_loses_the_reply(takes), accepting_smtp(takes), security=Security.NONE)
    smtp = Server("localhost", server.address.port, Security.NONE, "")
    account_id = await engine.add(replace(settings, smtp=smtp), mail_user.secret)
    operation_id = await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "x@mail.test")), done=False)
    failed = await engine.wait_for(OperationFailed)
    assert (failed.operation_id, failed.problem.kind) == (operation_id, ProblemKind.SEND_IN_DOUBT)
    assert engine.subjects("Sent") == []
    assert isinstance(await engine.request(Sync("")), Finished)
    assert len(takes) == 1, "nobody sends it again by himself"
    await engine.engine.perform(RetryOperation(operation_id))
    await engine.done(operation_id)
    assert len(takes) == 2
    assert engine.subjects("Sent") == ["hello"]


@pytest.mark.parametrize(
    "death", ["after:begin to send", "before:sent", "after:sent", "after:append message", "after:finish send"]
)
async def test_sending_and_filing_over_the_end_of_the_engine(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser, death: str
) -> None:
    bob = dovecot.add_user("bob")
    child = ChildEngine(Profile(tmp_path / "profile"), mail_user.password)
    await child.start()
    added = await child.request(AddAccount("add", settings, mail_user.password, mail_user.password))
    assert isinstance(added, Finished)
    assert added.account_id is not None
    assert await child.stop() == 0
    operation_id = OperationId("the one")
    data = message("hello", to=bob.name)
    command = SendMessage(operation_id, added.account_id, outgoing(mail_user, bob.name, data=data))
    await child.start(death=death)
    child.send(command)
    await child.died()
    try:
        await child.start()
        child.send(command)
        ended = await child.over(operation_id)
        postfix.wait_until_delivered()
        assert len(dovecot.messages(bob)) == 1
        if death == "before:sent":
            assert isinstance(ended, OperationFailed)
            assert ended.problem.kind is ProblemKind.SEND_IN_DOUBT
            assert child.subjects("Sent") == []
        else:
            assert isinstance(ended, OperationDone)
            assert child.subjects("Sent") == ["hello"]
    finally:
        await child.end()
