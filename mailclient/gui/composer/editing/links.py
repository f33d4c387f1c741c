"""Links at a cursor: where they begin and end, setting, changing and removing them."""

from PySide6.QtGui import QTextCursor

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.lines import one_step
from mailclient.gui.composer.editing.run import PLAIN, Look, is_link


def address_of(typed: str) -> str:
    """Where typed words lead: http, https, mailto or tel; "" when they lead nowhere."""
    typed = typed.strip()
    if not typed or any(letter.isspace() for letter in typed):
        return ""
    if is_link(typed):
        return typed
    if "://" in typed or typed.lower().startswith(("javascript:", "data:", "file:")):
        return ""
    return f"mailto:{typed}" if "@" in typed and "/" not in typed else f"https://{typed}"


def link_at(cursor: QTextCursor) -> str:
    """The address of the link the cursor is in, or behind; "" for none."""
    for step in (0, 1):
        near = QTextCursor(cursor.document())
        near.setPosition(min(cursor.selectionStart() + step, cursor.document().characterCount() - 1))
        if near.block() == cursor.block() and near.charFormat().isAnchor() and not near.atBlockStart():
            return near.charFormat().anchorHref()
    return ""


def select_link(cursor: QTextCursor) -> bool:
    """Select all of the link the cursor is in; whether there is one."""
    url = link_at(cursor)
    if not url:
        return False
    block = cursor.block()
    position = cursor.selectionStart()
    spans = [span for span in block.textFormats() if span.format.isAnchor() and span.format.anchorHref() == url]
    start = end = -1
    for span in spans:
        first = block.position() + span.start
        if first > end:
            if start <= position <= end:
                break
            start = first
        end = first + span.length
    if start < 0:
        return False
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return True


def set_link(cursor: QTextCursor, url: str, text: str = "") -> None:
    """Link the selection (or the link at the cursor, or ``text`` put there) to an address."""
    url = address_of(url)
    if not url:
        return
    with one_step(cursor):
        if not cursor.hasSelection():
            select_link(cursor)
        words = cursor.selectedText()
        if words and (not text or text == words):
            style = formats.char_format(Look(url=url))
            cursor.mergeCharFormat(style)
            cursor.setPosition(cursor.selectionEnd())
            return
        look = formats.look_of(cursor.charFormat()) if words else PLAIN
        cursor.insertText(text or url.removeprefix("mailto:"), formats.char_format(_linked(look, url)))
        if cursor.atBlockEnd():
            cursor.insertText(" ", formats.char_format(_linked(look, "")))


def _linked(look: Look, url: str) -> Look:
    return Look(look.bold, look.italic, False, look.strike, look.code, "", look.marker, url)


def remove_link(cursor: QTextCursor) -> None:
    """The words stay, the link goes."""
    if not cursor.hasSelection():
        select_link(cursor)
    with one_step(cursor):
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        block = cursor.document().findBlock(first)
        while block.isValid() and block.position() < last:
            for span in block.textFormats():
                start = max(block.position() + span.start, first)
                end = min(block.position() + span.start + span.length, last)
                if span.format.isAnchor() and start < end and not span.format.isImageFormat():
                    part = QTextCursor(cursor.document())
                    part.setPosition(start)
                    part.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                    part.setCharFormat(formats.char_format(_linked(formats.look_of(span.format), "")))
            block = block.next()
