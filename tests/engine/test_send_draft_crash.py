"""The engine killed (SIGKILL) while it makes a message of a draft and sends it: never lost, never sent twice."""

from pathlib import Path

import msgspec

from mailclient.bridge.commands import CountAsSent, RetryOperation, SaveDraft, SendDraft
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import OperationDone, OperationFailed
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.problem import ProblemKind
from tests.engine.test_crash import World, world
from tests.engine.test_operations import subjects
from tests.servers.dovecot import MailUser

__all__ = ["world"]
BEFORE_IT_IS_TAKEN = ["after:is it known", "after:begin a message", "before:keep a piece", "after:keep a piece"]
WHILE_IT_GOES = ["after:begin to send", "after:in doubt", "before:sent", "after:sent", "before:finish send"]
STEPS = [*BEFORE_IT_IS_TAKEN, "before:accept SendDraft", "after:accept SendDraft", *WHILE_IT_GOES]


async def test_send_draft(world: World, tmp_path: Path) -> None:
    """One engine after the other, each killed one step later than the one before."""
    bob = world.dovecot.add_user("bob")
    await world.begin(0)
    file = tmp_path / "large"
    file.write_bytes(bytes(range(256)) * 5_000)
    attached = DraftFile("large.bin", "application/octet-stream", str(file))
    for death in STEPS:
        content = msgspec.msgpack.encode(DraftContent(to=bob.name, subject=death, text="hi", files=(attached,)))
        world.child.send(SaveDraft(OperationId(f"save {death}"), DraftId(death), world.account_id, content))
        await sent_across(world, SendDraft(OperationId(death), DraftId(death), world.account_id, content), bob)
    assert subjects(world.dovecot, bob, "INBOX") == sorted(STEPS), "each once"
    await nothing_left(world)


async def nothing_left(world: World) -> None:
    """No bytes of what went out stay on the disk; each pass is time for the engine to let go of them."""
    for _ in range(20):
        if not pieces(world):
            return
        await world.look()
    assert pieces(world) == 0


def pieces(world: World) -> int:
    return len(world.child.reader._rows("SELECT 1 FROM outgoing_piece"))


async def sent_across(world: World, command: SendDraft, bob: MailUser) -> None:
    """Whatever the step is at which the engine dies, which is also the operation's id and the subject."""
    death = command.operation_id
    await world.until_dead(command, death)
    await world.child.start()
    world.child.send(command)
    ended = await world.child.over(command.operation_id)
    if isinstance(ended, OperationFailed):
        assert ended.problem.kind is ProblemKind.SEND_IN_DOUBT, death
        assert death in ("before:sent", "after:in doubt")
        world.postfix.wait_until_delivered()
        arrived = death in subjects(world.dovecot, bob, "INBOX")
        assert arrived == (death == "before:sent"), "in doubt, it is not sent again by itself"
        if arrived:
            world.child.send(CountAsSent(command.operation_id))
        else:
            world.child.events.clear()
            world.child.send(RetryOperation(command.operation_id))
            assert isinstance(await world.child.over(command.operation_id), OperationDone)
    else:
        assert world.on_server("Sent").count(death) == 1, death
        assert world.child.reader.drafts() == [], death
    world.postfix.wait_until_delivered()
