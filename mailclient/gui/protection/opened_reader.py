"""The store as ``Reader`` reads it, with one opened message laid over its stored form; all of it in memory."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mailclient.mail.address import Address
from mailclient.mail.ids import MessageId, PartPath
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage

if TYPE_CHECKING:  # not needed before a protected message is shown
    from mailclient.gui.protection.clear_message import ClearMessage
    from mailclient.mail.body import Body


class OpenedReader(Reader):
    """Messages are read through ``under``. ``lay`` puts a clear message over one, ``let_go`` forgets it.

    Origin and what is special about the message stay those of its stored form, which the servers saw. ``whole`` stays
    the message as it came.
    """

    def __init__(self, under: Reader) -> None:
        super().__init__(under.path)
        self._under = under
        self._over: tuple[MessageId, ClearMessage] | None = None
        self._senders: tuple[Address, ...] | None = None
        self.other_sender = ""
        """The address of a sender that only the inside names."""

    def lay(self, message_id: MessageId, clear: "ClearMessage", *, trusts_sender: bool = False) -> None:
        """From now on this message reads as ``clear``.

        A sender that is named inside only is the one shown with ``trusts_sender``; else the one outside stays, whom the
        servers have checked, and ``other_sender`` is the one inside.
        """
        self._over = (message_id, clear)
        self._senders, self.other_sender = None, ""
        stored = self._under.message(message_id)
        outside = stored.envelope.from_ if stored is not None else ()
        inside = clear.parsed.envelope.from_
        if not trusts_sender and _addresses(inside) != _addresses(outside):
            self._senders = outside
            self.other_sender = inside[0].address if inside else ""

    def let_go(self) -> None:
        """All messages read as they are stored."""
        self._over = None
        self._senders, self.other_sender = None, ""

    def clear(self, message_id: MessageId) -> "ClearMessage | None":
        """What lies over this message."""
        return self._over[1] if self._over is not None and self._over[0] == message_id else None

    def message(self, message_id: MessageId) -> StoredMessage | None:
        """With the header and the parts that are inside the protection."""
        stored, clear = self._under.message(message_id), self.clear(message_id)
        if stored is None or clear is None:
            return stored
        envelope = clear.parsed.envelope
        if self._senders is not None:
            envelope = replace(envelope, from_=self._senders)
        row = replace(stored.row, subject=envelope.subject, has_attachment=bool(clear.body.attachments))
        return replace(stored, row=row, envelope=envelope, structure=clear.parsed.root)

    def body(self, message_id: MessageId) -> "Body | None":
        """What is inside the protection."""
        stored, clear = self._under.body(message_id), self.clear(message_id)
        if stored is None or clear is None:
            return stored
        return replace(
            clear.body,
            blocked_remote=0,
            origin=stored.origin,
            special=stored.special,
            cover=stored.cover,
            making=stored.making,
        )

    def header_block(self, message_id: MessageId) -> bytes | None:
        """With the protected fields in place."""
        clear = self.clear(message_id)
        return self._under.header_block(message_id) if clear is None else clear.parsed.header_block

    def part(self, message_id: MessageId, path: PartPath) -> bytes | None:
        """A part of what is inside the protection."""
        clear = self.clear(message_id)
        if clear is None:
            return self._under.part(message_id, path)
        try:
            return clear.parsed.content(path)
        except KeyError:
            return None

    def whole(self, message_id: MessageId) -> bytes | None:
        """The message as it came."""
        return self._under.whole(message_id)


def _addresses(people: tuple[Address, ...]) -> list[str]:
    return [one.address.casefold() for one in people]
