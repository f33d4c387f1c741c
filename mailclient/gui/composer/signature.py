"""The signature of the identity that is chosen, under the text or above what is quoted (the "-- " line of RFC 3676).

Its lines carry a mark, so that another identity's can take their place. What the user has changed is theirs: it stays.
"""

from html import escape

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCursor, QTextDocument

from mailclient.gui.composer.editing.formats import SIGNATURE, line_format, quote_level
from mailclient.gui.composer.editing.passage import Line
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.html_import import insert_html, plain_of_html
from mailclient.gui.composer.sender_choice import SenderChoice
from mailclient.mail.identity import Identity
from mailclient.mime.html.spaces import spaces_kept

SEPARATOR = "-- "


class Signing(QObject):
    """Of one composer. Follows the choice of the sender once ``sign`` was called."""

    def __init__(self, sender: SenderChoice, editor: BodyEditor) -> None:
        super().__init__(editor)
        self._sender, self._editor = sender, editor
        self._put: str | None = None
        """The text that was put there last; None before ``sign``."""
        self._above: bool | None = None
        sender.chosen.connect(self._follow)

    def sign(self, *, above: bool | None = None) -> None:
        """Put the signature into a text that was just begun; ``above`` the quote, or as the identity says (None)."""
        self._above = above
        self._insert(self._sender.identity)

    def _follow(self) -> None:
        if self._put is None:
            return
        blocks = self._marked()
        if "\n".join(block.text() for block in blocks) != self._put:
            return
        if blocks:
            cursor = QTextCursor(blocks[0])
            cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter)
            last = blocks[-1]
            cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self._insert(self._sender.identity)

    def _insert(self, identity: Identity | None) -> None:
        if identity is not None and identity.signature.strip():
            cursor = self._place(identity)
            cursor.beginEditBlock()
            cursor.insertBlock(_marked_format())
            cursor.insertText(SEPARATOR)
            cursor.insertBlock(_marked_format())
            if self._editor.plain:
                _insert_lines(cursor, _as_plain(identity))
            else:
                insert_html(cursor, _as_html(identity), signature=True)
            cursor.endEditBlock()
        self._put = "\n".join(block.text() for block in self._marked())

    def _place(self, identity: Identity) -> QTextCursor:
        """The end of the line after which it comes: the last one, or the first when it stands above a quote."""
        document = self._editor.document()
        cursor = QTextCursor(document)
        is_answer = any(quote_level(block.blockFormat()) for block in _blocks(document))
        above = identity.signature_above if self._above is None else self._above
        if not (above and is_answer):
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if document.lastBlock().text() or document.blockCount() == 1:
                cursor.insertBlock(_marked_format())
        else:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        return cursor

    def _marked(self) -> list[QTextBlock]:
        return [block for block in _blocks(self._editor.document()) if block.blockFormat().hasProperty(SIGNATURE)]


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    found = []
    block = document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _marked_format() -> QTextBlockFormat:
    return line_format(Line(signature=True))


def _as_html(identity: Identity) -> str:
    if identity.signature_is_html:
        return identity.signature
    return "<br>".join(spaces_kept(escape(line)) for line in identity.signature.splitlines())


def _as_plain(identity: Identity) -> str:
    if not identity.signature_is_html:
        return identity.signature
    return plain_of_html(identity.signature)


def _insert_lines(cursor: QTextCursor, text: str) -> None:
    for number, line in enumerate(text.splitlines()):
        if number:
            cursor.insertBlock(_marked_format())
        cursor.insertText(line)
