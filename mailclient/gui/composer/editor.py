"""Where the text is typed: rich or plain, quotes with bars, files and pictures taken from clipboard and drag."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QMimeDatabase, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextListFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.html_import import insert_html
from mailclient.gui.composer.rich_text import html_of, list_at, plain_of, quote_level
from mailclient.gui.message_view.plain_lines import lines_of
from mailclient.gui.message_view.text_body import block_format, paint_quote_bars, quote_text_colour
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr


class BodyEditor(QTextEdit):
    """A ``QTextEdit`` that knows only what mail means (see ``rich_text.py``)."""

    files_given = Signal(list)
    """list[DraftFile]: pasted or dropped files and pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "message")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(tr("Write your message"))
        self.setAccessibleName(tr("Message text"))
        self._plain = False
        document = self.document()
        document.setDefaultFont(window_font(tokens.TEXT_BODY))
        document.setDocumentMargin(0)
        QTextCursor(document).setBlockFormat(block_format(0))
        self._highlighter = _Highlighter(document)
        theme().changed.connect(self._highlighter.rehighlight)

    # --- the content ----------------------------------------------------------------------------------------------

    @property
    def plain(self) -> bool:
        """Whether only plain text is written."""
        return self._plain

    def set_plain(self, plain: bool) -> None:
        """Write plain text from now on; what has a form loses it (and Undo brings it back)."""
        if plain and not self._plain:
            text = plain_of(self.document())
            self._plain = True
            self.fill_plain(text)
        self._plain = plain
        self.setAcceptRichText(not plain)

    def html(self) -> str:
        """The text as HTML; "" when only plain text is written."""
        return "" if self._plain else html_of(self.document())

    def text(self) -> str:
        """The text as plain text, quotes marked with ">"."""
        return plain_of(self.document())

    def own_text(self) -> str:
        """The text without what is quoted."""
        return plain_of(self.document(), own_only=True)

    def fill_html(self, html: str) -> None:
        """Replace all by this HTML."""
        cursor = self._emptied()
        insert_html(cursor, html, block_format)
        cursor.endEditBlock()

    def fill_plain(self, text: str) -> None:
        """Replace all by this plain text; ">" makes quotes."""
        cursor = self._emptied()
        for index, line in enumerate(lines_of(text)):
            if index:
                cursor.insertBlock(block_format(line.level), QTextCharFormat())
            else:
                cursor.setBlockFormat(block_format(line.level))
            cursor.insertText(line.text)
        cursor.endEditBlock()

    def _emptied(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        if (text_list := list_at(cursor)) is not None:
            text_list.remove(cursor.block())
        cursor.setBlockFormat(block_format(0))
        cursor.setCharFormat(QTextCharFormat())
        return cursor

    # --- form -----------------------------------------------------------------------------------------------------

    def toggle_bold(self, on: bool) -> None:
        """Bold, or not, from here on or for the selection."""
        self.setFontWeight(QFont.Weight.DemiBold if on else QFont.Weight.Normal)

    def toggle_list(self, style: QTextListFormat.Style) -> None:
        """Make the lines a list of this style, or lines again."""
        cursor = self.textCursor()
        current = list_at(cursor)
        cursor.beginEditBlock()
        if current is not None and current.format().style() == style:
            for block in self._selected_blocks(cursor):
                current.remove(block.block())
                plain = block_format(0)
                plain.setIndent(0)
                block.setBlockFormat(plain)
        else:
            wanted = QTextListFormat()
            wanted.setStyle(style)
            cursor.createList(wanted)
        cursor.endEditBlock()

    def toggle_quote(self) -> None:
        """Quote the lines once, or not any more."""
        cursor = self.textCursor()
        level = 0 if quote_level(cursor.blockFormat()) else 1
        cursor.beginEditBlock()
        for block in self._selected_blocks(cursor):
            block.setBlockFormat(block_format(level))
        cursor.endEditBlock()

    def set_link(self, url: str, text: str) -> None:
        """Put a link in the place of the selection."""
        style = QTextCharFormat()
        style.setAnchor(True)
        style.setAnchorHref(url)
        cursor = self.textCursor()
        cursor.insertText(text or url, style)
        cursor.insertText(" ", QTextCharFormat())
        self.setTextCursor(cursor)

    def clear_form(self) -> None:
        """Take bold, italic, underline and links off the selection."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            cursor.setCharFormat(QTextCharFormat())
        else:
            self.setCurrentCharFormat(QTextCharFormat())

    def _selected_blocks(self, cursor: QTextCursor) -> list[QTextCursor]:
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        found = []
        block = first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            found.append(QTextCursor(block))
            block = block.next()
        return found

    # --- typing, pasting, dropping ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leaves a quote; Backspace at the start of a quoted line makes it one's own."""
        cursor = self.textCursor()
        quoted = quote_level(cursor.blockFormat())
        plain_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if quoted and plain_return and not cursor.hasSelection():
            cursor.beginEditBlock()
            cursor.insertBlock()
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.setBlockFormat(block_format(0))
            cursor.endEditBlock()
            self.setTextCursor(cursor)
        elif quoted and event.key() == Qt.Key.Key_Backspace and cursor.atBlockStart() and not cursor.hasSelection():
            cursor.setBlockFormat(block_format(quoted - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in _SEND_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)
            self._leave_link()

    def _leave_link(self) -> None:
        """What is typed behind a link does not belong to it."""
        cursor = self.textCursor()
        if self.currentCharFormat().isAnchor() and not cursor.hasSelection():
            following = QTextCursor(cursor)
            at_end = not following.movePosition(QTextCursor.MoveOperation.NextCharacter)
            if at_end or following.atBlockStart() or not following.charFormat().isAnchor():
                self.setCurrentCharFormat(QTextCharFormat())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Files and pictures, too."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files and pictures become attachments; HTML keeps its meaning only."""
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.files_given.emit([file_from(path) for path in files if path.is_file()])
        elif source.hasHtml() and not self._plain:
            insert_html(self.textCursor(), source.html(), block_format)
        elif source.hasImage():
            self._give_picture(source.imageData())
        elif source.hasText():
            self.textCursor().insertText(source.text())

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing is ever loaded."""

    def _give_picture(self, picture: object) -> None:
        if isinstance(picture, QImage):
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs have bytes, Qt takes str
            data = bytes(buffer.data().data())
            self.files_given.emit([DraftFile(tr("picture.png"), "image/png", data=data)])

    # --- painting ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text off the edges."""
        self.setViewportMargins(tokens.SPACE_24, tokens.SPACE_12, tokens.SPACE_8, 0)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars of quotes, too."""
        super().paintEvent(event)
        paint_quote_bars(self, QPainter(self.viewport()), event.rect().bottom())


_SEND_KEYS = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier,
)


class _Highlighter(QSyntaxHighlighter):
    """Colours quotes and links without writing colours into the text."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        block = self.currentBlock()
        level = quote_level(block.blockFormat())
        if level:
            quoted = QTextCharFormat()
            quoted.setForeground(quote_text_colour(level))
            self.setFormat(0, len(text), quoted)
        link = QTextCharFormat()
        link.setForeground(QColor(theme().palette.accent_text))
        link.setFontUnderline(True)
        for span in block.textFormats():
            if span.format.isAnchor():
                self.setFormat(span.start, span.length, link)


def file_from(path: Path) -> DraftFile:
    """A file on disk as an attachment; its bytes are read when the message is sent."""
    media_type = QMimeDatabase().mimeTypeForFile(str(path)).name()
    return DraftFile(path.name, media_type or "application/octet-stream", path=str(path))
