import sqlite3
from pathlib import Path

import pytest

from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId, PartPath
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import messages, schema
from mailclient.store.reader import Reader
from mailclient.store.rows import RowKey
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message


def everything(reader: Reader) -> list[object]:
    id_ = MessageId(1)
    return [
        reader.accounts(),
        reader.folders(),
        reader.folders(AccountId(1)),
        reader.folder(FolderId(1)),
        reader.sync_state(FolderId(1)),
        reader.message_ids(FolderId(1)),
        reader.message_ids(FolderId(1), before=RowKey(1, id_), limit=5),
        reader.rows([id_]),
        reader.message(id_),
        reader.body(id_),
        reader.header_block(id_),
        reader.part(id_, PartPath("1")),
        reader.whole(id_),
        reader.search("x"),
        reader.addresses("x"),
        reader.outbox(),
        reader.outgoing(OperationId("x")),
        reader.drafts(),
        reader.draft(DraftId("x")),
        reader.waiting_operations(),
        reader.waiting_operations(AccountId(1)),
    ]


def test_empty_while_there_is_no_file(reader: Reader, tmp_path: Path) -> None:
    assert not any(everything(reader))
    assert list(tmp_path.iterdir()) == []


def test_empty_while_the_schema_is_being_made(reader: Reader, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "mail.sqlite3").close()
    assert not any(everything(reader))


async def test_sees_the_file_as_soon_as_it_is_there(reader: Reader, store: Store) -> None:
    assert [account.id for account in reader.accounts()] == [store.account]


async def test_sees_each_commit_at_once(store: Store) -> None:
    for uid in range(1, 4):
        await store.run(messages.insert, store.inbox, [new_message(uid)])
        assert len(store.reader.message_ids(store.inbox)) == uid


async def test_cannot_write(store: Store) -> None:
    store.reader.accounts()
    assert store.reader._db
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.reader._db.execute("DELETE FROM account")


async def test_opens_again_after_close(store: Store) -> None:
    assert len(store.reader.accounts()) == 1
    store.reader.close()
    store.reader.close()
    assert len(store.reader.accounts()) == 1


def test_a_file_from_the_future(reader: Reader, tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "mail.sqlite3")
    db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    with pytest.raises(MailError) as caught:
        reader.accounts()
    assert caught.value.problem.kind is ProblemKind.STORE_TOO_NEW


def test_no_database(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "mail.sqlite3").write_bytes(b"This is not a database at all. " * 200)
    with pytest.raises(MailError) as caught:
        reader.accounts()
    assert caught.value.problem.kind is ProblemKind.STORE_DAMAGED


async def test_a_torn_page_is_said_to_be_damage(store: Store) -> None:
    await store.run(messages.insert, store.inbox, [new_message(uid) for uid in range(1, 200)])
    await store.writer.close()
    content = bytearray(store.path.read_bytes())
    content[8192:] = bytes(len(content) - 8192)
    damaged = store.path.with_name("damaged.sqlite3")
    damaged.write_bytes(content)
    reader = Reader(damaged)
    with pytest.raises(MailError) as caught:
        reader.rows([MessageId(1)])
    reader.close()
    assert caught.value.problem.kind is ProblemKind.STORE_DAMAGED
    await store.open()


async def test_chunks_of_a_list(store: Store) -> None:
    times = [500, 500, 500, 100, 900, 500, 100]
    batch = [new_message(uid, received_at=at) for uid, at in enumerate(times, start=1)]
    ids = await store.run(messages.insert, store.inbox, batch)
    await store.run(messages.insert, store.archive, [new_message(1)])
    expected = sorted(zip(ids, times, strict=True), key=lambda row: (row[1], row[0]), reverse=True)
    assert store.reader.message_ids(store.inbox) == expected
    chunks: list[tuple[MessageId, int]] = []
    before: RowKey | None = None
    while chunk := store.reader.message_ids(store.inbox, before=before, limit=2):
        chunks += chunk
        before = RowKey(chunk[-1][1], chunk[-1][0])
    assert chunks == expected


async def test_rows_in_the_order_given(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(uid) for uid in (1, 2, 3)])
    wanted = [ids[2], MessageId(99), ids[0], ids[2]]
    assert [row.id for row in store.reader.rows(wanted)] == [ids[2], ids[0], ids[2]]
    assert store.reader.rows([]) == []
