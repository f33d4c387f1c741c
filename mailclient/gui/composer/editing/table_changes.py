"""Tables while one writes: insert, rows and columns, the way of the Tab key."""

from PySide6.QtGui import QTextCursor, QTextTable

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.document_reading import table_at
from mailclient.gui.composer.editing.document_writing import insert_passages
from mailclient.gui.composer.editing.lines import one_step
from mailclient.gui.composer.editing.passage import Cell, Line, Table


def insert_table(cursor: QTextCursor, rows: int, columns: int, *, header: bool = True) -> None:
    """An empty table, with the cursor in its first cell. Within a table nothing happens."""
    if table_at(cursor) is not None:
        return
    level = formats.quote_level(cursor.blockFormat())
    cells = tuple(tuple(Cell((Line(level=level),)) for _ in range(columns)) for _ in range(rows))
    with one_step(cursor):
        cursor.removeSelectedText()
        first: tuple[Line, ...] = (Line(level=level),) if cursor.block().text() else ()
        start = cursor.position()
        if first and not cursor.atBlockEnd():
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        insert_passages(cursor, [*first, Table(cells, 1 if header else 0, level)], join=not first)
    _into(cursor, start)


def _into(cursor: QTextCursor, start: int) -> None:
    """Go to the first cell behind this place."""
    end = cursor.position()
    cursor.setPosition(start)
    while cursor.position() < end and table_at(cursor) is None:
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)


def move(cursor: QTextCursor, step: int) -> bool:
    """To the next (1) or previous (-1) cell; behind the last one a row is added. Whether the cursor is in a table."""
    table = table_at(cursor)
    if table is None:
        return False
    cell = table.cellAt(cursor)
    places = list(dict.fromkeys(_places(table)))
    number = places.index((cell.row(), cell.column())) + step
    if number >= len(places):
        table.appendRows(1)
        places.append((table.rows() - 1, 0))
    cursor.setPosition(table.cellAt(*places[max(number, 0)]).firstCursorPosition().position())
    return True


def _places(table: QTextTable) -> list[tuple[int, int]]:
    cells = (table.cellAt(row, column) for row in range(table.rows()) for column in range(table.columns()))
    return [(cell.row(), cell.column()) for cell in cells]


def insert_row(cursor: QTextCursor, *, below: bool) -> None:
    """A row above or below the cursor's."""
    if (table := table_at(cursor)) is not None:
        cell = table.cellAt(cursor)
        table.insertRows(cell.row() + (cell.rowSpan() if below else 0), 1)


def insert_column(cursor: QTextCursor, *, after: bool) -> None:
    """A column before or after the cursor's."""
    if (table := table_at(cursor)) is not None:
        cell = table.cellAt(cursor)
        table.insertColumns(cell.column() + (cell.columnSpan() if after else 0), 1)


def remove_row(cursor: QTextCursor) -> None:
    """The cursor's row; with the last one the table goes."""
    if (table := table_at(cursor)) is not None:
        cell = table.cellAt(cursor)
        table.removeRows(cell.row(), cell.rowSpan())


def remove_column(cursor: QTextCursor) -> None:
    """The cursor's column; with the last one the table goes."""
    if (table := table_at(cursor)) is not None:
        cell = table.cellAt(cursor)
        table.removeColumns(cell.column(), cell.columnSpan())


def remove_table(cursor: QTextCursor) -> None:
    """All of it."""
    if (table := table_at(cursor)) is not None:
        table.removeRows(0, table.rows())


def set_header(cursor: QTextCursor, on: bool) -> None:
    """Whether the first row names the columns."""
    if (table := table_at(cursor)) is not None:
        style = table.format()
        style.setHeaderRowCount(1 if on else 0)
        table.setFormat(style)


def has_header(cursor: QTextCursor) -> bool:
    """Whether the first row of the cursor's table names the columns."""
    table = table_at(cursor)
    return table is not None and table.format().headerRowCount() > 0
