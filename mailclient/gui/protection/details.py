"""What is behind the mark: the sentence, the facts, and what can be done about it; gone with a click."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.theme import tokens
from mailclient.language.protection_details import Fact

Action = tuple[str, Callable[[], object]]
"""Words of a link and what it does."""
_WIDTH, _TALLEST = 440, 600
_FRAME = 4
"""Pixels around what can be scrolled, so that the round corners stay free."""
_MARGIN = 12
"""Pixels to the edge of the screen."""


class ProtectionDetails(QFrame):
    """A pop-up; everything in it can be selected and copied, and the links are reached by Tab."""

    def __init__(
        self,
        look: tuple[Sequence[str], str],
        sentence: str,
        facts: Sequence[Fact],
        actions: Sequence[Action],
        parent: QWidget,
    ) -> None:
        """``look``: the icons of the mark and the palette's name of their colour."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "card")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(sentence)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*[tokens.SPACE_12] * 4)
        column.setSpacing(tokens.SPACE_12)
        column.addLayout(_head(look, sentence))
        links = QVBoxLayout()  # before the facts: what helps is not below what few can read
        links.setSpacing(tokens.SPACE_4)
        self.links = []
        for words, act in actions:
            link = text_button(words, "link")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.clicked.connect(lambda _on=False, act=act: self._do(act))
            self.links.append(link)
            links.addLayout(link_row(link))
        if actions:
            column.addLayout(links)
        if facts:
            column.addLayout(_grid(facts))
        column.addStretch(1)
        self._page = page
        self._scroll = scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        scroll.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        around = QVBoxLayout(self)
        around.setContentsMargins(*[_FRAME] * 4)
        around.addWidget(scroll)

    def open_below(self, mark: QWidget) -> None:
        """Show it below the mark, as far as the screen has room."""
        self._scroll.setFixedHeight(_TALLEST)
        self.move(mark.mapToGlobal(QPoint(0, mark.height() + tokens.SPACE_4)))
        self.show()  # how high it has to be is only known of what is shown
        inner = self._page.heightForWidth(self._scroll.viewport().width())
        self._scroll.setFixedHeight(min(inner, _TALLEST))
        height = min(inner, _TALLEST) + 2 * _FRAME
        self.setFixedHeight(height)
        corner = mark.mapToGlobal(QPoint(0, mark.height() + tokens.SPACE_4))
        room = mark.screen().availableGeometry()
        left = min(max(corner.x(), room.left() + _MARGIN), room.right() - _WIDTH - _MARGIN)
        below = corner.y() + height <= room.bottom() - _MARGIN
        top = corner.y() if below else mark.mapToGlobal(QPoint(0, 0)).y() - height - tokens.SPACE_4
        self.move(left, max(top, room.top() + _MARGIN))
        (self.links[0] if self.links else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _do(self, act: Callable[[], object]) -> None:
        self.close()
        act()


def _head(look: tuple[Sequence[str], str], sentence: str) -> QHBoxLayout:
    icons, colour = look
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_8)
    for name in icons:
        row.addWidget(IconLabel(name, tokens.ICON, colour), 0, Qt.AlignmentFlag.AlignTop)
    words = PlainLabel(sentence, wordWrap=True)
    words.setProperty("kind", "strong")
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(words, 1)
    return row


def _grid(facts: Sequence[Fact]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.SPACE_12)
    grid.setVerticalSpacing(tokens.SPACE_4)
    grid.setColumnStretch(1, 1)
    for number, fact in enumerate(facts):
        name = PlainLabel(fact.name)
        name.setProperty("kind", "meta")
        words = PlainLabel(fact.words, wordWrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, number, 1)
    return grid
