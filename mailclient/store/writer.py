"""The one connection that writes: the engine's. Each transaction is one plain function, run on the writer's thread.

    await writer.transaction("store headers", messages.insert, folder_id, new_messages)

The function gets a ``Transaction`` first; compose several store functions in a local ``def``. That it is a plain
function is the rule of design number 5 made structural: nothing can wait for the network inside. Rejected: coroutine
functions over aiosqlite, which cost a thread change (80 µs) per statement and can be cancelled half-way.

Transactions run one at a time in the order they were asked for. A cancelled caller's transaction runs to its end,
and the listener is told what it changed.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import aiosqlite

from mailclient.mail.problem import MailError
from mailclient.store import schema
from mailclient.store.changes import Changes
from mailclient.store.failures import problem_of, told_as_problem
from mailclient.store.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")

_LONG_WAIT_SECONDS = 0.25
_LONG_HOLD_SECONDS = 0.1
_log = logging.getLogger(__name__)


class _Connection(aiosqlite.Connection):
    async def open(self) -> None:
        """Connect; when that fails, wait for the thread to end, or it would tell a loop that is closed by then."""
        try:
            await self
        except BaseException:
            self._thread.join()
            raise

    async def apply(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function on the connection's own thread."""
        result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite has no types here
        return result


class Writer:
    """Open with ``Writer.open``; close when the engine ends. ``listener`` is called on the loop after each commit."""

    def __init__(self, path: Path, connection: _Connection, listener: Callable[[Changes], None]) -> None:
        self._path = path
        self._connection = connection
        self._listener = listener

    @classmethod
    async def open(cls, path: Path, listener: Callable[[Changes], None] = lambda _changes: None) -> "Writer":
        """Open the mail file, make it or bring its schema up to date.

        ``MailError``: STORE_TOO_NEW, STORE_DAMAGED, DISK_FULL, FILE_UNREADABLE or FILE_UNWRITABLE.
        """
        with told_as_problem(path):
            connection = _Connection(lambda: _connect(path), iter_chunk_size=64)
            await connection.open()
        return cls(path, connection, listener)

    async def transaction(
        self, name: str, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work(transaction, *args)``; commit when it returns, roll back when it raises; returns its result.

        On return it is on the disk. ``MailError`` DISK_FULL, STORE_DAMAGED or FILE_UNWRITABLE: nothing of it was
        written, and the writer can be used on. ``name`` is for the log.
        """
        return await self._finished(name, lambda transaction: work(transaction, *args, **kwargs), durable=True)

    async def copying(
        self, name: str, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As ``transaction``, for copies of what the server has: on return it need not be on the disk yet.

        When the power fails the newest of these may be gone, and are fetched again; nothing older, nothing half, and
        nothing that the end of a process could take. The next ``transaction`` takes them to the disk with it. Saves a
        wait for the disk for each (https://sqlite.org/pragma.html#pragma_synchronous: NORMAL in WAL mode).
        """
        return await self._finished(name, lambda transaction: work(transaction, *args, **kwargs), durable=False)

    async def _finished(self, name: str, work: Callable[[Transaction], T], *, durable: bool) -> T:
        """Run it to its end, also when the caller is cancelled."""
        running = asyncio.ensure_future(self._run(name, time.monotonic(), work, durable=durable))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            if not running.cancelled() and (error := running.exception()):
                _log.warning("transaction %s of a cancelled task failed", name, exc_info=error)
            raise

    async def empty_log(self) -> bool:
        """Empty the log of changes, where what is deleted still stands; False while somebody reads in it."""
        try:
            return await self._connection.apply(_log_emptied)
        except sqlite3.Error as error:
            _log.info("the log of changes stays: %s", error)
            return False

    async def close(self) -> None:
        """Finish what was asked for, empty the log of changes (it may hold mail that is deleted), close the file."""
        try:
            await self._connection.apply(_empty_log)
        except sqlite3.Error as error:
            _log.info("the log of changes stays: %s", error)
        await self._connection.close()

    async def _run(self, name: str, asked_at: float, work: Callable[[Transaction], T], *, durable: bool) -> T:
        def on_thread(db: sqlite3.Connection) -> tuple[T, Changes, float]:
            started_at = time.monotonic()
            transaction = Transaction(db)
            result = (_in_transaction if durable else _in_passing)(db, transaction, work)
            return result, transaction.changes, started_at

        try:
            result, changes, started_at = await self._connection.apply(on_thread)
        except sqlite3.Error as error:
            problem = problem_of(error, self._path)
            if problem is None:
                raise
            raise MailError(problem) from error
        waited, held = started_at - asked_at, time.monotonic() - started_at
        if waited > _LONG_WAIT_SECONDS or held > _LONG_HOLD_SECONDS:
            _log.info("transaction %s waited %.0f ms, held %.0f ms", name, waited * 1000, held * 1000)
        if changes:
            self._listener(changes)
        return result


def _in_transaction(db: sqlite3.Connection, transaction: Transaction, work: Callable[[Transaction], T]) -> T:
    db.execute("BEGIN IMMEDIATE")
    try:
        result = work(transaction)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite may have rolled back by itself, as it does when the disk is full
            db.execute("ROLLBACK")
        raise
    return result


def _in_passing(db: sqlite3.Connection, transaction: Transaction, work: Callable[[Transaction], T]) -> T:
    """Without waiting for the disk."""
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        return _in_transaction(db, transaction, work)
    finally:
        db.execute("PRAGMA synchronous = FULL")


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma, value in _PRAGMAS.items():
            db.execute(f"PRAGMA {pragma} = {value}")
        schema.upgrade(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _empty_log(db: sqlite3.Connection) -> None:
    """SQLite does it by itself only where no reader is left; nobody who reads just now is waited for."""
    db.execute("PRAGMA busy_timeout = 0")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _log_emptied(db: sqlite3.Connection) -> bool:
    """As ``_empty_log``, and all goes on; whether it is empty."""
    try:
        db.execute("PRAGMA busy_timeout = 0")
        busy, _frames, _copied = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        db.execute(f"PRAGMA busy_timeout = {_PRAGMAS['busy_timeout']}")
    return not busy


_PRAGMAS: dict[str, Any] = {
    "auto_vacuum": "INCREMENTAL",  # the first: it takes an empty file; see room.py
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": 10_000,
    "cache_size": -16_000,  # KiB
    "temp_store": "MEMORY",
    "journal_size_limit": 64 * 1024 * 1024,
}
