"""Passages into a document, at a cursor, as one step of Undo."""

from collections.abc import Iterator, Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextTable

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.document_reading import list_at, list_of
from mailclient.gui.composer.editing.passage import Line, Passage, Table
from mailclient.gui.composer.editing.run import Run

_LINE_SEPARATOR = "\u2028"


def insert_passages(cursor: QTextCursor, passages: Sequence[Passage], *, join: bool = True) -> None:
    """Insert them; the first line joins the cursor's own (``join``), which takes its form if it is empty."""
    cursor.beginEditBlock()
    for _ in inserted_one_by_one(cursor, passages, join=join):
        pass
    cursor.endEditBlock()


def inserted_one_by_one(cursor: QTextCursor, passages: Sequence[Passage], *, join: bool = True) -> Iterator[None]:
    """The same, a passage at each step. Between two steps others may write elsewhere in the document."""
    writer = _Writing(cursor)
    for number, passage in enumerate(passages):
        if isinstance(passage, Table):
            writer.table(passage, first=number == 0)
        else:
            writer.line(passage, first=number == 0, join=join)
        yield


class _Writing:
    def __init__(self, cursor: QTextCursor, *, in_cell: bool = False) -> None:
        self._cursor = cursor
        self._in_cell = in_cell or cursor.currentTable() is not None
        self._after_table = False
        self._only_blanks = False
        """Only empty lines stand between the start, or a table, and the cursor."""

    def line(self, line: Line, *, first: bool, join: bool = True) -> None:
        style = formats.line_format(line, indented=not self._in_cell)
        started_empty = not self._cursor.block().text()
        if (first and join) or self._after_table:
            if not first or started_empty:
                self._leave_list()
                self._cursor.setBlockFormat(style)
                self._cursor.setBlockCharFormat(QTextCharFormat())
        else:
            self._cursor.insertBlock(style, QTextCharFormat())
            self._leave_list()
        self._only_blanks = line.blank and (first or self._after_table or self._only_blanks)
        self._after_table = False
        if line.list_tag and (started_empty or not first):
            self._join_list(line)
        for run in line.runs:
            self._run(run, line)

    def _run(self, run: Run, line: Line) -> None:
        if run.picture is not None:
            self._cursor.insertImage(formats.image_format(run.picture, run.look.url, line))
        else:
            self._cursor.insertText(run.text.replace("\n", _LINE_SEPARATOR), formats.char_format(run.look))

    def table(self, table: Table, *, first: bool) -> None:
        """Within a cell (Qt could, mail should not) its cells become lines."""
        if self._in_cell:
            for row in table.rows:
                for number, cell in enumerate(cell for cell in row if cell.lines):
                    for line in cell.lines:
                        self.line(line, first=first and not number)
            return
        if self._only_blanks and not self._after_table:
            # Qt has an empty line of its own before a table that nothing stands before: this one is meant.
            self._cursor.insertBlock(formats.line_format(Line(level=table.level)), QTextCharFormat())
        width = max(table.width, 1)
        made = self._cursor.insertTable(max(len(table.rows), 1), width, formats.table_format(table))
        _fill(made, table)
        self._cursor.setPosition(made.lastPosition() + 1)
        self._after_table, self._only_blanks = True, False

    def _leave_list(self) -> None:
        current = list_at(self._cursor)
        if current is not None:
            current.remove(self._cursor.block())

    def _join_list(self, line: Line) -> None:
        """Join the list of the nearest line above that is as deep, unless a shallower one stands between."""
        block = self._cursor.block()
        wanted = formats.list_format(line.list_tag, line.depth, line.start)
        before = block.previous()
        while before.isValid() and formats.quote_level(before.blockFormat()) == line.level:
            text_list = list_of(before)
            depth = text_list.format().indent() if text_list is not None else 0
            if text_list is None or depth < line.depth:
                break
            if depth == line.depth:
                if text_list.format() == wanted:
                    text_list.add(block)
                    return
                break
            before = before.previous()
        self._cursor.createList(wanted)


def _fill(made: QTextTable, table: Table) -> None:
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            if column >= made.columns():
                break
            columns = min(cell.columns, made.columns() - column)
            rows = min(cell.rows, made.rows() - row)
            taken.update((row + down, column + right) for down in range(rows) for right in range(columns))
            if columns > 1 or rows > 1:
                made.mergeCells(row, column, rows, columns)
            cursor = made.cellAt(row, column).firstCursorPosition()
            writing = _Writing(cursor, in_cell=True)
            for number, line in enumerate(cell.lines or (Line(level=table.level),)):
                writing.line(line, first=number == 0)
            column += columns
