"""What is under the pointer while something is dragged: a few words in a pill of the accent's colour."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font

_HEIGHT = 28
_WIDEST = 280


def drag_pill(words: str, ratio: float) -> QPixmap:
    """``words`` in a pill, cut where they are too long; ``ratio``: device pixels for one of ours."""
    font = window_font(weight=tokens.WEIGHT_STRONG)
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, _WIDEST - 2 * tokens.SPACE_12)
    place = QRect(0, 0, metrics.horizontalAdvance(shown) + 2 * tokens.SPACE_12, _HEIGHT)
    pill = QPixmap(round(place.width() * ratio), round(place.height() * ratio))
    pill.setDevicePixelRatio(ratio)
    pill.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pill)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme().palette.accent))
    painter.drawRoundedRect(place, _HEIGHT / 2, _HEIGHT / 2)
    painter.setPen(QColor(theme().palette.on_accent))
    painter.setFont(font)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
    painter.end()
    return pill
