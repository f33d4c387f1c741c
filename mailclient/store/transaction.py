"""A transaction in hand: the connection to write through, and the note of what it changes."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, TypeVar

from mailclient.store.changes import Changes

T = TypeVar("T")
Row = tuple[Any, ...]
SLICE = 50
"""Messages per transaction where nothing better is known: a few milliseconds, for which a click may have to wait.

What is cheap for each message (new headers, uids taken away) goes by the hundred, as long as it takes no longer.
"""
_ROWS_MAX = 512
_VARIABLES = 500
"""Ids per statement; SQLite allows 32,766."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """What every writing function of the store takes first; made by ``writer.Writer`` alone."""

    db: sqlite3.Connection
    changes: Changes = field(default_factory=Changes)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query, as tuples."""
        return self.db.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first row, or None."""
        return self.db.execute(sql, parameters).fetchone()

    def rows_among(self, sql: str, values: Iterable[Any], first: Sequence[Any] = ()) -> Iterator[Any]:
        """Rows of a query that has ``IN ({marks})``, asked for ``values`` in batches after the ``first`` parameters."""
        for batch in batches(values, _VARIABLES):
            yield from self.rows(sql.format(marks=marks(batch)), (*first, *batch))

    def insert(self, into: str, rows: Sequence[Row], conflict: str = "") -> None:
        """``INSERT INTO`` table and columns; up to 512 rows to a statement."""
        self.run_with_values(f"INSERT INTO {into} VALUES {{values}} {conflict}", rows)

    def run_with_values(self, sql: str, rows: Sequence[Row]) -> None:
        """Run a statement that has ``VALUES {values}`` for all rows."""
        for piece in pieces(rows):
            self.db.execute(with_values(sql, len(piece[0]), len(piece)), list(chain.from_iterable(piece)))


def pieces(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """``rows`` cut into as few pieces as their lengths can be powers of two: so few statements are prepared anew."""
    start = 0
    while start < len(rows):
        length = min(_ROWS_MAX, 1 << ((len(rows) - start).bit_length() - 1))
        yield rows[start : start + length]
        start += length


@lru_cache(maxsize=128)
def with_values(sql: str, columns: int, rows: int) -> str:
    """The statement with ``(?,?),(?,?)`` for ``{values}``: the same text each time, which SQLite keeps prepared."""
    return sql.format(values=",".join([f"({marks(range(columns))})"] * rows))


def batches(values: Iterable[T], size: int = SLICE) -> Iterator[list[T]]:
    """``values`` cut into lists of at most ``size``."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def marks(values: Sequence[Any]) -> str:
    """``?,?,?`` for as many values."""
    return ",".join("?" * len(values))
