"""A table of HTML while it is read, and whether it holds data or only places things side by side. Pure."""

from dataclasses import dataclass, field

from mailclient.gui.composer.editing.line_flow import LineFlow
from mailclient.gui.composer.editing.passage import CELL_LIMIT, COLUMN_LIMIT, Cell, Line, Passage, Table
from mailclient.gui.composer.editing.run import Run

_LONG_CELL = 400
"""Characters; so much text stands in the cells of a layout."""


@dataclass(slots=True)
class _Cell:
    flow: LineFlow
    columns: int
    rows: int
    header: bool
    passages: list[Passage] = field(default_factory=list)


class OpenTable:
    """Gathers rows of cells; ``around`` is the flow that goes on behind it."""

    def __init__(self, around: LineFlow, level: int, attributes: dict[str, str]) -> None:
        self.around = around
        self.nested = False
        """Another table stood in it."""
        self.has_columns = False
        """It names its columns, as spreadsheets do."""
        self._level = level
        self._attributes = attributes
        self._rows: list[list[_Cell]] = []

    def begin_row(self) -> None:
        """A <tr>."""
        self._rows.append([])

    def begin_cell(self, columns: int, rows: int, *, header: bool) -> LineFlow:
        """A <td> or <th>; what it holds goes into the flow that is returned."""
        if not self._rows:
            self.begin_row()
        cell = _Cell(LineFlow(), columns, rows, header)
        self._rows[-1].append(cell)
        return cell.flow

    def end_cell(self, flow: LineFlow) -> LineFlow:
        """The cell whose flow this was is at its end."""
        last = self._rows[-1][-1] if self._rows and self._rows[-1] else None
        if last is not None and last.flow is flow:
            last.passages = flow.finished()
        return self.around

    def finished(self) -> list[Passage]:
        """The table, or its lines."""
        rows = [row for row in self._rows if row]
        for row in rows:
            for cell in row:
                cell.passages = cell.passages or cell.flow.finished()
        return [self._as_table(rows)] if self._holds_data(rows) else _as_lines(rows)

    def _holds_data(self, rows: list[list[_Cell]]) -> bool:
        if self.nested or not rows or self._attributes.get("role") in ("presentation", "none"):
            return False
        cells = [cell for row in rows for cell in row]
        width = max(sum(cell.columns for cell in row) for row in rows)
        if width > COLUMN_LIMIT or sum(cell.columns * cell.rows for cell in cells) > CELL_LIMIT or len(cells) == 1:
            return False
        if any(not isinstance(one, Line) or one.level != self._level for cell in cells for one in cell.passages):
            return False
        ruled = self._attributes.get("border", "0") not in ("", "0") or self.has_columns
        if ruled or any(cell.header for cell in cells):
            return True
        spaced = self._attributes.get("cellpadding") == "0" and self._attributes.get("cellspacing") == "0"
        return width > 1 and len(rows) > 1 and not spaced and all(_is_short(cell) for cell in cells)

    def _as_table(self, rows: list[list[_Cell]]) -> Table:
        headers = 0
        while headers < len(rows) and all(cell.header for cell in rows[headers]):
            headers += 1
        made = (tuple(Cell(_lines(cell), cell.columns, cell.rows) for cell in row) for row in rows)
        return Table(tuple(made), headers, self._level)


def _lines(cell: _Cell) -> tuple[Line, ...]:
    return tuple(one for one in cell.passages if isinstance(one, Line))


def _is_short(cell: _Cell) -> bool:
    return sum(len(line.text) for line in _lines(cell)) < _LONG_CELL


def _as_lines(rows: list[list[_Cell]]) -> list[Passage]:
    """Cells of one short line each stand in one line; others one below the other."""
    out: list[Passage] = []
    for row in rows:
        filled = [cell.passages for cell in row if cell.passages]
        first = [passages[0] for passages in filled]
        plain = [line for line in first if isinstance(line, Line) and not line.list_tag]
        if len(plain) == len(filled) > 1 and all(len(passages) == 1 for passages in filled):
            runs: list[Run] = []
            for line in plain:
                runs += [Run(" "), *line.runs] if runs else list(line.runs)
            out.append(Line(tuple(runs), level=plain[0].level))
        else:
            out.extend(one for passages in filled for one in passages)
    return out
