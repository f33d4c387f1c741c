"""Words that may be misspelt, found while nothing else is to be done: typing never waits for a dictionary.

Not looked at: quotes, signatures, code, links, and the word the cursor is in while it is typed.
"""

import re
import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QTextBlock, QTextCursor

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.passage import Kind
from mailclient.gui.composer.editing.run import units
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.gui.spelling import Spelling, spelling

_SLICE_SECONDS = 0.004
_PREPARE_MS = 100
"""After the text was opened: it is on the screen, and hardly anybody types yet."""
_LONGEST_LINE = 5_000
"""Characters; a longer line is not looked at."""
_SHORT_LINE = 1_000
"""Characters; such a line is looked at while it is typed."""
_REMEMBERED = 20_000
_WORD = re.compile(r"\w+")
_NAMED = re.compile(r"[^<>:,;]{1,100}<[^<>\s@]{1,64}@[^<>\s]{1,255}>")
"""A name before an address, as in the header of what is forwarded."""


class SpellingMarks(QObject):
    """Of one editor. ``marks`` is asked by the presentation; what it does not know yet is looked up soon after."""

    def __init__(self, editor: WrittenText, words: Spelling | None = None) -> None:
        super().__init__(editor)
        self._editor = editor
        self.spelling = words or spelling()
        self._known: dict[str, list[tuple[int, int]]] = {}
        """By the text of a line: start and length in UTF-16 units."""
        self._names: set[str] = set()
        self._waiting: dict[int, None] = {}
        """Numbers of the blocks to be looked at, in order."""
        self._spared: tuple[QTextBlock, tuple[int, int]] | None = None
        """The word that is not underlined because the cursor is in it."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        self.spelling.changed.connect(self.forget)
        QTimer.singleShot(_PREPARE_MS, self, self.spelling.prepare)
        editor.cursorPositionChanged.connect(self._left_word)

    def forget(self) -> None:
        """Look at everything anew."""
        self._known.clear()
        self._waiting.clear()
        block = self._editor.document().begin()
        while block.isValid():
            if _is_own(block):  # no words are marked in a quote, and a long one takes long
                self._editor.presentation.rehighlightBlock(block)
            block = block.next()

    def know(self, names: Iterable[str]) -> None:
        """These names (of the recipients, of oneself) are right in this text."""
        known = {word for name in names for word in _WORD.findall(name.casefold())}
        if known != self._names:
            self._names = known
            self.forget()

    def marks(self, block: QTextBlock) -> list[tuple[int, int]]:
        """Start and length of what is underlined in this line, as far as it is known."""
        text = block.text()
        if not text.strip() or not self.spelling.on or len(text) > _LONGEST_LINE or not _is_own(block):
            return []
        known = self._known.get(text)
        if known is None and len(text) < _SHORT_LINE and block == self._editor.textCursor().block():
            known = self._known[text] = self._wrong(text)  # words seen before cost nothing: no second layout
        if known is None:
            self._waiting[block.blockNumber()] = None
            if not self._soon.isActive():
                self._soon.start()
            return []
        return [mark for mark in known if not self._is_typed(block, mark) and not _is_special(block, mark)]

    def word_at(self, cursor: QTextCursor) -> QTextCursor | None:
        """The misspelt word at this place, selected."""
        block = cursor.block()
        if not _is_own(block) or not self.spelling.on:
            return None
        at = cursor.positionInBlock()
        for start, length in self._wrong(block.text()):
            if start <= at <= start + length and not _is_special(block, (start, length)):
                found = QTextCursor(block)
                found.setPosition(block.position() + start)
                found.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
                return found
        return None

    def _wrong(self, text: str) -> list[tuple[int, int]]:
        found = self.spelling.wrong(text)
        if self._names:
            found = [(at, size) for at, size in found if _stem(text[at : at + size]) not in self._names]
        if found and "@" in text:
            named = [one.span() for one in _NAMED.finditer(text)]
            found = [(at, size) for at, size in found if not any(first <= at < last for first, last in named)]
        if units(text) == len(text):
            return found
        return [(units(text[:start]), units(text[start : start + length])) for start, length in found]

    def _look(self) -> None:
        """Look at lines for a few milliseconds, then let the window breathe."""
        end = time.monotonic() + _SLICE_SECONDS
        document = self._editor.document()
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        while self._waiting and time.monotonic() < end:
            number = next(iter(self._waiting))
            del self._waiting[number]
            block = document.findBlockByNumber(number)
            if block.isValid() and not block.layout().preeditAreaText():
                self._known[block.text()] = wrong = self._wrong(block.text())
                if wrong:
                    self._editor.presentation.rehighlightBlock(block)
        if self._waiting:
            self._soon.start()

    def _is_typed(self, block: QTextBlock, mark: tuple[int, int]) -> bool:
        if not self._editor.hasFocus() or not self._touches(block, mark):
            return False
        self._spared = (block, mark)
        return True

    def _touches(self, block: QTextBlock, mark: tuple[int, int]) -> bool:
        cursor = self._editor.textCursor()
        return cursor.block() == block and mark[0] <= cursor.positionInBlock() <= sum(mark)

    def _left_word(self) -> None:
        """Where a word was left, it may be underlined now."""
        if self._spared is None or (self._spared[0].isValid() and self._touches(*self._spared)):
            return
        block = self._spared[0]
        self._spared = None
        if block.isValid() and not block.layout().preeditAreaText():
            QTimer.singleShot(0, self, lambda: self._renew(block))

    def _renew(self, block: QTextBlock) -> None:
        if block.isValid() and block.document() is self._editor.document():
            self._editor.presentation.rehighlightBlock(block)


def _stem(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s")


def _is_own(block: QTextBlock) -> bool:
    style = block.blockFormat()
    quoted = formats.quote_level(style) or style.hasProperty(formats.SIGNATURE)
    return not quoted and formats.kind_of(style) is not Kind.CODE


def _is_special(block: QTextBlock, mark: tuple[int, int]) -> bool:
    """A link, or code."""
    start, length = mark
    for span in block.textFormats():
        touches = span.start < start + length and start < span.start + span.length
        if touches and (span.format.isAnchor() or span.format.fontFixedPitch()):
            return True
    return False
