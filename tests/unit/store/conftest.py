import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pytest

from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.store import accounts, folders
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.store.samples import settings

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """A writer and a reader on one real file, with one account and three folders; ``changes`` told, newest last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = Reader(path)
        self.changes: list[Changes] = []
        self.writer: Writer
        self.account: AccountId
        self.inbox: FolderId
        self.archive: FolderId
        self.trash: FolderId

    async def open(self) -> None:
        self.writer = await Writer.open(self.path, self.changes.append)

    async def run(self, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.writer.transaction("test", work, *args, **kwargs)

    def query(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """What stands in the file, read by an ordinary connection."""
        db = sqlite3.connect(self.path)
        try:
            return db.execute(sql, parameters).fetchall()
        finally:
            db.close()

    def check_counts(self) -> None:
        """The kept counts are those of a recount."""
        kept = self.query("SELECT id, total, unread FROM folder ORDER BY id")
        counted = self.query(
            "SELECT folder.id, count(message.id), coalesce(sum(bits & 1 = 0), 0)"
            " FROM folder LEFT JOIN message ON folder_id = folder.id GROUP BY folder.id ORDER BY folder.id"
        )
        assert kept == counted


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path / "mail.sqlite3")
    await store.open()

    def prepare(tx: Transaction) -> None:
        store.account = accounts.add(tx, settings("kim@example.org"))
        store.inbox = folders.upsert(tx, store.account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
        store.archive = folders.upsert(
            tx, store.account, "Archive", delimiter="/", role=FolderRole.ARCHIVE, selectable=True
        )
        store.trash = folders.upsert(tx, store.account, "Trash", delimiter="/", role=FolderRole.TRASH, selectable=True)

    await store.run(prepare)
    yield store
    store.check_counts()
    store.reader.close()
    await store.writer.close()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(tmp_path / "mail.sqlite3")
    yield reader
    reader.close()
