"""The rows that are painted, read from the store a block at a time and forgotten least recently used first."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.mail_list import ConversationRow
from mailclient.store.rows import MessageRow

BLOCK = 48
"""Rows read at once: about four screens' worth costs hardly more than one row."""
_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class PaintedRow:
    """What is painted at a row: a message, and the conversation whose newest it is, where that has more than one."""

    message: MessageRow
    conversation: ConversationRow | None = None

    @property
    def unread(self) -> bool:
        """Whether any of it is."""
        if self.conversation is not None:
            return self.conversation.unread > 0
        return Flag.SEEN not in self.message.flags.bits

    @property
    def flagged(self) -> bool:
        """Whether any of it is starred."""
        if self.conversation is not None:
            return self.conversation.flagged
        return Flag.FLAGGED in self.message.flags.bits

    @property
    def has_attachment(self) -> bool:
        """Whether any of it has one."""
        return self.conversation.has_attachment if self.conversation is not None else self.message.has_attachment

    @property
    def keywords(self) -> tuple[str, ...]:
        """Of all of it."""
        return self.conversation.keywords if self.conversation is not None else self.message.flags.keywords

    @property
    def subject(self) -> str:
        """The message's own, or what the conversation was begun about."""
        return (self.conversation.subject if self.conversation is not None else "") or self.message.subject


class RowCache:
    """By message id, so that it stays right when rows are inserted above."""

    def __init__(self, read: Callable[[Sequence[MessageId]], list[PaintedRow]]) -> None:
        self._read = read
        self._rows: OrderedDict[MessageId, PaintedRow | None] = OrderedDict()

    def row(self, position: int, ids: Sequence[int]) -> PaintedRow | None:
        """The row at ``position`` of ``ids``; None when the store has it no longer (an event is on its way)."""
        message_id = MessageId(ids[position])
        if message_id in self._rows:
            self._rows.move_to_end(message_id)
            return self._rows[message_id]
        start = max(0, position - BLOCK // 2)
        wanted = [MessageId(each) for each in ids[start : start + BLOCK] if MessageId(each) not in self._rows]
        found = {row.message.id: row for row in self._read(wanted)}
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
