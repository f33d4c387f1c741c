"""Messages that one draft became: held, moved to another time and taken back together."""

import time

import msgspec

from mailclient.bridge.commands import ResendMessage, SendDraft, SetSendTime, StartMerge, UndoOperation
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Refused
from mailclient.bridge.merge import MergeContent
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from tests.engine.protecting.desk import NO_ID, WritingDesk, parsed

BOB, CAROL = "bob@mail.test", "carol@mail.test"


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
