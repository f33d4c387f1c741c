"""Where the browser comes back to after signing in: a web server on this computer for one request (RFC 8252).

Listens on loopback alone (section 8.3) while one sign-in waits. It believes a request that is a GET for its own path
under its own name, with the ``state`` that only the provider's page can know (RFC 6749 section 10.12): the name is
checked because a page on the Internet may point a name of its own at this computer. Everything else gets an error and
changes nothing.
"""

import asyncio
import hmac
import socket
from contextlib import suppress
from html import escape
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.deadline import deadline

_HEAD_BYTES = 16 * 1024
_REQUEST_SECONDS = 10.0
_CONNECTIONS_MAX = 16
_LOOPBACK = {"127.0.0.1": ("127.0.0.1",), "localhost": ("127.0.0.1", "::1"), "::1": ("::1",)}
_HEADERS = (
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
    "Referrer-Policy: no-referrer",
    "Content-Security-Policy: default-src 'none'",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
)


class RedirectListener:
    """Made by ``open``; ``uri`` is the redirect URI to give to the provider."""

    def __init__(self, uri: str, state: str, farewell: str) -> None:
        self.uri = uri
        self._parts = urlsplit(uri)
        self._state = state
        self._farewell = farewell
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._answer: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, redirect: str, state: str, farewell: str) -> Self:
        """Listen for ``redirect`` ("http://127.0.0.1", maybe with port and path; without a port any free one).

        ``state`` is what the request must bring, ``farewell`` the text for who sits there. ``MailError``
        SIGN_IN_REFUSED when there is no such place on this computer or its port is taken.
        """
        try:
            parts = urlsplit(redirect)
            hosts = _LOOPBACK[parts.hostname or ""] if parts.scheme == "http" else ()
            sockets = [_bound(hosts[0], parts.port or 0)]
        except (LookupError, ValueError, OSError) as error:
            detail = f"cannot listen there: {error}"
            raise MailError(Problem(ProblemKind.SIGN_IN_REFUSED, redirect, detail)) from error
        port = sockets[0].getsockname()[1]
        for host in hosts[1:]:
            with suppress(OSError):  # browsers try the other address, too
                sockets.append(_bound(host, port))
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        listener = cls(f"http://{name}:{port}{parts.path}", state, farewell)
        for each in sockets:
            listener._servers.append(
                await asyncio.start_server(listener._meet, sock=each, limit=_HEAD_BYTES, backlog=_CONNECTIONS_MAX)
            )
        return listener

    async def answer(self, seconds: float) -> dict[str, str]:
        """The parameters of the one request that brings the state. TIMED_OUT after ``seconds``."""
        async with deadline(seconds, self.uri):
            return await asyncio.shield(self._answer)

    async def close(self) -> None:
        """Listen no more; who is being answered gets the answer."""
        for server in self._servers:
            server.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._answer.cancel()

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._tasks) >= _CONNECTIONS_MAX:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                status, parameters = self._judge(head.decode("latin-1").split("\r\n"))
                writer.write(self._page(status))
                await writer.drain()
            if parameters is not None and not self._answer.done():
                self._answer.set_result(parameters)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever it was says nothing that we could use
        finally:
            writer.close()

    def _judge(self, lines: list[str]) -> tuple[str, dict[str, str] | None]:
        """The status line to answer with, and the parameters when the request is the one."""
        method, _, rest = lines[0].partition(" ")
        target, _, version = rest.rpartition(" ")
        hosts = [line.partition(":")[2].strip() for line in lines[1:] if line.lower().startswith("host:")]
        if not version.startswith("HTTP/1.") or hosts != [self._parts.netloc]:
            return "400 Bad Request", None
        if method != "GET":
            return "405 Method Not Allowed", None
        path, _, query = target.partition("?")
        if path != (self._parts.path or "/") or self._answer.done():
            return "404 Not Found", None
        pairs = parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace")
        parameters = dict(pairs)
        if len(parameters) != len(pairs):  # RFC 6749 section 3.1: not more than once
            return "400 Bad Request", None
        if not hmac.compare_digest(parameters.get("state", "").encode(), self._state.encode()):
            return "403 Forbidden", None
        return "200 OK", parameters

    def _page(self, status: str) -> bytes:
        text = self._farewell if status.startswith("200") else status
        body = (
            '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>mailclient</title><p>{escape(text)}</p>"
        ).encode()
        lines = (f"HTTP/1.1 {status}", *_HEADERS, f"Content-Length: {len(body)}", "", "")
        return "\r\n".join(lines).encode() + body


def _bound(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
