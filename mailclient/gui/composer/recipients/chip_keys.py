"""What keys mean for the chips, while nothing stands before the cursor of the line."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, Qt

from mailclient.gui.composer.recipients.chip_area import ChipArea
from mailclient.gui.composer.recipients.chip_menu import Deeds

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier


class FieldDeeds(Deeds, Protocol):
    """What keys ask of the field besides."""

    def neighbour(self, step: int) -> str:
        """The name of the field below (1) or above (-1); "" for none."""

    def show_menu(self, point: QPoint) -> None:
        """Of what is selected."""

    def announce(self, words: str) -> None:
        """To a screen reader."""


class ChipKeys:
    """``area`` holds the chips, ``deeds`` is what is done to them: both are the field."""

    def __init__(self, area: ChipArea, deeds: FieldDeeds) -> None:
        self._area, self._deeds = area, deeds

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> bool:
        """Whether the key was about chips."""
        field = self._area
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
        field = self._area
        if key == _Key.Key_V:
            self._deeds.paste()
            return True
        if key == _Key.Key_Z and not field.line.isUndoAvailable():
            return field.undo()
        if key == _Key.Key_A and not field.line.text() and field.chips:
            self._deeds.select_all()
            return True
        if field.selection and key in (_Key.Key_C, _Key.Key_X, _Key.Key_Insert):
            self._deeds.cut() if key == _Key.Key_X else self._deeds.copy()
            return True
        return False

    def _to_neighbour(self, key: Qt.Key) -> bool:
        if key not in (_Key.Key_Up, _Key.Key_Down) or not self._area.selection:
            return False
        name = self._deeds.neighbour(1 if key == _Key.Key_Down else -1)
        if name:
            self._deeds.pass_on(name)
        return True

    def _with_selection(self, key: Qt.Key, shift: bool, text: str) -> bool:
        field = self._area
        deeds: dict[Qt.Key, Callable[[], object]] = {
            _Key.Key_Backspace: self._deeds.remove_selected,
            _Key.Key_Delete: self._deeds.cut if shift else self._deeds.remove_selected,
            _Key.Key_Return: self._deeds.edit_selected,
            _Key.Key_Enter: self._deeds.edit_selected,
            _Key.Key_F2: self._deeds.edit_selected,
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
        field = self._area
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
        self._deeds.announce(field.told(place))

    def _leave(self) -> None:
        self._area.selection.clear()
        self._area.viewport().update()

    def _menu(self) -> None:
        field = self._area
        place = field.rect_of(field.selection.current)
        self._deeds.show_menu(field.viewport().mapToGlobal(QPoint(place.left(), place.bottom())))
