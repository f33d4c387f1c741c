"""The end of a server that runs in the loop of its test."""

import asyncio

_PATIENCE_SECONDS = 10.0
_LOOK_SECONDS = 0.005


async def hang_up(server: asyncio.Server) -> None:
    """Close it, and wait until nobody is connected to it any more.

    A client that gave up in the middle of a TLS handshake is known to no handler: left to the end of the loop, the
    garbage collection would find its connection, unclosed, while another test runs. ``Server.wait_closed`` waits for
    nobody before Python 3.12.
    """
    server.close()
    patience = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
    while getattr(server, "_active_count", 0) and asyncio.get_running_loop().time() < patience:  # noqa: ASYNC110  no event tells
        await asyncio.sleep(_LOOK_SECONDS)
