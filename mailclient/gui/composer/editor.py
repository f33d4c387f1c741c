"""Where the text is typed: the text with all that helps to write it."""

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from mailclient.gui.composer.editing.emoji_typing import EmojiTyping
from mailclient.gui.composer.editing.link_bubble import LinkBubble
from mailclient.gui.composer.editing.menu import TextMenu
from mailclient.gui.composer.editing.overlays import Overlays
from mailclient.gui.composer.editing.pasting import Pasting
from mailclient.gui.composer.editing.spelling_marks import SpellingMarks
from mailclient.gui.composer.editing.tools import Tools
from mailclient.gui.composer.editing.written_text import WrittenText


class BodyEditor(WrittenText):
    """The text of a message. ``tools`` are all actions on its form, ``overlays`` the bars at its bottom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pasting = Pasting(self)
        self.overlays = Overlays(self, self.pasting)
        self.emoji = EmojiTyping(self)
        self.tools = Tools(self, self.pasting, self.overlays, self.emoji)
        self.bubble = LinkBubble(self)
        self.spelling = SpellingMarks(self)
        self.presentation.misspelt = self.spelling.marks
        self.menu = TextMenu(self, self.tools, self.spelling)

    def event(self, event: QEvent) -> bool:
        """The keys of our own actions are theirs, also where Qt has another meaning for them (Ctrl+K on X11)."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.tools.has_keys(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is offered takes its keys first."""
        if not self.emoji.press(event):
            super().keyPressEvent(event)

    def typed(self, text: str) -> None:
        """Offer what fits."""
        super().typed(text)
        self.emoji.typed()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files are handed on, pictures stand in the text, HTML keeps its meaning only."""
        self.pasting.take(source)
