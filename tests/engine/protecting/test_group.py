"""Messages that one draft became: held, moved to another time and taken back together."""

import time

import msgspec

from mailclient.bridge.commands import ResendMessage, SendDraft, SetSendTime, StartMerge, UndoOperation
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Acknowledged, Refused
from mailclient.bridge.merge import MergeContent
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.store.rows import Standing
from tests.engine.protecting.desk import NO_ID, WritingDesk, parsed
from tests.servers.model_smtp import LOST, Reply

BOB, CAROL, DAVE = "bob@mail.test", "carol@mail.test", "dave@mail.test"
LATER, NEVER = "450 4.2.0 later", "550 5.1.1 no"


async def stands(desk: WritingDesk, replies: dict[str, Reply], *standings: Standing) -> OperationId:
    """A message to Bob and one to Carol alone, by what the server says to them: until they stand so in the outbox."""
    desk.server.reply.update(replies)
    content = DraftContent(to=BOB, bcc=CAROL, subject="s", text="t", encrypt=True)
    await desk.save(content)
    sent = await desk.engine.operate(desk.command(content), done=False)
    await desk.engine.until(
        lambda: tuple(row.standing(time.time()) for row in desk.engine.reader.outbox()) == standings
    )
    return sent


async def is_taken_back(desk: WritingDesk, sent: OperationId, *, even_in_doubt: bool = False) -> bool:
    before = len(desk.engine.events)
    await desk.engine.engine.perform(UndoOperation(sent, even_in_doubt=even_in_doubt))
    answer = await desk.engine.wait_for(Acknowledged | Refused, after=before)  # type: ignore[arg-type]
    return isinstance(answer, Acknowledged)


async def test_taken_back_together(desk: WritingDesk) -> None:
    content = DraftContent(to=BOB, bcc=CAROL, subject="s", text="t", encrypt=True, send_at=time.time() + 3600)
    await desk.save(content)
    sent = await desk.engine.operate(desk.command(content), done=False)
    assert len(desk.engine.reader.outbox()) == 2
    assert {row.subject for row in desk.engine.reader.outbox()} == {"[...]"}
    later = time.time() + 7200
    await desk.engine.engine.perform(SetSendTime(sent, later))
    await desk.engine.until(lambda: {row.send_at for row in desk.engine.reader.outbox()} == {later})
    dates = [
        parsed(b"".join(desk.engine.reader.outgoing_pieces(row.operation_id)))["Date"]
        for row in desk.engine.reader.outbox()
    ]
    assert len(set(dates)) == 1
    await desk.engine.engine.perform(UndoOperation(sent))
    await desk.engine.until(lambda: desk.engine.reader.outbox() == [])
    (row,) = desk.engine.reader.drafts()
    assert (row.sealed, row.subject) == (True, "")
    assert desk.server.taken == []


async def test_a_copy_that_is_sent_keeps_nothing_from_being_taken_back(desk: WritingDesk) -> None:
    sent = await stands(desk, {f"RCPT TO:<{BOB}>": NEVER}, Standing.FAILED)
    assert [taken.recipients for taken in desk.server.taken] == [(f"RCPT TO:<{CAROL}>",)]
    assert await is_taken_back(desk, sent)
    assert desk.engine.reader.outbox() == []
    assert len(desk.engine.reader.drafts()) == 1


async def test_a_copy_is_taken_back_from_whom_it_waits_for_when_the_others_have_theirs(desk: WritingDesk) -> None:
    sent = await stands(desk, {f"RCPT TO:<{CAROL}>": LATER}, Standing.RETRYING)
    assert [row.recipients for row in desk.engine.reader.outbox()] == [(CAROL,)]
    assert await is_taken_back(desk, sent)
    assert desk.engine.reader.outbox() == []
    assert await is_taken_back(desk, sent), "asked again after a crash"
    assert [taken.recipients for taken in desk.server.taken] == [(f"RCPT TO:<{BOB}>",)]


async def test_a_group_that_is_sent_is_not_taken_back(desk: WritingDesk) -> None:
    content = DraftContent(to=BOB, bcc=CAROL, subject="s", text="t", encrypt=True)
    sent = await desk.engine.operate(desk.command(content))
    await desk.engine.until(lambda: len(desk.server.taken) == 2 and not desk.engine.reader.outbox())
    assert not await is_taken_back(desk, sent)


