"""Work that goes on for ever: a full disk and a message that cannot be read end neither it nor the engine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from mailclient.engine.conversations import Conversations
from mailclient.engine.enduring import endure
from mailclient.engine.indexing import Indexing
from mailclient.engine.operations.settling import Settling
from mailclient.engine.outside import Outside
from mailclient.engine.sync.body_making import read_or_none
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import accounts, folders, messages
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message, settings

T = TypeVar("T")
FULL = MailError(Problem(ProblemKind.DISK_FULL, "disk"))


def outside() -> Outside:
    async def no_pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    def nowhere(*_args: object) -> NoReturn:
        raise AssertionError

    dial: Callable[..., Awaitable[NoReturn]] = nowhere
    return Outside(dial=dial, credentials=None, sleep=no_pause)  # type: ignore[arg-type]  # nobody logs in here


class FullAtFirst:
    """A writer to whom the disk says no a few times."""

    def __init__(self, writer: Writer, times: int) -> None:
        self._writer, self.left = writer, times

    async def transaction(self, name: str, work: Callable[..., T], *args: object) -> T:
        if self.left:
            self.left -= 1
            raise FULL
        return await self._writer.transaction(name, work, *args)

    copying = transaction


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path / "mail.sqlite3")
    await store.open()
    account = await store.run(accounts.add, settings("minji@example.org"))
    inbox = await store.run(folders.upsert, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
    await store.run(messages.insert, inbox, [new_message(uid, f"zeppelin{uid:03}") for uid in range(1, 201)])
    yield store
    store.reader.close()
    await store.writer.close()


async def until(work: Awaitable[None], done: Callable[[], bool]) -> None:
    running = asyncio.ensure_future(work)
    while not done():
        await asyncio.wait([running], timeout=0.005)
        assert not running.done(), running.exception()
    running.cancel()
    await asyncio.wait([running])


async def test_a_mistake_is_made_again_later_and_ends_nothing(expected_warnings: list[str]) -> None:
    expected_warnings.append("work failed")
    tried = []

    async def work() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise FULL
        if len(tried) == 2:
            raise ValueError

    more = asyncio.Event()
    more.set()
    await until(endure("work", work, more, outside()), lambda: len(tried) == 3)


@pytest.mark.parametrize("kind", [Conversations, Indexing, Settling])
async def test_a_full_disk_ends_no_task(store: Store, kind: Callable[..., Conversations | Indexing | Settling]) -> None:
    writer = FullAtFirst(store.writer, times=3)
    await until(kind(writer, outside()).run(), lambda: not writer.left)
    await until(Conversations(store.writer, outside()).run(), lambda: _all_joined(store))
    await until(Indexing(store.writer, outside()).run(), lambda: not store.query("SELECT 1 FROM search_backlog"))


def _all_joined(store: Store) -> bool:
    return not store.query("SELECT 1 FROM message WHERE thread_id IS NULL")


async def test_one_message_that_cannot_be_read_keeps_no_other_out_of_the_search(
    store: Store, expected_warnings: list[str]
) -> None:
    expected_warnings.append("taken into the index together|is left out of the search index")

    def break_it(tx: Transaction) -> None:
        tx.db.execute("UPDATE detail SET envelope = x'7b' WHERE message_id IN (7, 8, 199)")

    await store.run(break_it)
    await until(Indexing(store.writer, outside()).run(), lambda: not store.query("SELECT 1 FROM search_backlog"))
    found = {uid for uid in range(1, 201) if store.reader.search(f"zeppelin{uid:03}", limit=1)}
    assert set(range(1, 201)) - found == {7, 8, 199}


def test_a_body_that_cannot_be_made_is_none(expected_warnings: list[str]) -> None:
    expected_warnings.append("message 1 cannot be read")

    def broken() -> NoReturn:
        raise KeyError

    assert read_or_none(MessageId(1), broken) is None
