"""The user's browser, played: opens the provider's page, says yes, and goes where it is sent."""

from dataclasses import replace

from mailclient.mail.account import Security, Server
from mailclient.transport.connect import dial
from mailclient.transport.https import Reply, request
from mailclient.transport.stream import Stream


async def browse(url: str) -> Reply:
    """Follow redirections, as a browser does; the last answer."""
    reply = await _get(url)
    while reply.status in (301, 302, 303, 307):
        reply = await _get(reply.headers["location"])
    return reply


async def _get(url: str) -> Reply:
    if url.startswith("https:"):
        return await request("GET", url)
    return await request("GET", url.replace("http:", "https:", 1), dial=_in_the_clear)


async def _in_the_clear(server: Server) -> Stream:
    return await dial(replace(server, security=Security.NONE))
