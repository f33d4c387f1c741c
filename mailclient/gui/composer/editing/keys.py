"""What Enter, Backspace and Tab do in lists, quotes, code, headings and tables."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor

from mailclient.gui.composer.editing import formats, lines, smart_typing, table_changes
from mailclient.gui.composer.editing.document_reading import read_line, table_at
from mailclient.gui.composer.editing.passage import HEADINGS, Kind, Line
from mailclient.gui.composer.editing.smart_typing import SmartTyping

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAB = "    "


class Keys:
    """Of one editor. Each method takes the cursor, changes it, and says whether it did anything."""

    def __init__(self) -> None:
        self.smart = SmartTyping()

    def press(self, event: QKeyEvent, cursor: QTextCursor, *, plain: bool) -> bool:
        """A key that is not a letter."""
        bare = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not bare:
            return False
        if event.key() == Qt.Key.Key_Backspace and not shift:
            return self.smart.take_back(cursor) or smart_typing.backspace_at_start(cursor)
        if event.key() in _ENTER and not shift:
            return self.enter(cursor, plain=plain)
        return False

    def enter(self, cursor: QTextCursor, *, plain: bool) -> bool:
        """Go on in the next line, or leave what one is in."""
        if not plain:
            smart_typing.link_before(cursor)
        if cursor.hasSelection() or table_at(cursor) is not None:
            _next_line(cursor)
            return True
        if self.smart.at_enter(cursor, plain=plain) or smart_typing.leaves_code(cursor):
            return True
        self.smart.forget()
        line = read_line(cursor.block())
        if line.list_tag and not line.runs:
            lines.nest(cursor, -1)
        elif (line.kind in HEADINGS and cursor.atBlockEnd() and line.runs) or formats.kind_of(
            cursor.blockFormat()
        ) is Kind.RULE:
            lines.new_line(cursor, Line(level=line.level))
        elif line.level and not line.list_tag and line.kind is not Kind.CODE:
            _split_quote(cursor)
        else:
            _next_line(cursor)
        return True

    def tab(self, cursor: QTextCursor, step: int) -> bool:
        """Deeper in a list, on in a table, else blanks: who goes on typing must not press Send with the next blank.

        Shift+Tab leaves the text, and Ctrl+Tab.
        """
        if table_changes.move(cursor, step) or lines.nest(cursor, step):
            return True
        if step > 0:
            place = QTextCursor(cursor)
            place.setPosition(cursor.selectionStart())  # never in the place of what is selected
            place.insertText(_TAB)
        return step > 0


def _next_line(cursor: QTextCursor) -> None:
    """A line like this one. Qt's own Enter takes the form of an empty line instead of making a line behind it."""
    look = replace(formats.look_of(cursor.charFormat()), url="")
    cursor.insertBlock(cursor.blockFormat(), formats.char_format(look))


def _split_quote(cursor: QTextCursor) -> None:
    """One's own line between the two halves of a quote, before a line at its start, behind it at its end."""
    with lines.one_step(cursor):
        line = read_line(cursor.block())
        if line.runs and cursor.atBlockStart():
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        elif line.runs and cursor.atBlockEnd():
            cursor.insertBlock()
        elif line.runs:
            cursor.insertBlock()
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        cursor.setBlockFormat(formats.line_format(Line()))
        cursor.setBlockCharFormat(QTextCharFormat())
