"""Copies of what the server has are written without waiting for the disk; what the user did never is."""

from pathlib import Path

import pytest

from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

_FULL, _NORMAL = 2, 1


def _synchronous(tx: Transaction) -> int:
    return int(tx.row("PRAGMA synchronous")[0])


def _fail(tx: Transaction) -> None:
    raise ValueError(_synchronous(tx))


async def test_only_copies_do_without_the_disk(tmp_path: Path) -> None:
    writer = await Writer.open(tmp_path / "mail.sqlite3")
    assert await writer.transaction("look", _synchronous) == _FULL
    assert await writer.copying("look", _synchronous) == _NORMAL
    assert await writer.transaction("look", _synchronous) == _FULL
    await writer.close()


async def test_also_after_one_that_failed(tmp_path: Path) -> None:
    writer = await Writer.open(tmp_path / "mail.sqlite3")
    with pytest.raises(ValueError, match=str(_NORMAL)):
        await writer.copying("fail", _fail)
    assert await writer.transaction("look", _synchronous) == _FULL
    await writer.close()
