"""A field of recipients: chips, and a line to type the next one, completed from the address book and the mail.

Comma, semicolon, Enter and Tab finish a recipient; never in the middle of what an input method composes. The keyboard
stays in the line; with nothing in it the keys select chips (arrows, Shift, Ctrl+A), remove, edit, copy and move them:
Alt+Up and Alt+Down bring them to the field above or below.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.gui.composer.recipients.chip_area import ChipArea
from mailclient.gui.composer.recipients.chip_keys import ChipKeys
from mailclient.gui.composer.recipients.chip_menu import chip_menu
from mailclient.gui.composer.recipients.completion import Completion, as_recipient
from mailclient.gui.composer.recipients.doubting import Doubting
from mailclient.gui.composer.recipients.dragging import mime_data_of, recipients_in
from mailclient.gui.composer.recipients.pasted import recipients_of
from mailclient.gui.composer.recipients.proposal_list import ProposalList
from mailclient.gui.composer.recipients.readiness import readiness_of_chips
from mailclient.gui.composer.recipients.recipient import Recipient, recipient
from mailclient.gui.composer.recipients.typing_line import TypingLine
from mailclient.gui.contacts.portrait import Portraits
from mailclient.language import tr, tr_n
from mailclient.mail.address import Address
from mailclient.mail.contact import Proposal, ProposalKind
from mailclient.mail.key import Readiness
from mailclient.mail.recipient_doubts import Circle, Doubt
from mailclient.mime.addresses import is_address
from mailclient.store.reader import Reader


class RecipientField(ChipArea):
    """``changed`` at every change of what it holds; ``wanted``: its row is to be shown."""

    wanted = Signal()
    hide_requested = Signal(str)
    """Never propose this address again."""
    contact_requested = Signal(object)
    """tuple[Address, ...]: add them to the address book."""

    def __init__(self, reader: Reader, name: str, parent: QWidget | None = None) -> None:
        self._text: str | None = None
        line = TypingLine(name)
        super().__init__(line, parent)
        self.name = name
        self.typing = line
        self._others: dict[str, RecipientField] = {}
        self._order: list[str] = [name]
        self._stepped = False
        self._completion = Completion(reader, Portraits(reader))
        self._doubting = Doubting(reader, self)
        self.doubts_of = self._doubting.found
        self._doubting.told.connect(self.lay_out)
        self._keys = ChipKeys(self, self)
        self.proposals = ProposalList(line)
        self.proposals.taken.connect(self._take_proposal)
        line.installEventFilter(self)
        line.textEdited.connect(self._typed)
        line.seen_changed.connect(self._propose)
        line.textChanged.connect(lambda _text: self.lay_out_line())
        line.editingFinished.connect(self._left)
        self.edit_wanted.connect(self.edit)
        self.menu_wanted.connect(self.show_menu)
        self.dragged_away.connect(self._show_others)

    # --- what is in it ---------------------------------------------------------------------------------------------

    def text(self) -> str:
        """All recipients as one would type them, also what is not finished."""
        if self._text is None:
            self._text = ", ".join(chip.text() for chip in self.chips)
        rest = self.line.text().strip()
        return ", ".join(part for part in (self._text, rest) if part)

    def set_text(self, typed: str) -> None:
        """Replace all."""
        self.take(range(len(self.chips)))
        self._enter(recipients_of(typed))

    def add(self, addresses: Sequence[Address]) -> None:
        """Append these."""
        self._enter([recipient(address, picked=True) for address in addresses])

    def recipients(self) -> list[Recipient]:
        """All chips."""
        return list(self.chips)

    def addresses(self) -> list[Address]:
        """Those that mail can be sent to, each once; also members of groups."""
        found = {one.address.casefold(): one for chip in self.chips for one in chip.addresses()}
        return list(found.values())

    def unreadable(self) -> list[str]:
        """Those that are no addresses, as typed."""
        return [chip.label for chip in self.chips if not chip.valid]

    def doubts(self) -> list[Doubt]:
        """Everything there is to say about the recipients, in their order."""
        self._doubting.finish()
        return [doubt for chip in self.chips for doubt in self.doubts_of.get(chip.key, ())]

    def place_of(self, address: str) -> int | None:
        """The chip with this address in it."""
        key = address.casefold()
        holds = (any(one.address.casefold() == key for one in chip.addresses()) for chip in self.chips)
        return next((place for place, found in enumerate(holds) if found), None)

    def remove_address(self, address: str) -> None:
        """Take the chip with this address out."""
        place = self.place_of(address)
        if place is not None:
            self.remove({place})

    def show_readiness(self, marks: Mapping[str, Readiness] | None) -> None:
        """Mark who can read it encrypted, by address (lower case); None: that is not the matter here."""
        found = readiness_of_chips(self.chips, marks) if marks is not None else {}
        if found != self.readiness_of:
            self.readiness_of = found
            self.lay_out()

    def consider(self, circle: Circle) -> None:
        """Whom it is written among: the conversation, and the user's own addresses."""
        self._doubting.surround(circle)
        self._doubting.look_at(self.chips)
        self.lay_out()

    def stand_beside(self, fields: "Sequence[RecipientField]") -> None:
        """The fields of the message from top to bottom, this one among them: chips go from one to the other."""
        self._others = {field.name: field for field in fields if field is not self}
        self._order = [field.name for field in fields]

    def finish(self) -> None:
        """Make chips of what is typed."""
        if self.typing.composing:
            QGuiApplication.inputMethod().commit()
        typed = self.line.text().strip(" ,;，；、")
        self.proposals.hide()
        if typed:
            self.line.clear()
            self._enter(recipients_of(typed))

    def put(self, recipients: Sequence[Recipient], place: int | None = None) -> list[Recipient]:
        """As a chip area; and look at them."""
        self._text = None
        doubled = super().put(recipients, place)
        self._doubting.look_at(self.chips)
        if any(self.doubts_of.get(chip.key) for chip in self.chips):
            self.lay_out()
        return doubled

    def lay_out(self) -> None:
        """As a chip area; what the text was is not known any more."""
        self._text = None
        super().lay_out()

    def _show_others(self) -> None:
        """What is dragged may go to any of them."""
        for other in self._others.values():
            other.wanted.emit()

    # --- typing ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that finish a recipient, move through the proposals, or are about chips."""
        if watched is not self.line:
            return bool(super().eventFilter(watched, event))
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event) or bool(super().eventFilter(watched, event))
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._keeps(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.ContextMenu:
            self.show_menu(self.line.mapToGlobal(QPoint(0, self.line.height())))
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._focus_changed(event.type() == QEvent.Type.FocusIn)
        return bool(super().eventFilter(watched, event))

    def _keeps(self, event: QKeyEvent) -> bool:
        """Whether a key is the field's own although the window has a shortcut for it."""
        if event.key() == Qt.Key.Key_Escape:
            return self.proposals.isVisible() or bool(self.selection)
        return event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Up, Qt.Key.Key_Down)

    def _press(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if self.typing.composing:
            return False
        if self._keys.press(key, modifiers, event.text()):
            return True
        if self.proposals.isVisible() and self._press_in_list(key, modifiers):
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            typed = self.line.text().strip(" ,;")
            if not typed or modifiers & Qt.KeyboardModifier.ControlModifier:
                return False
            row = None if is_address(typed) and not self._stepped else self.proposals.chosen()
            if row is not None:
                self._take_proposal(row.proposal)
            else:
                self.finish()
            return True
        return False

    def _press_in_list(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not modifiers & Qt.KeyboardModifier.AltModifier:
            self._stepped = True
            self.proposals.step(1 if key == Qt.Key.Key_Down else -1)
            if (row := self.proposals.chosen()) is not None:
                self.announce(row.spoken())
        elif key == Qt.Key.Key_Escape:
            self.proposals.hide()
        elif key == Qt.Key.Key_Delete and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._hide_chosen()
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        self.selection.clear()
        self.changed.emit()
        self._stepped = False
        if self.typing.composing or not any(mark in text for mark in ",;，；"):
            return
        if text.count('"') % 2:
            return
        if text.rstrip(" ").endswith((",", ";", "，", "；")) or len(recipients_of(text)) > 1:
            self.finish()

    def _propose(self, seen: str) -> None:
        if not self.line.hasFocus():
            return
        have = {chip.key for chip in self.chips}
        now = datetime.now().astimezone()
        self.proposals.propose(self._completion.lines(seen.strip(), have if len(have) < 50 else (), now))

    def _take_proposal(self, proposal: Proposal) -> None:
        self.proposals.hide()
        self.line.clear()
        self._enter([as_recipient(proposal)])
        self.line.setFocus()

    def _hide_chosen(self) -> None:
        """Of what was only seen in mail; contacts are removed in the address book."""
        row = self.proposals.chosen()
        if row is not None and row.proposal.kind is ProposalKind.COLLECTED:
            gone = row.proposal
            self.hide_requested.emit(gone.addresses[0].address)
            self.proposals.propose([other for other in self.proposals.rows if other.proposal != gone])

    def _left(self) -> None:
        if not self.line.hasFocus():
            self.finish()

    def _focus_changed(self, came: bool) -> None:
        if not came:
            self.proposals.hide()
            if QGuiApplication.focusObject() is not self.line and not isinstance(QGuiApplication.focusObject(), QMenu):
                self.selection.clear()
        self.lay_out_line()
        if came:
            self.scroll_to_line()

    def _enter(self, recipients: Sequence[Recipient]) -> None:
        if not recipients:
            return
        self.remember()
        doubled = self.put(recipients)
        if doubled:
            count = len(doubled)
            self.announce(tr_n("{count} recipient was here already", "{count} recipients were here already", count))
        self.scroll_to_line()
        self.changed.emit()

    # --- the deeds of menu and keys ---------------------------------------------------------------------------------

    def edit(self, place: int) -> None:
        """Put the chip at this place into the line as text; of a group its members."""
        if self.chips[place].is_group:
            self.expand({place})
            return
        self.finish()
        self.remember()
        (chip,) = self.take({place})
        self.line.setText(chip.text())
        self.line.setFocus()
        self.line.selectAll()
        self.changed.emit()

    def edit_selected(self) -> None:
        """The first that is selected."""
        if self.selection:
            self.edit(min(self.selection.chosen))

    def expand(self, chosen: set[int]) -> None:
        """Put the members of groups in their places."""
        self.remember()
        expanded: list[Recipient] = []
        for place, chip in enumerate(self.chips):
            members = [recipient(one, picked=True) for one in chip.members] if place in chosen else []
            expanded += members or [chip]
        self.chips = []
        self.put(expanded)
        self.changed.emit()

    def expand_selected(self) -> None:
        """Groups among those selected become their members."""
        self.expand(set(self.selection.chosen))

    def remove_selected(self) -> None:
        """Take the selected ones out."""
        self.remove(set(self.selection.chosen))
        self.line.setFocus()

    def replace(self, key: str, better: str) -> None:
        """Put a better address in the place of the chip with this key."""
        place = next((place for place, chip in enumerate(self.chips) if chip.key == key), None)
        if place is not None:
            self.remember()
            (old,) = self.take({place})
            self.put([Recipient(Address(old.address.name, better), picked=True)], place)
            self.changed.emit()

    def neighbour(self, step: int) -> str:
        """The name of the field below (1) or above (-1); "" for none."""
        place = self._order.index(self.name) + step
        return self._order[place] if 0 <= place < len(self._order) else ""

    def pass_on(self, name: str) -> None:
        """Move the selected ones to the field of this name."""
        other = self._others.get(name)
        if other is None or not self.selection:
            return
        self.remember()
        other.remember()
        other.wanted.emit()
        other.receive(self.take(set(self.selection.chosen)))
        other.line.setFocus()
        self.changed.emit()
        self.announce(tr("Moved to {field}", field=name))

    def copy(self) -> None:
        """The selected ones into the clipboard, as text for other programs, too."""
        if self.selection:
            QGuiApplication.clipboard().setMimeData(mime_data_of(self.selected()))

    def cut(self) -> None:
        """Into the clipboard and away."""
        if self.selection:
            self.copy()
            self.remove_selected()

    def paste(self) -> None:
        """A list becomes chips; a word that is no address goes into the line, to be typed on."""
        found = recipients_in(QGuiApplication.clipboard().mimeData())
        if not found:
            return
        if (len(found) == 1 and not found[0].valid) or self.line.text().strip():
            self.line.insert(" ".join(QGuiApplication.clipboard().text().split()))
            self._typed(self.line.text())
            self._propose(self.typing.seen())
            return
        self._enter(found)

    def select_all(self) -> None:
        """All chips."""
        self.selection.everything(len(self.chips))
        self.viewport().update()

    def add_to_contacts(self) -> None:
        """Those selected, into the address book."""
        self.contact_requested.emit(tuple(one for chip in self.selected() for one in chip.addresses()))

    def show_menu(self, point: QPoint) -> None:
        """About what is selected."""
        selected = self.selected()
        doubts = self.doubts_of.get(selected[0].key, ()) if len(selected) == 1 else ()
        others = list(self._others) if selected else []
        menu = chip_menu(self, self, selected, doubts, others)
        marked = next((chip for chip in selected if chip.key in self.readiness_of), None)
        if marked is not None and len(selected) == 1:
            menu.addSeparator()
            menu.addAction(tr("Key…"), lambda: self.readiness_wanted.emit(marked.addresses()[0].address))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def announce(self, words: str) -> None:
        """Say it to those who cannot see it."""
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, words))
