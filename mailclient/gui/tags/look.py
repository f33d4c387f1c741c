"""What a tag is called and how it is coloured: the same in the list, in the header and in the menu."""

import zlib

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from mailclient.gui.theme import theme, tokens
from mailclient.language import tr
from mailclient.mail import tag

CHIP_HEIGHT = 18
_PADDING = 7
_WIDEST = 110
_COLOURS = {tag.IMPORTANT: 2, tag.WORK: 3, tag.PERSONAL: 1, tag.TO_DO: 0, tag.LATER: 4}
"""Places in the palette's pairs of ground and letter."""


def tag_name(keyword: str) -> str:
    """In the user's words."""
    names = {
        tag.IMPORTANT: tr("Important"),
        tag.WORK: tr("Work"),
        tag.PERSONAL: tr("Personal"),
        tag.TO_DO: tr("To do"),
        tag.LATER: tr("Later"),
    }
    return names.get(keyword.lower()) or tag.name_in(keyword).replace("_", " ")


def tag_keyword(name: str) -> str:
    """The keyword of the tag that is called so in the user's words; "" for blanks only."""
    words = name.strip().casefold()
    return next((known for known in tag.FIRST_FIVE if tag_name(known).casefold() == words), tag.keyword_of(name))


def tag_colours(keyword: str) -> tuple[str, str]:
    """(ground, letter), readable on each other; always the same for a tag."""
    pairs = theme().palette.avatars
    lower = keyword.lower()
    return pairs[_COLOURS.get(lower, zlib.crc32(lower.encode()) % len(pairs))]


def chip_width(keyword: str, metrics: QFontMetrics) -> int:
    """Pixels that ``paint_chip`` takes."""
    return min(metrics.horizontalAdvance(tag_name(keyword)) + 2 * _PADDING, _WIDEST)


def paint_chip(painter: QPainter, place: QRect, keyword: str, font: QFont, metrics: QFontMetrics) -> None:
    """The name on its ground, filling ``place``; cut where it is too long."""
    ground, letter = tag_colours(keyword)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(place), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
    painter.setFont(font)
    painter.setPen(QColor(letter))
    room = place.width() - 2 * _PADDING
    words = metrics.elidedText(tag_name(keyword), Qt.TextElideMode.ElideRight, room + 2)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
