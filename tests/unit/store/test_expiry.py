from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.mail.ids import MessageId, Uid, UidValidity
from mailclient.store import expiry, folders, messages, operations, places
from mailclient.store.effects import Move
from mailclient.store.rows import SyncState
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

NOW = 1_800_000_000.0
DAY = 86400.0


async def filled(store: Store) -> list[MessageId]:
    ids = await store.run(messages.insert, store.trash, [new_message(uid) for uid in (1, 2, 3)])
    await store.run(folders.set_sync_state, store.trash, SyncState(UidValidity(7)))
    return ids


async def since_before(store: Store, moment: float, uid_validity: int = 7) -> list[Uid]:
    return await store.run(expiry.here_since_before, store.trash, uid_validity, moment, 10)


async def test_the_time_in_a_place_ends_with_the_place(store: Store) -> None:
    ids = await filled(store)
    assert await store.run(expiry.note, store.trash, 7, Uid(0), NOW) is None
    assert await store.run(expiry.note, store.trash, 7, Uid(0), NOW + DAY) is None
    assert await since_before(store, NOW + 1) == [1, 2, 3]
    assert await since_before(store, NOW) == []
    assert await since_before(store, NOW + 1, 8) == []
    await store.run(places.place, ids[0], store.inbox, Uid(1))
    await store.run(places.place, ids[1], store.trash, Uid(9))
    assert await since_before(store, NOW + 1) == [3]
    await store.run(expiry.note, store.trash, 7, Uid(0), NOW + 2 * DAY)
    assert await since_before(store, NOW + 1) == [3]
    assert await since_before(store, NOW + 3 * DAY) == [3, 9]
    await store.run(expiry.note, store.trash, 8, Uid(0), NOW + 4 * DAY)
    assert await since_before(store, NOW + 4 * DAY, 8) == []


async def test_what_somebody_is_about_to_take_out_is_not_deleted(store: Store) -> None:
    ids = await filled(store)
    await store.run(
        operations.insert,
        fresh_operation_id(),
        store.account,
        "move_messages",
        b"",
        now=NOW,
        effect=Move(store.inbox),
        message_ids=[ids[1]],
    )
    assert await store.run(expiry.to_delete, store.trash, 7, [Uid(1), Uid(2), Uid(4)]) == [ids[0]]
    assert await store.run(expiry.to_delete, store.trash, 8, [Uid(1)]) == []


async def test_a_clock_that_went_back_knows_nothing(store: Store) -> None:
    assert await store.run(expiry.clock_goes_on, NOW)
    assert not await store.run(expiry.clock_goes_on, NOW - 1)
    assert await store.run(expiry.clock_goes_on, NOW)
    await store.run(expiry.set_expiry, store.trash, 30)
    folder = store.reader.folder(store.trash)
    assert folder is not None
    assert folder.expires_after_days == 30
    assert store.changes[-1].folder_lists == {store.account}
    assert await store.run(expiry.clock_goes_on, NOW - 1)
    await store.run(expiry.set_expiry, store.trash, None)
