"""A transaction in hand: the connection to write through, and the note of what it changes."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from mailclient.store.changes import Changes

T = TypeVar("T")
SLICE = 50
"""Messages per transaction (rule 5): what the writer can do in a few milliseconds."""
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


def batches(values: Iterable[T], size: int = SLICE) -> Iterator[list[T]]:
    """``values`` cut into lists of at most ``size``."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def marks(values: Sequence[Any]) -> str:
    """``?,?,?`` for as many values."""
    return ",".join("?" * len(values))
