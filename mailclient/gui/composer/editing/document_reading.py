"""A document as passages. What has not changed since the last time is not read again, so that saving costs little."""

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFragment, QTextList, QTextTable

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.passage import LIST_DEPTH_LIMIT, Cell, Kind, Line, Passage, Table, sober_runs
from mailclient.gui.composer.editing.run import PLAIN, Look, Run, is_link, merged_runs, units

_LINE_SEPARATOR = "\u2028"
_OBJECT = "\ufffc"


def list_of(block: QTextBlock) -> QTextList | None:
    """The list a block is in; Qt has None for none, which its stubs do not say."""
    return block.textList()


def list_at(cursor: QTextCursor) -> QTextList | None:
    """The list the cursor is in."""
    return cursor.currentList()


def table_at(cursor: QTextCursor) -> QTextTable | None:
    """The table the cursor is in."""
    return cursor.currentTable()


def passages_of(document: QTextDocument) -> list[Passage]:
    """All of it, read once."""
    return DocumentReading(document).passages()


class DocumentReading(QObject):
    """Reads one document again and again. Dies with it."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._document = document
        self._lines: list[Line | None] = [None] * document.blockCount()
        """By the block's number; None: it has changed."""
        self._behind = 0
        """No line before this one waits to be read."""
        self._waiting = len(self._lines)
        """So many lines wait."""
        document.contentsChange.connect(self._forget)

    def passages(self) -> list[Passage]:
        """All passages, with what an input method is composing."""
        self.catch_up(len(self._lines))
        tables = _tables_in(self._document)
        lines: list[Line] = [line for line in self._lines if line is not None]
        if not tables:
            return list(lines)
        out: list[Passage] = []
        at = 0
        for table in tables:
            first = table.firstCursorPosition().block().blockNumber()
            between = lines[at:first]
            if between and all(line.blank for line in between):
                del between[-1]  # Qt's own, which stands before a table when nothing else does
            out.extend(between)
            out.append(_read_table(table, lines))
            at = table.lastCursorPosition().block().blockNumber() + 1
        return [*out, *lines[at:]]

    def catch_up(self, limit: int, *, write: bool = False) -> bool:
        """Read up to ``limit`` lines that have changed; whether none is left. ``write``: write them out, too."""
        number = self._behind
        block = self._document.findBlockByNumber(number)
        while limit and self._waiting:
            if self._lines[number] is None:
                self._lines[number] = line = read_line(block)
                if write:
                    _ = (line.html, line.plain, line.attributes, line.pictures)
                limit -= 1
                self._waiting -= 1
            block = block.next()
            number += 1
        self._behind = number
        return not self._waiting

    def forget_line(self, position: int) -> None:
        """The line at this place has changed without the document knowing: something is composed in it."""
        number = self._document.findBlock(position).blockNumber()
        if 0 <= number < len(self._lines):
            self._waiting += self._lines[number] is not None
            self._lines[number] = None
            self._behind = min(self._behind, number)

    def _forget(self, position: int, _removed: int, added: int) -> None:
        first = max(self._document.findBlock(position).blockNumber(), 0)
        count = self._document.blockCount()
        end_block = self._document.findBlock(position + added)
        last = end_block.blockNumber() if end_block.isValid() else count - 1
        fresh = last - first + 1
        gone = fresh - (count - len(self._lines))
        if gone >= 0:
            self._waiting += fresh - sum(line is None for line in self._lines[first : first + gone])
            self._lines[first : first + gone] = [None] * fresh
        if gone < 0 or len(self._lines) != count:
            self._lines, first = [None] * count, 0
            self._waiting = count
        self._behind = min(self._behind, first)


def read_line(block: QTextBlock) -> Line:
    """One block."""
    style = block.blockFormat()
    text_list = list_of(block)
    tag, depth, start = "", 0, 1
    if text_list is not None:
        in_list = text_list.format()
        tag = formats.list_tag_of(in_list)
        depth = min(max(in_list.indent(), 1), LIST_DEPTH_LIMIT)
        start = max(in_list.start(), 1) if tag == "ol" else 1
    kind = formats.kind_of(style)
    if kind is Kind.RULE and block.text():
        kind = Kind.TEXT
    return Line(
        () if kind is Kind.RULE else merged_runs(sober_runs(kind, _read_runs(block))),
        kind,
        formats.quote_level(style),
        tag,
        depth,
        start,
        formats.alignment_of(style),
        formats.direction_of(style),
        style.hasProperty(formats.SIGNATURE),
    )


def _read_runs(block: QTextBlock) -> list[Run]:
    runs: list[Run] = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment: QTextFragment = iterator.fragment()
        style = fragment.charFormat()
        if style.isImageFormat():
            picture = formats.picture_of(style.toImageFormat())
            url = style.anchorHref() if style.isAnchor() else ""
            runs.extend(Run("", Look(url=url), picture) for _ in range(fragment.length()))
        else:
            look = formats.look_of(style)
            if look.url and not is_link(look.url):
                look = replace(look, url="")
            text = fragment.text().replace(_LINE_SEPARATOR, "\n").replace(_OBJECT, "")
            runs.append(Run(text, look))
        iterator += 1
    composed = block.layout().preeditAreaText()
    if composed:
        runs = _with_composed(runs, block.layout().preeditAreaPosition(), composed)
    return runs


def _with_composed(runs: list[Run], position: int, composed: str) -> list[Run]:
    """What an input method has not handed over yet belongs to what was typed; ``position`` in UTF-16 units."""
    out: list[Run] = []
    at = 0
    for number, run in enumerate(runs):
        length = 1 if run.picture is not None else units(run.text)
        if at <= position < at + length:
            if run.picture is not None:
                return [*out, Run(composed), *runs[number:]]
            units_before = run.text.encode("utf-16-le")[: 2 * (position - at)]
            cut = len(units_before.decode("utf-16-le", "ignore"))
            return [*out, Run(run.text[:cut] + composed + run.text[cut:], run.look), *runs[number + 1 :]]
        out.append(run)
        at += length
    look = out[-1].look if out and out[-1].picture is None else PLAIN
    return [*out, Run(composed, look)]


def _tables_in(document: QTextDocument) -> list[QTextTable]:
    return [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]


def _read_table(table: QTextTable, lines: list[Line]) -> Table:
    style = table.format()
    rows = []
    for row in range(table.rows()):
        cells = []
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            if (cell.row(), cell.column()) != (row, column):
                continue
            first = cell.firstCursorPosition().block().blockNumber()
            last = cell.lastCursorPosition().block().blockNumber()
            cells.append(Cell(tuple(lines[first : last + 1]), cell.columnSpan(), cell.rowSpan()))
        rows.append(tuple(cells))
    return Table(tuple(rows), min(style.headerRowCount(), len(rows)), formats.quote_level(style))
