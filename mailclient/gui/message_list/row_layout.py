"""What stands where in a row: rectangles for each density, from the row's own rectangle. Pure geometry."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect

from mailclient.gui.theme import tokens


class Density(StrEnum):
    """How much room a message gets in the list."""

    COMFORTABLE = "comfortable"
    MEDIUM = "medium"
    COMPACT = "compact"


ROW_HEIGHTS = {Density.COMFORTABLE: 76, Density.MEDIUM: 52, Density.COMPACT: 30}
HEAD_HEIGHT = 30
"""More, for a row that begins a section."""

ROW_LEFT = 26
"""Where the words of a row begin; titles line up with them."""
_DOT_LEFT = 11
_RIGHT = tokens.SPACE_16
_LINE = 20
_SENDER_SHARE = 0.3
HOVER_ICONS = ("archive", "delete", "flag")
_HOVER_CELL = 28


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Rectangles; ``preview`` is empty where it follows the subject in its line. ``top``: sender's line."""

    card: QRect
    """The row without the title above it."""
    dot: QRect
    top: QRect
    subject: QRect
    preview: QRect
    single: bool


def row_layout(row: QRect, density: Density, *, head: bool) -> RowLayout:
    """Lay out one row."""
    card = row.adjusted(0, HEAD_HEIGHT if head else 0, 0, 0)
    left, width = card.left() + ROW_LEFT, card.width() - ROW_LEFT - _RIGHT
    if density is Density.COMPACT:
        sender = min(max(int(width * _SENDER_SHARE), 110), 200)
        top = QRect(left, card.top(), sender, card.height())
        subject = QRect(left + sender + tokens.SPACE_12, card.top(), width - sender - tokens.SPACE_12, card.height())
        return RowLayout(card, _dot(card, card.center().y()), top, subject, QRect(), single=True)
    lines = 3 if density is Density.COMFORTABLE else 2
    first = card.top() + (card.height() - lines * _LINE) // 2
    top = QRect(left, first, width, _LINE)
    subject = top.translated(0, _LINE)
    preview = subject.translated(0, _LINE) if lines == 3 else QRect()
    return RowLayout(card, _dot(card, top.center().y()), top, subject, preview, single=False)


def hover_cells(card: QRect, forbidden: frozenset[str] = frozenset()) -> dict[str, QRect]:
    """Where the hover actions are: at the right, in the middle of the card, on their own ground."""
    height = min(_HOVER_CELL, card.height() - 2)
    top = card.center().y() - height // 2 + 1
    names = [name for name in HOVER_ICONS if name not in forbidden]
    left = card.right() - tokens.SPACE_12 - _HOVER_CELL * len(names)
    return {name: QRect(left + place * _HOVER_CELL, top, _HOVER_CELL, height) for place, name in enumerate(names)}


def _dot(card: QRect, middle: int) -> QRect:
    return QRect(card.left() + _DOT_LEFT, middle - 3, 8, 8)
