"""A message that came as a file inside another one, read as one reads any message."""

import time
from pathlib import Path

from mailclient.gui.protection.clear_message import ClearMessage
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import AccountId, MessageId, PartPath
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow, StoredMessage

_NOBODY = Address("", "")


class AttachedMessage(Reader):
    """The store as ``Reader`` reads it, and beside it one message that is not in it, called ``id_``.

    What it names from the web cannot be loaded (the engine does not know it), and nothing special is done with it: who
    sent the message around it need not be who wrote this one.
    """

    def __init__(self, path: Path, clear: ClearMessage, id_: MessageId) -> None:
        super().__init__(path)
        self._id = id_
        self._data, self._parsed, self._shown = clear.data, clear.parsed, clear.body

    def message(self, message_id: MessageId) -> StoredMessage | None:
        """The one, or one of the store."""
        if message_id != self._id:
            return super().message(message_id)
        envelope = self._parsed.envelope
        sent = int(envelope.date.timestamp()) if envelope.date is not None else int(time.time())
        sender = envelope.from_[0] if envelope.from_ else _NOBODY
        row = MessageRow(
            id=self._id,
            account_id=AccountId(0),
            folder_id=None,
            uid=None,
            flags=Flags(Flag.SEEN),
            received_at=sent,
            size=len(self._data),
            has_attachment=bool(self._shown.attachments),
            has_body=True,
            sender=sender,
            recipients="",
            subject=envelope.subject,
            preview="",
        )
        return StoredMessage(row, envelope, self._parsed.root, has_whole=True)

    def body(self, message_id: MessageId) -> Body | None:
        """Its text."""
        return self._shown if message_id == self._id else super().body(message_id)

    def header_block(self, message_id: MessageId) -> bytes | None:
        """Its header."""
        return self._parsed.header_block if message_id == self._id else super().header_block(message_id)

    def part(self, message_id: MessageId, path: PartPath) -> bytes | None:
        """One of its files."""
        if message_id != self._id:
            return super().part(message_id, path)
        try:
            return self._parsed.content(path)
        except KeyError:
            return None

    def whole(self, message_id: MessageId) -> bytes | None:
        """All its bytes."""
        return self._data if message_id == self._id else super().whole(message_id)
