import pytest

from mailclient.mail.ids import FolderId, MessageId, PartPath, Uid, UidValidity
from mailclient.mime.transfer import decode_pieces
from mailclient.store import messages, pieces
from mailclient.store.pieces import Decode, Source
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

PART = PartPath("2")
SOURCE = Source(FolderId(1), UidValidity(7), Uid(1), decoded=False)


def plain() -> Decode:
    return lambda again: decode_pieces(again, "")


async def insert(store: Store) -> MessageId:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    return id_


async def test_a_part_is_made_of_its_pieces(store: Store) -> None:
    id_ = await insert(store)
    assert await store.run(pieces.begin, id_, PART, SOURCE) == 0
    await store.run(pieces.add, id_, PART, 0, b"abc")
    assert await store.run(pieces.begin, id_, PART, SOURCE) == 3
    await store.run(pieces.add, id_, PART, 3, b"de")
    assert store.reader.part(id_, PART) is None
    assert await store.run(pieces.finish, id_, PART, plain())
    assert store.reader.part(id_, PART) == b"abcde"
    assert store.query("SELECT count(*) FROM piece") == store.query("SELECT count(*) FROM partial") == [(0,)]


async def test_a_message_is_made_of_its_pieces_and_due_to_be_read(store: Store) -> None:
    id_ = await insert(store)
    await store.run(pieces.begin, id_, PartPath(""), SOURCE)
    await store.run(pieces.add, id_, PartPath(""), 0, b"Subject: x\r\n\r\n")
    assert not store.reader.has_whole(id_)
    assert await store.run(pieces.finish, id_, PartPath(""), plain())
    assert store.reader.whole(id_) == b"Subject: x\r\n\r\n"
    assert store.query("SELECT message_id FROM body_due") == [(id_,)]


async def test_nothing_at_all_is_a_part_too(store: Store) -> None:
    id_ = await insert(store)
    await store.run(pieces.begin, id_, PART, SOURCE)
    assert await store.run(pieces.finish, id_, PART, plain())
    assert store.reader.part(id_, PART) == b""


@pytest.mark.parametrize(
    "other",
    [
        Source(FolderId(2), UidValidity(7), Uid(1), decoded=False),
        Source(FolderId(1), UidValidity(8), Uid(1), decoded=False),
        Source(FolderId(1), UidValidity(7), Uid(2), decoded=False),
        Source(FolderId(1), UidValidity(7), Uid(1), decoded=True),
    ],
)
async def test_another_source_begins_anew(store: Store, other: Source) -> None:
    id_ = await insert(store)
    await store.run(pieces.begin, id_, PART, SOURCE)
    await store.run(pieces.add, id_, PART, 0, b"abc")
    assert await store.run(pieces.begin, id_, PART, other) == 0
    assert store.query("SELECT count(*) FROM piece") == [(0,)]


async def test_a_server_that_begins_anew(store: Store) -> None:
    id_ = await insert(store)
    await store.run(pieces.begin, id_, PART, SOURCE)
    await store.run(pieces.add, id_, PART, 0, b"abc")
    await store.run(pieces.add, id_, PART, 0, b"xyz1")
    with pytest.raises(ValueError, match="a piece at 3 after 4 bytes"):
        await store.run(pieces.add, id_, PART, 3, b"?")
    await store.run(pieces.finish, id_, PART, plain())
    assert store.reader.part(id_, PART) == b"xyz1"


async def test_a_message_that_is_gone_meanwhile(store: Store) -> None:
    gone = MessageId(99)
    assert await store.run(pieces.begin, gone, PART, SOURCE) == 0
    await store.run(pieces.add, gone, PART, 0, b"abc")
    assert not await store.run(pieces.finish, gone, PART, plain())
    assert store.query("SELECT count(*) FROM piece") == [(0,)]


async def test_pieces_go_with_the_message(store: Store) -> None:
    id_ = await insert(store)
    await store.run(pieces.begin, id_, PART, SOURCE)
    await store.run(pieces.add, id_, PART, 0, b"abc")
    await store.run(messages.vanish, store.inbox, [new_message(1).uid])
    assert store.query("SELECT count(*) FROM piece") == store.query("SELECT count(*) FROM partial") == [(0,)]
