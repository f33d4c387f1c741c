"""All that goes on about keys in the engine, begun and ended together."""

import asyncio

from mailclient.engine.announce import Publish
from mailclient.engine.keys.autocrypt import Autocrypt
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.keys.key_requests import KeyRequests
from mailclient.engine.outside import Outside
from mailclient.profile import Profile
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer


class KeyWork:
    """``book`` is what others ask; ``run`` is the task; ``close`` at the end."""

    def __init__(self, profile: Profile, writer: Writer, reader: Reader, outside: Outside, publish: Publish) -> None:
        self.book = KeyBook(profile, writer, reader, outside, publish)
        self.autocrypt = Autocrypt(self.book, writer, reader, outside)
        self.requests = KeyRequests(self.book, writer, reader, outside)

    def heard(self, changes: Changes) -> None:
        """What the store changed."""
        self.book.heard(changes)
        self.autocrypt.heard(changes)

    async def run(self) -> None:
        """For ever."""
        await asyncio.gather(self.autocrypt.run(), self.requests.run())

    async def close(self) -> None:
        """End what runs outside of this process."""
        await self.book.close()
