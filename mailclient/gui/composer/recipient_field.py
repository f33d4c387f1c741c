"""A field of recipients: chips, and a line to type the next one, completed from the addresses in the mail."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QSizePolicy, QWidget

from mailclient.gui.composer.proposals import Proposals
from mailclient.gui.composer.recipient_chip import RecipientChip
from mailclient.gui.message_view.flow_layout import FlowLayout
from mailclient.mail.address import Address
from mailclient.mime.addresses import format_address, is_address, parse_addresses
from mailclient.store.reader import Reader

_TALLEST = 122
"""Pixels: four lines of chips; more scroll."""
_PROPOSALS = 6
_TYPING_WIDTH, _IDLE_WIDTH = 140, 24


class RecipientField(QScrollArea):
    """Comma, semicolon, Enter and Tab finish a recipient; Backspace in the empty line goes to the last chip."""

    changed = Signal()

    def __init__(self, reader: Reader, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self.chips: list[RecipientChip] = []
        self._stepped = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QWidget()
        self._flow = FlowLayout(box, spacing=4)
        self.line = QLineEdit()
        self.line.setProperty("kind", "typed")
        self.line.setAccessibleName(name)
        self.line.setMinimumWidth(_IDLE_WIDTH)
        self.line.setFixedHeight(26)
        self.line.installEventFilter(self)
        self._flow.addWidget(self.line)
        self.setWidget(box)
        self.setFocusProxy(self.line)
        self.proposals = Proposals(self.line)
        self.proposals.taken.connect(self._take_proposal)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self.finish)
        self._fit()

    # --- what is in it --------------------------------------------------------------------------------------------

    def text(self) -> str:
        """All recipients as one would type them, also what is not finished."""
        rest = self.line.text().strip()
        return ", ".join([*(chip.text() for chip in self.chips), *([rest] if rest else [])])

    def set_text(self, typed: str) -> None:
        """Replace all."""
        for chip in list(self.chips):
            self._remove(chip)
        self._add_typed(typed)

    def add(self, addresses: Sequence[Address]) -> None:
        """Append these."""
        for address in addresses:
            self._add_chip(address, format_address(address))

    def addresses(self) -> list[Address]:
        """Those that mail can be sent to."""
        return [chip.address for chip in self.chips if chip.valid]

    def unreadable(self) -> list[str]:
        """Those that are no addresses, as typed."""
        return [chip.text() for chip in self.chips if not chip.valid]

    def finish(self) -> None:
        """Make chips of what is typed."""
        typed = self.line.text().strip(" ,;")
        self.proposals.hide()
        if typed:
            self.line.clear()
            self._add_typed(typed)

    # --- typing ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that finish a recipient or move through the proposals."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(Qt.Key(event.key()), event.modifiers()) or super().eventFilter(watched, event)
        if watched is self.line and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.line.setMinimumWidth(_TYPING_WIDTH if event.type() == QEvent.Type.FocusIn else _IDLE_WIDTH)
            self._flow.invalidate()
            self._fit()
        return super().eventFilter(watched, event)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether the key meant something here."""
        shown = self.proposals.isVisible()
        typed = self.line.text().strip(" ,;")
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            if not typed or modifiers & Qt.KeyboardModifier.ControlModifier:
                return False
            chosen = "" if is_address(typed) and not self._stepped else self.proposals.chosen()
            self.proposals.hide()
            self.line.clear()
            self._add_typed(chosen or typed)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and shown:
            self._stepped = True
            self.proposals.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and shown:
            self.proposals.hide()
        elif key == Qt.Key.Key_Backspace and not self.line.text() and self.chips:
            self.chips[-1].setFocus()
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        self.changed.emit()
        self._stepped = False
        if text.endswith((",", ";")) and text.count('"') % 2 == 0:
            self.finish()
            return
        if any(mark in text for mark in ",;\n") and "@" in text:  # several were pasted
            self.finish()
            return
        found = self._reader.addresses(text.strip(), _PROPOSALS) if text.strip() else []
        have = {address.address.lower() for address in self.addresses()}
        self.proposals.propose([format_address(a) for a in found if a.address.lower() not in have])

    def _take_proposal(self, typed: str) -> None:
        self.line.clear()
        self._add_typed(typed)
        self.line.setFocus()

    def _add_typed(self, typed: str) -> None:
        if not typed.strip(" ,;"):
            return
        for address in parse_addresses(typed) or (Address("", typed.strip()),):
            self._add_chip(address, address.address or address.name)

    def _add_chip(self, address: Address, typed: str) -> None:
        chip = RecipientChip(address, typed)
        chip.removed.connect(lambda: self._remove_by_user(chip))
        chip.edited.connect(lambda: self._edit(chip))
        self._flow.insert_widget(len(self.chips), chip)
        self.chips.append(chip)
        chip.show()
        self._fit()
        self.changed.emit()

    def _remove(self, chip: RecipientChip) -> None:
        if chip in self.chips:
            self.chips.remove(chip)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
            self._fit()
            self.changed.emit()

    def _remove_by_user(self, chip: RecipientChip) -> None:
        self._remove(chip)
        self.line.setFocus()

    def _edit(self, chip: RecipientChip) -> None:
        self.finish()
        text = chip.text()
        self._remove(chip)
        self.line.setText(text)
        self.line.setFocus()

    # --- size -----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(300, 26)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew."""
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere starts typing."""
        self.line.setFocus()

    def _fit(self) -> None:
        height = self._flow.heightForWidth(max(self.viewport().width(), 200))
        self.setFixedHeight(min(max(height, 26), _TALLEST))
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
