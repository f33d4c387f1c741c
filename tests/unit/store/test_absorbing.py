"""What a later operation makes needless, and that nothing is lost when that one is taken back."""

import pytest

from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId, MessageId, OperationId
from mailclient.store import absorbing, messages, operations
from mailclient.store.absorbing import absorber
from mailclient.store.effects import Delete, Effect, Move, SetFlags, SetKeywords
from mailclient.store.rows import OperationTrace
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

ARCHIVE, INBOX, TRASH = FolderId(2), FolderId(1), FolderId(3)
A, B, C = OperationId("a"), OperationId("b"), OperationId("c")
COPY = None


@pytest.mark.parametrize(
    ("earlier", "later", "by"),
    [
        (SetFlags(Flag.SEEN), [SetFlags(remove=Flag.SEEN)], 0),
        (SetFlags(Flag.SEEN), [SetFlags(Flag.SEEN)], 0),
        (SetFlags(Flag.SEEN), [SetFlags(Flag.FLAGGED)], None),
        (SetFlags(Flag.SEEN), [Move(ARCHIVE), SetFlags(remove=Flag.SEEN | Flag.FLAGGED)], 1),
        (SetFlags(Flag.SEEN), [COPY, SetFlags(remove=Flag.SEEN)], None),
        (SetKeywords(("a",)), [SetKeywords((), ("A", "b"))], 0),
        (SetKeywords(("a", "c")), [SetKeywords((), ("a", "b"))], None),
        (SetKeywords(("a",)), [COPY, SetKeywords((), ("a",))], None),
        (Move(ARCHIVE), [Move(INBOX)], 0),
        (Move(ARCHIVE), [COPY, SetFlags(Flag.SEEN), Delete(TRASH)], 2),
        (Move(ARCHIVE), [SetFlags(Flag.SEEN)], None),
        (COPY, [SetFlags(Flag.SEEN), Move(ARCHIVE)], None),
    ],
)
def test_which_one(earlier: Effect | None, later: list[Effect | None], by: int | None) -> None:
    assert absorber(earlier, list(enumerate(later))) == by


async def ask(store: Store, operation_id: OperationId, effect: Effect, ids: list[MessageId], due: float = 0.0) -> None:
    await store.run(
        operations.insert, operation_id, store.account, "kind", b"",
        now=1.0, not_before=due, effect=effect, message_ids=ids,
    )  # fmt: skip


async def absorb(store: Store, operation_id: OperationId) -> None:
    after: MessageId | None = MessageId(0)
    while after is not None:
        after = await store.run(absorbing.absorb_page, operation_id, after)


def traces(store: Store, operation_id: OperationId) -> list[OperationTrace]:
    return store.reader.operation_traces(operation_id, MessageId(0))


async def test_only_for_the_messages_of_both(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(uid) for uid in range(1, 4)])
    await ask(store, A, SetFlags(Flag.FLAGGED), ids)
    await ask(store, B, SetFlags(remove=Flag.FLAGGED), ids[:1])
    assert await store.run(absorbing.has_later, A)
    assert not await store.run(absorbing.has_later, B)
    before = store.reader.rows(ids)
    await absorb(store, A)
    assert [trace.done for trace in traces(store, A)] == [True, False, False]
    assert [trace.absorbed for trace in traces(store, B)] == [True]
    assert store.reader.rows(ids) == before
    assert [m.message_id for m in await store.run(operations.messages_of, A)] == ids[1:]


async def test_not_by_what_has_begun_or_is_put_off(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(1)])
    await ask(store, A, Move(store.archive), ids)
    await ask(store, B, Move(store.inbox), ids, due=100.0)
    await absorb(store, A)
    assert not traces(store, A)[0].done
    await store.run(operations.set_waiting, B)
    await store.run(operations.set_running, B)
    await absorb(store, A)
    assert not traces(store, A)[0].done


async def test_what_expunges_is_never_needless(store: Store) -> None:
    ids = await store.run(messages.insert, store.trash, [new_message(1)])
    await ask(store, A, Delete(store.trash), ids)
    await ask(store, B, Move(store.inbox), ids)
    await absorb(store, A)
    assert not traces(store, A)[0].done
