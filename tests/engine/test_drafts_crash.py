"""The engine killed (SIGKILL) at each step of saving and filing a draft: every word is here, one copy is there."""

import msgspec

from mailclient.bridge.commands import DiscardDraft, FileDraft, SaveDraft
from mailclient.bridge.draft import DraftContent
from mailclient.mail.ids import DraftId, OperationId
from tests.engine.test_crash import ID, World, world

__all__ = ["world"]
DRAFT = DraftId("22222222-2222-4333-8444-555555555555")
FILING = ["after:begin filing", "before:filed", "after:filed"]


def saved(world: World, draft: DraftId, subject: str) -> SaveDraft:
    content = msgspec.msgpack.encode(DraftContent(to="bob@example.org", subject=subject, text=f"the text of {subject}"))
    return SaveDraft(OperationId(f"save {subject} {draft}"), draft, world.account_id, content)


async def until_there(world: World, *subjects: str) -> None:
    """Each pass lets the engine do what it has to do; nothing else would wake the test."""
    for _ in range(20):
        if world.on_server("Drafts") == list(subjects):
            return
        await world.look()
    assert world.on_server("Drafts") == list(subjects)


async def begun(world: World, draft: DraftId) -> None:
    """A draft with a copy on the server, and newer words here."""
    world.child.send(saved(world, draft, "first"))
    filing = OperationId(f"file first {draft}")
    world.child.send(FileDraft(filing, draft, world.account_id))
    await world.child.over(filing)
    assert world.on_server("Drafts") == ["first"]
    second = saved(world, draft, "second")
    world.child.send(second)
    await world.child.over(second.operation_id)


async def test_filing(world: World) -> None:
    await world.begin(0)
    for death in FILING:
        draft = DraftId(death)
        await begun(world, draft)
        command = FileDraft(OperationId(f"file {death}"), draft, world.account_id)
        await world.until_dead(command, death)
        await world.child.start()
        world.child.send(command)
        await world.child.over(command.operation_id)
        await until_there(world, "second")
        standing = world.child.reader.draft_standing(draft)
        assert standing is not None, death
        assert not standing.unfiled, death
        world.child.send(DiscardDraft(OperationId(f"discard {death}"), draft))
        await until_there(world)


async def test_thrown_away_while_the_copy_is_in_doubt(world: World) -> None:
    await world.begin(0)
    await begun(world, DRAFT)
    command = FileDraft(ID, DRAFT, world.account_id)
    await world.until_dead(command, "before:filed")
    await world.child.start()
    world.child.send(DiscardDraft(OperationId("discard"), DRAFT))
    await world.child.over(ID)
    await until_there(world)


async def test_saving(world: World) -> None:
    await world.begin(0)
    await begun(world, DRAFT)
    command = saved(world, DRAFT, "third")
    await world.until_dead(command, "after:accept SaveDraft")
    await world.child.start()
    world.child.send(command)
    await world.child.over(command.operation_id)
    (row,) = world.child.reader.drafts()
    assert row.subject == "third"
    kept = [world.child.reader.draft_revision(row.id) for row in world.child.reader.draft_revisions(DRAFT)]
    subjects = [msgspec.msgpack.decode(data, type=DraftContent).subject for data in kept if data is not None]
    assert subjects[0] == "third"
    assert subjects.count("third") == 1