async def test_taking_back_is_no_word_about_a_copy_in_doubt(desk: WritingDesk) -> None:
    """It stays for the user to decide about; the others go."""
    rules: dict[str, Reply] = {f"RCPT TO:<{BOB}>": LATER, ".": LOST}
    sent = await stands(desk, rules, Standing.RETRYING, Standing.IN_DOUBT)
    assert await is_taken_back(desk, sent)
    (row,) = desk.engine.reader.outbox()
    assert (row.recipients, row.standing(time.time())) == ((CAROL,), Standing.IN_DOUBT)
    assert not await is_taken_back(desk, row.operation_id)
    assert await is_taken_back(desk, row.operation_id, even_in_doubt=True)
    assert desk.engine.reader.outbox() == []


async def test_one_taken_back_by_itself_before_the_others(desk: WritingDesk) -> None:
    later = time.time() + 3600
    content = DraftContent(to=BOB, bcc=f"{CAROL}, {DAVE}", subject="s", text="t", encrypt=True, send_at=later)
    sent = await desk.engine.operate(desk.command(content), done=False)
    alone = {row.recipients: row.operation_id for row in desk.engine.reader.outbox()}
    assert len(alone) == 3
    assert await is_taken_back(desk, alone[CAROL,])
    assert await is_taken_back(desk, sent)
    assert desk.engine.reader.outbox() == []


async def test_the_time_of_those_who_wait_is_changed_when_another_has_his(desk: WritingDesk) -> None:
    sent = await stands(desk, {f"RCPT TO:<{BOB}>": LATER}, Standing.RETRYING)
    later = time.time() + 3600
    await desk.engine.engine.perform(SetSendTime(sent, later))
    await desk.engine.until(lambda: [row.send_at for row in desk.engine.reader.outbox()] == [later])


async def test_asked_for_three_times_and_made_once(desk: WritingDesk) -> None:
    content = DraftContent(to=BOB, bcc=CAROL, subject="s", text="t", encrypt=True, sign=True)
    command = desk.command(content, OperationId("one"))
    for _ in range(3):
        await desk.engine.engine.perform(command)
    await desk.engine.until(lambda: len(desk.server.taken) == 2 and not desk.engine.reader.outbox())
    await desk.engine.engine.perform(command)
    await desk.engine.done(OperationId("one"))
    assert len(desk.server.taken) == 2


async def test_what_is_encrypted_goes_to_no_corrected_address(desk: WritingDesk) -> None:
    desk.server.reply[f"RCPT TO:<{CAROL}>"] = "550 5.1.1 no"
    content = DraftContent(to=f"{BOB}, {CAROL}", subject="s", text="t", encrypt=True)
    sent = await desk.engine.operate(
        SendDraft(NO_ID, desk.command(content).draft_id, desk.accounts[0], msgspec.msgpack.encode(content))
    )
    again = ResendMessage(OperationId("again"), sent, ((CAROL, "carla@mail.test"),))
    await desk.engine.engine.perform(again)
    refused = await desk.engine.wait_for(Refused)
    assert (refused.problem.kind, refused.problem.subject) == (ProblemKind.ENCRYPTED_FOR_OTHERS, "carla@mail.test")


async def test_a_mail_merge_is_encrypted_row_by_row_and_kept_sealed(desk: WritingDesk) -> None:
    draft = DraftContent(to="{to}", subject="Hi {name}", text="for {name}", encrypt=True)
    content = MergeContent(draft, ("to", "name"), ((BOB, "Bobby"), ("nora@mail.test", "Nora"), (CAROL, "Carola")))
    started = StartMerge(OperationId("merge"), desk.accounts[0], msgspec.msgpack.encode(content))
    await desk.engine.engine.perform(started)
    await desk.engine.until(lambda: len(desk.server.taken) == 2 and not desk.engine.reader.outbox())
    clear = [desk.people.decrypted(one.data).message for one in desk.server.taken]
    assert [str(one["Subject"]) for one in clear] == ["Hi Bobby", "Hi Carola"]
    merge = desk.engine.reader.merge(OperationId("merge"))
    assert merge is not None
    assert (merge.failed, merge.total) == (1, 3)
    assert not [path for path in desk.engine.profile.directory.glob("mail.sqlite3*") if b"Carola" in path.read_bytes()]
