from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import MessageId, Uid
from mailclient.mail.message import Envelope
from mailclient.store import bodies, message_accounts, messages
from mailclient.store.changes import Changes
from mailclient.store.rows import MessageRow, NewMessage, Place, StoredMessage
from tests.unit.store.conftest import Store
from tests.unit.store.samples import BODY, KIM, STRUCTURE, new_message


def uids(*numbers: int) -> list[Uid]:
    return [Uid(number) for number in numbers]


async def test_inserted_and_read(store: Store) -> None:
    message = new_message(5, bits=Flag.SEEN, keywords=("work",))
    told = len(store.changes)
    (id_,) = await store.run(messages.insert, store.inbox, [message])
    row = MessageRow(
        id=id_,
        account_id=store.account,
        folder_id=store.inbox,
        uid=Uid(5),
        flags=Flags(Flag.SEEN, ("work",)),
        received_at=message.received_at,
        size=1000,
        has_attachment=False,
        has_body=False,
        sender=KIM,
        recipients="Jun Lee",
        subject="Quarterly report",
        preview="",
    )
    assert store.reader.rows([id_]) == [row]
    assert store.reader.message(id_) == StoredMessage(row, message.envelope, None, has_whole=False)
    assert store.changes[told:] == [Changes(listed={store.inbox})]


async def test_the_envelope_keeps_the_senders_offset(store: Store) -> None:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(5)])
    message = store.reader.message(id_)
    assert message
    assert message.envelope.date
    assert message.envelope.date.isoformat() == "2026-11-21T19:30:00+09:00"


async def test_an_empty_message(store: Store) -> None:
    empty = NewMessage(Uid(1), Flags(), 0, 0, Envelope())
    (id_,) = await store.run(messages.insert, store.inbox, [empty])
    (row,) = store.reader.rows([id_])
    assert (row.sender, row.recipients, row.subject) == (Address("", ""), "", "")


async def test_long_fields_are_cut_in_the_list_only(store: Store) -> None:
    long = new_message(1, "x" * 5000, sender=Address("n" * 5000, "a" * 5000), to=(KIM,) * 500)
    (id_,) = await store.run(messages.insert, store.inbox, [long])
    (row,) = store.reader.rows([id_])
    assert (len(row.subject), len(row.sender.name), len(row.recipients)) == (500, 200, 200)
    message = store.reader.message(id_)
    assert message
    assert message.envelope == long.envelope


async def test_a_known_uid_keeps_its_row_and_gets_the_flags(store: Store) -> None:
    first = await store.run(messages.insert, store.inbox, [new_message(1), new_message(2)])
    again = await store.run(messages.insert, store.inbox, [new_message(3), new_message(2, bits=Flag.SEEN)])
    assert again[1] == first[1]
    assert [row.flags.bits for row in store.reader.rows([*first, again[0]])] == [Flag.NONE, Flag.SEEN, Flag.NONE]


async def test_a_uid_twice_in_one_batch_is_one_row(store: Store) -> None:
    first, second = await store.run(messages.insert, store.inbox, [new_message(1), new_message(1)])
    assert first == second


async def test_nothing_to_insert(store: Store) -> None:
    told = len(store.changes)
    assert await store.run(messages.insert, store.inbox, []) == []
    assert len(store.changes) == told


async def test_ids_are_never_used_again(store: Store) -> None:
    (first,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    await store.run(messages.vanish, store.inbox, uids(1))
    (second,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    assert second > first


async def test_uids_and_ids(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(7), new_message(3)])
    await store.run(messages.insert, store.archive, [new_message(5)])
    assert await store.run(messages.uids, store.inbox) == uids(3, 7)
    assert await store.run(messages.ids_by_uid, store.inbox, uids(3, 5, 7)) == {Uid(3): ids[1], Uid(7): ids[0]}
    assert await store.run(messages.place_of, [ids[0], MessageId(99)]) == {ids[0]: Place(store.inbox, Uid(7))}


async def test_many_ids_at_once(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(uid) for uid in range(1, 1301)])
    assert [row.id for row in store.reader.rows(ids)] == ids
    assert len(await store.run(messages.ids_by_uid, store.inbox, uids(*range(1, 2000)))) == 1300


