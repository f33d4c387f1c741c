"""Opens a connection to a server: name, address, TCP, and TLS where it comes first (RFC 8314, RFC 8305)."""

import ssl

from mailclient.mail.account import Server
from mailclient.transport.stream import Stream

CONNECT_SECONDS = 30.0


async def connect(
    server: Server, *, timeout_seconds: float = CONNECT_SECONDS, context: ssl.SSLContext | None = None
) -> Stream:
    """A stream to ``server``; with ``Security.TLS`` the handshake is done and the certificate checked.

    With ``Security.STARTTLS`` the stream is still in the clear: the session asks for STARTTLS and then calls
    ``start_tls(client_context(), server.host)``. ``context`` is for tests; otherwise ``tls.client_context()``.
    ``MailError`` with subject "host:port": HOST_NOT_FOUND, CONNECTION_REFUSED, NETWORK_UNREACHABLE, TIMED_OUT,
    CONNECTION_LOST, CERTIFICATE_UNTRUSTED, CERTIFICATE_WRONG_HOST, CERTIFICATE_EXPIRED, TLS_FAILED.
    """
    raise NotImplementedError


async def dial(server: Server) -> Stream:
    """``connect`` as a session takes it."""
    return await connect(server)
