"""What can be done to the lines at a cursor: their kind, lists, quotes, alignment. Each is one step of Undo."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.document_reading import list_at, list_of, read_line, table_at
from mailclient.gui.composer.editing.passage import LIST_DEPTH_LIMIT, QUOTE_LEVEL_LIMIT, Kind, Line


@contextmanager
def one_step(cursor: QTextCursor) -> Iterator[None]:
    """All that is done within is undone at once."""
    cursor.beginEditBlock()
    try:
        yield
    finally:
        cursor.endEditBlock()


def selected_blocks(cursor: QTextCursor) -> list[QTextBlock]:
    """The lines that the selection touches, or the cursor's own."""
    document = cursor.document()
    block = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd()).blockNumber()
    found = []
    while block.isValid() and block.blockNumber() <= last:
        found.append(block)
        block = block.next()
    return found


def change_lines(cursor: QTextCursor, change: Callable[[Line], Line]) -> None:
    """Give the selected lines another form; their words and lists stay."""
    with one_step(cursor):
        for block in selected_blocks(cursor):
            at = QTextCursor(block)
            line = change(read_line(block))
            style = formats.line_format(line, indented=table_at(at) is None)
            style.setObjectIndex(block.blockFormat().objectIndex())
            at.setBlockFormat(style)


def set_kind(cursor: QTextCursor, kind: Kind) -> None:
    """Headings, code, ordinary text."""
    change_lines(cursor, lambda line: replace(line, kind=kind))


def set_alignment(cursor: QTextCursor, align: str) -> None:
    """ "" is the side where one begins to read."""
    change_lines(cursor, lambda line: replace(line, align=align))


def set_direction(cursor: QTextCursor, direction: str) -> None:
    """ "rtl", "ltr", or "" for what the words say."""
    change_lines(cursor, lambda line: replace(line, direction=direction))


def change_quote(cursor: QTextCursor, step: int) -> None:
    """Quote the lines so much deeper, or less deep."""
    with one_step(cursor):
        for block in selected_blocks(cursor):
            if table_at(QTextCursor(block)) is None:
                leave_list(QTextCursor(block))
        change_lines(cursor, lambda line: replace(line, level=min(max(line.level + step, 0), QUOTE_LEVEL_LIMIT)))


def toggle_list(cursor: QTextCursor, tag: str, start: int = 1) -> None:
    """Make the lines a list of this kind ("ul", "ol"), or lines again."""
    current = list_at(cursor)
    with one_step(cursor):
        if current is not None and formats.list_tag_of(current.format()) == tag:
            for block in selected_blocks(cursor):
                leave_list(QTextCursor(block))
            return
        for block in selected_blocks(cursor):
            if formats.kind_of(block.blockFormat()) is not Kind.RULE:
                line = read_line(block)
                _join(QTextCursor(block), replace(line, list_tag=tag, depth=max(line.depth, 1), start=start))


def leave_list(cursor: QTextCursor) -> None:
    """The cursor's line is in no list any more."""
    current = list_at(cursor)
    if current is not None:
        line = read_line(cursor.block())
        current.remove(cursor.block())
        plain = replace(line, list_tag="", depth=0, start=1)
        cursor.setBlockFormat(formats.line_format(plain, indented=table_at(cursor) is None))


def nest(cursor: QTextCursor, step: int) -> bool:
    """Move items of a list deeper (1) or out (-1); whether there was one."""
    blocks = [block for block in selected_blocks(cursor) if list_of(block) is not None]
    with one_step(cursor):
        for block in blocks:
            line = read_line(block)
            depth = line.depth + step
            if depth < 1:
                leave_list(QTextCursor(block))
            elif depth <= LIST_DEPTH_LIMIT:
                _join(QTextCursor(block), replace(line, depth=depth, start=1))
    return bool(blocks)


def _join(cursor: QTextCursor, line: Line) -> None:
    """Join the list of a line above that is as deep and of the same kind, or begin one."""
    wanted = formats.list_format(line.list_tag, line.depth, line.start)
    block = cursor.block()
    before = block.previous()
    while before.isValid() and formats.quote_level(before.blockFormat()) == line.level:
        above = list_of(before)
        depth = above.format().indent() if above is not None else 0
        if above is None or depth < line.depth:
            break
        if depth == line.depth:
            same = formats.list_tag_of(above.format()) == line.list_tag
            if same and line.start == 1:
                above.add(block)
                return
            break
        before = before.previous()
    cursor.createList(wanted)


def insert_rule(cursor: QTextCursor) -> None:
    """A horizontal line below the cursor's line, and an empty line to go on in."""
    level = formats.quote_level(cursor.blockFormat())
    with one_step(cursor):
        cursor.removeSelectedText()
        if cursor.block().text():
            cursor.insertBlock(formats.line_format(Line(level=level)), QTextCharFormat())
        leave_list(cursor)
        cursor.setBlockFormat(formats.line_format(Line(kind=Kind.RULE, level=level)))
        cursor.insertBlock(formats.line_format(Line(level=level)), QTextCharFormat())


def new_line(cursor: QTextCursor, line: Line) -> None:
    """A line of this form below, with the cursor in it."""
    cursor.insertBlock(formats.line_format(line, indented=table_at(cursor) is None), QTextCharFormat())
