"""Conversations of what came by the hundred, or before there were any."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from mailclient.engine.conversations import Conversations
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.store import accounts, folders, messages
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from tests.engine.running import PATIENCE_SECONDS
from tests.unit.store.conversed import letter
from tests.unit.store.samples import settings

MANY = 700


class Desk:
    """A store, its engine's task for conversations, and what it told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = Reader(path)
        self.changes: list[Changes] = []
        self.slept: list[float] = []
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._heard: Callable[[Changes], None] = lambda _changes: None
        self.writer: Writer
        self.inbox: FolderId

    async def open(self) -> None:
        self.writer = await Writer.open(self.path, self._note)
        self.inbox = await self.writer.transaction("prepare", _inbox)

    def begin(self) -> None:
        """Start the task, as the engine does."""
        outside = Outside(dial=dial, credentials=MemoryCredentials(), sleep=self._sleep)
        conversations = Conversations(self.writer, outside)
        self._heard = conversations.heard
        self._task = asyncio.create_task(conversations.run())

    async def end(self) -> None:
        """The engine ends, whatever it was at."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    def _note(self, changes: Changes) -> None:
        self.changes.append(changes)
        self._heard(changes)
        self._changed.set()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._changed.set()
        await asyncio.sleep(0)


def _inbox(tx: Transaction) -> FolderId:
    account = accounts.add(tx, settings("kim@example.org"))
    return folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path / "mail.sqlite3")
    await desk.open()
    yield desk
    await desk.end()
    desk.reader.close()
    await desk.writer.close()


async def store(desk: Desk, first: int = 1) -> list[MessageId]:
    """Many at once, in conversations of ten."""
    many = [letter(first + n, f"{first}-{n}", f"{first}-{n // 10 * 10}") for n in range(MANY)]
    return await desk.writer.transaction("headers", messages.insert, desk.inbox, many)


def conversations(desk: Desk, ids: list[MessageId]) -> int:
    found = desk.reader.threads_of(ids)
    return len(set(found.values())) if len(found) == len(ids) else 0


async def test_old_mail_is_looked_at_after_the_start(desk: Desk) -> None:
    ids = await store(desk)
    assert conversations(desk, ids) == 0
    desk.changes.clear()
    desk.begin()
    await desk.until(lambda: conversations(desk, ids) == MANY // 10)
    await desk.until(lambda: any(desk.inbox in changes.listed for changes in desk.changes))
    assert len([changes for changes in desk.changes if changes.listed]) == 1


async def test_what_comes_by_the_hundred_meanwhile_is_looked_at_too(desk: Desk) -> None:
    desk.begin()
    first = await store(desk)
    second = await store(desk, 1000)
    await desk.until(lambda: conversations(desk, first) == conversations(desk, second) == MANY // 10)


async def test_after_a_restart_it_goes_on(desk: Desk) -> None:
    ids = await store(desk)
    desk.begin()
    await desk.until(lambda: bool(desk.reader.threads_of(ids)))
    await desk.end()
    before = len(desk.reader.threads_of(ids))
    assert before < MANY
    desk.begin()
    await desk.until(lambda: conversations(desk, ids) == MANY // 10)
