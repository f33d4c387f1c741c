"""A draft on its way: made in the engine, in pieces, once, whatever happens meanwhile."""

import email
import email.policy
import time
from functools import partial
from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.commands import (
    CountAsSent,
    DismissRefusals,
    ResendMessage,
    RetryOperation,
    SaveDraft,
    SendDraft,
    SetPassword,
    SetSendTime,
    Sync,
    UndoOperation,
)
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import Acknowledged, Finished, OperationDone, OperationFailed, PasswordNeeded, Refused
from mailclient.engine.accounts import agenda
from mailclient.engine.operations import late_copies
from mailclient.engine.secrets.credentials import Purpose
from mailclient.mail.account import AccountSettings, Secret
from mailclient.mail.delivery_report import Cause
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import OperationState, OutgoingState, Standing
from mailclient.store.writer import Writer
from tests.engine.running import RunningEngine
from tests.engine.test_submission_lane import account, recipients_of
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import LOST, ModelSmtp, Reply

NO_ID = OperationId("")
DRAFT = DraftId("draft")
TO = "bob@mail.test"


def send(account_id: AccountId, content: DraftContent, hold_seconds: float = 0.0) -> SendDraft:
    return SendDraft(NO_ID, DRAFT, account_id, msgspec.msgpack.encode(content), hold_seconds)


def pieces(engine: RunningEngine) -> int:
    return int(engine.reader._rows("SELECT count(*) FROM outgoing_piece")[0][0])


async def test_made_sent_and_filed_once_with_its_file(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, tmp_path: Path
) -> None:
    """Larger than a piece; the window sends it three times, twice while it is still made."""
    file = tmp_path / "figures.bin"
    file.write_bytes(bytes(range(256)) * 12_000)
    stat = file.stat()
    attached = DraftFile(
        "figures.bin", "application/octet-stream", str(file), size=stat.st_size, modified_ns=stat.st_mtime_ns
    )
    content = DraftContent(to=TO, bcc="carol@mail.test", subject="Zahlen", text="Grüße", files=(attached,))
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(SaveDraft(NO_ID, DRAFT, account_id, msgspec.msgpack.encode(content)))
        command = msgspec.structs.replace(send(account_id, content), operation_id=OperationId("one"))
        for _ in range(2):
            await engine.engine.perform(command)
        await engine.done(OperationId("one"))
        await engine.engine.perform(command)
        await engine.wait_for(OperationDone, after=len(engine.events))
        await engine.until(lambda: pieces(engine) == 0)
    (taken,) = server.taken
    assert recipients_of(server) == [TO, "carol@mail.test"]
    parsed = email.message_from_bytes(taken.data, policy=email.policy.default)
    (part,) = parsed.iter_attachments()
    assert part.get_content() == file.read_bytes()
    assert "carol" not in str(parsed)
    assert dovecot.messages(mail_user, "Sent") == [taken.data]
    assert engine.reader.drafts() == []


async def test_a_file_that_has_gone_leaves_nothing_behind(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, tmp_path: Path
) -> None:
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        gone = DraftFile("x.txt", "text/plain", str(tmp_path / "gone"))
        await engine.engine.perform(send(account_id, DraftContent(to=TO, files=(gone,))))
        refused = await engine.wait_for(Refused)
    assert refused.problem.kind in {ProblemKind.FILE_GONE, ProblemKind.FILE_UNREADABLE}
    assert engine.reader.outbox() == []


