"""The engine killed (SIGKILL) while it makes a message of a draft and sends it: never lost, never sent twice."""

from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.commands import RetryOperation, SaveDraft, SendDraft
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import OperationDone, OperationFailed
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.problem import ProblemKind
from tests.engine.test_crash import ID, World, world

__all__ = ["world"]
DRAFT = DraftId("draft")
BEFORE_IT_IS_TAKEN = ["after:is it known", "after:begin a message", "before:keep a piece", "after:keep a piece"]
WHILE_IT_GOES = ["after:begin to send", "after:in doubt", "before:sent", "after:sent", "before:finish send"]
STEPS = [*BEFORE_IT_IS_TAKEN, "before:accept SendDraft", "after:accept SendDraft", *WHILE_IT_GOES]


@pytest.mark.parametrize("death", STEPS)
async def test_send_draft(world: World, death: str, tmp_path: Path) -> None:
    bob = world.dovecot.add_user("bob")
    await world.begin(0)
    file = tmp_path / "large"
    file.write_bytes(bytes(range(256)) * 5_000)
    attached = DraftFile("large.bin", "application/octet-stream", str(file))
    content = msgspec.msgpack.encode(DraftContent(to=bob.name, subject="hello", text="hi", files=(attached,)))
    world.child.send(SaveDraft(OperationId("save"), DRAFT, world.account_id, content))
    command = SendDraft(ID, DRAFT, world.account_id, content)
    await world.until_dead(command, death)
    world.postfix.wait_until_delivered()
    arrived = len(world.dovecot.messages(bob))
    ended = await world.again(command)
    world.postfix.wait_until_delivered()
    if isinstance(ended, OperationFailed):
        assert ended.problem.kind is ProblemKind.SEND_IN_DOUBT
        assert death in ("before:sent", "after:in doubt")
        assert len(world.dovecot.messages(bob)) == arrived, "in doubt, it is not sent again by itself"
        if arrived == 0:
            world.child.events.clear()
            world.child.send(RetryOperation(ID))
            assert isinstance(await world.child.over(ID), OperationDone)
            world.postfix.wait_until_delivered()
    else:
        assert world.on_server("Sent") == ["hello"]
        assert world.child.reader.drafts() == []
        await world.child.until(lambda: world.child.reader._rows("SELECT 1 FROM outgoing_piece") == [])
    assert len(world.dovecot.messages(bob)) == 1
