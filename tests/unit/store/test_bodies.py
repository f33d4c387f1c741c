import pytest

from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import DraftId, MessageId, OperationId, PartPath
from mailclient.mail.protection import Cover, System
from mailclient.store import bodies, drafts, messages
from mailclient.store.changes import Changes
from tests.unit.store.conftest import Store
from tests.unit.store.samples import BODY, new_message

GONE = MessageId(99)


async def insert(store: Store) -> MessageId:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    return id_


async def test_a_body(store: Store) -> None:
    id_ = await insert(store)
    assert store.reader.body(id_) is None
    assert await store.run(bodies.store_body, id_, BODY, b"Subject: x\r\n\r\n", "안녕하세요")
    assert store.reader.body(id_) == BODY
    assert store.reader.header_block(id_) == b"Subject: x\r\n\r\n"
    (row,) = store.reader.rows([id_])
    assert (row.preview, row.has_body, row.has_attachment) == ("안녕하세요", True, False)
    assert store.changes[-1] == Changes(restyled={store.inbox: {id_}})


async def test_a_second_body_replaces_the_first(store: Store) -> None:
    id_ = await insert(store)
    await store.run(bodies.store_body, id_, BODY, b"", "first")
    attached = Body("second", attachments=(Attachment(PartPath("2"), "a.pdf", "application/pdf", 3),))
    await store.run(bodies.store_body, id_, attached, b"", "second")
    assert store.reader.body(id_) == attached
    (row,) = store.reader.rows([id_])
    assert (row.preview, row.has_attachment) == ("second", True)


async def test_parts(store: Store) -> None:
    id_ = await insert(store)
    assert await store.run(bodies.store_part, id_, PartPath("2"), b"old")
    assert await store.run(bodies.store_part, id_, PartPath("2"), b"PNG")
    assert store.reader.part(id_, PartPath("2")) == b"PNG"
    assert store.reader.part(id_, PartPath("1")) is None


async def test_a_whole_message(store: Store) -> None:
    id_ = await insert(store)
    data = bytes(range(256)) * 20_000
    await store.run(bodies.store_wholes, {id_: data})
    assert store.reader.whole(id_) == data
    message = store.reader.message(id_)
    assert message
    assert message.has_whole


async def test_a_message_that_is_gone_meanwhile(store: Store) -> None:
    assert not await store.run(bodies.store_body, GONE, BODY, b"", "")
    assert not await store.run(bodies.store_part, GONE, PartPath("1"), b"")
    await store.run(bodies.store_wholes, {GONE: b""})
    assert store.reader.whole(GONE) is None


async def test_everything_goes_with_the_message(store: Store) -> None:
    id_ = await insert(store)
    await store.run(bodies.store_body, id_, BODY, b"", "")
    await store.run(bodies.store_part, id_, PartPath("2"), b"PNG")
    await store.run(bodies.store_wholes, {id_: b"whole"})
    await store.run(messages.vanish, store.inbox, [new_message(1).uid])
    for table in ("detail", "body", "part", "whole"):
        assert store.query(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert store.reader.search("회의록") == []


async def test_drafts(store: Store) -> None:
    draft = DraftId("d1")
    await store.run(drafts.save, draft, store.account, b"one", subject="s", recipients="Lee", now=1.0)
    id_ = await insert(store)
    assert await store.run(drafts.link, draft, id_) is None
    await store.run(drafts.save, draft, store.account, b"two", subject="t", recipients="Jun", now=3.0)
    await store.run(drafts.save, DraftId("d2"), store.account, b"", subject="", recipients="", now=2.0)
    assert [row.id for row in store.reader.drafts()] == ["d1", "d2"]
    row = store.reader.drafts()[0]
    assert (row.subject, row.recipients, row.saved_at, row.message_id) == ("t", "Jun", 3.0, id_)
    assert store.reader.draft(draft) == b"two"
    assert store.changes[-1].outbox
    assert await store.run(drafts.discard, draft, 4.0) == id_
    assert store.reader.draft(draft) is None
    assert await store.run(drafts.discard, draft, 5.0) is None


async def test_a_draft_outlives_its_copy_on_the_server(store: Store) -> None:
    id_ = await insert(store)
    await store.run(drafts.save, DraftId("d"), store.account, b"", subject="", recipients="", now=1.0)
    await store.run(drafts.link, DraftId("d"), id_)
    await store.run(messages.vanish, store.inbox, [new_message(1).uid])
    assert store.reader.drafts()[0].message_id is None


async def test_unknown_ids(store: Store) -> None:
    assert store.reader.whole(GONE) is None
    assert store.reader.header_block(GONE) is None
    assert store.reader.outgoing(OperationId("none")) is None


@pytest.mark.parametrize(
    ("cover", "media_type", "attached", "encrypted"),
    [
        (None, "application/pdf", True, False),
        (Cover(System.OPENPGP, signed=True), "application/pgp-signature", False, False),
        (Cover(System.SMIME, signed=True), "application/pkcs7-signature", False, False),
        (Cover(System.SMIME, signed=True), "application/pdf", True, False),
        (Cover(System.OPENPGP, encrypted=True), "application/octet-stream", False, True),
        (Cover(System.SMIME, encrypted=True), "application/pkcs7-mime", False, True),
    ],
)
async def test_what_protects_a_message_is_no_attachment(
    store: Store, cover: Cover | None, media_type: str, attached: bool, encrypted: bool
) -> None:
    id_ = await insert(store)
    file = Attachment(PartPath("2"), "file", media_type, 300)
    await store.run(bodies.store_body, id_, Body("", attachments=(file,), cover=cover), b"", "")
    (row,) = store.reader.rows([id_])
    assert (row.has_attachment, row.encrypted) == (attached, encrypted)