async def test_a_full_disk_while_it_is_made(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third piece finds no room: refused, and what was written goes away."""
    live, count = Writer.copying, 0

    async def filling(self: Writer, name: str, *rest: object, **more: object) -> object:
        nonlocal count
        count += name == "keep a piece"
        if count == 3:
            raise MailError(Problem(ProblemKind.DISK_FULL, "mail.sqlite3"))
        return await live(self, name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "copying", filling)
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        large = DraftFile("x.bin", "application/octet-stream", data=bytes(3_000_000))
        await engine.engine.perform(send(account_id, DraftContent(to=TO, files=(large,))))
        assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.DISK_FULL
        await engine.until(lambda: pieces(engine) == 0)
    assert (engine.reader.outbox(), server.taken) == ([], [])


async def test_taken_back_while_it_is_made(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        command = msgspec.structs.replace(send(account_id, DraftContent(to=TO)), operation_id=OperationId("one"))
        await engine.engine.perform(command)
        await engine.engine.perform(UndoOperation(OperationId("one")))
        await engine.until(lambda: sum(isinstance(one, Acknowledged) for one in engine.events) >= 2)
        await engine.until(lambda: pieces(engine) == 0)
        assert engine.reader.outbox() == []
    assert server.taken == []


async def test_held_until_its_time_then_changed_then_sent_now(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        later = engine.engine._outside.now() + 86_400
        held = await engine.operate(send(account_id, DraftContent(to=TO, send_at=later)), done=False)
        assert [(row.send_at, row.not_before) for row in engine.reader.outbox()] == [(later, later)]
        await engine.engine.perform(SetSendTime(held, later + 86_400))
        (row,) = engine.reader.outbox()
        assert row.send_at == later + 86_400
        assert server.taken == []
        before = engine.reader.outgoing(held)
        await engine.engine.perform(SetSendTime(held))
        await engine.done(held)
        await engine.engine.perform(SetSendTime(held))
        assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.TOO_LATE
    (taken,) = server.taken
    assert before is not None
    sent, planned = (email.message_from_bytes(data) for data in (taken.data, before.data))
    assert sent["Date"] != planned["Date"], "what goes out now is not dated the day after tomorrow"
    assert sent["Message-ID"] == planned["Message-ID"]


async def test_who_was_refused_gets_it_at_a_corrected_address(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp(reply={"RCPT TO:<bbo@mail.test>": "550 5.1.1 no such user"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        first = await engine.operate(send(account_id, DraftContent(to="kim@mail.test, bbo@mail.test", subject="x")))
        (row,) = engine.reader.outbox()
        assert (row.delivered, row.refused) == (("kim@mail.test",), ("bbo@mail.test",))
        (refusal,) = row.refusals
        assert (refusal.code, refusal.status, refusal.cause) == (550, "5.1.1", Cause.USER_UNKNOWN)
        assert refusal.line == "550 5.1.1 no such user"
        again = ResendMessage(NO_ID, first, (("bbo@mail.test", TO),))
        await engine.operate(again)
        assert engine.reader.outbox() == []
        await engine.until(lambda: pieces(engine) == 0)
        await engine.engine.perform(msgspec.structs.replace(again, operation_id=OperationId("late")))
        assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.TOO_LATE
    assert recipients_of(server) == ["kim@mail.test", TO]
    assert len({taken.data for taken in server.taken}) == 1, "the same message, with the same Message-ID"
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_refusals_that_were_seen_leave_the_outbox(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp(reply={"RCPT TO:<bbo@mail.test>": "550 5.1.1 no such user"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        first = await engine.operate(send(account_id, DraftContent(to="kim@mail.test, bbo@mail.test")))
        await engine.engine.perform(DismissRefusals(first))
        await engine.until(lambda: engine.reader.outbox() == [] and pieces(engine) == 0)


async def test_the_user_knows_that_a_message_in_doubt_has_arrived(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp(reply={".": LOST}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        sent = await engine.operate(send(account_id, DraftContent(to=TO, subject="x")), done=False)
        assert (await engine.wait_for(OperationFailed)).problem.kind is ProblemKind.SEND_IN_DOUBT
        (row,) = engine.reader.outbox()
        assert (row.state, row.operation_state) == (OutgoingState.IN_DOUBT, OperationState.FAILED)
        await engine.engine.perform(UndoOperation(sent))
        refused = await engine.wait_for(Refused)
        assert refused.problem.kind is ProblemKind.TOO_LATE, "Ctrl+Z is no word about a doubt"
        await engine.engine.perform(CountAsSent(sent))
        await engine.done(sent)
    assert len(server.taken) == 1
    assert len(dovecot.messages(mail_user, "Sent")) == 1
    assert engine.reader.outbox() == []


async def test_an_identity_sends_over_its_own_server_into_its_own_folder(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Its password is asked for when it is needed; meanwhile the account's own server goes on."""
    dovecot.doveadm("mailbox", "create", "-u", mail_user.name, "Shop sent")
    async with ModelSmtp() as usual, ModelSmtp((*ModelSmtp().extensions, "AUTH PLAIN"), user="shop") as own:
        shop = Identity("Shop", "shop@shop.test", smtp=own.address, sent_folder="Shop sent")
        settings = AccountSettings(
            mail_user.name, "Alice", dovecot.imap(mail_user), usual.address,
            identities=(Identity("Alice", mail_user.name), shop),
        )  # fmt: skip
        account_id = await engine.add(settings, mail_user.secret)
        await engine.credentials.forget(own.address, Purpose.SMTP)
        content = DraftContent(from_="Shop <shop@shop.test>", to=TO, subject="from the shop")
        from_shop = await engine.operate(send(account_id, content), done=False)
        needed = await engine.wait_for(PasswordNeeded)
        assert needed.server is not None
        assert needed.server.place == own.address.place
        other = msgspec.structs.replace(send(account_id, DraftContent(to=TO, subject="usual")), draft_id=DraftId("2"))
        await engine.operate(other)
        # What happens meanwhile does not make the answer one for another server.
        engine.engine._supervisor.account(account_id).submission.resume()
        answer = await engine.request(SetPassword("", account_id, "open", server=needed.server))
        assert isinstance(answer, Finished), answer
        await engine.done(from_shop)
        assert await engine.credentials.password(own.address, Purpose.SMTP) == Secret("open")
        assert await engine.credentials.password(settings.incoming, Purpose.IMAP) == mail_user.secret
    assert (len(usual.taken), len(own.taken)) == (1, 1)
    assert b"from the shop" in dovecot.messages(mail_user, "Shop sent")[0]
    assert [b"usual" in each for each in dovecot.messages(mail_user, "Sent")] == [True]


async def test_a_server_that_files_its_own_copy_late_is_waited_for_from_then_on(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice in Sent it stands once: ours goes. The next time none is appended while the server's own may come."""
    monkeypatch.setattr(late_copies, "LOOK_AGAIN_SECONDS", 0.2)
    monkeypatch.setattr(agenda, "_OPERATIONS_LOOK_SECONDS", 0.2)
    monkeypatch.setattr(agenda, "_OPERATIONS_PAUSE_SECONDS", 0.1)
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(send(account_id, DraftContent(to=TO, subject="first")))
        dovecot.deliver(mail_user, b"X-Filed-By: server\r\n" + server.taken[0].data, "Sent")
        assert isinstance(await engine.request(Sync(request_id="")), Finished)
        await engine.until(lambda: len(dovecot.messages(mail_user, "Sent")) == 1)
        assert b"X-Filed-By" in dovecot.messages(mail_user, "Sent")[0]
        second = await engine.operate(send(account_id, DraftContent(to=TO, subject="second")), done=False)
        await engine.until(lambda: len(server.taken) == 2)
        await engine.until(lambda: engine.reader.outbox() != [] and engine.reader.outbox()[0].attempts > 2)
        assert len(dovecot.messages(mail_user, "Sent")) == 1, "ours is not appended"
        dovecot.deliver(mail_user, b"X-Filed-By: server\r\n" + server.taken[1].data, "Sent")
        await engine.done(second)
    assert [b"X-Filed-By" in one for one in dovecot.messages(mail_user, "Sent")] == [True, True]


async def test_ten_thousand_recipients_get_it_once_each(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """In groups as large as the server takes; who is refused among them is named, and can be sent to again."""
    people = [f"x{number}@mail.test" for number in range(10_000)]
    bad = people[::2_500]
    refused: dict[str, Reply] = {f"RCPT TO:<{one}>": "550 5.1.1 no such user" for one in bad}
    async with ModelSmtp((*ModelSmtp().extensions, "LIMITS RCPTMAX=1000"), refused) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        first = await engine.operate(send(account_id, DraftContent(bcc=", ".join(people), subject="all")))
        (row,) = engine.reader.outbox()
        assert [one.address for one in row.refusals_left] == bad
        server.reply.clear()
        await engine.operate(ResendMessage(NO_ID, first, tuple((one, one) for one in bad)))
        assert engine.reader.outbox() == []
    got = recipients_of(server)
    assert (len(got), set(got)) == (10_000, set(people))
    assert len(server.taken) == 11
    assert b"x77@mail.test" not in server.taken[0].data
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_too_large_is_said_with_the_limit(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    """Whether the server names its limit before or says 552 after."""
    large = DraftFile("x.bin", "application/octet-stream", data=bytes(200_000))
    async with ModelSmtp((*ModelSmtp().extensions, "SIZE 100000"), {".": "552 5.3.4 too big"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        seen = 0
        for files in ((), (large,)):
            sent = await engine.operate(send(account_id, DraftContent(to=TO, files=files)), done=False)
            failed = await engine.wait_for(OperationFailed, after=seen)
            assert (failed.operation_id, failed.problem.kind) == (sent, ProblemKind.MESSAGE_TOO_LARGE)
            seen = len(engine.events)
    assert server.taken == []
    assert len(engine.reader.outbox()) == 2


async def test_greylisted_then_taken_without_a_word_to_the_user(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    answers = iter(["450 4.2.0 greylisted, try again in 5 minutes"])
    reply: dict[str, Reply] = {"RCPT": lambda: next(answers, "250 fine")}
    async with ModelSmtp(reply=reply) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        sent = await engine.operate(send(account_id, DraftContent(to=TO)), done=False)
        await engine.until(lambda: [row.problem is not None for row in engine.reader.outbox()] == [True])
        (row,) = engine.reader.outbox()
        assert row.standing(row.not_before - 1) is Standing.RETRYING
        assert (row.refusals[0].cause, row.refusals[0].for_now, row.refusals_left) == (Cause.GREYLISTED, True, ())
        await engine.engine.perform(RetryOperation(sent))
        await engine.done(sent)
    assert len(server.taken) == 1
    assert engine.reader.outbox() == []


async def test_attempts_that_something_else_hurried_make_no_pause_longer(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Another network, a new password, going online: all that waits is tried at once, and then waits as before."""

    def stands(attempts: int) -> bool:
        return [(one.attempts, one.problem is not None) for one in engine.reader.outbox()] == [(attempts, True)]

    async with ModelSmtp(reply={"RCPT": "450 4.2.0 greylisted"}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(send(account_id, DraftContent(to=TO)), done=False)
        for attempts in range(1, 7):
            await engine.until(partial(stands, attempts))
            engine.engine._supervisor.account(account_id).network_changed()
        (row,) = engine.reader.outbox()
    assert 0 < row.not_before - time.time() <= 31


async def test_the_copy_in_sent_is_no_sign_that_it_was_sent_once_more(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Resent to whom was refused, and the answer is lost: the copy there is that of the first time."""
    ends = iter(["250 2.0.0 fine", LOST])
    rules: dict[str, Reply] = {"RCPT TO:<bbo@mail.test>": "550 5.1.1 no such user", ".": lambda: next(ends)}
    async with ModelSmtp(reply=rules) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        first = await engine.operate(send(account_id, DraftContent(to="kim@mail.test, bbo@mail.test", subject="x")))
        assert len(dovecot.messages(mail_user, "Sent")) == 1
        again = ResendMessage(NO_ID, first, (("bbo@mail.test", TO),))
        id_ = await engine.operate(again, done=False)
        failed = await engine.wait_for(OperationDone | OperationFailed, lambda one: one.operation_id == id_)  # type: ignore[arg-type]
    assert isinstance(failed, OperationFailed)
    assert failed.problem.kind is ProblemKind.SEND_IN_DOUBT
