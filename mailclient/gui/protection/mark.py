"""The one mark of what protects a message: in the window's own frame, never where a message can draw.

It stands from the first paint on where the structure of the message promises something, so that nothing moves when the
verdict comes.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.language import tr
from mailclient.language.protection_mark import Tone, mark_sentence, mark_text, mark_tone, pending_text, waiting_text
from mailclient.mail.protection import Cover, Covers, Protection, SignatureVerdict

_HEIGHT = tokens.ICON_SMALL + tokens.SPACE_8
_GAP, _BETWEEN = 6, 2
"""Pixels between icon and words, between two icons."""
_LEAST = 120

_SIGNED_ICONS = {
    SignatureVerdict.GOOD: "badge-check",
    SignatureVerdict.UNKNOWN_KEY: "badge-question-mark",
    SignatureVerdict.UNTRUSTED: "badge-question-mark",
    SignatureVerdict.BAD: "badge-x",
    SignatureVerdict.GOOD_OTHER_SENDER: "badge-x",
    SignatureVerdict.REVOKED: "badge-x",
}


def mark_icons(protection: Protection) -> tuple[str, ...]:
    """A lock for what is encrypted, a badge for what is signed; the shapes alone tell them apart."""
    signature, encryption = protection.signature, protection.encryption
    icons = () if encryption is None else ("lock",)
    if signature is None or signature.verdict is SignatureVerdict.NONE:
        return icons
    partly = signature.verdict is SignatureVerdict.GOOD and signature.covers is not Covers.ALL
    return (*icons, "badge-alert" if partly else _SIGNED_ICONS.get(signature.verdict, "badge-alert"))


class ProtectionMark(QAbstractButton):
    """Shows what is known; hidden where nothing protects the message. A click opens the details."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: tuple[str, ...] = ()
        self.tone = Tone.NEUTRAL
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        self.hide()

    def clear(self) -> None:
        """Nothing protects the message that is shown."""
        self.hide()

    def promise(self, cover: Cover, *, begun: bool) -> None:
        """What its structure promises; ``begun``: it is being looked at."""
        icons = ("lock",) if cover.encrypted else ("badge",)
        self._show(icons, pending_text(cover) if begun else waiting_text(cover), Tone.NEUTRAL, "")

    def tell(self, protection: Protection, name: str, sender: str) -> None:
        """The verdict. ``name`` of the signer and the address ``sender`` are fit to be shown."""
        words = mark_text(protection, name)
        if not words:
            self.hide()
            return
        sentence = mark_sentence(protection, name, sender)
        self._show(mark_icons(protection), words, mark_tone(protection), sentence)

    def tell_failed(self, cover: Cover) -> None:
        """It could not be looked at, for a reason that has nothing to do with it."""
        icons = ("lock",) if cover.encrypted else ("badge-question-mark",)
        words = tr("Encrypted, not opened") if cover.encrypted else tr("Signature not checked")
        self._show(icons, words, Tone.NEUTRAL, "")

    def sizeHint(self) -> QSize:
        """Icons and words."""
        return QSize(self._icons_width() + self.fontMetrics().horizontalAdvance(self.text()) + 8, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The words can be cut."""
        return QSize(min(_LEAST, self.sizeHint().width()), _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Underlined, as what can be clicked."""
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icons, then words; underlined below the pointer and with the keyboard."""
        palette = theme().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0
        for name in self._icons:
            drawn = pixmap(name, tokens.ICON_SMALL, str(self.tone), ratio=self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - tokens.ICON_SMALL) // 2, drawn)
            left += tokens.ICON_SMALL + _BETWEEN
        left = self._icons_width()
        room = QRect(left, 0, self.width() - left - 4, self.height())
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(QColor(getattr(palette, str(self.tone))))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.hasFocus():
            line = QRect(0, self.height() - tokens.FOCUS_RING, self.width(), tokens.FOCUS_RING)
            painter.fillRect(line, QColor(palette.accent_text))

    def _show(self, icons: tuple[str, ...], words: str, tone: Tone, sentence: str) -> None:
        self._icons, self.tone = icons, tone
        self.setText(words)
        tell_plainly(self, f"{words}\n{sentence}".strip())
        self.setAccessibleName(tr("Protection: {words}", words=words))
        self.setAccessibleDescription(sentence)
        self.show()
        self.updateGeometry()
        self.update()

    def _icons_width(self) -> int:
        return len(self._icons) * (tokens.ICON_SMALL + _BETWEEN) - _BETWEEN + _GAP
