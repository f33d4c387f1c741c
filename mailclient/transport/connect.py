"""Opens a connection to a server: name, address, TCP, and TLS where it comes first (RFC 8314, RFC 8305)."""

import asyncio
import socket
import ssl

from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.deadline import deadline
from mailclient.transport.failure import mail_error
from mailclient.transport.socket_stream import Receiver, SocketStream
from mailclient.transport.stream import Stream
from mailclient.transport.tls import client_context

CONNECT_SECONDS = 30.0

_NEXT_ADDRESS_SECONDS = 0.25
"""RFC 8305 section 5: when the first address does not answer by then, the next is tried at the same time."""

_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 20, "TCP_KEEPCNT": 3}
"""Seconds and tries, so that a dead connection in IDLE is noticed after two minutes; not every system has all."""


async def connect(
    server: Server, *, timeout_seconds: float = CONNECT_SECONDS, context: ssl.SSLContext | None = None
) -> Stream:
    """A stream to ``server``; with ``Security.TLS`` the handshake is done and the certificate checked.

    With ``Security.STARTTLS`` the stream is still in the clear: the session asks for STARTTLS and then calls
    ``start_tls(client_context(), server.host)``. ``context`` is for tests; otherwise ``tls.client_context()``.
    ``MailError`` with subject "host:port": HOST_NOT_FOUND, CONNECTION_REFUSED, NETWORK_UNREACHABLE, TIMED_OUT,
    CONNECTION_LOST, CERTIFICATE_UNTRUSTED, CERTIFICATE_WRONG_HOST, CERTIFICATE_EXPIRED, TLS_FAILED.
    """
    subject = f"{server.host}:{server.port}"
    if not server.host:
        # getaddrinfo takes no name for this computer.
        raise MailError(Problem(ProblemKind.HOST_NOT_FOUND, subject, "the host name is empty"))
    secure = server.security is Security.TLS
    try:
        async with deadline(timeout_seconds, subject):
            transport, receiver = await asyncio.get_running_loop().create_connection(
                Receiver,
                server.host,
                server.port,
                ssl=(context or client_context()) if secure else None,
                server_hostname=server.host if secure else None,
                ssl_handshake_timeout=2 * timeout_seconds if secure else None,
                happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS,
            )
    except (OSError, UnicodeError) as error:
        raise mail_error(error, subject) from error
    _keep_alive(transport)
    return SocketStream(transport, receiver, subject)


async def dial(server: Server) -> Stream:
    """``connect`` as a session takes it."""
    return await connect(server)


def _keep_alive(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
