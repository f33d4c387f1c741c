"""The engine killed (SIGKILL) at each step of saving and filing a draft: every word is here, one copy is there."""

import msgspec
import pytest

from mailclient.bridge.commands import DiscardDraft, FileDraft, SaveDraft, Sync
from mailclient.bridge.draft import DraftContent
from mailclient.mail.ids import DraftId, OperationId
from tests.engine.test_crash import ID, World, world

__all__ = ["world"]
DRAFT = DraftId("22222222-2222-4333-8444-555555555555")
FILING = ["after:begin filing", "before:filed", "after:filed"]


def saved(world: World, subject: str) -> SaveDraft:
    content = msgspec.msgpack.encode(DraftContent(to="bob@example.org", subject=subject, text=f"the text of {subject}"))
    return SaveDraft(OperationId(f"save {subject}"), DRAFT, world.account_id, content)


async def until_there(world: World, *subjects: str) -> None:
    """Each pass lets the engine do what it has to do; nothing else would wake the test."""
    for number in range(20):
        if world.on_server("Drafts") == list(subjects):
            return
        await world.child.request(Sync(f"look {number}"))
    assert world.on_server("Drafts") == list(subjects)


async def begun(world: World) -> None:
    """A draft with a copy on the server, and newer words here."""
    await world.begin(0)
    world.child.send(saved(world, "first"))
    world.child.send(FileDraft(OperationId("file first"), DRAFT, world.account_id))
    await world.child.over(OperationId("file first"))
    assert world.on_server("Drafts") == ["first"]
    world.child.send(saved(world, "second"))
    await world.child.over(OperationId("save second"))


@pytest.mark.parametrize("death", FILING)
async def test_filing(world: World, death: str) -> None:
    await begun(world)
    command = FileDraft(ID, DRAFT, world.account_id)
    await world.until_dead(command, death)
    await world.again(command)
    await until_there(world, "second")
    standing = world.child.reader.draft_standing(DRAFT)
    assert standing is not None
    assert not standing.unfiled
    world.child.send(DiscardDraft(OperationId("discard"), DRAFT))
    await until_there(world)


@pytest.mark.parametrize("death", ["before:filed"])
async def test_thrown_away_while_the_copy_is_in_doubt(world: World, death: str) -> None:
    await begun(world)
    command = FileDraft(ID, DRAFT, world.account_id)
    await world.until_dead(command, death)
    await world.child.start()
    world.child.send(DiscardDraft(OperationId("discard"), DRAFT))
    await world.child.over(ID)
    await until_there(world)


@pytest.mark.parametrize("death", ["after:accept SaveDraft"])
async def test_saving(world: World, death: str) -> None:
    await begun(world)
    command = msgspec.structs.replace(saved(world, "third"), operation_id=ID)
    await world.until_dead(command, death)
    await world.again(command)
    (row,) = world.child.reader.drafts()
    assert row.subject == "third"
    kept = [world.child.reader.draft_revision(row.id) for row in world.child.reader.draft_revisions(DRAFT)]
    subjects = [msgspec.msgpack.decode(data, type=DraftContent).subject for data in kept if data is not None]
    assert subjects[0] == "third"
    assert subjects.count("third") == 1
