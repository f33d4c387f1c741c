"""What keys mean for the chips, while nothing stands before the cursor of the line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

if TYPE_CHECKING:
    from mailclient.gui.composer.recipients.field import RecipientField

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier


class ChipKeys:
    """``order``: the fields from top to bottom, for Alt+Up and Alt+Down."""

    def __init__(self, field: "RecipientField") -> None:
        self._field = field
        self.order: list[RecipientField] = []

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> bool:
        """Whether the key was about chips."""
        field = self._field
        held = modifiers & (_Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier)
        if held == _Modifier.ControlModifier:
            return self._with_control(key)
        if held == _Modifier.AltModifier:
            return self._to_neighbour(key)
        if held:
            return False
        if field.selection:
            return self._with_selection(key, bool(modifiers & _Modifier.ShiftModifier), text)
        line = field.line
        at_start = line.cursorPosition() == 0 and not line.hasSelectedText()
        if at_start and field.chips and key in (_Key.Key_Left, _Key.Key_Backspace):
            if key == _Key.Key_Backspace and line.text():
                return False
            self._go(len(field.chips) - 1, extend=False)
            return True
        return False

    def _with_control(self, key: Qt.Key) -> bool:
        field = self._field
        if key == _Key.Key_V:
            field.paste()
            return True
        if key == _Key.Key_Z and not field.line.isUndoAvailable():
            return field.undo()
        if key == _Key.Key_A and not field.line.text() and field.chips:
            field.select_all()
            return True
        if field.selection and key in (_Key.Key_C, _Key.Key_X, _Key.Key_Insert):
            field.cut() if key == _Key.Key_X else field.copy()
            return True
        return False

    def _to_neighbour(self, key: Qt.Key) -> bool:
        field = self._field
        if key not in (_Key.Key_Up, _Key.Key_Down) or not field.selection or field not in self.order:
            return False
        place = self.order.index(field) + (1 if key == _Key.Key_Down else -1)
        if 0 <= place < len(self.order):
            field.pass_on(self.order[place].name)
        return True

    def _with_selection(self, key: Qt.Key, shift: bool, text: str) -> bool:
        field = self._field
        deeds: dict[Qt.Key, Callable[[], object]] = {
            _Key.Key_Backspace: field.remove_selected,
            _Key.Key_Delete: field.cut if shift else field.remove_selected,
            _Key.Key_Return: field.edit_selected,
            _Key.Key_Enter: field.edit_selected,
            _Key.Key_F2: field.edit_selected,
            _Key.Key_Escape: self._leave,
            _Key.Key_Left: lambda: self._go(field.selection.current - 1, extend=shift),
            _Key.Key_Right: lambda: self._go(field.selection.current + 1, extend=shift),
            _Key.Key_Home: lambda: self._go(0, extend=shift),
            _Key.Key_End: lambda: self._go(len(field.chips) - 1, extend=shift),
            _Key.Key_Menu: self._menu,
        }
        if key in deeds:
            deeds[key]()
            return True
        if shift and key == _Key.Key_F10:
            self._menu()
            return True
        if text.isprintable() and text:
            self._leave()
        return False

    def _go(self, place: int, *, extend: bool) -> None:
        """Select the next one; behind the last is the line."""
        field = self._field
        if place >= len(field.chips):
            if not extend:
                self._leave()
            return
        if field.folded:
            field.unfold()
        place = max(place, 0)
        field.selection.extend(place) if extend else field.selection.only(place)
        field.scroll_to(place)
        field.viewport().update()
        field.announce(field.told(place))

    def _leave(self) -> None:
        self._field.selection.clear()
        self._field.viewport().update()

    def _menu(self) -> None:
        field = self._field
        place = field.rect_of(field.selection.current)
        field.show_menu(field.viewport().mapToGlobal(QPoint(place.left(), place.bottom())))
