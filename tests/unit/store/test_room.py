import sqlite3
from contextlib import closing

from mailclient.mail.ids import MessageId
from mailclient.store import bodies, messages, room
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

MANY = 60
LARGE = bytes(500_000)


async def fill(store: Store) -> list[MessageId]:
    new = [new_message(uid) for uid in range(1, MANY + 1)]
    ids = await store.run(messages.insert, store.inbox, new)
    for id_ in ids:
        await store.run(bodies.store_wholes, {id_: LARGE})
    return ids


async def give_back_all(store: Store) -> int:
    slices = 0
    while await store.run(room.give_back):
        slices += 1
    return slices


async def test_deleted_mail_gives_its_room_back(store: Store) -> None:
    ids = await fill(store)
    assert not await store.run(room.much_is_unused)
    await store.run(messages.vanish, store.inbox, [new_message(uid).uid for uid in range(1, MANY)])
    assert await store.run(room.much_is_unused)
    assert await give_back_all(store) > 5
    assert not await store.run(room.much_is_unused)
    assert store.reader.whole(ids[-1]) == LARGE
    await store.writer.close()
    assert store.path.stat().st_size < 10_000_000
    with closing(sqlite3.connect(store.path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    await store.open()


async def test_a_little_room_is_left_for_new_mail(store: Store) -> None:
    await fill(store)
    await store.run(messages.vanish, store.inbox, [new_message(uid).uid for uid in range(1, 5)])
    assert not await store.run(room.much_is_unused)
