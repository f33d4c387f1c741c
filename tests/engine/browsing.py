"""The user's browser, played: opens the provider's page, says yes, and goes where it is sent."""

from mailclient.transport.https import Reply, request


async def browse(url: str) -> Reply:
    """Follow redirections, as a browser does; the last answer."""
    reply = await request("GET", url, allow_plain=True)
    while reply.status in (301, 302, 303, 307):
        reply = await request("GET", reply.headers["location"], allow_plain=True)
    return reply
