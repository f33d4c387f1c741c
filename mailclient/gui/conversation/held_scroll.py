"""A scroll area in which what is read stays where it is while what is above it gets taller or goes."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.controls.floating_scroll_bar import FloatingScrollBar
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.theme import tokens


class HeldScroll(QScrollArea):
    """Put widgets into ``stack``. One of them is held at its place; it is another one once the user scrolls."""

    stirred = Signal()
    """Scrolled, or something has another height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: tuple[QWidget, int] | None = None
        inside = self._inside = QWidget()
        on_ground(inside, "reader")
        inside.installEventFilter(self)
        self.stack = QVBoxLayout(inside)
        self.stack.setContentsMargins(0, 0, 0, 0)
        self.stack.setSpacing(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        # before Qt puts the value into the new range, which would look as if the user had scrolled
        self.verticalScrollBar().rangeChanged.connect(self.keep)
        self._floating = FloatingScrollBar(self)
        self.verticalScrollBar().valueChanged.connect(self._moved)

    @property
    def top(self) -> int:
        """The place inside that is at the upper edge."""
        return self.verticalScrollBar().value()

    def hold(self, widget: QWidget, below: int | None = None) -> None:
        """Keep this one so many pixels below the upper edge; None: where it is."""
        self._held = (widget, widget.y() - self.top if below is None else below)

    def let_go(self, widget: QWidget | None = None) -> None:
        """Hold nothing any more; not this one, where one is named."""
        if widget is None or (self._held is not None and self._held[0] is widget):
            self._held = None

    def lay_out(self) -> None:
        """Let everything be where it will be, now."""
        self.stack.activate()
        height = max(self._inside.sizeHint().height(), self.viewport().height())
        self._inside.resize(self.viewport().width(), height)
        self.keep()

    def keep(self) -> None:
        """Scroll so that what is held is in its place."""
        if self._held is None:
            return
        widget, below = self._held
        bar = self.verticalScrollBar()
        wanted = min(max(widget.y() - below, bar.minimum()), bar.maximum())
        if wanted != bar.value():
            held = self._held
            bar.setValue(wanted)
            self._held = held

    def turn_page(self, *, down: bool) -> bool:
        """Scroll by one page; False at the end."""
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + (1 if down else -1) * max(bar.pageStep() - tokens.SPACE_24, 1))
        return bool(bar.value() != before)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Heights have changed."""
        if watched is self._inside and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.stirred.emit()
        return super().eventFilter(watched, event)

    def _moved(self, _value: int) -> None:
        """Whatever is at the upper edge now is held."""
        items = (self.stack.itemAt(place) for place in range(self.stack.count()))
        widgets = (item.widget() for item in items if item is not None)
        shown = [one for one in widgets if one is not None and not one.isHidden()]
        first = next((one for one in shown if one.geometry().bottom() > self.top), None)
        if first is not None:
            self.hold(first)
        self.stirred.emit()
