"""From a proxy to a socket that is connected to the server behind it."""

import asyncio
import socket

from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.proxy import Proxy, ProxyKind
from mailclient.transport.addresses import connected_socket
from mailclient.wire.proxy.http_connect import HttpConnect
from mailclient.wire.proxy.refusal import ProxyRefused
from mailclient.wire.proxy.socks5 import Socks5


async def socket_through(proxy: Proxy, password: Secret | None, host: str, port: int) -> socket.socket:
    """A non-blocking socket; the next byte from it is the server's.

    ``host`` is looked up by the proxy. PROXY_FAILED, PROXY_PASSWORD; the subject is the proxy's "host:port".
    """
    subject = f"{proxy.host}:{proxy.port}"
    word = password.reveal() if password is not None else ""
    if proxy.user and not word:
        raise MailError(Problem(ProblemKind.PROXY_PASSWORD, subject, "there is no password for it"))
    kind = Socks5 if proxy.kind is ProxyKind.SOCKS5 else HttpConnect
    try:
        handshake = kind(host, port, proxy.user, word)
        connection = await connected_socket(proxy.host, proxy.port)
    except (OSError, UnicodeError, ValueError) as error:
        raise MailError(Problem(ProblemKind.PROXY_FAILED, subject, str(error) or type(error).__name__)) from None
    try:
        await _shake_hands(connection, handshake)
    except ProxyRefused as error:
        connection.close()
        refused = ProblemKind.PROXY_PASSWORD if error.login else ProblemKind.PROXY_FAILED
        raise MailError(Problem(refused, subject, str(error))) from error
    except OSError as error:
        connection.close()
        raise MailError(Problem(ProblemKind.PROXY_FAILED, subject, str(error))) from error
    except BaseException:
        connection.close()
        raise
    return connection


async def _shake_hands(connection: socket.socket, handshake: Socks5 | HttpConnect) -> None:
    loop = asyncio.get_running_loop()
    while not handshake.done:
        if out := handshake.data_to_send():
            await loop.sock_sendall(connection, out)
        data = b""
        while len(data) < handshake.wanted:
            piece = await loop.sock_recv(connection, handshake.wanted - len(data))
            if not piece:
                break
            data += piece
        handshake.receive(data)
