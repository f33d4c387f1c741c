"""The mark beside the sender: confirmed, not confirmed, or wrong; a click opens the details."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mailclient.gui.controls.button import IconButton
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.message_view.icon_label import ElidedLabel
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.language import tr
from mailclient.language.origin import first_contact_sentence, origin_note, origin_sentence
from mailclient.mail.verdict import Reason, Standing, Verdict

MARKS = {
    Standing.GOOD: ("shield-check", "good"),
    Standing.UNKNOWN: ("shield", "muted"),
    Standing.SUSPICIOUS: ("shield-alert", "warning"),
    Standing.FAILED: ("shield-alert", "danger"),
}
"""Icon and colour of each standing; the shape alone tells them apart, too."""


class OriginMark(QWidget):
    """Shows a verdict; nothing while there is none. The sentence is its tool tip and its accessible name."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing = Standing.UNKNOWN
        self.button = IconButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.setAutoRaise(True)
        self.button.setIconSize(QSize(tokens.ICON_SMALL, tokens.ICON_SMALL))
        self.button.setFixedSize(tokens.ICON_SMALL + tokens.SPACE_8, tokens.ICON_SMALL + tokens.SPACE_8)
        self.button.clicked.connect(self.clicked)
        self.note = ElidedLabel()
        self.note.setProperty("kind", "meta")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_4)
        row.addWidget(self.button)
        row.addWidget(self.note)
        theme().changed.connect(self._draw)
        self.hide()

    def tell(self, verdict: Verdict | None) -> None:
        """Another verdict; None: no mark, nor for what the user wrote."""
        if verdict is None or verdict.reason is Reason.OWN:
            self.hide()
            return
        self.show()
        self._standing = verdict.standing
        words = "\n".join(filter(None, (origin_sentence(verdict), first_contact_sentence(verdict))))
        tell_plainly(self.button, words)
        self.button.setAccessibleName(tr("Who sent it: {sentence}", sentence=words))
        self.note.setText(origin_note(verdict))
        self.note.setVisible(bool(self.note.text()))
        self._draw()

    def _draw(self) -> None:
        icon, colour = MARKS[self._standing]
        self.button.setIcon(pixmap(icon, tokens.ICON_SMALL, colour))
