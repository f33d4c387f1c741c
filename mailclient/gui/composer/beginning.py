"""What a text that was just begun looks like: rich or plain, where the quote and the cursor are, the signature."""

from PySide6.QtGui import QTextCursor

from mailclient.gui.composer.editing.formats import line_format
from mailclient.gui.composer.editing.passage import Line
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.signature import Signing
from mailclient.gui.composer.writing_choices import QuotePlace, SignaturePlace, WritingChoices


def begin(editor: BodyEditor, signing: Signing, choices: WritingChoices, *, answer: bool) -> None:
    """Make it as the user likes it; ``answer``: it quotes what it answers."""
    if choices.plain:
        editor.set_plain(True)
    below = answer and choices.quote is QuotePlace.ABOVE
    if below:
        _write_below(editor)
    else:
        editor.moveCursor(QTextCursor.MoveOperation.Start)
    place = choices.signature if answer else SignaturePlace.IDENTITY
    if place is not SignaturePlace.NONE:
        above = {SignaturePlace.ABOVE_QUOTE: True, SignaturePlace.BOTTOM: False}.get(place)
        position = editor.textCursor().position()
        signing.sign(above=False if below else above)
        cursor = editor.textCursor()
        cursor.setPosition(position)
        editor.setTextCursor(cursor)
    editor.ensureCursorVisible()


def _write_below(editor: BodyEditor) -> None:
    """The empty lines above the quote go; there is one below it, with the cursor."""
    cursor = QTextCursor(editor.document())
    while not cursor.block().text() and cursor.block().next().isValid():
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertBlock(line_format(Line()))
    editor.setTextCursor(cursor)
