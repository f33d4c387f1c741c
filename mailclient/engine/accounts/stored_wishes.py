"""What somebody wants to read of messages that are here whole: no connection is needed for it."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailclient.mail.ids import MessageId, PartPath


@dataclass(slots=True)
class StoredWishes:
    """Last asked, first served; ``sync.body_making`` does the work."""

    bodies: list[MessageId] = field(default_factory=list)
    parts: list[tuple[MessageId, PartPath]] = field(default_factory=list)
    held: int = 0
    """Works on the network that want the processor for themselves: only what is asked for is made meanwhile."""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def ask_body(self, message_id: MessageId) -> None:
        """Somebody looks at this message."""
        self.bodies.append(message_id)
        self.arrived.set()

    def ask_part(self, message_id: MessageId, path: PartPath) -> None:
        """Somebody wants this part."""
        self.parts.append((message_id, path))
        self.arrived.set()

    @contextlib.contextmanager
    def held_back(self) -> Iterator[None]:
        """What nobody asks for is made after the block."""
        self.held += 1
        try:
            yield
        finally:
            self.held -= 1
            self.arrived.set()
