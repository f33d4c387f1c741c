"""The engine killed at each step of filtering: each message is filtered, and never twice."""

import pytest

from mailclient.bridge.commands import SetFilters, Sync
from mailclient.bridge.events import Finished
from mailclient.mail.filter import Action, ActionKind, Comparison, Condition, Field, Filter
from tests.engine.running import message
from tests.engine.test_crash import World, steps, world

__all__ = ["world"]

FILTERS = (
    Filter(
        "by text",
        (Action(ActionKind.TAG, tag="seen"), Action(ActionKind.COPY, folder="Archive")),
        (Condition(Field.BODY, Comparison.CONTAINS, "wanted"),),
    ),
    Filter(
        "by subject", (Action(ActionKind.MOVE, folder="Junk"),), (Condition(Field.SUBJECT, Comparison.BEGINS, "junk"),)
    ),
)


@pytest.mark.parametrize(
    "death",
    [
        *steps("store headers", "note folder pass", "store bodies", "filter", "filtered", "messages are moved"),
        "after:finish copy",
    ],
)
async def test_each_message_is_filtered_once(world: World, death: str) -> None:
    await world.begin(1)
    assert isinstance(await world.child.request(SetFilters("filters", world.account_id, FILTERS)), Finished)
    assert await world.child.stop() == 0
    world.dovecot.deliver(world.user, message("letter", text="The wanted word."))
    world.dovecot.deliver(world.user, message("junk", text="Nothing."))
    await world.child.start(death=death)
    world.child.send(Sync("sync"))
    await world.child.died()
    await world.child.start()
    for number in range(2):
        assert isinstance(await world.child.request(Sync(f"sync {number}")), Finished)
    assert world.on_server("Archive") == ["letter"]
    assert world.on_server("Junk") == ["junk"]
    assert world.on_server("INBOX") == ["letter", "number 0"]
    assert world.same_here("INBOX", "Archive", "Junk")
