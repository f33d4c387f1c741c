"""Many letters, the engine killed (SIGKILL) wherever it happens to be: each row is in the outbox once; then stopped."""

from collections import Counter

import msgspec

from mailclient.bridge.commands import StartMerge, StopMerge
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Acknowledged
from mailclient.bridge.merge import MergeContent
from mailclient.mail.ids import OperationId
from mailclient.store.rows import OutgoingState
from tests.engine.test_crash import ID, World, world

__all__ = ["world"]
ROWS = 400
DEATHS = ("after:accept SendDraft", "before:a row of a merge")


async def test_each_row_is_there_once(world: World) -> None:
    await world.begin(0)
    rows = tuple((f"p{number}@mail.test", str(number)) for number in range(ROWS))
    draft = DraftContent(to="{Address}", subject="Number {Number}", text="Dear {Number}")
    content = msgspec.msgpack.encode(MergeContent(draft, ("Address", "Number"), rows, 3_600.0))
    command = StartMerge(ID, world.account_id, content)
    assert await world.child.stop() == 0
    for number, death in enumerate(DEATHS, 1):
        await world.child.start()
        world.child.send(command)
        # Far from the end: it goes on until its death reaches it.
        await world.child.until(lambda number=number: _done(world) >= ROWS * number // 10)  # type: ignore[misc]
        world.child.doom(death)
        await world.child.died()
    await world.child.start()
    world.child.send(command)
    first, *others = (address for address, _number in rows)
    await world.child.until(lambda: _done(world) == ROWS)
    everyone = _waiting(world)
    everyone.pop(first, None)  # it goes out at once
    assert everyone == Counter(others)
    world.child.send(StopMerge(OperationId("stop"), ID))
    await world.child.wait_for(lambda one: isinstance(one, Acknowledged) and one.operation_id == "stop")
    assert [row for row in world.child.reader.outbox() if row.state is OutgoingState.QUEUED] == []


def _waiting(world: World) -> Counter[str]:
    return Counter(address for row in world.child.reader.outbox() for address in row.recipients)


def _done(world: World) -> int:
    merge = world.child.reader.merge(ID)
    return 0 if merge is None else merge.done
