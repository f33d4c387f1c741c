"""All that goes on about keys in the engine, begun and ended together."""

import asyncio

from mailclient.engine.announce import Publish
from mailclient.engine.keys.autocrypt import Autocrypt
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.keys.key_requests import KeyRequests
from mailclient.engine.outside import Outside
from mailclient.engine.protection.opened import Opened
from mailclient.mail.ids import MessageId
from mailclient.mail.protection import SignatureVerdict
from mailclient.profile import Profile
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer


class KeyWork:
    """``book`` is what others ask; ``run`` is the task; ``close`` at the end."""

    def __init__(self, profile: Profile, writer: Writer, reader: Reader, outside: Outside, publish: Publish) -> None:
        self._reader = reader
        self.book = KeyBook(profile, writer, reader, outside, publish)
        self.autocrypt = Autocrypt(self.book, writer, reader, outside)
        self.requests = KeyRequests(self.book, writer, reader, outside)

    def heard(self, changes: Changes) -> None:
        """What the store changed."""
        self.book.heard(changes)
        self.autocrypt.heard(changes)

    async def opened(self, message_id: MessageId, opened: Opened) -> None:
        """A message was opened: certificates of a right signature, and keys that its encrypted part passes on.

        One that nobody vouches for is kept, too, so that the user can say whose it is; it counts for nothing before.
        """
        signature = opened.protection.signature
        if signature is not None and signature.verdict in (SignatureVerdict.GOOD, SignatureVerdict.UNTRUSTED):
            vouched = signature.verdict is SignatureVerdict.GOOD
            for found in opened.harvest:
                at, wished = found.signed_at or 0.0, found.signer if vouched else None
                for address in found.addresses:
                    await self.requests.importing.harvest(
                        found.certificates, wished, address, at, reads_gcm=found.reads_gcm
                    )
        message = self._reader.message(message_id)
        if opened.payload_header and message is not None:
            people = [one.address for one in (*message.envelope.to, *message.envelope.cc)]
            await self.autocrypt.note_gossip(opened.payload_header, people, float(message.row.received_at))

    async def run(self) -> None:
        """For ever."""
        await asyncio.gather(self.autocrypt.run(), self.requests.run())

    async def close(self) -> None:
        """End what runs outside of this process."""
        await self.book.close()
