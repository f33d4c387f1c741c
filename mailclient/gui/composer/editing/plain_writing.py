"""Passages as plain text: quotes with ">", list marks, tables in columns, addresses of links in "<>". Pure."""

import unicodedata
from collections.abc import Iterator, Sequence

from mailclient.gui.composer.editing.passage import Kind, Line, Passage, Table, trimmed
from mailclient.gui.composer.editing.run import Run

_RULE = "-" * 40
_TABLE_WIDTH = 100
"""Columns of letters; a wider table is not padded."""


def plain_of_passages(passages: Sequence[Passage], *, own_only: bool = False, trim: bool = True) -> str:
    """The text; ``own_only``: without what is quoted; ``trim``: without the empty lines at its end."""
    kept = [one for one in (trimmed(list(passages)) if trim else passages) if not (own_only and one.level)]
    return "\n".join(line for lines in plain_lines(kept) for line in lines)


def plain_lines(passages: Sequence[Passage]) -> list[list[str]]:
    """The lines of text of each passage."""
    numbers = _Numbers()
    return [[_quoted(text, one.level) for text in _texts(one, numbers.mark(one))] for one in passages]


def _texts(passage: Passage, mark: str) -> list[str]:
    if isinstance(passage, Table):
        return list(_table_lines(passage))
    if passage.kind is Kind.RULE:
        return [_RULE]
    return f"{mark}{passage.plain}".split("\n")


def _quoted(text: str, level: int) -> str:
    return f"{'>' * level} {text}".rstrip() if level else text


class _Numbers:
    """Counts the items of nested lists."""

    def __init__(self) -> None:
        self._counts: list[tuple[str, int]] = []
        self._level = 0

    def mark(self, passage: Passage) -> str:
        """What stands before a line of a list."""
        if not isinstance(passage, Line) or not passage.list_tag:
            self._counts.clear()
            return ""
        if passage.level != self._level:
            self._counts.clear()
        self._level = passage.level
        del self._counts[passage.depth :]
        while len(self._counts) < passage.depth - 1:
            self._counts.append(("", 0))
        if len(self._counts) < passage.depth or self._counts[-1][0] != passage.list_tag:
            del self._counts[passage.depth - 1 :]
            self._counts.append((passage.list_tag, passage.start - 1))
        tag, count = self._counts[-1]
        self._counts[-1] = (tag, count + 1)
        return "  " * (passage.depth - 1) + ("- " if tag == "ul" else f"{count + 1}. ")


def _table_lines(table: Table) -> Iterator[str]:
    rows = [[" ".join(line.plain for line in cell.lines).replace("\n", " ") for cell in row]
            for row in table.rows]  # fmt: skip
    spanned = any(cell.columns > 1 or cell.rows > 1 for row in table.rows for cell in row)
    widths = [max(_width(row[n]) for row in rows if n < len(row)) for n in range(max(map(len, rows), default=0))]
    if spanned or sum(widths) + 2 * len(widths) > _TABLE_WIDTH:
        yield from (" | ".join(row) for row in rows)
        return
    for number, row in enumerate(rows):
        padded = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=False))
        yield "  ".join(padded).rstrip()
        if number + 1 == table.header_rows:
            yield "  ".join("-" * width for width in widths).rstrip()


def _width(text: str) -> int:
    """In columns of a terminal: East Asian letters take two (UAX 11)."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def plain_passages(passages: Sequence[Passage]) -> list[Line]:
    """The lines of the plain text; signatures stay marked."""
    numbers = _Numbers()
    return [
        Line((Run(text),) if text else (), level=one.level, signature=isinstance(one, Line) and one.signature)
        for one in passages
        for text in _texts(one, numbers.mark(one))
    ]
