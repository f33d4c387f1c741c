"""Which chips of a field are selected, as in any list: one, a range with Shift, single ones with Ctrl. Pure."""

from collections.abc import Collection


class Selection:
    """``chosen`` are places; ``current`` is where the keys go on from, -1 when there is none."""

    def __init__(self) -> None:
        self.chosen: set[int] = set()
        self.current = -1
        self._anchor = -1

    def __bool__(self) -> bool:
        return bool(self.chosen)

    def clear(self) -> None:
        """Nothing is selected."""
        self.chosen.clear()
        self.current = self._anchor = -1

    def only(self, place: int) -> None:
        """This one alone."""
        self.chosen = {place}
        self.current = self._anchor = place

    def press(self, place: int, *, extend: bool, toggle: bool) -> None:
        """As a press of the mouse means it; what is selected already may be about to be dragged."""
        if extend:
            self.extend(place)
        elif toggle:
            self.toggle(place)
        elif place not in self.chosen:
            self.only(place)

    def toggle(self, place: int) -> None:
        """Ctrl: this one, too, or not any more."""
        self.chosen ^= {place}
        self.current = self._anchor = place

    def extend(self, place: int) -> None:
        """Shift: from where it began to here."""
        if self._anchor < 0:
            self._anchor = place
        self.chosen = set(range(min(self._anchor, place), max(self._anchor, place) + 1))
        self.current = place

    def everything(self, count: int) -> None:
        """All of them."""
        self.chosen = set(range(count))
        self.current, self._anchor = count - 1, 0

    def these(self, places: Collection[int]) -> None:
        """Just these, as after a move."""
        self.chosen = set(places)
        self.current = self._anchor = max(self.chosen, default=-1)
