"""Opens a connection to a server: name, address, TCP, and TLS where it comes first (RFC 8314, RFC 8305)."""

import asyncio
import socket
from contextlib import suppress

from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.public_address import is_public
from mailclient.transport.addresses import AddressNotPermittedError, Permitted, connected_socket
from mailclient.transport.client_key import Keys
from mailclient.transport.deadline import deadline
from mailclient.transport.failure import mail_error
from mailclient.transport.proxied import socket_through
from mailclient.transport.seen_certificate import watching
from mailclient.transport.socket_stream import Receiver, SocketStream
from mailclient.transport.stream import Stream
from mailclient.transport.tls import Securing

CONNECT_SECONDS = 30.0

_KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 60_000}
"""Seconds (milliseconds the last) and tries: a dead connection is noticed after a minute, whether it waits in IDLE or
has something to say. Not every system has all."""


async def connect(
    server: Server,
    keys: Keys | None = None,
    *,
    timeout_seconds: float = CONNECT_SECONDS,
    securing: Securing | None = None,
    permitted: Permitted | None = None,
) -> Stream:
    """A stream to ``server``, through its proxy; with ``Security.TLS`` the handshake is done, the certificate checked.

    With ``Security.STARTTLS`` the stream is still in the clear: the session asks for STARTTLS, then calls
    ``start_tls``. ``MailError`` with subject "host:port": HOST_NOT_FOUND, CONNECTION_REFUSED, NETWORK_UNREACHABLE,
    TIMED_OUT, CONNECTION_LOST, CERTIFICATE_* and CLOCK_WRONG (with the certificate), CAPTIVE_PORTAL, TLS_FAILED,
    CLIENT_CERTIFICATE_*; of the proxy: PROXY_FAILED, PROXY_PASSWORD. ``securing`` is for tests. ``permitted``: see
    ``connected_socket``; REMOTE_REFUSED. A proxy looks the name up itself, so that it cannot be asked there.
    """
    subject = f"{server.host}:{server.port}"
    if not server.host:
        # getaddrinfo takes no name for this computer.
        raise MailError(Problem(ProblemKind.HOST_NOT_FOUND, subject, "the host name is empty"))
    keys = keys or Keys()
    securing = securing or Securing(server, keys)
    async with deadline(timeout_seconds, subject):
        connection = await _reach(server, keys, subject, permitted)
        _keep_alive(connection)
        return await _over(connection, server, securing, subject)


async def _reach(server: Server, keys: Keys, subject: str, permitted: Permitted | None) -> socket.socket:
    if server.proxy is not None:
        return await socket_through(server.proxy, keys.proxy_password, server.host, server.port)
    try:
        return await connected_socket(server.host, server.port, permitted)
    except AddressNotPermittedError as error:
        raise MailError(Problem(ProblemKind.REMOTE_REFUSED, subject, str(error))) from error
    except (OSError, UnicodeError) as error:
        raise mail_error(error, subject) from error


async def _over(connection: socket.socket, server: Server, securing: Securing, subject: str) -> Stream:
    """A stream over a socket that is connected to the server."""
    receiver = Receiver()
    secure = server.security is Security.TLS
    try:
        with watching() as seen:
            try:
                transport, _ = await asyncio.get_running_loop().create_connection(
                    lambda: receiver,
                    sock=connection,
                    ssl=securing.context if secure else None,
                    server_hostname=server.host if secure else None,
                    ssl_handshake_timeout=2 * CONNECT_SECONDS if secure else None,
                )
            except OSError as error:
                raise securing.error(error, seen) from error
            if secure:
                securing.check(transport.get_extra_info("ssl_object"), seen)
    except BaseException:
        # Given up just when it was made: asyncio would say goodbye, and wait for the server's.
        if receiver.transport is not None:
            receiver.transport.abort()
        raise
    return SocketStream(transport, receiver, subject, securing)


async def connect_public(server: Server, keys: Keys | None = None) -> Stream:
    """``connect`` to an address of the Internet only: what a stranger names must not lead into one's own network."""
    return await connect(server, keys, permitted=is_public)


async def dial(server: Server) -> Stream:
    """``connect`` as a session takes it, for a server that needs no further secrets."""
    return await connect(server)


def _keep_alive(connection: socket.socket) -> None:
    # Some systems refuse options on a connection that has just broken; the next read tells better.
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
