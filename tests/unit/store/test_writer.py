import asyncio
import logging
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import engine_state, schema
from mailclient.store.changes import Changes
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.store.conftest import Store


def version(path: Path) -> int:
    db = sqlite3.connect(path)
    try:
        return int(db.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.close()


async def test_a_new_file_gets_the_schema_and_is_durable(store: Store) -> None:
    def pragmas(tx: Transaction) -> list[object]:
        return [tx.row(f"PRAGMA {name}")[0] for name in ("journal_mode", "synchronous", "foreign_keys")]

    assert await store.run(pragmas) == ["wal", 2, 1]
    assert version(store.path) == schema.VERSION


async def test_an_exception_rolls_everything_back(store: Store) -> None:
    def write_and_fail(tx: Transaction) -> None:
        engine_state.save(tx, "key", b"value")
        tx.changes.accounts = True
        raise RuntimeError("on purpose")

    told = len(store.changes)
    with pytest.raises(RuntimeError, match="on purpose"):
        await store.run(write_and_fail)
    assert await store.run(engine_state.load, "key") is None
    assert len(store.changes) == told


async def test_the_listener_hears_of_changes_after_the_commit(store: Store) -> None:
    seen: list[list[tuple[object, ...]]] = []
    heard = Writer(
        store.path,
        store.writer._connection,
        lambda _changes: seen.append(store.query("SELECT value FROM engine_state WHERE key = 'key'")),
    )

    def write(tx: Transaction) -> None:
        engine_state.save(tx, "key", b"value")
        tx.changes.accounts = True

    await heard.transaction("test", write)
    assert seen == [[(b"value",)]]


async def test_a_transaction_without_changes_tells_nothing(store: Store) -> None:
    told = len(store.changes)
    await store.run(engine_state.save, "key", b"value")
    assert len(store.changes) == told


async def test_a_cancelled_task_does_not_cut_its_transaction(store: Store) -> None:
    started, may_end = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        started.set()
        assert may_end.wait(10)
        engine_state.save(tx, "key", b"value")
        tx.changes.accounts = True

    told = len(store.changes)
    task = asyncio.ensure_future(store.run(slow))
    await asyncio.to_thread(started.wait, 10)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.run(engine_state.load, "key") == b"value"
    assert store.changes[told:] == [Changes(accounts=True)]


async def test_the_failure_of_a_cancelled_transaction_is_logged(store: Store, expected_warnings: list[str]) -> None:
    expected_warnings.append("transaction test of a cancelled task failed")
    started, may_end = threading.Event(), threading.Event()

    def slow(_tx: Transaction) -> None:
        started.set()
        assert may_end.wait(10)
        raise RuntimeError("on purpose")

    task = asyncio.ensure_future(store.run(slow))
    await asyncio.to_thread(started.wait, 10)
    task.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_transactions_run_in_the_order_asked_for(store: Store) -> None:
    order: list[int] = []

    def note(_tx: Transaction, number: int) -> None:
        order.append(number)

    await asyncio.gather(*(store.run(note, number) for number in range(20)))
    assert order == list(range(20))


async def test_disk_full_writes_nothing_and_the_writer_goes_on(store: Store) -> None:
    def limit(tx: Transaction, pages: int) -> None:
        tx.db.execute(f"PRAGMA max_page_count = {pages}")

    await store.run(engine_state.save, "before", b"kept")
    (used,) = await store.run(Transaction.row, "PRAGMA page_count")
    await store.run(limit, used + 4)
    with pytest.raises(MailError) as caught:
        await store.run(engine_state.save, "large", b"x" * 1_000_000)
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    assert await store.run(engine_state.load, "large") is None
    assert await store.run(engine_state.load, "before") == b"kept"
    await store.run(engine_state.save, "small", b"fits")
    assert await store.run(engine_state.load, "small") == b"fits"
    await store.run(limit, 1_000_000)
    await store.run(engine_state.save, "large", b"x" * 1_000_000)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2.5 MB, of which the file "filling" takes 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2560k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system is not allowed here")
    (place / "filling").write_bytes(bytes(1_000_000))
    yield place
    subprocess.run(["umount", place], check=True)


async def test_a_disk_that_is_really_full(full_disk: Path) -> None:
    writer = await Writer.open(full_disk / "mail.sqlite3")
    await writer.transaction("test", engine_state.save, "before", b"kept")
    with pytest.raises(MailError) as caught:
        await writer.transaction("test", engine_state.save, "large", bytes(1_500_000))
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    assert await writer.transaction("test", engine_state.load, "before") == b"kept"
    assert await writer.transaction("test", engine_state.load, "large") is None
    (full_disk / "filling").unlink()
    await writer.transaction("test", engine_state.save, "after", bytes(300_000))
    await writer.close()


async def test_a_full_disk_at_the_first_start(full_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (full_disk / "filling").write_bytes(bytes(3_000_000))
    with pytest.raises(MailError) as caught:
        await Writer.open(full_disk / "mail.sqlite3")
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    (full_disk / "filling").unlink()
    await (await Writer.open(full_disk / "mail.sqlite3")).close()


async def test_a_file_from_the_future_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mail.sqlite3"
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    with pytest.raises(MailError) as caught:
        await Writer.open(path)
    assert caught.value.problem.kind is ProblemKind.STORE_TOO_NEW
    assert version(path) == schema.VERSION + 1


async def test_what_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "mail.sqlite3"
    path.write_bytes(b"This is not a database at all. " * 200)
    with pytest.raises(MailError) as caught:
        await Writer.open(path)
    assert caught.value.problem.kind is ProblemKind.STORE_DAMAGED
    assert caught.value.problem.subject == str(path)


async def test_opening_twice_keeps_what_is_there(store: Store) -> None:
    await store.run(engine_state.save, "key", b"value")
    await store.writer.close()
    await store.open()
    assert await store.run(engine_state.load, "key") == b"value"
    await store.run(engine_state.remove, "key")
    assert await store.run(engine_state.load, "key") is None


async def test_long_transactions_are_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mailclient.store.writer")

    def busy(tx: Transaction) -> None:
        tx.rows(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n"
        )

    await store.run(busy)
    assert any("transaction test waited" in record.getMessage() for record in caplog.records)
