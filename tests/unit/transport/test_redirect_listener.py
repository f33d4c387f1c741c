"""Where the browser comes back to: one right request among whatever else knocks at the port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.redirect_listener import RedirectListener

STATE = "a-state-that-nobody-guesses"


@pytest_asyncio.fixture
async def listener() -> AsyncIterator[RedirectListener]:
    made = await RedirectListener.open("http://127.0.0.1", STATE, "Danke <schön>")
    yield made
    await made.close()


async def talk(listener: RedirectListener, data: bytes, host: str = "127.0.0.1") -> bytes:
    port = int(listener.uri.partition("//")[2].partition("/")[0].rpartition(":")[2])
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(data)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


def get(listener: RedirectListener, target: str, method: str = "GET", host: str | None = None) -> bytes:
    name = listener.uri.partition("//")[2].partition("/")[0] if host is None else host
    return f"{method} {target} HTTP/1.1\r\nHost: {name}\r\nCookie: x=y\r\n\r\n".encode()


def test_the_address_has_a_free_port(listener: RedirectListener) -> None:
    assert listener.uri.startswith("http://127.0.0.1:")


async def test_the_right_request(listener: RedirectListener) -> None:
    page = await talk(listener, get(listener, f"/?code=4711&state={STATE}&scope=a%20b"))
    assert page.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Danke &lt;sch\xc3\xb6n&gt;" in page
    for header in (b"Cache-Control: no-store", b"Referrer-Policy: no-referrer", b"default-src 'none'"):
        assert header in page
    assert b"4711" not in page
    assert await listener.answer(5) == {"code": "4711", "state": STATE, "scope": "a b"}
    again = await talk(listener, get(listener, f"/?code=4712&state={STATE}"))
    assert again.startswith(b"HTTP/1.1 404")
    assert (await listener.answer(5))["code"] == "4711"


@pytest.mark.parametrize(
    ("target", "method", "host", "status"),
    [
        ("/?code=1", "GET", None, 403),
        ("/?code=1&state=", "GET", None, 403),
        ("/?code=1&state=wrong", "GET", None, 403),
        (f"/?code=1&state={STATE}x", "GET", None, 403),
        (f"/?code=1&state={STATE}&state=x", "GET", None, 400),
        (f"/?code=1&code=2&state={STATE}", "GET", None, 400),
        (f"/other?code=1&state={STATE}", "GET", None, 404),
        ("/favicon.ico", "GET", None, 404),
        (f"/?code=1&state={STATE}", "POST", None, 405),
        (f"/?code=1&state={STATE}", "GET", "attacker.example", 400),
        (f"/?code=1&state={STATE}", "GET", "127.0.0.1", 400),
        (f"/?code=1&state={STATE}", "GET", "", 400),
        (f"http://127.0.0.1/?code=1&state={STATE}", "GET", None, 404),
    ],
)
async def test_whoever_else_knocks(
    listener: RedirectListener, target: str, method: str, host: str | None, status: int
) -> None:
    page = await talk(listener, get(listener, target, method, host))
    assert page.startswith(f"HTTP/1.1 {status} ".encode())
    with pytest.raises(MailError) as caught:
        await listener.answer(0.05)
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT
    await talk(listener, get(listener, f"/?code=right&state={STATE}"))
    assert (await listener.answer(5))["code"] == "right"


@pytest.mark.parametrize(
    "data",
    [b"", b"\r\n\r\n", b"GET\r\n\r\n", b"\0" * 100, b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n" + b"x" * 70_000],
)
async def test_noise(listener: RedirectListener, data: bytes) -> None:
    with suppress(ConnectionError):  # hung up on in the middle of it
        assert not (await talk(listener, data)).startswith(b"HTTP/1.1 200")
    await talk(listener, get(listener, f"/?code=right&state={STATE}"))
    assert (await listener.answer(5))["code"] == "right"


async def test_two_host_fields(listener: RedirectListener) -> None:
    request = get(listener, f"/?code=1&state={STATE}").replace(b"Cookie: x=y", b"Host: attacker.example")
    assert (await talk(listener, request)).startswith(b"HTTP/1.1 400")


async def test_connections_that_say_nothing_do_not_keep_others_out(listener: RedirectListener) -> None:
    port = int(listener.uri.rpartition(":")[2])
    idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(10)]
    await talk(listener, get(listener, f"/?code=right&state={STATE}"))
    assert (await listener.answer(5))["code"] == "right"
    await listener.close()
    for _, writer in idle:
        writer.close()


async def test_localhost_with_a_path_of_its_own() -> None:
    listener = await RedirectListener.open("http://localhost/done", STATE, "ok")
    try:
        assert listener.uri.startswith("http://localhost:")
        assert listener.uri.endswith("/done")
        page = await talk(listener, get(listener, f"/done?code=1&state={STATE}"))
        assert page.startswith(b"HTTP/1.1 200")
    finally:
        await listener.close()


@pytest.mark.parametrize("redirect", ["https://localhost", "http://example.org", "http://0.0.0.0", "http://", "", "x"])
async def test_only_this_computer_is_listened_on(redirect: str) -> None:
    with pytest.raises(MailError) as caught:
        await RedirectListener.open(redirect, STATE, "ok")
    assert caught.value.problem.kind is ProblemKind.SIGN_IN_REFUSED


async def test_a_port_that_is_taken(listener: RedirectListener) -> None:
    with pytest.raises(MailError) as caught:
        await RedirectListener.open(listener.uri, STATE, "ok")
    assert caught.value.problem.kind is ProblemKind.SIGN_IN_REFUSED
