"""What is typed at the start of a line and means a form: "- ", "1. ", "> ", "# ", "```". Backspace takes it back."""

import re
from dataclasses import replace

from PySide6.QtGui import QTextCharFormat, QTextCursor

from mailclient.gui.composer.editing import formats, lines
from mailclient.gui.composer.editing.document_reading import list_of, read_line
from mailclient.gui.composer.editing.links import set_link
from mailclient.gui.composer.editing.passage import HEADINGS, Kind

_BULLET = re.compile(r"[-*•]")
_NUMBER = re.compile(r"(\d{1,3})[.)]")
_HEADING = re.compile(r"#{1,3}")
_CODE = "```"
_WEB = re.compile(
    r"(?:^|(?<=[\s(<\[]))((?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]}'’”…])[.,;:!?)\]}>'’”…]* ?$", re.IGNORECASE
)


class SmartTyping:
    """Of one editor; remembers where a form was taken from what was typed."""

    def __init__(self) -> None:
        self._taken_at = -1

    def after_blank(self, cursor: QTextCursor, *, plain: bool) -> bool:
        """A blank was typed; whether the line has got a form."""
        typed = cursor.block().text()[: cursor.positionInBlock()]
        if not typed.endswith(" ") or len(typed) > 5 or not _can_change(cursor):
            return False
        mark = typed[:-1]
        number = _NUMBER.fullmatch(mark)
        if mark == ">":
            self._take(cursor, len(typed))
            lines.change_quote(cursor, 1)
        elif plain:
            return False
        elif _BULLET.fullmatch(mark):
            self._take(cursor, len(typed))
            lines.toggle_list(cursor, "ul")
        elif number:
            self._take(cursor, len(typed))
            lines.toggle_list(cursor, "ol", int(number.group(1)) or 1)
        elif _HEADING.fullmatch(mark):
            self._take(cursor, len(typed))
            lines.set_kind(cursor, HEADINGS[len(mark) - 1])
        else:
            return False
        self._end(cursor)
        return True

    def at_enter(self, cursor: QTextCursor, *, plain: bool) -> bool:
        """Enter is pressed behind "```": code begins."""
        if plain or cursor.block().text() != _CODE or not cursor.atBlockEnd() or not _can_change(cursor):
            return False
        self._take(cursor, len(_CODE))
        lines.set_kind(cursor, Kind.CODE)
        self._end(cursor)
        return True

    def take_back(self, cursor: QTextCursor) -> bool:
        """Backspace right after it: what was typed stands there again."""
        taken = self._taken_at == cursor.position() and not cursor.hasSelection() and not cursor.block().text()
        self._taken_at = -1
        if taken:
            cursor.document().undo(cursor)
        return taken

    def forget(self) -> None:
        """Something else was done."""
        self._taken_at = -1

    def _take(self, cursor: QTextCursor, length: int) -> None:
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor, length)
        cursor.removeSelectedText()

    def _end(self, cursor: QTextCursor) -> None:
        cursor.setBlockCharFormat(QTextCharFormat())
        cursor.endEditBlock()
        self._taken_at = cursor.position() if not cursor.block().text() else -1


def link_before(cursor: QTextCursor) -> None:
    """Make a link of the web address that ends at the cursor, or before its blank; it is a step of Undo of its own."""
    block = cursor.block()
    found = _WEB.search(block.text()[: cursor.positionInBlock()])
    if found is None or formats.kind_of(block.blockFormat()) is Kind.CODE:
        return
    word = QTextCursor(block)
    word.setPosition(block.position() + found.start(1) + 1)
    if word.charFormat().isAnchor() or word.charFormat().fontFixedPitch():
        return
    word.setPosition(block.position() + found.start(1))
    word.setPosition(block.position() + found.end(1), QTextCursor.MoveMode.KeepAnchor)
    set_link(word, found.group(1))


def _can_change(cursor: QTextCursor) -> bool:
    block = cursor.block()
    return list_of(block) is None and formats.kind_of(block.blockFormat()) is Kind.TEXT


def leaves_code(cursor: QTextCursor) -> bool:
    """Enter in an empty last line of code makes it an ordinary line; whether it did."""
    block = cursor.block()
    following = block.next()
    goes_on = following.isValid() and formats.kind_of(following.blockFormat()) is Kind.CODE
    if formats.kind_of(block.blockFormat()) is not Kind.CODE or block.text() or goes_on:
        return False
    lines.change_lines(cursor, lambda line: replace(line, kind=Kind.TEXT))
    return True


def backspace_at_start(cursor: QTextCursor) -> bool:
    """Backspace at the start of a line takes its form first: depth of a list, heading, code, a level of quote."""
    if cursor.hasSelection() or not cursor.atBlockStart():
        return False
    line = read_line(cursor.block())
    if line.list_tag:
        lines.nest(cursor, -1)
    elif (
        line.kind in (*HEADINGS, Kind.CODE) and formats.kind_of(cursor.block().previous().blockFormat()) != line.kind
    ) or line.kind is Kind.RULE:
        lines.set_kind(cursor, Kind.TEXT)
    elif line.level:
        lines.change_quote(cursor, -1)
    elif _is_rule(cursor):
        removed = QTextCursor(cursor.block().previous())
        lines.set_kind(removed, Kind.TEXT)
        cursor.deletePreviousChar()
    else:
        return False
    return True


def _is_rule(cursor: QTextCursor) -> bool:
    before = cursor.block().previous()
    return before.isValid() and formats.kind_of(before.blockFormat()) is Kind.RULE
