"""From an attachment that came to a hit in the search."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NoReturn

import pytest

from mailclient.engine.attachment_texts.reading import AttachmentReading
from mailclient.engine.outside import Outside
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.store import bodies, messages
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

WHOLE = (
    b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n--b\r\n"
    b"Content-Type: text/plain; name=notes.txt\r\nContent-Disposition: attachment; filename=notes.txt\r\n\r\n"
    b"zeppelin\r\n--b--\r\n"
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    from mailclient.mail.folder import FolderRole
    from mailclient.store import accounts, folders
    from tests.unit.store.samples import settings

    store = Store(tmp_path / "mail.sqlite3")
    await store.open()
    store.account = await store.run(accounts.add, settings("minji@example.org"))
    store.inbox = await store.run(
        folders.upsert, store.account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True
    )
    yield store
    store.reader.close()
    await store.writer.close()


def outside() -> Outside:
    async def no_pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    def nowhere(*_args: object) -> NoReturn:
        raise AssertionError

    dial: Callable[..., Awaitable[NoReturn]] = nowhere
    return Outside(dial=dial, credentials=None, sleep=no_pause)  # type: ignore[arg-type]  # nobody logs in here


async def read_all(store: Store) -> None:
    """Until nothing is due."""
    reading = asyncio.create_task(AttachmentReading(store.writer, store.reader, outside()).run())
    while store.query("SELECT 1 FROM attachment_due"):
        await asyncio.wait([reading], timeout=0.02)
        assert not reading.done()
    reading.cancel()
    await asyncio.wait([reading])


async def with_text(store: Store, uid: int) -> MessageId:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(uid)])
    attachment = Attachment(PartPath("2"), "notes.txt", "text/plain", 8)
    await store.run(bodies.store_body, id_, Body("body", attachments=(attachment,)), b"", "")
    return id_


async def test_of_a_part_and_of_a_whole_message(store: Store) -> None:
    part, whole, neither = [await with_text(store, uid) for uid in (1, 2, 3)]
    assert store.reader.search("notes") == [neither, whole, part]
    await store.run(bodies.store_part, part, PartPath("2"), "체펠린 zeppelin".encode())
    await store.run(bodies.store_wholes, {whole: WHOLE})
    await read_all(store)
    assert store.reader.search("zeppelin") == [whole, part]
    assert store.reader.search("펠린 filename:notes") == [part]
    assert store.reader.search("body:zeppelin") == []
    assert store.reader.attachments_read(part) == {PartPath("2"): "read"}
    assert store.reader.attachments_read(neither) == {}
    snippet = store.reader.snippet(part, "펠린")
    assert snippet is not None
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["펠린"]


async def test_what_cannot_be_read_is_looked_into_once(store: Store) -> None:
    id_ = await with_text(store, 1)
    await store.run(bodies.store_part, id_, PartPath("2"), b"")
    await read_all(store)
    assert store.reader.attachments_read(id_) == {PartPath("2"): "no_text"}
