"""What comes from the clipboard or is dropped: files, pictures, HTML of other programs, spreadsheets, plain text."""

import re
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QTextCursor

from mailclient.gui.composer.editing import links
from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editing.markdown_reading import looks_like_markdown, passages_of_markdown
from mailclient.gui.composer.editing.passage import lines_in
from mailclient.gui.composer.editing.pictures import file_from, file_of_image
from mailclient.gui.composer.editing.written_text import WrittenText

_PASTED_LIMIT = 4_000_000
"""Characters of HTML; of more the plain text is taken."""
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)\S+", re.IGNORECASE)


class Pasting(QObject):
    """Of one editor."""

    markdown_pasted = Signal(str)
    """Plain text that clearly is Markdown was just pasted; it could be given its form."""

    def __init__(self, editor: WrittenText) -> None:
        super().__init__(editor)
        self._editor = editor
        self._pasted: QTextCursor | None = None
        """What was pasted last as plain text."""

    def take(self, source: QMimeData) -> None:
        """Insert at the cursor."""
        editor = self._editor
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        text = source.text() if source.hasText() else ""
        if files:
            editor.files_given.emit([file_from(path) for path in files if path.is_file()])
        elif not editor.plain and _is_address(text) and editor.textCursor().hasSelection():
            links.set_link(editor.textCursor(), text.strip())
        elif source.hasHtml() and not editor.plain and not _is_picture(source):
            self._html(source.html(), text)
        elif source.hasImage():
            self._picture(source.imageData())
        elif text:
            self._text(text)

    def paste_plain(self) -> None:
        """The words of the clipboard, without any form."""
        text = QGuiApplication.clipboard().text()
        if text:
            self._editor.insert_plain(text)

    def paste_markdown(self) -> None:
        """The clipboard's text as Markdown."""
        text = QGuiApplication.clipboard().text()
        if text:
            self._editor.insert_passages(passages_of_markdown(text))

    def _html(self, html: str, text: str) -> None:
        if len(html) > _PASTED_LIMIT and text:
            self._text(text)
            return
        passages, urls = passages_of_html(html)
        if not passages:
            self._text(text)
            return
        self._editor.insert_read(passages, urls, strange=True)

    def _text(self, text: str) -> None:
        editor = self._editor
        start = editor.textCursor().selectionStart()
        editor.insert_plain(text)
        self._pasted = QTextCursor(editor.document())
        self._pasted.setPosition(start)
        self._pasted.setPosition(editor.textCursor().position(), QTextCursor.MoveMode.KeepAnchor)
        if not editor.plain and looks_like_markdown(text):
            self.markdown_pasted.emit(text)

    def form_markdown(self, text: str) -> None:
        """Give the text that was just pasted the form it means; Undo gives the plain text back."""
        if self._pasted is not None and not self._editor.plain:
            self._editor.insert_passages(passages_of_markdown(text), self._pasted)

    def _picture(self, picture: object) -> None:
        if not isinstance(picture, QImage) or picture.isNull():
            return
        file = file_of_image(picture)
        if not self._editor.insert_image(file):
            self._editor.files_given.emit([file])


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text.strip())) and len(text) < 8_000


def _is_picture(source: QMimeData) -> bool:
    """A picture copied in a browser comes with HTML that only names it."""
    if not source.hasImage():
        return False
    passages, _ = passages_of_html(source.html()[:100_000])
    return not any(line.text.strip() for line in lines_in(passages))
