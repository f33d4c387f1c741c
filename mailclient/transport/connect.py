"""Opens a connection to a server: name, address, TCP, and TLS where it comes first (RFC 8314, RFC 8305)."""

import asyncio
import socket
import ssl
from contextlib import suppress

from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.addresses import connected_socket
from mailclient.transport.deadline import deadline
from mailclient.transport.failure import mail_error
from mailclient.transport.socket_stream import Receiver, SocketStream
from mailclient.transport.stream import Stream
from mailclient.transport.tls import client_context

CONNECT_SECONDS = 30.0

_KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 60_000}
"""Seconds (milliseconds the last) and tries: a dead connection is noticed after a minute, whether it waits in IDLE or
has something to say. Not every system has all."""


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
    receiver = Receiver()
    try:
        async with deadline(timeout_seconds, subject):
            connection = await connected_socket(server.host, server.port)
            _keep_alive(connection)
            transport, _ = await asyncio.get_running_loop().create_connection(
                lambda: receiver,
                sock=connection,
                ssl=(context or client_context()) if secure else None,
                server_hostname=server.host if secure else None,
                ssl_handshake_timeout=2 * timeout_seconds if secure else None,
            )
    except (OSError, UnicodeError) as error:
        raise mail_error(error, subject) from error
    except BaseException:
        # Given up just when it was made: asyncio would say goodbye, and wait for the server's.
        if receiver.transport is not None:
            receiver.transport.abort()
        raise
    return SocketStream(transport, receiver, subject)


async def dial(server: Server) -> Stream:
    """``connect`` as a session takes it."""
    return await connect(server)


def _keep_alive(connection: socket.socket) -> None:
    # Some systems refuse options on a connection that has just broken; the next read tells better.
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
