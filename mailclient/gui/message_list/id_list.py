"""Which messages a list holds: ids and times in two arrays, newest first. Pure.

Sorted as the store sorts, by (received_at, id) downwards, so that a place is found by bisection. A search result
has the same shape. Rejected: a Python list of tuples (100 bytes a message against 16).
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mailclient.mail.ids import MessageId
from mailclient.store.rows import RowKey


class Run(NamedTuple):
    """Rows ``first`` to ``last``, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Change:
    """How an old list becomes a new one. ``removals`` in old rows, from the bottom up; then ``insertions`` in new
    rows, from the top down: so each can be applied in turn."""

    removals: list[Run]
    insertions: list[Run]

    def gone(self, old: "IdList", new: "IdList") -> set[int]:
        """The ids that are in the old list and not in the new one."""
        gone: set[int] = set()
        for run in self.removals:
            gone.update(old.ids[run.first : run.last + 1])
        for run in self.insertions:
            gone.difference_update(new.ids[run.first : run.last + 1])
        return gone


class IdList:
    """Behaves as a list of ``RowKey``."""

    def __init__(self, keys: Iterable[tuple[MessageId, int]] = ()) -> None:
        self.ids = array("q")
        self.times = array("q")
        self.extend(keys)

    def __len__(self) -> int:
        return len(self.ids)

    def extend(self, keys: Iterable[tuple[MessageId, int]]) -> None:
        """Append (id, received_at) pairs, which must be older than all that is here."""
        for message_id, received_at in keys:
            self.ids.append(message_id)
            self.times.append(received_at)

    def copy(self) -> "IdList":
        """A list of its own."""
        other = IdList()
        other.ids, other.times = self.ids[:], self.times[:]
        return other

    def add(self, key: RowKey) -> None:
        """Put one message in where it belongs; nothing when it is there."""
        if self.find(key) is None:
            place = self.place(key)
            self.ids.insert(place, key.id)
            self.times.insert(place, key.received_at)

    def discard(self, key: RowKey) -> None:
        """Take one message out, when it is there."""
        row = self.find(key)
        if row is not None:
            del self.ids[row], self.times[row]

    def discard_ids(self, message_ids: set[MessageId]) -> None:
        """Take messages out whose time is not known any more; one pass over all ids."""
        rows = [row for row, each in enumerate(self.ids) if each in message_ids] if message_ids else []
        for row in reversed(rows):
            del self.ids[row], self.times[row]

    def key(self, row: int) -> RowKey:
        """Time and id of a row."""
        return RowKey(self.times[row], MessageId(self.ids[row]))

    def find(self, key: RowKey) -> int | None:
        """The row with this key."""
        row = self.place(key)
        return row if row < len(self.ids) and self.key(row) == key else None

    def place(self, key: RowKey) -> int:
        """The row that ``key`` has, or would have."""
        low, high = 0, len(self.ids)
        while low < high:
            middle = (low + high) // 2
            if self.key(middle) > key:
                low = middle + 1
            else:
                high = middle
        return low

    def first_older_than(self, received_at: int) -> int:
        """The first row received before this time (epoch seconds); the length when there is none."""
        low, high = 0, len(self.times)
        while low < high:
            middle = (low + high) // 2
            if self.times[middle] >= received_at:
                low = middle + 1
            else:
                high = middle
        return low

    def remove(self, run: Run) -> None:
        """Take the rows of ``run`` out."""
        del self.ids[run.first : run.last + 1]
        del self.times[run.first : run.last + 1]

    def insert(self, run: Run, newer: "IdList") -> None:
        """Put the rows ``run`` of ``newer`` in, at the same place."""
        self.ids[run.first : run.first] = newer.ids[run.first : run.last + 1]
        self.times[run.first : run.first] = newer.times[run.first : run.last + 1]

    def change_to(self, newer: "IdList") -> Change:
        """What to take out and put in. Equal stretches are compared as memory: cheap where little differs."""
        removals: list[Run] = []
        insertions: list[Run] = []
        old, new = 0, 0
        while True:
            equal = self._equal_stretch(old, newer, new)
            old, new = old + equal, new + equal
            if old == len(self) and new == len(newer):
                return Change(removals[::-1], insertions)
            if new == len(newer) or (old < len(self) and self.key(old) > newer.key(new)):
                end = len(self) if new == len(newer) else self.place(newer.key(new))
                removals.append(Run(old, end - 1))
                old = end
            else:
                end = len(newer) if old == len(self) else newer.place(self.key(old))
                insertions.append(Run(new, end - 1))
                new = end

    def _equal_stretch(self, start: int, other: "IdList", other_start: int) -> int:
        """How many rows from here on are the same: in steps that double while they match, then halve."""
        limit = min(len(self) - start, len(other) - other_start)
        done, step = 0, 64
        while step and done < limit:
            step = min(step, limit - done)
            mine, theirs = start + done, other_start + done
            if (
                self.ids[mine : mine + step] == other.ids[theirs : theirs + step]
                and self.times[mine : mine + step] == other.times[theirs : theirs + step]
            ):
                done, step = done + step, step * 2
            else:
                step, limit = step // 2, done + step - 1 if step > 1 else done
        return done
