from mailclient.mail.ids import Uid, UidValidity
from mailclient.store import bodies, folders, messages, previews
from mailclient.store.rows import SyncState
from tests.unit.store.conftest import Store
from tests.unit.store.samples import BODY, new_message


async def test_what_the_newest_lack_is_asked_for_once(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(uid) for uid in range(1, 6)])
    await store.run(bodies.store_body, ids[4], BODY, b"", "of the body")
    await store.run(folders.set_sync_state, store.inbox, SyncState(UidValidity(7)))
    assert await store.run(previews.lacking, store.inbox, 2) == [4, 3]
    told = {Uid(4): "first words", Uid(3): "", Uid(5): "not this", Uid(99): "nor this"}
    assert await store.run(previews.store, store.inbox, 7, told) == 1
    assert store.changes[-1].restyled
    assert await store.run(previews.lacking, store.inbox, 2) == []
    assert await store.run(previews.lacking, store.inbox, 9) == [2, 1]
    shown = {row.uid: row.preview for row in store.reader.rows(ids)}
    assert shown == {1: "", 2: "", 3: "", 4: "first words", 5: "of the body"}
    assert await store.run(bodies.store_body, ids[3], BODY, b"", "of the body")
    assert store.reader.rows([ids[3]])[0].preview == "of the body"


async def test_of_another_numbering_nothing_is_kept(store: Store) -> None:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    await store.run(folders.set_sync_state, store.inbox, SyncState(UidValidity(8)))
    assert await store.run(previews.store, store.inbox, 7, {Uid(1): "words"}) == 0
    assert store.reader.rows([id_])[0].preview == ""
