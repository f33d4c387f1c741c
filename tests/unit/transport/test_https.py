"""The HTTPS request against a server that says exactly these bytes."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.https import Reply, request
from tests.servers.authority import Authority
from tests.servers.listener import Listener

Serve = Callable[..., Awaitable[str]]


@pytest_asyncio.fixture
async def serve(authority: Authority) -> AsyncIterator[Serve]:
    """A server that reads a request and answers with these pieces; ``asked`` has what it read."""
    listeners: list[Listener] = []

    async def start(
        *pieces: bytes, stays: bool = False, context: ssl.SSLContext | None = None, asked: list[bytes] | None = None
    ) -> str:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((line[16:] for line in head.split(b"\r\n") if line.startswith(b"Content-Length: ")), b"0")
            body = await reader.readexactly(int(length))
            if asked is not None:
                asked.append(head + body)
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
            if stays:
                await reader.read()

        context = context or authority.localhost().server_context()
        listeners.append(await Listener.open(talk, context=context))
        return f"https://localhost:{listeners[-1].port}"

    yield start
    for listener in listeners:
        await listener.close()


async def kind_of(attempt: Awaitable[Reply]) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await attempt
    return caught.value.problem.kind


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y: z\r\n\r\nhello",),
        (b"HTTP/1.1 200 OK\r\ncontent-length:5\r\nx-y:z\r\n\r\nhel", b"lo and more than was said"),
        (b"HTTP/1.0 200\r\nX-Y: z\r\n\r\n", b"hel", b"lo"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-Y: z\r\nContent-Length: 5\r\n\r\nhello",),
        (b"HTTP/1.1 200\r\nX-Y: z\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nT: x\r\n\r\n",),
        tuple(
            bytes([byte])
            for byte in b"HTTP/1.1 200 OK\r\nX-Y: z\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        ),
    ],
)
async def test_an_answer(serve: Serve, pieces: tuple[bytes, ...]) -> None:
    reply = await request("GET", await serve(*pieces))
    assert (reply.status, reply.headers["x-y"], reply.body) == (200, "z", b"hello")
    assert "hello" not in repr(reply)


async def test_what_is_asked(serve: Serve) -> None:
    asked: list[bytes] = []
    url = await serve(b"HTTP/1.1 204 No Content\r\n\r\n", asked=asked)
    reply = await request("POST", f"{url}/a%20b?c=d&e#f", headers={"X": "y"}, body=b"data")
    assert (reply.status, reply.body) == (204, b"")
    head, _, body = asked[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /a%20b?c=d&e HTTP/1.1"
    assert lines[1] == f"Host: {url.removeprefix('https://')}"
    assert {"X: y", "Content-Length: 4", "Connection: close", "Accept-Encoding: identity"} <= set(lines)
    assert body == b"data"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"220 mail.example.org ESMTP\r\n",
        b"HTTP/1.1 2xx OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n0123456789",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"64\r\n" + (b"x" * 100 + b"\r\n64\r\n") * 30,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n no name\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * 2_000 + b"\r\n",
    ],
)
async def test_nonsense(serve: Serve, answer: bytes) -> None:
    assert await kind_of(request("GET", await serve(answer), limit_bytes=1000)) is ProblemKind.SERVER_NONSENSE


async def test_a_server_that_never_ends_is_not_waited_for(serve: Serve) -> None:
    silent = await serve(stays=True)
    assert await kind_of(request("GET", silent, timeout_seconds=0.3)) is ProblemKind.TIMED_OUT
    endless = await serve(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 50, stays=True)
    assert await kind_of(request("GET", endless, timeout_seconds=0.3)) is ProblemKind.TIMED_OUT


async def test_a_certificate_of_somebody_else(serve: Serve, authority: Authority) -> None:
    for certificate, kind in (
        (authority.wrong_host(), ProblemKind.CERTIFICATE_WRONG_HOST),
        (authority.expired(), ProblemKind.CERTIFICATE_EXPIRED),
    ):
        asked: list[bytes] = []
        url = await serve(b"HTTP/1.1 200 OK\r\n\r\n", context=certificate.server_context(), asked=asked)
        assert await kind_of(request("POST", url, body=b"secret")) is kind
        assert asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "ftp://localhost/",
        "https://",
        "https://user:password@localhost/",
        "https://localhost:0/",
        "https://localhost:99999/",
        "https://localhost/a b",
        "https://localhost/\r\nX: y",
        "https://localhost/ü",
        "",
    ],
)
async def test_addresses_that_are_not_asked(url: str) -> None:
    assert await kind_of(request("GET", url, timeout_seconds=5)) in (
        ProblemKind.SERVER_NONSENSE,
        ProblemKind.CONNECTION_REFUSED,
    )


async def test_no_line_can_be_smuggled_into_the_head() -> None:
    attempt = request("GET", "https://localhost/", headers={"X": "y\r\nZ: z"})
    assert await kind_of(attempt) is ProblemKind.SERVER_NONSENSE
