"""The tags of the message that is read, in a row that wraps; nothing where there are none."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mailclient.gui.tags.look import CHIP_HEIGHT, chip_width, paint_chip, tag_name
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr


class TagChips(QWidget):
    """Shows what ``show_tags`` is given; hidden when that is nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self._font = window_font(tokens.TEXT_META)
        self._metrics = QFontMetrics(self._font)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().changed.connect(self.update)
        self.hide()

    def show_tags(self, tags: tuple[str, ...]) -> None:
        """The keywords that are tags, in order."""
        self._tags = tags
        self.setAccessibleName(tr("Tags: {names}", names=", ".join(map(tag_name, tags))) if tags else "")
        self.setVisible(bool(tags))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All in one row."""
        places = self._places(100_000)
        return QSize(places[-1].right() + 1 if places else 0, CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """One chip may be cut, not squeezed."""
        return QSize(40, CHIP_HEIGHT)

    def heightForWidth(self, width: int) -> int:
        """As many rows as it takes."""
        places = self._places(width)
        return places[-1].bottom() + 1 if places else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chips."""
        painter = QPainter(self)
        for keyword, place in zip(self._tags, self._places(self.width()), strict=True):
            paint_chip(painter, place, keyword, self._font, self._metrics)

    def _places(self, width: int) -> list[QRect]:
        places, left, top = [], 0, 0
        for keyword in self._tags:
            wide = chip_width(keyword, self._metrics)
            if left and left + wide > width:
                left, top = 0, top + CHIP_HEIGHT + tokens.SPACE_4
            places.append(QRect(left, top, wide, CHIP_HEIGHT))
            left += wide + tokens.SPACE_4
        return places
