"""The rows that are painted, read from the store a block at a time and forgotten least recently used first."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from mailclient.mail.ids import MessageId
from mailclient.store.rows import MessageRow

BLOCK = 48
"""Rows read at once: about four screens' worth costs hardly more than one row."""
_LIMIT = 2_000


class RowCache:
    """By message id, so that it stays right when rows are inserted above."""

    def __init__(self, read: Callable[[Sequence[MessageId]], list[MessageRow]]) -> None:
        self._read = read
        self._rows: OrderedDict[MessageId, MessageRow | None] = OrderedDict()

    def row(self, position: int, ids: Sequence[int]) -> MessageRow | None:
        """The row at ``position`` of ``ids``; None when the store has it no longer (an event is on its way)."""
        message_id = MessageId(ids[position])
        if message_id in self._rows:
            self._rows.move_to_end(message_id)
            return self._rows[message_id]
        start = max(0, position - BLOCK // 2)
        wanted = [MessageId(each) for each in ids[start : start + BLOCK] if MessageId(each) not in self._rows]
        found = {row.id: row for row in self._read(wanted)}
        for each in wanted:
            self._rows[each] = found.get(each)
        while len(self._rows) > _LIMIT:
            self._rows.popitem(last=False)
        return found.get(message_id)

    def forget(self, message_ids: Sequence[MessageId] | None = None) -> None:
        """Read these (None: all) anew when they are painted next."""
        if message_ids is None:
            self._rows.clear()
            return
        for message_id in message_ids:
            self._rows.pop(message_id, None)
