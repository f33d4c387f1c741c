"""The outbox as a list: what is unsent, why, when it is tried next, and what can be done with it."""

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.outbox.outbox import Outbox
from mailclient.gui.outbox.unsent_card import UnsentCard
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n

_TICK_MS = 1_000
_SHOWN = 100
"""Cards at a time; who has more on its way will not read them all."""


class OutboxDialog(QDialog):
    """Follows ``outbox``; the actions are the outbox's. J and K, or the arrows, go from message to message."""

    def __init__(self, outbox: Outbox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Outbox"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 520)
        self._outbox = outbox
        self.rows: list[UnsentCard] = []
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16)
        column.addWidget(self._scroll)
        outbox.changed.connect(self._show_rows)
        outbox.edit_requested.connect(lambda *_: self.close())
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._count_down)
        self._tick.start()
        for keys, step in (("J", 1), ("Down", 1), ("K", -1), ("Up", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._go(step))
        self._show_rows()

    def _show_rows(self) -> None:
        shown = self._outbox.rows
        if self.rows and [row.message for row in self.rows] == shown[:_SHOWN]:
            return
        self._build()

    def _build(self) -> None:
        """Anew where a message stands otherwise; in the others may be a corrected address, or the focus."""
        shown, now = self._outbox.rows, time.time()
        place = self._scroll.verticalScrollBar().value()
        kept = [row for row in self.rows if row.message in shown[:_SHOWN] and row.tell_time(now)]
        focused = QApplication.focusWidget() if any(_has_focus(row) for row in kept) else None
        cards = {row.message.operation_id: row for row in kept}
        self.rows = [
            cards.get(message.operation_id) or UnsentCard(message, self._outbox, self) for message in shown[:_SHOWN]
        ]
        if not shown:
            self._scroll.setWidget(EmptyState("send", tr("Everything is sent")))
            return
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        for row in self.rows:
            column.addWidget(row)
        more = len(shown) - _SHOWN
        if more > 0:
            column.addWidget(EmptyState("send", tr_n("and {count} more", "and {count} more", more)))
        column.addStretch(1)
        self._scroll.setWidget(box)
        if focused is not None:
            focused.setFocus()
        self._scroll.verticalScrollBar().setValue(place)

    def _count_down(self) -> None:
        now = time.time()
        stand_otherwise = [row for row in self.rows if not row.tell_time(now)]
        if stand_otherwise:
            self._build()

    def _go(self, step: int) -> None:
        """To the next message; its buttons follow with Tab."""
        if not self.rows:
            return
        at = next((place for place, row in enumerate(self.rows) if _has_focus(row)), -1 if step > 0 else 0)
        target = self.rows[max(0, min(at + step, len(self.rows) - 1))]
        target.setFocus()
        self._scroll.ensureWidgetVisible(target)


def _has_focus(card: UnsentCard) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is card or card.isAncestorOf(focused))
