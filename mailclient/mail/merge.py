"""A table for a mail merge: read from CSV of any usual kind, and what is wrong with its rows. Pure.

The separator (comma, semicolon, tab) and the encoding (UTF-8, UTF-16, and what Excel writes in Korea, Japan and Western
Europe) are told by looking. The first row names the columns.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

ROWS_LIMIT = 10_000
SIZE_LIMIT = 20_000_000
"""Bytes of a file."""
_COLUMNS_LIMIT = 200
_SEPARATORS = ",;\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LEGACY = ("cp949", "cp932", "cp1252")
_LOOKED_AT = 20
"""Rows that the separator is told by."""


class UnreadableTableError(ValueError):
    """It is no table: empty, or with a heading only."""


@dataclass(frozen=True, slots=True)
class MergeTable:
    """``rows`` are as long as ``columns``. ``shortened``: there are more than ``ROWS_LIMIT``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str
    separator: str
    shortened: bool = False

    def column(self, *names: str) -> str:
        """The first column called by one of these names, "" for none."""
        known = {column.strip().casefold(): column for column in self.columns}
        return next((known[name] for name in names if name in known), "")


def read_table(data: bytes, encoding: str = "", separator: str = "") -> MergeTable:
    """Read ``data``; ``encoding`` and ``separator`` where the user has chosen them. ``UnreadableTableError``."""
    text, encoding = _decoded(data[:SIZE_LIMIT], encoding)
    separator = separator or _separator(text)
    rows = _rows(text, separator)
    columns = _named(next(rows, []))
    if not columns:
        raise UnreadableTableError
    found: list[tuple[str, ...]] = []
    for row in rows:
        if len(found) == ROWS_LIMIT:
            return MergeTable(columns, tuple(found), encoding, separator, shortened=True)
        found.append(tuple((*row, *[""] * len(columns))[: len(columns)]))
    if not found:
        raise UnreadableTableError
    return MergeTable(columns, tuple(found), encoding, separator, shortened=len(data) > SIZE_LIMIT)


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    if encoding:
        return data.decode(encoding, "replace").lstrip("\ufeff"), encoding
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace").lstrip("\ufeff"), name.removesuffix("-sig")
    if 0 in data[:2_000]:  # UTF-16 without a mark: text in another encoding has no zeros
        name = "utf-16-le" if data[1:2_000:2].count(0) >= data[0:2_000:2].count(0) else "utf-16-be"
        return data.decode(name, "replace"), name
    for name in ("utf-8", *_LEGACY):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace"), "utf-8"


def _separator(text: str) -> str:
    """The one that makes the same number of columns in the most rows, and the most of them."""

    def weight(separator: str) -> tuple[int, int]:
        counts = [len(row) for _, row in zip(range(_LOOKED_AT), _rows(text[:200_000], separator), strict=False)]
        wide = counts[0] if counts else 0
        return (sum(count == wide for count in counts) if wide > 1 else 0, wide)

    return max(_SEPARATORS, key=weight)


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows that say something."""
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field larger than the reader takes
            continue
        cells = [cell.strip() for cell in row[:_COLUMNS_LIMIT]]
        if any(cells):
            yield cells


def _named(heading: list[str]) -> tuple[str, ...]:
    """Each column with a name of its own."""
    found: list[str] = []
    for number, name in enumerate(heading, start=1):
        wanted = " ".join(name.replace("{", "(").replace("}", ")").split())[:80] or str(number)
        made, again = wanted, 2
        while made.casefold() in {one.casefold() for one in found}:
            made, again = f"{wanted} {again}", again + 1
        found.append(made)
    return tuple(found)
