"""The menu that gives and takes tags: the first five with their number keys, then those in use, then a new one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.gui.controls.name_question import ask_name
from mailclient.gui.tags.look import tag_colours, tag_name
from mailclient.gui.theme import tokens
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.tag import FIRST_FIVE, keyword_of, tags_of

_REMEMBERED = "tags"
"""The user's own tags, in the window's state: a menu cannot look through a million messages for them."""


class TagMenu(QMenu):
    """``selected`` tells the keywords of each selected message; ``change`` gets those to give and those to take."""

    def __init__(
        self,
        state: WindowState,
        selected: Callable[[], Sequence[tuple[str, ...]]],
        change: Callable[[tuple[str, ...], tuple[str, ...]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Tag"), parent)
        self._state, self._selected, self._change = state, selected, change
        self.aboutToShow.connect(self._fill)

    def toggle(self, number: int) -> None:
        """A number key: 1 to 5 give or take one of the first five, 0 takes all tags."""
        worn = self._worn()
        if number:
            keyword = FIRST_FIVE[number - 1]
            self._turn(keyword, not worn.get(keyword, False))
        elif worn:
            self._change((), tuple(worn))

    def open_at(self, place: QPoint) -> None:
        """Show it there."""
        self.popup(place)
        first = self.actions()[0] if self.actions() else None
        if first is not None:
            self.setActiveAction(first)

    def _worn(self) -> dict[str, bool]:
        """The tags on what is selected; True for those that every message has. Lower case for the first five."""
        all_of = [{_one_case(tag) for tag in tags_of(keywords)} for keywords in self._selected()]
        return {tag: all(tag in tags for tags in all_of) for tag in sorted(set().union(*all_of))}

    def _fill(self) -> None:
        self.clear()
        worn = self._worn()
        own = sorted({*self._state.words(_REMEMBERED), *worn} - set(FIRST_FIVE), key=str.casefold)
        for number, keyword in enumerate((*FIRST_FIVE, *own), 1):
            key = f"\t{number}" if number <= len(FIRST_FIVE) else ""
            on = worn.get(keyword, False)
            picture = _spot(keyword, self.devicePixelRatioF(), worn=on)
            entry = self.addAction(picture, tag_name(keyword).replace("&", "&&") + key)
            entry.setCheckable(True)
            entry.setChecked(on)
            entry.triggered.connect(lambda on, keyword=keyword: self._turn(keyword, on))
            if number == len(FIRST_FIVE):
                self.addSeparator()
        if own:
            self.addSeparator()
        self.addAction(tr("New tag…")).triggered.connect(lambda: ask_name(self._parent(), tr("New tag"), self._make))
        remove = self.addAction(tr("Remove all tags") + "\t0")
        remove.setEnabled(bool(worn))
        remove.triggered.connect(lambda: self.toggle(0))

    def _make(self, name: str) -> None:
        keyword = keyword_of(name)
        if keyword:
            self._state.set_words(_REMEMBERED, {*self._state.words(_REMEMBERED), keyword})
            self._turn(keyword, True)

    def _turn(self, keyword: str, on: bool) -> None:
        add, remove = ((keyword,), ()) if on else ((), (keyword,))
        self._change(add, remove)

    def _parent(self) -> QWidget:
        parent = self.parentWidget()
        assert parent is not None
        return parent


def _one_case(keyword: str) -> str:
    return keyword.lower() if keyword.lower() in FIRST_FIVE else keyword


def _spot(keyword: str, ratio: float, *, worn: bool) -> QIcon:
    """The tag's colour; ticked where it is worn: a menu with icons has no other place for that."""
    size = tokens.ICON_SMALL
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    ground, letter = (QColor(colour) for colour in tag_colours(keyword))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(letter)
    painter.setBrush(letter if worn else ground)
    painter.drawEllipse(QRectF(1.5, 1.5, size - 3, size - 3))
    if worn:
        painter.setPen(QPen(ground, 1.75, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline([QPointF(4.8, 8.2), QPointF(7, 10.4), QPointF(11.2, 6)])
    painter.end()
    return QIcon(picture)