async def test_server_flags(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(uid) for uid in (1, 2, 3)])
    told = len(store.changes)
    seen, tagged = Flags(Flag.SEEN), Flags(Flag.NONE, ("work",))
    flags = {Uid(1): Flags(), Uid(2): seen, Uid(3): tagged, Uid(4): seen}
    assert await store.run(messages.set_server_flags, store.inbox, flags) == ids[1:]
    assert await store.run(messages.server_flags, store.inbox, Uid(1), Uid(2)) == {Uid(1): Flags(), Uid(2): seen}
    assert [row.flags for row in store.reader.rows(ids)] == [Flags(), seen, tagged]
    assert store.changes[told:] == [Changes(restyled={store.inbox: set(ids[1:])})]
    folder = store.reader.folder(store.inbox)
    assert folder
    assert (folder.total, folder.unread) == (3, 2)


async def test_vanished(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(1), new_message(2)])
    told = len(store.changes)
    assert await store.run(messages.vanish, store.inbox, uids(2, 3)) == [ids[1]]
    assert store.reader.rows(ids) == store.reader.rows(ids[:1])
    assert store.reader.message(ids[1]) is None
    assert store.changes[told:] == [Changes(listed={store.inbox})]


async def test_structure(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(1), new_message(2)])
    await store.run(messages.set_structure, ids[0], STRUCTURE, has_attachment=True)
    message = store.reader.message(ids[0])
    assert message
    assert message.structure == STRUCTURE
    assert message.row.has_attachment
    assert store.changes[-1] == Changes(restyled={store.inbox: {ids[0]}})


async def test_what_is_to_be_fetched_newest_first(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(uid) for uid in (1, 2, 3)])
    await store.run(bodies.store_body, ids[1], BODY, b"", "")
    await store.run(bodies.store_wholes, {ids[2]: b"whole"})
    assert await store.run(messages.without_whole, store.inbox, 5) == [(ids[1], 2), (ids[0], 1)]
    assert await store.run(messages.without_whole, store.inbox, 5, Uid(2)) == [(ids[0], 1)]


async def test_found_by_message_id_header(store: Store) -> None:
    batch = [new_message(1, message_id="same"), new_message(2, message_id="other"), new_message(3, message_id="same")]
    ids = await store.run(messages.insert, store.inbox, batch)
    await store.run(messages.insert, store.archive, [new_message(9, message_id="same")])
    assert await store.run(messages.find_by_message_id, store.inbox, "same") == [(ids[2], 3), (ids[0], 1)]
    assert await store.run(messages.find_by_message_id, store.inbox, "none") == []


async def test_whose_messages(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(1), new_message(2)])
    wanted = [ids[1], MessageId(99), ids[0], ids[1]]
    assert await store.run(message_accounts.by_account, wanted) == {store.account: [ids[1], ids[0]]}


async def test_what_is_marked_deleted_is_not_listed_until_it_is_unmarked(store: Store) -> None:
    kept, gone = await store.run(messages.insert, store.inbox, [new_message(1), new_message(2, bits=Flag.DELETED)])
    assert [id_ for id_, _ in store.reader.message_ids(store.inbox)] == [kept]
    await store.run(messages.set_server_flags, store.inbox, {Uid(1): Flags(Flag.DELETED), Uid(2): Flags(Flag.SEEN)})
    assert [id_ for id_, _ in store.reader.message_ids(store.inbox)] == [gone]
    folder = store.reader.folder(store.inbox)
    assert folder
    assert (folder.total, folder.unread) == (1, 0)
    assert store.reader.search("report") == [gone]
