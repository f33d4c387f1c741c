"""What some have already, taken back or dismissed: what the user has decided stands, and what he has not seen stays."""

import time

import pytest

from mailclient.bridge.commands import DismissRefusals, ResendMessage, UndoOperation
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Acknowledged, OperationDone, Refused
from mailclient.engine.operations import send_message
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.store.rows import OutboxRow, OutgoingState, Standing
from tests.engine.running import RunningEngine
from tests.engine.test_send_draft import send
from tests.engine.test_submission_lane import account, recipients_of
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp, Reply

KIM, BOB, BBO = "kim@mail.test", "bob@mail.test", "bbo@mail.test"
LATER: dict[str, Reply] = {f"RCPT TO:<{BOB}>": "450 4.2.0 later"}
LATER_OR_NEVER: dict[str, Reply] = {**LATER, f"RCPT TO:<{BBO}>": "550 5.1.1 no such user"}


@pytest.fixture
def slow_filing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy in Sent is waited for."""

    async def later(*_: object) -> float:
        return time.time() + 3_600

    monkeypatch.setattr(send_message, "put_off_until", later)


async def partly_sent(
    engine: RunningEngine, dovecot: Dovecot, user: MailUser, server: ModelSmtp, *people: str
) -> tuple[OperationId, OutboxRow]:
    """To these, of whom some have it and some are put off."""
    account_id = await account(engine, dovecot, user, server)
    sent = await engine.operate(send(account_id, DraftContent(to=", ".join(people), subject="x")), done=False)
    await engine.until(lambda: [row.problem is not None for row in engine.reader.outbox()] == [True])
    (row,) = engine.reader.outbox()
    assert row.delivered == (KIM,)
    return sent, row


async def test_taken_back_it_goes_to_nobody_else_also_while_its_copy_waits_to_be_filed(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, slow_filing: None
) -> None:
    async with ModelSmtp(reply=dict(LATER)) as server:
        sent, _row = await partly_sent(engine, dovecot, mail_user, server, KIM, BOB)
        server.reply.clear()
        await engine.engine.perform(UndoOperation(sent))
        await engine.until(lambda: [row.state for row in engine.reader.outbox()] == [OutgoingState.SENT])
        (row,) = engine.reader.outbox()
        assert (row.standing(time.time()), row.refusals_left) == (Standing.UNFILED, ())
        await engine.engine.perform(ResendMessage(OperationId("again"), sent, ((BOB, BOB),)))
        assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.TOO_LATE
    assert recipients_of(server) == [KIM]


async def test_a_refusal_nobody_has_seen_stays_when_the_rest_is_taken_back(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp(reply=dict(LATER_OR_NEVER)) as server:
        sent, _row = await partly_sent(engine, dovecot, mail_user, server, KIM, BBO, BOB)
        await engine.engine.perform(UndoOperation(sent))
        await engine.done(sent)
        assert (await engine.wait_for(OperationDone)).refused == (BBO,)
        (row,) = engine.reader.outbox()
        assert (row.standing(time.time()), row.refused) == (Standing.REFUSED, (BBO,))
        assert [one.address for one in row.refusals_left] == [BBO]
        await engine.engine.perform(ResendMessage(OperationId("again"), sent, ((BOB, BOB),)))
        assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.TOO_LATE
        await engine.operate(ResendMessage(OperationId(""), sent, ((BBO, "bo@mail.test"),)))
        assert engine.reader.outbox() == []
    assert recipients_of(server) == [KIM, "bo@mail.test"]


async def test_dismissed_refusals_are_neither_told_again_nor_sent_to_again(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, slow_filing: None
) -> None:
    """While others are still being tried, and while the copy waits to be filed."""
    async with ModelSmtp(reply=dict(LATER_OR_NEVER)) as server:
        sent, _row = await partly_sent(engine, dovecot, mail_user, server, KIM, BBO, BOB)
        await engine.engine.perform(DismissRefusals(sent))
        (row,) = engine.reader.outbox()
        assert ([one.address for one in row.refusals], row.refusals_left) == ([BOB], ())
        await engine.engine.perform(UndoOperation(sent))
        await engine.until(lambda: [row.state for row in engine.reader.outbox()] == [OutgoingState.SENT])
        (row,) = engine.reader.outbox()
        assert (row.standing(time.time()), row.refused) == (Standing.UNFILED, ())
        await engine.engine.perform(ResendMessage(OperationId("again"), sent, ((BBO, BBO),)))
        assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.TOO_LATE
    assert recipients_of(server) == [KIM]


async def test_asked_again_to_take_back_what_some_have_says_that_it_was(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """So the window asks when the engine ended before its answer: it was taken back, and is filed by now."""
    async with ModelSmtp(reply=dict(LATER)) as server:
        sent, _row = await partly_sent(engine, dovecot, mail_user, server, KIM, BOB)
        await engine.engine.perform(UndoOperation(sent))
        await engine.done(sent)
        before = len(engine.events)
        await engine.engine.perform(UndoOperation(sent))
        answer = await engine.wait_for(Acknowledged | Refused, after=before)  # type: ignore[arg-type]
        assert isinstance(answer, Acknowledged)
    assert recipients_of(server) == [KIM]
    assert engine.reader.outbox() == []
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_dismissed_refusals_stay_so_when_those_are_taken_back_who_were_never_tried(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, slow_filing: None
) -> None:
    """The connection ended before their turn, so nothing was said of them."""
    begun = iter(["250 fine"] * 2)
    reply: dict[str, Reply] = {
        f"RCPT TO:<{BBO}>": "550 5.1.1 no such user",
        "MAIL": lambda: next(begun, "421 4.3.2 closing"),
    }
    async with ModelSmtp((*ModelSmtp().extensions, "LIMITS RCPTMAX=1"), reply) as server:
        sent, row = await partly_sent(engine, dovecot, mail_user, server, KIM, BBO, BOB)
        assert [one.address for one in row.refusals] == [BBO]
        await engine.engine.perform(DismissRefusals(sent))
        await engine.engine.perform(UndoOperation(sent))
        await engine.until(lambda: [row.state for row in engine.reader.outbox()] == [OutgoingState.SENT])
        (row,) = engine.reader.outbox()
        assert (row.standing(time.time()), row.refused) == (Standing.UNFILED, ())
    assert recipients_of(server) == [KIM]
