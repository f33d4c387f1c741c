"""The chips of a field, painted: laid out in lines, selected, dragged. What they mean is the field's affair."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QSizePolicy, QToolTip, QWidget

from mailclient.gui.composer.recipients import dragging
from mailclient.gui.composer.recipients.chip import Chip, chip_fonts, cross_of, mark_of, paint_chip, paint_more, told
from mailclient.gui.composer.recipients.chip_widths import ChipWidths
from mailclient.gui.composer.recipients.places import HEIGHT, Places, places, with_line
from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.gui.composer.recipients.selection import Selection
from mailclient.gui.composer.recipients.typing_line import TypingLine
from mailclient.gui.controls.tooltip import plainly
from mailclient.gui.theme import theme, tokens
from mailclient.language import tr_n
from mailclient.mail.key import Readiness
from mailclient.mail.recipient_doubts import Doubt

FOLDED = 200
"""More chips than this are shown as the first few and "+9,990 more" until they are asked for."""
_SHOWN_OF_MANY = 10
_BRIEF = 12
"""From so many on a chip shows the name alone."""
_TALLEST = 4 * HEIGHT + 18
"""Pixels: four lines of chips and a bit of the fifth, so that one sees that there are more."""
_TALLEST_UNFOLDED = 9 * HEIGHT
_LIT_MILLISECONDS = 1500
_STEPS_KEPT = 30
"""Changes that can be taken back."""


class ChipArea(QAbstractScrollArea):
    """``chips`` in order with ``line`` behind them; only those in sight are painted."""

    changed = Signal()
    edit_wanted = Signal(int)
    """A double click on the chip at this place."""
    readiness_wanted = Signal(str)
    """The address of the chip whose mark was pressed: why, and what to do?"""
    menu_wanted = Signal(QPoint)
    """At this point of the screen, about what is selected."""
    dragged_away = Signal()
    """Chips of this field are being dragged."""

    def __init__(self, line: TypingLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Recipient] = []
        self.selection = Selection()
        self.line = line
        self.doubts_of: dict[str, tuple[Doubt, ...]] = {}
        """By the recipient's key; what is not in it was not looked at, or is beyond doubt."""
        self.readiness_of: dict[str, Readiness] = {}
        """By the recipient's key; empty where encryption is not the matter."""
        self._unfolded = False
        self._widths = ChipWidths()
        self._places: Places = places((), 300, 24)
        self._pressed: tuple[int, QPoint] | None = None
        self._drop_place: int | None = None
        self._lit: set[str] = set()
        self._past: list[list[Recipient]] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(line)
        self.setAcceptDrops(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        line.setParent(self.viewport())
        line.show()
        theme().changed.connect(self.viewport().update)
        self.lay_out()

    # --- what is in it ---------------------------------------------------------------------------------------------

    @property
    def folded(self) -> int:
        """How many chips are not shown."""
        return 0 if self._unfolded or len(self.chips) <= FOLDED else len(self.chips) - _SHOWN_OF_MANY

    def selected(self) -> list[Recipient]:
        """The chips that are selected, in order."""
        return [self.chips[place] for place in sorted(self.selection.chosen) if place < len(self.chips)]

    def put(self, recipients: Sequence[Recipient], place: int | None = None) -> list[Recipient]:
        """Put these in before ``place`` (the end); those that are here already are pointed out and given back."""
        have = {chip.key for chip in self.chips}
        fresh: list[Recipient] = []
        doubled: list[Recipient] = []
        for each in recipients:
            (doubled if each.key in have else fresh).append(each)
            have.add(each.key)
        place = len(self.chips) if place is None else place
        self.chips[place:place] = fresh
        if doubled:
            self._point_out({each.key for each in doubled})
        self.selection.clear()
        self.lay_out()
        return doubled

    def take(self, chosen: Iterable[int]) -> list[Recipient]:
        """Remove the chips at these places and give them."""
        places_ = set(chosen)
        taken = [chip for place, chip in enumerate(self.chips) if place in places_]
        self.chips = [chip for place, chip in enumerate(self.chips) if place not in places_]
        self.selection.clear()
        self.lay_out()
        return taken

    def move_within(self, chosen: set[int], place: int) -> None:
        """Put the chips at these places before ``place``; they stay selected."""
        before = sum(1 for each in chosen if each < place)
        moved = [self.chips[each] for each in sorted(chosen)]
        rest = [chip for each, chip in enumerate(self.chips) if each not in chosen]
        self.chips = [*rest[: place - before], *moved, *rest[place - before :]]
        self.selection.these(range(place - before, place - before + len(moved)))
        self.lay_out()
        self.changed.emit()

    def unfold(self) -> None:
        """Show all."""
        self._unfolded = True
        self.lay_out()

    # --- places ----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """One line; ``lay_out`` sets the height."""
        return QSize(300, HEIGHT)

    def lay_out(self) -> None:
        """Find the place of each chip and of the line, and take the height they need."""
        shown = self.chips[: len(self.chips) - self.folded]
        widths = self._widths.of(shown, self.doubts_of, self.readiness_of, brief=len(self.chips) > _BRIEF)
        if self.folded:
            widths.append(QFontMetrics(chip_fonts()[0]).horizontalAdvance(self._more()) + 2 * tokens.SPACE_12)
        self._places = places(widths, self._room(), min(self.line.least_width(), self._room()))
        self._fit()

    def lay_out_line(self) -> None:
        """Only the line has changed."""
        self._places = with_line(self._places.chips, self._room(), min(self.line.least_width(), self._room()))
        self._fit()

    def _room(self) -> int:
        return max(self.width() - (12 if self._scrolls() else 0), 120)

    def _fit(self) -> None:
        height = min(self._places.height, _TALLEST_UNFOLDED if self._unfolded else _TALLEST)
        if height != self.height():
            self.setFixedHeight(height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(self._places.height - height, 0))
        bar.setPageStep(height)
        bar.setSingleStep(HEIGHT)
        self._place_line()
        self.viewport().update()

    def _scrolls(self) -> bool:
        return self._places.height > (_TALLEST_UNFOLDED if self._unfolded else _TALLEST)

    def _place_line(self) -> None:
        spot = self._places.line
        self.line.setGeometry(spot.x, spot.y - self.verticalScrollBar().value(), spot.width, HEIGHT)

    def scroll_to_line(self) -> None:
        """Bring the line to type in into sight."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def scroll_to(self, place: int) -> None:
        """Bring a chip into sight."""
        if place >= len(self._places.chips):
            return
        top, bar = self._places.chips[place].y, self.verticalScrollBar()
        bar.setValue(min(max(bar.value(), top + HEIGHT - self.height()), top))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move the line along."""
        self._place_line()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.lay_out()

    def rect_of(self, place: int) -> QRect:
        """Where a chip is painted in the viewport; an empty one while it is folded away."""
        if place >= len(self._places.chips):
            return QRect()
        spot = self._places.chips[place]
        return QRect(spot.x, spot.y - self.verticalScrollBar().value(), spot.width, HEIGHT)

    def chip_at(self, point: QPoint) -> int | None:
        """The place of the chip painted here; as many as there are chips for "+90 more"; None for none."""
        found = self._places.at(point.x(), point.y() + self.verticalScrollBar().value())
        return len(self.chips) if found is not None and self.folded and found == _SHOWN_OF_MANY else found

    # --- paint -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self.verticalScrollBar().value()
        for place in self._places.between(top + event.rect().top(), top + event.rect().bottom() + 1):
            if self.folded and place == _SHOWN_OF_MANY:
                paint_more(painter, self.rect_of(place), self._more())
            else:
                paint_chip(painter, self.rect_of(place), self.shown(place))
        if self._drop_place is not None:
            painter.fillRect(self._caret(), QColor(theme().palette.accent))

    def shown(self, place: int) -> Chip:
        """What is painted of a chip."""
        chip = self.chips[place]
        return Chip(
            chip,
            self.doubts_of.get(chip.key, ()),
            selected=place in self.selection.chosen,
            lit=chip.key in self._lit,
            brief=len(self.chips) > _BRIEF,
            readiness=self.readiness_of.get(chip.key),
        )

    def _more(self) -> str:
        return tr_n("+{count} more", "+{count} more", self.folded)

    def _caret(self) -> QRect:
        """Between the chips where something would be dropped."""
        place = self._drop_place or 0
        spot = self.rect_of(place) if place < len(self._places.chips) else self.line.geometry()
        return QRect(max(spot.x() - 3, 0), spot.y() + 2, 2, HEIGHT - 4)

    def _point_out(self, keys: set[str]) -> None:
        self._lit = keys
        QTimer.singleShot(_LIT_MILLISECONDS, self, self._dim)

    def _dim(self) -> None:
        self._lit = set()
        self.viewport().update()

    # --- mouse -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select; it may become a drag."""
        point = event.position().toPoint()
        place = self.chip_at(point)
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        if place is None:
            self.selection.clear()
        elif place == len(self.chips):
            self.unfold()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (place, point)
            held = event.modifiers()
            shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
            self.selection.press(place, extend=shift, toggle=bool(held & Qt.KeyboardModifier.ControlModifier))
        elif place not in self.selection.chosen:
            self.selection.only(place)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough from where it was pressed it is a drag."""
        point = event.position().toPoint()
        over = self.chip_at(point)
        shape = Qt.CursorShape.IBeamCursor if over is None else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (point - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.dragged_away.emit()
            dragging.drag(self, self.selected())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross removes it; one on a selected chip selects it alone."""
        pressed, self._pressed = self._pressed, None
        point = event.position().toPoint()
        if pressed is None or self.chip_at(point) != pressed[0]:
            return
        if cross_of(self.rect_of(pressed[0])).contains(point):
            self.remove({pressed[0]})
        elif mark_of(self.rect_of(pressed[0])).contains(point) and self.chips[pressed[0]].key in self.readiness_of:
            self.readiness_wanted.emit(self.chips[pressed[0]].addresses()[0].address)
        elif not event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            self.selection.only(pressed[0])
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit it."""
        place = self.chip_at(event.position().toPoint())
        if place is not None and place < len(self.chips):
            self.edit_wanted.emit(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What one does with the selected ones."""
        self.menu_wanted.emit(event.globalPos())

    def remove(self, chosen: Iterable[int]) -> None:
        """By the user."""
        self.remember()
        if self.take(chosen):
            self.changed.emit()

    def remember(self) -> None:
        """The user is about to change the chips: ``undo`` brings back how they are."""
        self._past = [*self._past[1 - _STEPS_KEPT :], list(self.chips)]

    def undo(self) -> bool:
        """Back to how the chips were; whether there was something."""
        if not self._past:
            return False
        before, self.chips = self._past.pop(), []
        self.put(before)
        self.changed.emit()
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        """The tooltip of the chip below the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.chip_at(event.pos())
            if place is not None and place < len(self.chips):
                QToolTip.showText(event.globalPos(), plainly(self.told(place)), self.viewport(), self.rect_of(place))
            else:
                QToolTip.hideText()
            return True
        return bool(super().viewportEvent(event))

    def told(self, place: int) -> str:
        """All there is to say about a chip, one sentence a line; also for a screen reader."""
        chip = self.chips[place]
        return told(chip, self.doubts_of.get(chip.key, ()), self.readiness_of.get(chip.key))

    # --- drops -----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Chips and text are welcome; files are the composer's."""
        if dragging.welcome(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        point = event.position().toPoint()
        self._drop_place = min(
            self._places.gap_at(point.x(), point.y() + self.verticalScrollBar().value()), len(self.chips)
        )
        self.viewport().update()
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Not here."""
        self._drop_place = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Chips of another field move here; with Ctrl, and from elsewhere, they are copied."""
        place, self._drop_place = self._drop_place, None
        source: object = event.source()
        self.remember()
        if source is self:
            self.move_within(set(self.selection.chosen), len(self.chips) if place is None else place)
        elif isinstance(source, ChipArea) and event.dropAction() == Qt.DropAction.MoveAction:
            source.remember()
            self.receive(source.take(source.selection.chosen), place)
            source.changed.emit()
        else:
            self.receive(dragging.recipients_in(event.mimeData()), place)
        event.acceptProposedAction()
        self.line.setFocus()

    def receive(self, recipients: Sequence[Recipient], place: int | None = None) -> None:
        """Take in what was dropped, pasted or moved here, and select it."""
        start = len(self.chips) if place is None else place
        before = len(self.chips)
        self.put(recipients, place)
        self.selection.these(range(start, start + len(self.chips) - before))
        self.changed.emit()
