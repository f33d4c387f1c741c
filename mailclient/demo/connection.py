"""Carries a server's dialogue over a stream, and wakes it when a mailbox changes."""

import asyncio
from typing import Protocol

from mailclient.mail.problem import MailError
from mailclient.transport.stream import Stream


class Dialogue(Protocol):
    """What an IMAP and an SMTP connection have in common: no I/O, ``receive`` bytes, ``data_to_send``, ``ended``."""

    @property
    def ended(self) -> bool:
        """Whether the connection is to be closed once everything is sent."""
        ...

    def receive(self, data: bytes) -> None:
        """Take the client's bytes; b"" is the end of the connection."""
        ...

    def changed(self) -> None:
        """Something outside changed that the client may want to hear of."""
        ...

    def data_to_send(self) -> bytes:
        """The answers so far; given once."""
        ...


async def serve(stream: Stream, dialogue: Dialogue, changed: asyncio.Event) -> None:
    """Serve one client until either side ends it. ``changed`` is set when ``dialogue.changed`` should be called."""
    received: asyncio.Task[bytes] | None = None
    woken = asyncio.ensure_future(changed.wait())
    try:
        await stream.write(dialogue.data_to_send())
        while not dialogue.ended:
            received = received or asyncio.ensure_future(stream.read())
            await asyncio.wait((received, woken), return_when=asyncio.FIRST_COMPLETED)
            if woken.done():
                changed.clear()
                dialogue.changed()
                woken = asyncio.ensure_future(changed.wait())
            if received.done():
                data, received = received.result(), None
                dialogue.receive(data)
            if answer := dialogue.data_to_send():
                await stream.write(answer)
    except MailError:
        # The client is gone; a demonstration has nobody to tell.
        dialogue.receive(b"")
    finally:
        woken.cancel()
        if received is not None:
            received.cancel()
        await stream.close()
