"""The button under a message that shows what it repeats of earlier ones."""

from PySide6.QtCore import Qt, Signal

from mailclient.gui.controls.button import icon_button
from mailclient.gui.message_view.column import Column
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.subject import FORWARDS
from mailclient.mime.quoted import Parted, without_quoted_html, without_quoted_text


class QuoteFold(Column):
    """Takes the quote off the end of a body, and stands there in its place; ``active`` only in a conversation.

    Of what was forwarded nothing is taken off: it stands nowhere else.
    """

    turned = Signal()
    """Show the body again."""

    def __init__(self, *, active: bool) -> None:
        super().__init__()
        self._active = active
        self._is_forward = False
        self._is_open = False
        self.button = icon_button("ellipsis", tr("Show quoted text"), size=tokens.ICON_SMALL)
        self.button.setProperty("kind", "quote")
        self.button.setFixedSize(tokens.CONTROL_HEIGHT, tokens.ICON)
        self.button.clicked.connect(self._turn)
        self.set_space(tokens.SPACE_4, tokens.SPACE_4)
        self.content.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def begin(self, subject: str) -> None:
        """Another message is shown: folded at first."""
        self._is_open = False
        self._is_forward = FORWARDS.match(subject) is not None
        self.hide()

    def own_text(self, text: str) -> str:
        """What to show of a plain text now."""
        return self._shown(text, without_quoted_text(text)) if self._folds else text

    def own_html(self, html: str) -> str:
        """What to show of clean HTML now."""
        return self._shown(html, without_quoted_html(html)) if self._folds else html

    @property
    def _folds(self) -> bool:
        return self._active and not self._is_forward

    def _shown(self, whole: str, parted: Parted) -> str:
        self.setVisible(parted.has_quote)
        return whole if self._is_open else parted.own

    def _turn(self) -> None:
        self._is_open = not self._is_open
        words = tr("Hide quoted text") if self._is_open else tr("Show quoted text")
        self.button.setToolTip(words)
        self.button.setAccessibleName(words)
        self.turned.emit()
