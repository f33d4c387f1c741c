"""Where a server of a test listens: it talks to everybody in a task of his own, and all end with it.

    listener = await Listener.open(talk)        # async def talk(reader, writer): …
    … listener.port …
    await listener.close()

A coroutine given to ``asyncio.start_server`` does nearly the same, but Python 3.11 reports it as an error of the
program when its task is cancelled, as all are at the end of a loop.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.005
_LINE_BYTES = 64 * 1024


class Listener:
    """On a port of 127.0.0.1. ``talks``: those that have not come to their end. A client may leave at any time."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._server: asyncio.Server
        self._failures: list[BaseException] = []
        self.talks: set[asyncio.Task[None]] = set()
        self.port = 0

    @classmethod
    async def open(
        cls, talk: Talk, *, port: int = 0, context: ssl.SSLContext | None = None, line_bytes: int = _LINE_BYTES
    ) -> "Listener":
        """``context``: TLS from the first byte; ``line_bytes``: of the longest line that can be read."""
        listener = cls(talk)
        listener._server = await asyncio.start_server(listener._meet, "127.0.0.1", port, ssl=context, limit=line_bytes)
        listener.port = listener._server.sockets[0].getsockname()[1]
        return listener

    def take_no_more(self) -> None:
        """Whoever comes from now on finds nobody."""
        self._server.close()

    async def close(self) -> None:
        """Hang up on everybody, and wait until nobody is connected any more. Raises what failed in a talk.

        A client that gave up in the middle of a TLS handshake is known to no talk: left to the end of the loop, the
        garbage collection would find its connection, unclosed, while another test runs. ``Server.wait_closed`` waits
        for nobody before Python 3.12.
        """
        self.take_no_more()
        for talk in self.talks:
            talk.cancel()
        await asyncio.gather(*self.talks, return_exceptions=True)
        patience = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while getattr(self._server, "_active_count", 0) and asyncio.get_running_loop().time() < patience:  # noqa: ASYNC110  no event tells
            await asyncio.sleep(_LOOK_SECONDS)
        if self._failures:
            raise self._failures[0]

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._server.is_serving():  # a handshake that was under way at the end
            writer.transport.abort()
            return
        talk = asyncio.create_task(self._run(reader, writer))
        self.talks.add(talk)
        talk.add_done_callback(self._ended)

    async def _run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (OSError, EOFError):
            pass  # the client has had enough
        except asyncio.CancelledError:
            # Not close: amid a handshake its end would be waited for in vain.
            writer.transport.abort()
            raise
        finally:
            # Twice is once: Python 3.11.2 cannot abort a TLS transport that was closed twice.
            if not writer.is_closing():
                writer.close()

    def _ended(self, talk: asyncio.Task[None]) -> None:
        self.talks.discard(talk)
        if not talk.cancelled() and (failure := talk.exception()) is not None:
            self._failures.append(failure)
