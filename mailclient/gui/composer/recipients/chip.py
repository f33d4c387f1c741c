"""One recipient as a chip, painted: there may be thousands, and widgets would be slow."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from mailclient.gui.composer.recipients.places import HEIGHT
from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr_n
from mailclient.language.readiness import readiness_icon, readiness_words
from mailclient.language.recipient_doubts import sentence
from mailclient.mail.key import Readiness
from mailclient.mail.recipient_doubts import Doubt

WIDEST = 320
_EDGE = 10
_MARK = 14
_CROSS = 14
_SPACE = 5


@dataclass(frozen=True, slots=True)
class Chip:
    """What to paint: the recipient, what there is to say about it, and how it stands just now."""

    recipient: Recipient
    doubts: tuple[Doubt, ...] = ()
    selected: bool = False
    lit: bool = False
    """It is pointed out: the recipient was already here."""
    brief: bool = False
    """Among many: the name alone."""
    readiness: Readiness | None = None
    """Whether it can be encrypted for them; None: that is not the matter here."""

    @property
    def name(self) -> str:
        """The first words."""
        if self.recipient.is_group:
            return name_text(self.recipient.label)
        if not self.recipient.valid:
            return name_text(self.recipient.label)
        name = self.recipient.address.name
        return name_text(name) if name else address_text(self.recipient.address.address)

    @property
    def detail(self) -> str:
        """The paler words behind: the address, or how many are in a group."""
        if self.recipient.is_group:
            return tr_n("{count} person", "{count} people", len(self.recipient.members))
        if not self.recipient.valid or not self.recipient.address.name or self.brief:
            return ""
        return address_text(self.recipient.address.address)

    @property
    def mark(self) -> str:
        """The icon before the words; "" for none."""
        if not self.recipient.valid or any(doubt.serious for doubt in self.doubts):
            return "triangle-alert"
        if self.doubts:
            return "info"
        return "users" if self.recipient.is_group else ""

    def width(self, name_metrics: QFontMetrics, detail_metrics: QFontMetrics) -> int:
        """Pixels it would like to have."""
        detail = self.detail
        width = 2 * _EDGE + _CROSS + _SPACE + name_metrics.horizontalAdvance(self.name) + 2
        width += detail_metrics.horizontalAdvance(detail) + _SPACE if detail else 0
        width += _MARK + _SPACE if self.mark else 0
        width += _MARK + _SPACE if self.readiness is not None else 0
        return min(width, WIDEST)


def cross_of(chip: QRect) -> QRect:
    """Where the cross of a chip is pressed."""
    return QRect(chip.right() - _CROSS - _SPACE - 2, chip.y(), _CROSS + _SPACE + 4, chip.height())


def mark_of(chip: QRect) -> QRect:
    """Where the mark of a chip's readiness is pressed, if it has one."""
    return QRect(chip.x(), chip.y(), _EDGE + _MARK + _SPACE, chip.height())


def told(recipient: Recipient, doubts: Iterable[Doubt], readiness: Readiness | None) -> str:
    """All there is to say about a recipient, one sentence a line."""
    ready = [readiness_words(readiness)] if readiness is not None else []
    return "\n".join([recipient.spoken(), *map(sentence, doubts), *ready])


def chip_fonts() -> tuple[QFont, QFont]:
    """Of the name and of the paler words."""
    return window_font(), window_font(tokens.TEXT_META)


def paint_chip(painter: QPainter, place: QRect, chip: Chip) -> None:
    """Paint it into ``place``."""
    ground, text, pale = _colours(chip)
    ratio = painter.device().devicePixelRatioF()
    painter.setPen(QPen(QColor(theme().palette.accent), 2) if chip.lit else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(theme().palette, ground)))
    painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), HEIGHT / 2 - 1, HEIGHT / 2 - 1)
    words = place.adjusted(_EDGE, 0, -_EDGE - _CROSS, 0)
    marks = [(chip.mark, text if ground != "field" else pale)] if chip.mark else []
    if chip.readiness is not None:
        icon, colour = readiness_icon(chip.readiness)
        marks.insert(0, (icon, colour if ground == "field" else text))
    for icon, colour in marks:
        at = QPoint(words.x() - 1, place.y() + (HEIGHT - _MARK) // 2)
        painter.drawPixmap(at, pixmap(icon, _MARK, colour, ratio=ratio))
        words.setLeft(words.left() + _MARK + _SPACE)
    name_font, detail_font = chip_fonts()
    used = _write(painter, words, chip.name, name_font, text)
    if chip.detail and words.width() - used > 24:
        words.setLeft(words.left() + used + _SPACE)
        _write(painter, words, chip.detail, detail_font, pale)
    cross = QPoint(place.right() - _CROSS - 6, place.y() + (HEIGHT - _CROSS) // 2)
    painter.drawPixmap(cross, pixmap("x", _CROSS, pale, ratio=ratio))


def paint_more(painter: QPainter, place: QRect, words: str) -> None:
    """Paint "+90 more" into ``place``."""
    painter.setFont(chip_fonts()[0])
    painter.setPen(QColor(theme().palette.accent_text))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def _colours(chip: Chip) -> tuple[str, str, str]:
    """Names in the palette: ground, words, paler words."""
    if chip.selected:
        return "accent", "on_accent", "on_accent"
    if not chip.recipient.valid:
        return "danger_ground", "danger", "danger"
    if any(doubt.serious for doubt in chip.doubts):
        return "warning_ground", "warning", "warning"
    return "field", "text", "muted"


def _write(painter: QPainter, room: QRect, words: str, font: QFont, colour: str) -> int:
    """Write what has room; the pixels it took."""
    painter.setFont(font)
    painter.setPen(QColor(getattr(theme().palette, colour)))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, max(room.width(), 0))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)
