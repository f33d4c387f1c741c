"""The outbox on its way: several messages over one connection, recipients in groups, what is held, what comes back."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mailclient.bridge.commands import GoOnline, RetryOperation, SendMessage, SetSendTime, Sync, UndoOperation
from mailclient.bridge.events import Finished, OperationDone, OperationFailed
from mailclient.engine.operations import handing_in, submission_lane
from mailclient.mail.account import AccountSettings
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import ProblemKind
from mailclient.mail.submission import Report, Reports, SubmissionWishes
from mailclient.store.rows import OutgoingState
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import LOST, ModelSmtp, Reply

NO_ID = OperationId("")
PIPELINED = ("PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING")


async def account(engine: RunningEngine, dovecot: Dovecot, user: MailUser, server: ModelSmtp) -> AccountId:
    added = await engine.add(AccountSettings(user.name, "Alice", dovecot.imap(user), server.address), user.secret)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    return added


def outgoing(user: MailUser, *recipients: str, subject: str = "hello") -> Outgoing:
    return Outgoing(message(subject, to=recipients[0]), user.name, recipients)


def recipients_of(server: ModelSmtp) -> list[str]:
    return [line.split("<")[1].split(">")[0] for taken in server.taken for line in taken.recipients]


def refusing_at_first(reply: str, times: int = 1) -> Iterator[str]:
    for _ in range(times):
        yield reply
    while True:
        yield "250 fine"


async def test_queued_messages_share_a_connection(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is closed when nobody has needed it for a while."""
    monkeypatch.setattr(submission_lane, "IDLE_SECONDS", 600.0)
    async with ModelSmtp(PIPELINED) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        sent = [
            await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, f"x{n}@y.test")), done=False)
            for n in range(4)
        ]
        for operation_id in sent:
            await engine.done(operation_id)
        assert server.said[0][-1] != "QUIT"
        monkeypatch.setattr(submission_lane, "IDLE_SECONDS", 0.1)
        await engine.engine.perform(GoOnline())
        await engine.until(lambda: server.said[0][-1] == "QUIT")
    assert recipients_of(server) == [f"x{n}@y.test" for n in range(4)]
    assert len(server.said) == 1
    assert len([line for line in server.said[0] if line.startswith("EHLO")]) == 1


async def test_a_connection_that_ended_while_it_was_kept_costs_nothing(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submission_lane, "IDLE_SECONDS", 600.0)
    mails = iter(["250 fine", "421 4.4.2 idle for too long", "250 fine"])
    async with ModelSmtp(PIPELINED, {"MAIL": lambda: next(mails)}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        for _ in range(2):
            await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "x@y.test")))
    assert len(server.taken) == 2
    assert len(server.said) == 2
    assert not [event for event in engine.events if isinstance(event, OperationFailed)]


async def test_no_more_messages_over_a_connection_than_allowed(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp((*PIPELINED, "LIMITS MAILMAX=2 RCPTMAX=3")) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        everyone = tuple(f"x{n}@y.test" for n in range(10))
        await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, *everyone)))
    assert recipients_of(server) == list(everyone)
    assert [len(taken.recipients) for taken in server.taken] == [3, 3, 3, 1]
    assert len(server.said) == 2


async def test_who_is_put_off_gets_it_later_and_nobody_twice(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submission_lane, "_FIRST_WAIT_SECONDS", 0.2)
    replies = refusing_at_first("451 4.7.1 greylisted, try again later", 2)
    async with ModelSmtp(PIPELINED, {"RCPT TO:<slow@": lambda: next(replies)}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        command = SendMessage(NO_ID, account_id, outgoing(mail_user, "quick@y.test", "slow@y.test"))
        operation_id = await engine.operate(command, done=False)
        await engine.until(
            lambda: [row.problem and row.problem.kind for row in engine.reader.outbox()] == [ProblemKind.ASKED_TO_WAIT]
        )
        assert engine.reader.outbox()[0].not_before > 0
        await engine.done(operation_id)
    assert recipients_of(server) == ["quick@y.test", "slow@y.test"]
    assert (await engine.wait_for(OperationDone)).refused == ()
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_who_is_put_off_for_days_is_refused(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_in, "_GIVE_UP_SECONDS", -1.0)
    async with ModelSmtp(PIPELINED, {"RCPT TO:<slow@": "451 4.7.1 later"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "quick@y.test", "slow@y.test")))
    assert (await engine.wait_for(OperationDone)).refused == ("slow@y.test",)


