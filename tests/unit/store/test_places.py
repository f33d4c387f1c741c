from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import MessageId, OperationId, Uid
from mailclient.store import messages, operations, places
from mailclient.store.effects import Move, SetFlags
from mailclient.store.rows import Place
from mailclient.store.transaction import Transaction
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

MOVE = OperationId("move")


async def insert_and_move(store: Store) -> MessageId:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    await store.run(
        operations.insert,
        MOVE, store.account, "move", b"", now=1.0, effect=Move(store.archive), message_ids=[id_],
    )  # fmt: skip
    return id_


def shown_in(store: Store, id_: MessageId) -> int | None:
    (row,) = store.reader.rows([id_])
    return row.folder_id


async def test_moved_with_copyuid(store: Store) -> None:
    id_ = await insert_and_move(store)

    def done(tx: Transaction) -> None:
        places.place(tx, id_, store.archive, Uid(50))
        operations.finish(tx, MOVE)

    await store.run(done)
    assert await store.run(places.place_of, [id_]) == {id_: Place(store.archive, Uid(50))}
    assert shown_in(store, id_) == store.archive


async def test_moved_without_copyuid_is_found_by_sync(store: Store) -> None:
    id_ = await insert_and_move(store)

    def done(tx: Transaction) -> None:
        places.place(tx, id_, store.archive, None)
        operations.finish(tx, MOVE)

    await store.run(done)
    assert shown_in(store, id_) == store.archive
    assert await store.run(messages.insert, store.archive, [new_message(80, message_id="1@example.org")]) == [id_]
    assert await store.run(places.place_of, [id_]) == {id_: Place(store.archive, Uid(80))}
    assert await store.run(places.unplaced, store.archive) == frozenset()


async def test_vanished_before_the_answer_is_kept_for_the_move(store: Store) -> None:
    id_ = await insert_and_move(store)
    assert await store.run(places.vanish, store.inbox, [Uid(1)]) == [id_]
    assert shown_in(store, id_) == store.archive
    assert await store.run(places.place_of, [id_]) == {id_: Place(None, None)}


async def test_sync_of_the_target_finds_the_adrift_row(store: Store) -> None:
    id_ = await insert_and_move(store)
    await store.run(places.vanish, store.inbox, [Uid(1)])
    assert await store.run(messages.insert, store.archive, [new_message(80, message_id="1@example.org")]) == [id_]
    await store.run(operations.finish, MOVE)
    assert await store.run(places.place_of, [id_]) == {id_: Place(store.archive, Uid(80))}


async def test_sync_of_the_target_before_the_answer_is_merged(store: Store) -> None:
    id_ = await insert_and_move(store)
    (twin,) = await store.run(
        messages.insert, store.archive, [new_message(50, message_id="1@example.org", bits=Flag.SEEN)]
    )
    assert twin != id_
    await store.run(
        operations.insert,
        OperationId("flag"), store.account, "flags", b"", now=2.0, effect=SetFlags(Flag.FLAGGED), message_ids=[twin],
    )  # fmt: skip

    def done(tx: Transaction) -> None:
        places.place(tx, id_, store.archive, Uid(50))
        operations.finish(tx, MOVE)

    await store.run(done)
    (row,) = store.reader.rows([id_, twin])
    assert (row.id, row.uid, row.flags) == (id_, Uid(50), Flags(Flag.SEEN | Flag.FLAGGED))
    assert [message.message_id for message in await store.run(operations.messages_of, OperationId("flag"))] == [id_]


async def test_an_adrift_row_goes_with_its_operation(store: Store) -> None:
    id_ = await insert_and_move(store)
    await store.run(places.vanish, store.inbox, [Uid(1)])
    await store.run(operations.remove, MOVE)
    assert store.reader.rows([id_]) == []


async def test_unplaced_and_not_found_goes_after_the_pass(store: Store) -> None:
    id_ = await insert_and_move(store)

    def done(tx: Transaction) -> None:
        places.place(tx, id_, store.archive, None)
        operations.finish(tx, MOVE)

    await store.run(done)
    assert await store.run(places.forget_unplaced, store.archive, frozenset()) == 0
    assert await store.run(places.forget_unplaced, store.archive, frozenset([id_])) == 1
    assert store.reader.rows([id_]) == []


async def test_placing_a_message_that_is_gone_is_nothing(store: Store) -> None:
    await store.run(places.place, MessageId(99), store.archive, Uid(5))
    assert store.query("SELECT count(*) FROM message") == [(0,)]
