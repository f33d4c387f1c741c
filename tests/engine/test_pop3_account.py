"""A whole engine with a POP3 account: mail comes, is read, is deleted, and its problems are told."""

from mailclient.bridge.commands import AddAccount, DeleteMessages, FetchBody, FetchWhole, SetPassword, Sync
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    BodyStored,
    Failed,
    Finished,
    NewMail,
    PasswordNeeded,
)
from mailclient.mail.account import AccountKind, AccountSettings, Security, Server
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import ProblemKind
from tests.engine.pop3_desk import mail
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser


def pop3_settings(dovecot: Dovecot, user: MailUser, rules: Pop3Rules | None = None) -> AccountSettings:
    smtp = Server("localhost", 1, Security.NONE, "")
    return AccountSettings(
        user.name, "Alice", dovecot.pop3(user), smtp, kind=AccountKind.POP3, pop3=rules or Pop3Rules()
    )


async def first_pass(engine: RunningEngine, account_id: AccountId) -> None:
    """It is online from the login on; at the end of the pass it is idle again."""
    busy = await engine.wait_for(
        AccountStateChanged, lambda event: event.account_id == account_id and event.state is AccountState.SYNCING
    )
    await engine.wait_for(
        AccountStateChanged,
        lambda event: event.account_id == account_id and event.state is AccountState.ONLINE,
        after=engine.events.index(busy),
    )


async def test_mail_comes_and_is_read(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.deliver(mail_user, mail("one", "its text"))
    account_id = await engine.add(pop3_settings(dovecot, mail_user), mail_user.secret)
    await first_pass(engine, account_id)
    assert engine.subjects("INBOX") == ["one"]
    row = engine.row("INBOX", "one")
    await engine.engine.perform(FetchBody(row.id))
    await engine.wait_for(BodyStored, lambda event: event.message_id == row.id)
    body = engine.reader.body(row.id)
    assert body is not None
    assert body.text.strip() == "its text"
    dovecot.deliver(mail_user, mail("two"))
    answer = await engine.request(Sync("", account_id))
    assert isinstance(answer, Finished)
    assert answer.counts is not None
    assert answer.counts.messages == 1
    two = engine.row("INBOX", "two")
    await engine.wait_for(NewMail, lambda event: two.id in event.message_ids)


async def test_what_is_deleted_for_good_goes_from_the_server(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, mail("one"))
    dovecot.deliver(mail_user, mail("two"))
    account_id = await engine.add(pop3_settings(dovecot, mail_user), mail_user.secret)
    await first_pass(engine, account_id)
    row = engine.row("INBOX", "one")
    await engine.operate(DeleteMessages(OperationId(""), (row.id,)))
    assert engine.subjects("Trash") == ["one"]
    assert isinstance(await engine.request(Sync("", account_id)), Finished)
    assert dovecot.messages(mail_user) == [mail("one"), mail("two")], "what lies in Trash stays on the server"
    await engine.operate(DeleteMessages(OperationId(""), (row.id,), forever=True))
    assert isinstance(await engine.request(Sync("", account_id)), Finished)
    assert dovecot.messages(mail_user) == [mail("two")]
    assert engine.subjects("INBOX") == ["two"]


async def test_only_a_header_and_the_rest_on_demand(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    large = mail("large", "\r\n".join(f"line {number}" for number in range(5_000)))
    dovecot.deliver(mail_user, large)
    account_id = await engine.add(
        pop3_settings(dovecot, mail_user, Pop3Rules(headers_only_above=9_000)), mail_user.secret
    )
    await first_pass(engine, account_id)
    row = engine.row("INBOX", "large")
    assert engine.reader.whole(row.id) is None
    await engine.engine.perform(FetchBody(row.id))
    await engine.wait_for(BodyStored, lambda event: event.message_id == row.id)
    assert engine.reader.whole(row.id) == large


async def test_a_header_made_whole_by_request(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    large = mail("large", "x" * 20_000)
    dovecot.deliver(mail_user, large)
    account_id = await engine.add(
        pop3_settings(dovecot, mail_user, Pop3Rules(headers_only_above=9_000)), mail_user.secret
    )
    await first_pass(engine, account_id)
    row = engine.row("INBOX", "large")
    assert isinstance(await engine.request(FetchWhole("", (row.id,))), Finished)
    assert engine.reader.whole(row.id) == large


async def test_adding_tries_the_login(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    answer = await engine.request(AddAccount("", pop3_settings(dovecot, mail_user), "wrong", ""))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.WRONG_PASSWORD
    assert engine.reader.accounts() == []


async def test_a_wrong_password_waits_for_the_user(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, mail("one"))
    wrong = type(mail_user.secret)("wrong")
    account_id = await engine.add(pop3_settings(dovecot, mail_user), wrong)
    needed = await engine.wait_for(PasswordNeeded)
    assert needed.problem.kind is ProblemKind.WRONG_PASSWORD
    await engine.wait_for(AccountStateChanged, lambda event: event.state is AccountState.STOPPED)
    answer = await engine.request(SetPassword("", account_id, mail_user.password))
    assert isinstance(answer, Finished), answer
    await first_pass(engine, account_id)
    assert engine.subjects("INBOX") == ["one"]
