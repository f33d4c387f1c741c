"""The text itself: a ``QTextEdit`` whose document holds only what mail means, with its content, keys and ground."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.document_reading import DocumentReading, list_at, passages_of
from mailclient.gui.composer.editing.document_writing import insert_passages
from mailclient.gui.composer.editing.ground import paint_ground
from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editing.html_writing import html_of_passages
from mailclient.gui.composer.editing.keys import Keys
from mailclient.gui.composer.editing.late_text import LateText
from mailclient.gui.composer.editing.merging import merged
from mailclient.gui.composer.editing.passage import (
    Line,
    Passage,
    Table,
    deeper,
    has_form,
    lines_in,
    pictures_in,
)
from mailclient.gui.composer.editing.pictures import Pictures, awaited_picture
from mailclient.gui.composer.editing.plain_writing import plain_of_passages, plain_passages
from mailclient.gui.composer.editing.presentation import Presentation
from mailclient.gui.composer.editing.run import Run, units
from mailclient.gui.composer.editing.smart_typing import link_before
from mailclient.gui.composer.editing.written import Written
from mailclient.gui.message_view.plain_lines import lines_of
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import fixed_font, window_font
from mailclient.language import tr

_CATCH_UP_LINES, _CATCH_UP_SECONDS = 10, 0.003
"""So many changed lines are read, and again until the time is over, between two keys."""
_PAUSE_MS = 20


class WrittenText(QTextEdit):
    """Knows only what mail means (see ``passage.py``); what helps to write it stands around it (``editor.py``)."""

    files_given = Signal(list)
    """list[DraftFile]: pasted or dropped files, and pictures where only plain text is written."""
    plain_changed = Signal(bool)
    """Only plain text is written from now on, or rich text again."""
    menu_wanted = Signal(object)
    """QContextMenuEvent"""
    link_pointed = Signal()
    """The text was clicked at a link, perhaps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "message")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(tr("Write your message"))
        self.setAccessibleName(tr("Message text"))
        self._plain = False
        self._monospace = False
        self._rich: list[Passage] = []
        """While plain text is written: the rich text it came from."""
        self._bottom_room = 0
        self.late: LateText | None = None
        """What is still to come."""
        document = self.document()
        document.setDocumentMargin(0)
        self._set_font()
        QTextCursor(document).setBlockFormat(formats.line_format(Line()))
        self.pictures = Pictures(document)
        self.presentation = Presentation(document)
        self.keys = Keys()
        self._reading = DocumentReading(document)
        self._written = Written()
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._catch_up)
        document.contentsChange.connect(self._catch_up_soon)
        theme().changed.connect(self.presentation.rehighlight)

    # --- the content ----------------------------------------------------------------------------------------------

    @property
    def plain(self) -> bool:
        """Whether only plain text is written."""
        return self._plain

    def html(self) -> str:
        """The text as HTML; "" when only plain text is written."""
        return "" if self._plain else self._written.html(self.passages())

    def text(self) -> str:
        """The text as plain text, quotes marked with ">"."""
        return self._written.plain(self.passages())

    def own_text(self) -> str:
        """The text without what is quoted."""
        return plain_of_passages(self._reading.passages(), own_only=True)

    def images(self) -> tuple[DraftFile, ...]:
        """The pictures that stand in the text, each with its ``content_id``; none in plain text."""
        return () if self._plain else self.pictures.files(pictures_in(self.passages()))

    def passages(self) -> list[Passage]:
        """What is written, with what an input method is composing; what is still to come is put in first."""
        if self.late is not None:
            self.late.finish()
        return self._reading.passages()

    def write_late(self, read: Callable[[], tuple[list[Passage], list[str]]]) -> LateText:
        """Read passages and ``data:`` pictures on a thread, and put them in place of the first empty quoted line."""
        place = QTextCursor(self.document())
        while place.block().text().strip(">") or not formats.quote_level(place.blockFormat()):
            if not place.movePosition(QTextCursor.MoveOperation.NextBlock):
                break
        found: list[str] = []

        def passages() -> list[Passage]:
            read_, urls = read()
            found.extend(urls)
            return read_

        self.late = LateText(self, place, passages, lambda read_: self._settled(read_, found))
        self.late.done.connect(self._late_is_there)
        return self.late

    def _settled(self, passages: Sequence[Passage], urls: list[str]) -> Sequence[Passage]:
        """What has come late, as it fits into rich text or into plain text."""
        taken = self.pictures.taken_in(list(passages), urls)
        if not self._plain:
            return taken
        for at, one in enumerate(self._rich):
            if isinstance(one, Line) and one.level and not one.runs:
                self._rich[at : at + 1] = taken
                break
        return plain_passages(taken)

    def _late_is_there(self) -> None:
        self.late = None

    def fill_html(self, html: str) -> None:
        """Replace all by this HTML. Its pictures are those of ``add_images``, before or later."""
        self._fill(self.pictures.taken_in(*passages_of_html(html)))

    def fill_plain(self, text: str) -> None:
        """Replace all by this plain text; ">" makes quotes."""
        self._fill([Line((Run(line.text),) if line.text else (), level=line.level) for line in lines_of(text)])

    def insert_html(self, html: str) -> None:
        """Insert HTML at the cursor, as its words where only plain text is written."""
        self.insert_read(*passages_of_html(html), strange=False)

    def insert_plain(self, text: str) -> None:
        """Insert plain text at the cursor, as it is."""
        self.textCursor().insertText(text.replace("\r\n", "\n"))

    def insert_read(self, passages: list[Passage], urls: list[str], *, strange: bool) -> None:
        """Insert what was read of HTML with its ``data:`` pictures; ``strange``: others it names are not there."""
        taken = self.pictures.taken_in(passages, urls)
        self.insert_passages(self.pictures.without_strange(taken) if strange else taken)

    def insert_passages(self, passages: Sequence[Passage], cursor: QTextCursor | None = None) -> None:
        """Insert at the cursor (or another one), in its quote and cell; one step of Undo."""
        at = self.textCursor() if cursor is None else cursor
        level = formats.quote_level(at.blockFormat())
        inside = [deeper(one, level) for one in passages]
        at.beginEditBlock()
        at.removeSelectedText()
        insert_passages(at, plain_passages(inside) if self._plain else inside)
        at.endEditBlock()
        if cursor is None:
            self.setTextCursor(at)
            self.ensureCursorVisible()

    def add_images(self, files: Iterable[DraftFile]) -> None:
        """Take in the pictures that the HTML of a draft shows by their ``content_id``."""
        self.pictures.come(files)

    def insert_image(self, file: DraftFile) -> bool:
        """Show a picture at the cursor; False: it is none that can be shown, or only plain text is written."""
        picture = None if self._plain else self.pictures.take(file)
        if picture is None:
            return False
        picture = replace(picture, alt=Path(file.filename).stem or tr("picture"))
        self.insert_passages([Line((Run("", picture=picture),))])
        return True

    def set_plain(self, plain: bool) -> None:
        """Write plain text from now on, or rich text again, with the form that was there before."""
        if plain == self._plain:
            return
        now = self.passages()
        before = _letters(self.toPlainText()[: self.textCursor().position()])
        self._plain = plain
        self.setAcceptRichText(not plain)
        self._set_font()
        if plain:
            self._rich = now
            self._fill(plain_passages(now))
        else:
            self._fill(merged(self._rich, [one for one in now if isinstance(one, Line)]))
            self._rich = []
        self.document().clearUndoRedoStacks()
        self._go_behind(before)
        self.plain_changed.emit(plain)

    def _go_behind(self, letters: int) -> None:
        """Put the cursor where as much is written before it: marks of lists and quotes come and go."""
        text = self.toPlainText()
        at = 0
        while letters > 0 and at < len(text):
            letters -= text[at].isalnum()
            at += 1
        cursor = self.textCursor()
        cursor.setPosition(units(text[:at]))
        self.setTextCursor(cursor)

    def lost_in_plain(self) -> tuple[bool, int, int]:
        """What plain text cannot say: whether there is any form, how many tables, how many pictures."""
        now = self.passages()
        passages = self._rich if self._plain else now
        tables = sum(isinstance(one, Table) for one in passages)
        pictures = len(list(pictures_in(passages)))
        return any(has_form(line) for line in lines_in(passages)), tables, pictures

    def set_monospace(self, on: bool) -> None:
        """Show plain text in letters of one width."""
        self._monospace = on
        self._set_font()

    def _set_font(self) -> None:
        fixed = self._plain and self._monospace
        self.document().setDefaultFont(fixed_font(tokens.TEXT_BODY) if fixed else window_font(tokens.TEXT_BODY))

    def _fill(self, passages: Sequence[Passage]) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        if (text_list := list_at(cursor)) is not None:
            text_list.remove(cursor.block())
        cursor.setBlockFormat(formats.line_format(Line()))
        cursor.setBlockCharFormat(QTextCharFormat())
        insert_passages(cursor, plain_passages(passages) if self._plain else passages)
        cursor.endEditBlock()

    def _catch_up_soon(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _catch_up(self) -> None:
        end = time.monotonic() + _CATCH_UP_SECONDS
        whole = False
        while not whole and time.monotonic() < end:
            whole = self._reading.catch_up(_CATCH_UP_LINES, write=True)
        if not whole:
            self._pause.start()

    # --- typing ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lists, quotes, code and tables have keys of their own; the rest is as everywhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & ~_KEYPAD == _CONTROL:
            event.ignore()
            return
        cursor = self.textCursor()
        if not self._is_composing() and self.keys.press(event, cursor, plain=self._plain):
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)
        if event.text():
            self.typed(event.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What is being composed stays alone until it is handed over."""
        before = self.textCursor().position()
        super().inputMethodEvent(event)
        self._reading.forget_line(before)
        self._reading.forget_line(self.textCursor().position())
        if event.commitString() and not event.preeditString():
            self.typed(event.commitString())

    def _is_composing(self) -> bool:
        return bool(self.textCursor().block().layout().preeditAreaText())

    def typed(self, text: str) -> None:
        """This was typed, by a key or an input method."""
        self._leave_link()
        self.keys.smart.forget()
        if text == " ":
            cursor = self.textCursor()
            if self.keys.smart.after_blank(cursor, plain=self._plain):
                self.setTextCursor(cursor)
            elif not self._plain:
                link_before(cursor)

    def event(self, event: QEvent) -> bool:
        """Tab belongs to the text; Shift+Tab leaves it outside of lists and tables."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _TAB_STEPS:
            cursor = self.textCursor()
            if event.modifiers() in _FREE and self.keys.tab(cursor, _TAB_STEPS[Qt.Key(event.key())]):
                self.setTextCursor(cursor)
                self.ensureCursorVisible()
                return True
        return super().event(event)

    def _leave_link(self) -> None:
        """What is typed behind a link does not belong to it."""
        cursor = self.textCursor()
        if self.currentCharFormat().isAnchor() and not cursor.hasSelection():
            following = QTextCursor(cursor)
            at_end = not following.movePosition(QTextCursor.MoveOperation.NextCharacter)
            if at_end or following.atBlockStart() or not following.charFormat().isAnchor():
                self.setCurrentCharFormat(QTextCharFormat())

    # --- pasting, dropping ------------------------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Files and pictures, too."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Our own HTML, which knows quotes and colours; Qt's does not."""
        data = QMimeData()
        chosen = self.textCursor().selection()
        data.setText(chosen.toPlainText())
        if not self._plain:
            copied = QTextDocument()
            QTextCursor(copied).insertFragment(chosen)
            data.setHtml(html_of_passages(passages_of(copied)))
        return data

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is ever loaded; where a picture is not there yet, something grey stands for it."""
        return awaited_picture() if kind == QTextDocument.ResourceType.ImageResource.value else None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Tell that the menu is wanted."""
        self.menu_wanted.emit(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click ends what Backspace could take back, and shows where a link leads."""
        super().mouseReleaseEvent(event)
        self.keys.smart.forget()
        if event.button() == Qt.MouseButton.LeftButton:
            self.link_pointed.emit()

    # --- painting ---------------------------------------------------------------------------------------------------

    def keep_room(self, pixels: int) -> None:
        """So much at the bottom is covered by a bar."""
        self._bottom_room = pixels
        self._set_margins()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text off the edges."""
        self._set_margins()
        super().resizeEvent(event)

    def _set_margins(self) -> None:
        self.setViewportMargins(tokens.SPACE_24, tokens.SPACE_12, tokens.SPACE_16, self._bottom_room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of code and the bars of quotes, too."""
        painter = QPainter(self.viewport())
        paint_ground(self, painter, event.rect().bottom())
        painter.end()
        super().paintEvent(event)


def _letters(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


_TAB_STEPS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_FREE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_CONTROL, _KEYPAD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier
