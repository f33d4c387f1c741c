"""A folder with other uids than before: every row finds its own."""

from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import FolderId, MessageId, ModSeq, OperationId, Uid, UidValidity
from mailclient.store import bodies, folders, messages, operations, places, renumbering, withheld
from mailclient.store.effects import SetFlags
from mailclient.store.rows import Identity, NewMessage, SyncState
from tests.unit.store.conftest import Store
from tests.unit.store.samples import BODY, new_message
from tests.unit.store.test_withheld import REFUSED

STATE = SyncState(UidValidity(7), Uid(100), ModSeq(1 << 62), Uid(1), 1_700_000_000)


def identity(message: NewMessage, uid: int, **other: object) -> Identity:
    facts = {
        "email_id": message.email_id,
        "message_id_header": message.envelope.message_id,
        "size": message.size,
        "received_at": message.received_at,
        "flags": message.flags,
    }
    return Identity(Uid(uid), **{**facts, **other})  # type: ignore[arg-type]


async def renumbered(store: Store, known: list[NewMessage]) -> list[MessageId]:
    ids = await store.run(messages.insert, store.inbox, known)
    await store.run(folders.set_sync_state, store.inbox, STATE)
    while not await store.run(renumbering.reset_slice, store.inbox, 3):
        pass
    return ids


async def match(store: Store, *found: Identity, exact: bool = True) -> list[int]:
    return list(await store.run(renumbering.match, store.inbox, found, exact=exact))


def uids(store: Store, ids: list[MessageId]) -> list[int | None]:
    return [row.uid for row in store.reader.rows(ids)]


async def test_rows_bodies_and_waiting_operations_are_kept(store: Store) -> None:
    known = [new_message(uid) for uid in range(1, 6)]
    ids = await renumbered(store, known)
    await store.run(bodies.store_body, ids[1], BODY, b"", "preview")
    await store.run(
        operations.insert,
        OperationId("a"), store.account, "flags", b"", now=1.0, effect=SetFlags(Flag.FLAGGED), message_ids=ids[3:4],
    )  # fmt: skip
    assert await store.run(folders.sync_state, store.inbox) == SyncState()
    assert len(store.reader.message_ids(store.inbox)) == 5
    assert await store.run(renumbering.is_waiting, store.inbox)
    assert await match(store, identity(known[3], 44), identity(known[1], 42)) == [44, 42]
    assert uids(store, ids) == [None, 42, None, 44, None]
    assert store.reader.body(ids[1]) == BODY
    assert store.reader.rows(ids[3:4])[0].flags == Flags(Flag.FLAGGED)
    assert await store.run(renumbering.forget_slice, store.inbox, 1.0)
    assert not await store.run(renumbering.is_waiting, store.inbox)
    assert uids(store, ids) == [42, 44]


async def test_email_id_goes_before_everything_else(store: Store) -> None:
    first = new_message(1, message_id="same", received_at=10, email_id="E1")
    second = new_message(2, message_id="same", received_at=10, email_id="E2")
    ids = await renumbered(store, [first, second])
    assert await match(store, identity(first, 9), identity(second, 8, received_at=99, size=5)) == [9, 8]
    assert uids(store, ids) == [9, 8]


async def test_without_message_id_by_time_and_size(store: Store) -> None:
    known = [new_message(1, message_id="", received_at=10), new_message(2, message_id="", received_at=20)]
    ids = await renumbered(store, known)
    strange = new_message(9, message_id="", received_at=30)
    assert await match(store, identity(strange, 9), identity(known[1], 8)) == [8]
    assert await match(store, identity(strange, 9), exact=False) == []
    assert uids(store, ids) == [None, 8]


async def test_several_of_the_same_are_paired_in_uid_order(store: Store) -> None:
    same = [new_message(uid, message_id="same", received_at=10) for uid in (1, 5, 9)]
    ids = await renumbered(store, same)
    assert await match(store, identity(same[0], 30)) == [30]
    assert await match(store, identity(same[0], 11), identity(same[0], 20)) == [20, 11]
    assert uids(store, ids) == [11, 20, 30]


async def test_another_time_is_enough_when_there_is_no_choice(store: Store) -> None:
    lone = new_message(1, message_id="lone")
    twins = [new_message(uid, message_id="twins") for uid in (2, 3)]
    ids = await renumbered(store, [lone, *twins])
    told = [identity(lone, 11, received_at=5), *(identity(one, 20 + one.uid, received_at=5) for one in twins)]
    assert await match(store, *told) == []
    assert await match(store, *told, exact=False) == [11]
    assert store.reader.rows(ids[:1])[0].received_at == 5


async def test_flags_are_those_the_server_says_now(store: Store) -> None:
    one = new_message(1)
    ids = await renumbered(store, [one])
    await match(store, identity(one, 7, flags=Flags(Flag.SEEN, ("blue",))))
    assert store.reader.rows(ids)[0].flags == Flags(Flag.SEEN, ("blue",))


async def test_a_reset_that_was_cut_off_is_gone_on_with(store: Store) -> None:
    known = [new_message(uid) for uid in range(1, 8)]
    ids = await store.run(messages.insert, store.inbox, known)
    await store.run(withheld.note, store.inbox, {Uid(50): REFUSED}, 1.0)
    assert not await store.run(renumbering.reset_slice, store.inbox, 3)
    assert (await store.run(folders.sync_state, store.inbox)).uid_validity == 0
    while not await store.run(renumbering.reset_slice, store.inbox, 3):
        pass
    assert await match(store, *(identity(one, one.uid + 100) for one in known)) == [107, 106, 105, 104, 103, 102, 101]
    assert uids(store, ids) == [101, 102, 103, 104, 105, 106, 107]
    assert await store.run(withheld.problems, store.inbox) == {}


async def test_what_vanished_and_turns_up_elsewhere_is_the_same_row(store: Store) -> None:
    known = [new_message(uid, received_at=uid) for uid in (1, 2, 3)]
    ids = await store.run(messages.insert, store.inbox, known)
    for id_ in ids[:2]:
        await store.run(bodies.store_body, id_, BODY, b"", "preview")
    await store.run(places.vanish, store.inbox, [Uid(1), Uid(2), Uid(3)], 1000.0)
    assert store.reader.message_ids(store.inbox) == []
    assert [row.id for row in store.reader.rows(ids)] == ids[:2]
    (moved,) = await store.run(
        messages.insert, store.archive, [new_message(8, message_id="2@example.org", received_at=2)]
    )
    assert moved == ids[1]
    assert store.reader.body(moved) == BODY
    assert [id_ for id_, _ in store.reader.message_ids(store.archive)] == [moved]
    later = await store.run(messages.insert, FolderId(store.archive), [new_message(9, message_id="1@example.org")])
    assert later != ids[:1], "another time of arrival"
    assert await store.run(places.drop_departed, store.account, 1000.0)
    assert [row.id for row in store.reader.rows(ids)] == ids[:2]
    assert await store.run(places.drop_departed, store.account, 1001.0)
    assert [row.id for row in store.reader.rows(ids)] == ids[1:2]