async def test_taking_back_what_some_have_already_ends_it_for_the_others(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp(PIPELINED, {"RCPT TO:<slow@": "451 4.7.1 later"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        command = SendMessage(NO_ID, account_id, outgoing(mail_user, "quick@y.test", "slow@y.test"))
        operation_id = await engine.operate(command, done=False)
        await engine.until(lambda: bool(engine.reader.outbox()[0].problem))
        await engine.engine.perform(UndoOperation(operation_id))
        await engine.done(operation_id)
    assert recipients_of(server) == ["quick@y.test"]
    assert (await engine.wait_for(OperationDone)).refused == (), "he knows who does not get it"
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_a_doubt_is_about_those_alone_who_do_not_have_it(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """The first group has it, the reply for the second is lost: said again, it goes to the second only."""
    ends = iter(["250 taken", "", "250 taken"])
    async with ModelSmtp((*PIPELINED, "LIMITS RCPTMAX=1"), {".": lambda: next(ends)}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        command = SendMessage(NO_ID, account_id, outgoing(mail_user, "first@y.test", "second@y.test"))
        operation_id = await engine.operate(command, done=False)
        failed = await engine.wait_for(OperationFailed)
        assert failed.problem.kind is ProblemKind.SEND_IN_DOUBT
        assert recipients_of(server) == ["first@y.test"]
        await engine.engine.perform(RetryOperation(operation_id))
        await engine.done(operation_id)
    assert recipients_of(server) == ["first@y.test", "second@y.test"]


async def test_the_rest_is_refused_for_good(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    async with ModelSmtp((*PIPELINED, "LIMITS RCPTMAX=1"), {"RCPT TO:<no@": "550 5.1.1 nobody"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "first@y.test", "no@y.test")))
    assert (await engine.wait_for(OperationDone)).refused == ("no@y.test",)


async def test_one_group_is_refused_whole(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    """The others get it; and when none is accepted at all, that is told of all, and all can be tried again."""
    async with ModelSmtp((*PIPELINED, "LIMITS RCPTMAX=1"), {"RCPT TO:<no": "550 5.1.1 nobody"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "no@y.test", "yes@y.test")))
        assert recipients_of(server) == ["yes@y.test"]
        assert (await engine.wait_for(OperationDone)).refused == ("no@y.test",)
        command = SendMessage(NO_ID, account_id, outgoing(mail_user, "no-1@y.test", "no-2@y.test"))
        operation_id = await engine.operate(command, done=False)
        failed = await engine.wait_for(OperationFailed)
        assert (failed.problem.kind, failed.problem.subject) == (
            ProblemKind.RECIPIENTS_REFUSED,
            "no-1@y.test, no-2@y.test",
        )
        server.reply.clear()
        await engine.engine.perform(RetryOperation(operation_id))
        await engine.done(operation_id)
    assert recipients_of(server) == ["yes@y.test", "no-1@y.test", "no-2@y.test"]


async def test_wishes_are_told_to_the_server(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    async with ModelSmtp((*PIPELINED, "FUTURERELEASE 86400 2030-01-01T00:00:00Z")) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        wishes = SubmissionWishes(
            Reports((Report.SUCCESS, Report.DELAY), envelope_id="a=b"),
            not_before=time.time() + 3600,
        )
        await engine.operate(SendMessage(NO_ID, account_id, replace(outgoing(mail_user, "x+y@y.test"), wishes=wishes)))
    [taken] = server.taken
    assert " RET=HDRS ENVID=a+3Db HOLDFOR=" in taken.mail
    assert 3500 < int(taken.mail.rpartition("=")[2]) <= 3600
    assert taken.recipients == ("RCPT TO:<x+y@y.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By@y.test",)


async def test_what_no_server_holds_is_held_here(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    async with ModelSmtp(PIPELINED) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        wishes = SubmissionWishes(not_before=time.time() + 3600)
        command = SendMessage(NO_ID, account_id, replace(outgoing(mail_user, "x@y.test"), wishes=wishes))
        operation_id = await engine.operate(command, done=False)
        await engine.until(lambda: engine.reader.outbox()[0].not_before == wishes.not_before)
        assert [(row.state, row.problem) for row in engine.reader.outbox()] == [(OutgoingState.QUEUED, None)]
        await engine.engine.perform(GoOnline())
        assert server.taken == []
        soon = time.time() + 1.0
        await engine.engine.perform(SetSendTime(operation_id, soon))
        await engine.done(operation_id)
    assert time.time() >= soon
    assert len(server.taken) == 1


@pytest.mark.parametrize("untried", ["LIMITS RCPTMAX=1", ""])
async def test_a_copy_in_sent_tells_of_those_alone_who_were_named(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, untried: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply for the first group is lost, and the server has filed a copy: the others do not have it yet."""
    monkeypatch.setattr(submission_lane, "_FIRST_WAIT_SECONDS", 0.2)
    ends = iter([LOST, "250 taken"])
    slow = refusing_at_first("250 fine" if untried else "451 4.7.1 greylisted")
    rules: dict[str, Reply] = {
        ".": lambda: next(ends),
        "RCPT TO:<second@": lambda: next(slow),
        "RCPT TO:<no@": "550 5.1.1 nobody",
    }
    async with ModelSmtp((*PIPELINED, *filter(None, [untried])), rules) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        sending = outgoing(mail_user, "first@y.test", "second@y.test", "no@y.test")
        dovecot.deliver(mail_user, sending.data, "Sent")
        await engine.operate(SendMessage(NO_ID, account_id, sending))
    assert recipients_of(server) == ["first@y.test", "second@y.test"]
    assert (await engine.wait_for(OperationDone)).refused == ("no@y.test",)
    assert len(dovecot.messages(mail_user, "Sent")) == 1
