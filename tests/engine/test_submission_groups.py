"""Recipients in groups, or in several attempts: what was said of each of those who do not get it is kept."""

import time

import msgspec

from mailclient.bridge.commands import OpenDraft, ResendMessage, SaveDraft, UndoOperation
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Finished, OperationDone
from mailclient.mail.delivery_report import Cause
from mailclient.mail.delivery_story import Stage
from mailclient.mail.ids import OperationId
from mailclient.store.rows import Standing
from tests.engine.running import RunningEngine
from tests.engine.test_send_draft import DRAFT, NO_ID, TO, send
from tests.engine.test_submission_lane import account, recipients_of
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp

ONE_AT_A_TIME = ("LIMITS RCPTMAX=1",)


def stages(engine: RunningEngine) -> dict[str, Stage]:
    story = engine.reader.delivery_story(engine.row("Sent", "x").id)
    assert story is not None
    return {one.address: one.stage for one in story.recipients}


async def test_who_is_refused_before_anybody_got_it_can_be_corrected(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    rules = {"RCPT TO:<bbo@": "550 5.1.1 no such user", "RCPT TO:<hidden@": "550 5.7.1 not from you"}
    async with ModelSmtp(ONE_AT_A_TIME, {**rules}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        everyone = "bbo@mail.test, hidden@mail.test, kim@mail.test, sue@mail.test"
        first = await engine.operate(send(account_id, DraftContent(to=everyone, subject="x")))
        (row,) = engine.reader.outbox()
        assert row.standing(time.time()) is Standing.REFUSED
        assert [(one.address, one.line) for one in row.refusals_left] == [
            ("bbo@mail.test", "550 5.1.1 no such user"),
            ("hidden@mail.test", "550 5.7.1 not from you"),
        ]
        await engine.until(lambda: engine.subjects("Sent") == ["x"])
        assert stages(engine) == {
            "bbo@mail.test": Stage.REFUSED,
            "hidden@mail.test": Stage.REFUSED,
            "kim@mail.test": Stage.ACCEPTED,
            "sue@mail.test": Stage.ACCEPTED,
        }
        await engine.operate(ResendMessage(OperationId("again"), first, (("bbo@mail.test", TO),)))
    assert recipients_of(server) == ["kim@mail.test", "sue@mail.test", TO]


async def test_what_was_said_once_is_not_told_again_with_the_next_group(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp(ONE_AT_A_TIME, {"RCPT TO:<bbo@": "550 5.1.1 no such user"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        content = DraftContent(to="bbo@mail.test, kim@mail.test, sue@mail.test", subject="x")
        await engine.operate(send(account_id, content))
        await engine.until(lambda: engine.subjects("Sent") == ["x"])
    story = engine.reader.delivery_story(engine.row("Sent", "x").id)
    assert story is not None
    assert [[one.address for one in each.refused] for each in story.handed_in] == [["bbo@mail.test"], []]


async def test_a_refusal_of_the_whole_message_is_kept_for_each_who_has_not_got_it(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Some have it; then the server takes no more of it, and names nobody."""
    mails = iter(["250 ok", "550 5.7.1 too much for you"])
    async with ModelSmtp(ONE_AT_A_TIME, {"MAIL": lambda: next(mails)}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        content = DraftContent(to=f"kim@mail.test, {TO}, sue@mail.test", subject="x")
        first = await engine.operate(send(account_id, content))
        assert (await engine.wait_for(OperationDone)).refused == (TO, "sue@mail.test")
        (row,) = engine.reader.outbox()
        assert row.standing(time.time()) is Standing.REFUSED
        said = [(one.address, one.code, one.status, one.line) for one in row.refusals_left]
        assert said == [(each, 550, "5.7.1", "550 5.7.1 too much for you") for each in (TO, "sue@mail.test")]
        await engine.until(lambda: engine.subjects("Sent") == ["x"])
        assert stages(engine)[TO] is Stage.REFUSED
        server.reply.clear()
        await engine.operate(ResendMessage(OperationId("again"), first, ((TO, TO),)))
    assert recipients_of(server) == ["kim@mail.test", TO]


async def test_content_that_the_next_group_is_refused_is_said_so(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    ends = iter(["250 taken", "554 no"])
    async with ModelSmtp(ONE_AT_A_TIME, {".": lambda: next(ends)}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(send(account_id, DraftContent(to=f"kim@mail.test, {TO}", subject="x")))
        (row,) = engine.reader.outbox()
    assert [(one.address, one.line, one.cause) for one in row.refusals_left] == [(TO, "554 no", Cause.CONTENT)]


async def test_what_some_have_can_be_read_until_it_is_taken_back_and_tells_who_they_are(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """As the window does to open it once more for the others."""
    async with ModelSmtp(reply={f"RCPT TO:<{TO}>": "450 4.2.0 later"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        content = DraftContent(to=f"kim@mail.test, {TO}", subject="x", text="words")
        await engine.operate(SaveDraft(NO_ID, DRAFT, account_id, msgspec.msgpack.encode(content)))
        sent = await engine.operate(send(account_id, content), done=False)
        await engine.until(lambda: [row.problem is not None for row in engine.reader.outbox()] == [True])
        answer = await engine.request(OpenDraft("", DRAFT))
        assert isinstance(answer, Finished)
        assert msgspec.msgpack.decode(answer.draft, type=DraftContent).text == "words"
        assert engine.reader.messages_of_draft(DRAFT) == [(sent, False, ("kim@mail.test", TO))]
        await engine.engine.perform(UndoOperation(sent))
        assert engine.reader.messages_of_draft(DRAFT) == [(sent, True, ("kim@mail.test",))]
        assert engine.reader.draft(DRAFT) is None


async def test_what_was_taken_back_from_all_has_gone_to_nobody(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        sent = await engine.operate(send(account_id, DraftContent(to=TO), hold_seconds=60.0), done=False)
        assert engine.reader.messages_of_draft(DRAFT) == [(sent, False, (TO,))]
        await engine.engine.perform(UndoOperation(sent))
        assert engine.reader.messages_of_draft(DRAFT) == []
