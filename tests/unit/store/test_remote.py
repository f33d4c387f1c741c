"""What messages loaded from the web: kept by address, bounded, gone with its message."""

import pytest

from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.mail.remote_content import Remote, RemoteContent, RemoteKind
from mailclient.store import bodies, messages, places, remote
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

IMAGE = Remote("https://x.org/a.png", RemoteKind.IMAGE)
SHEET = Remote("https://x.org/a.css", RemoteKind.STYLE, scope="mail")
PICTURE = RemoteContent("image/png", b"\x89PNG...")
CSS = RemoteContent("text/css", b".mail p{color:red}")


async def insert(store: Store, uid: int = 1, named: tuple[Remote, ...] = (IMAGE, SHEET)) -> MessageId:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(uid)])
    await store.run(bodies.store_body, id_, Body("x", "<p>x</p>", remote=named), b"", "")
    return id_


async def test_what_came_is_read_by_its_number(store: Store) -> None:
    id_ = await insert(store)
    assert store.reader.remote(id_, 0) is None
    assert store.reader.remote_tried(id_) == frozenset()
    assert await store.run(remote.keep, id_, IMAGE.url, PICTURE, 1.0)
    assert await store.run(remote.keep, id_, SHEET.url, RemoteContent("", b""), 1.0)
    assert store.reader.remote(id_, 0) == PICTURE
    failed = store.reader.remote(id_, 1)
    assert failed is not None
    assert not failed
    assert store.reader.remote(id_, 2) is None
    assert store.reader.remote(id_, -1) is None
    assert store.reader.remote_tried(id_) == {IMAGE.url, SHEET.url}


async def test_what_came_is_found_after_the_body_was_made_anew(store: Store) -> None:
    """By its address: the numbers may be others. A sheet names by numbers, so it goes."""
    id_ = await insert(store)
    await store.run(remote.keep, id_, IMAGE.url, PICTURE, 1.0)
    await store.run(remote.keep, id_, SHEET.url, CSS, 1.0)
    await store.run(bodies.store_body, id_, Body("x", "<p>x</p>", remote=(SHEET, IMAGE)), b"", "")
    assert store.reader.remote(id_, 1) == PICTURE
    assert store.reader.remote(id_, 0) is None


async def test_a_sheet_names_more(store: Store) -> None:
    id_ = await insert(store)
    more = Remote("https://x.org/b.png", RemoteKind.IMAGE)
    assert await store.run(remote.name_more, id_, (IMAGE, more)) == (IMAGE, SHEET, more)
    body = store.reader.body(id_)
    assert body
    assert body.remote == (IMAGE, SHEET, more)
    assert await store.run(remote.name_more, MessageId(99), (more,)) == ()


async def test_it_goes_with_its_message(store: Store) -> None:
    id_ = await insert(store)
    await store.run(remote.keep, id_, IMAGE.url, PICTURE, 1.0)
    await store.run(places.delete_rows, [id_])
    assert store.query("SELECT count(*) FROM remote_content") == [(0,)]
    assert not await store.run(remote.keep, id_, IMAGE.url, PICTURE, 1.0)


async def test_the_oldest_goes_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "ROOM_BYTES", 25)
    ids = [await insert(store, uid) for uid in (1, 2, 3)]
    for number, id_ in enumerate(ids):
        await store.run(remote.keep, id_, IMAGE.url, RemoteContent("image/png", b"0123456789"), float(number))
    assert [store.reader.remote(id_, 0) is not None for id_ in ids] == [False, True, True]


async def test_senders_that_may(store: Store) -> None:
    assert not store.reader.remote_allowed("news@x.org")
    await store.run(remote.allow_sender, "News@x.org", allowed=True)
    await store.run(remote.allow_sender, "News@x.org", allowed=True)
    assert store.reader.remote_allowed("news@X.org")
    await store.run(remote.allow_sender, "news@x.org", allowed=False)
    assert not store.reader.remote_allowed("news@x.org")
