"""What a written text is made of: lines and tables of runs. Pure; a document, HTML and plain text all come from it.

A *line* is what Enter ends. Lines of ordinary text with no empty line between them are one paragraph.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from mailclient.gui.composer.editing.run import PLAIN, Run, merged_runs
from mailclient.gui.composer.editing.run_writing import plain_runs, runs_html

QUOTE_LEVEL_LIMIT = 9
LIST_DEPTH_LIMIT = 8
COLUMN_LIMIT, CELL_LIMIT = 60, 6_000
"""A table with more columns or cells becomes lines."""


class Kind(StrEnum):
    """What a line is; the value is its HTML element."""

    TEXT = "p"
    HEADING_1 = "h1"
    HEADING_2 = "h2"
    HEADING_3 = "h3"
    CODE = "pre"
    RULE = "hr"


HEADINGS = (Kind.HEADING_1, Kind.HEADING_2, Kind.HEADING_3)


@dataclass(frozen=True)
class Line:
    """``list_tag`` is "ul", "ol" or "" with its ``depth`` (from 1) and the list's first number.

    ``align``: "", "center", "right" or "justify". ``direction``: "rtl" or "ltr" where the words do not say it.
    """

    runs: tuple[Run, ...] = ()
    kind: Kind = Kind.TEXT
    level: int = 0
    list_tag: str = ""
    depth: int = 0
    start: int = 1
    align: str = ""
    direction: str = ""
    signature: bool = False
    """It belongs to a signature that was put in; only the document knows."""

    @cached_property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)

    @cached_property
    def html(self) -> str:
        """Its runs as HTML; a line that stays is written out once, however often the text is saved."""
        return runs_html(self.runs, code=self.kind is Kind.CODE)

    @cached_property
    def plain(self) -> str:
        """Its runs as plain text."""
        return plain_runs(self.runs)

    @cached_property
    def pictures(self) -> tuple[str, ...]:
        """The Content-IDs of its pictures."""
        return tuple(run.picture.content_id for run in self.runs if run.picture is not None)

    @cached_property
    def attributes(self) -> str:
        """Direction and alignment as HTML attributes, with a blank before each."""
        natural = is_right_to_left(self.text)
        rtl = self.direction == "rtl" or (natural and self.direction != "ltr")
        direction = ' dir="rtl"' if rtl else ' dir="ltr"' if natural else ""
        return direction + (f' style="text-align:{self.align}"' if self.align else "")

    @property
    def blank(self) -> bool:
        """An empty line of ordinary text."""
        return self.kind is Kind.TEXT and not self.list_tag and not self.runs


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a cell, over so many columns and rows."""

    lines: tuple[Line, ...] = ()
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as in HTML: a cell that reaches into further rows stands only in its first."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    level: int = 0

    @property
    def width(self) -> int:
        """In columns."""
        return max((sum(cell.columns for cell in row) for row in self.rows), default=0)


Passage = Line | Table


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from the right (UAX 9, P2 and P3)."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def trimmed(passages: list[Passage]) -> list[Passage]:
    """Without the empty lines at the end."""
    end = len(passages)
    while end and isinstance(last := passages[end - 1], Line) and last.blank:
        end -= 1
    return passages[:end]


def lines_in(passages: Iterable[Passage]) -> Iterator[Line]:
    """All lines, those in tables, too."""
    for one in passages:
        if isinstance(one, Table):
            yield from (line for row in one.rows for cell in row for line in cell.lines)
        else:
            yield one


def with_lines(passage: Passage, change: Callable[[Line], Line]) -> Passage:
    """The passage with each of its lines changed."""
    if isinstance(passage, Line):
        return change(passage)
    rows = tuple(tuple(replace(cell, lines=tuple(map(change, cell.lines))) for cell in row) for row in passage.rows)
    return replace(passage, rows=rows)


def with_runs(passage: Passage, change: Callable[[Run], Run]) -> Passage:
    """The passage with each of its runs changed."""
    return with_lines(passage, lambda line: replace(line, runs=merged_runs([change(run) for run in line.runs])))


def deeper(passage: Passage, level: int) -> Passage:
    """The passage quoted so many times more."""
    if not level:
        return passage
    inside = with_lines(passage, lambda line: replace(line, level=min(line.level + level, QUOTE_LEVEL_LIMIT)))
    return replace(inside, level=min(passage.level + level, QUOTE_LEVEL_LIMIT)) if isinstance(inside, Table) else inside


def pictures_in(passages: Iterable[Passage]) -> Iterator[str]:
    """The Content-IDs of the pictures, in order."""
    for line in lines_in(passages):
        yield from line.pictures


def has_form(line: Line) -> bool:
    """Whether plain text cannot say all of it (but for its pictures, and the addresses of links)."""
    formed = any(run.picture is None and replace(run.look, url="") != PLAIN for run in line.runs)
    return formed or line.kind not in (Kind.TEXT, Kind.RULE) or bool(line.align)


def sober_runs(kind: Kind, runs: Iterable[Run]) -> list[Run]:
    """Without what the line's kind says already: a heading is bold, code is code."""
    if kind in HEADINGS:
        return [replace(run, look=replace(run.look, bold=False)) for run in runs]
    if kind is Kind.CODE:
        return [replace(run, look=replace(run.look, code=False)) for run in runs]
    return list(runs)
