"""Replies: what counts as one, and what no server may do."""

import pytest

from mailclient.wire.smtp.capabilities import Capabilities
from mailclient.wire.smtp.errors import RemoteProtocolError
from mailclient.wire.smtp.limits import LINE_LENGTH_MAX, REPLY_LINES_MAX
from mailclient.wire.smtp.reply import Reply, ReplyReader


def _read(data: bytes, size: int) -> list[Reply]:
    reader = ReplyReader()
    replies = []
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
        while (reply := reader.next()) is not None:
            replies.append(reply)
    return replies


@pytest.mark.parametrize("size", [1, 3, 10_000])
@pytest.mark.parametrize(
    ("data", "replies"),
    [
        (b"250 ok\r\n", [Reply(250, ("ok",))]),
        (b"250 ok\n", [Reply(250, ("ok",))]),
        (b"250\r\n", [Reply(250, ("",))]),
        (b"250 \r\n", [Reply(250, ("",))]),
        (b"250-a\r\n250-\r\n250 c\r\n", [Reply(250, ("a", "", "c"))]),
        (b"250-a\r\n250\r\n", [Reply(250, ("a", ""))]),
        (b"220 a\r\n354 b\r\n421 c\r\n", [Reply(220, ("a",)), Reply(354, ("b",)), Reply(421, ("c",))]),
        ("550 없는 주소\r\n".encode(), [Reply(550, ("없는 주소",))]),
        (b"550 caf\xe9\x07\x1b[31m\r\n", [Reply(550, ("caf\ufffd  [31m",))]),
        (b"250 cut", []),
        (b"250-not yet\r\n250-done\r\n", []),
    ],
)
def test_replies(data: bytes, replies: list[Reply], size: int) -> None:
    assert _read(data, size) == replies


@pytest.mark.parametrize("size", [1, 10_000])
@pytest.mark.parametrize(
    "data",
    [
        b"hello\r\n",
        b"\r\n",
        b"25 ok\r\n",
        b"2500 ok\r\n",
        b"150 early\r\n",
        b"650 ok\r\n",
        b"250+ok\r\n",
        b"250-a\r\n251 b\r\n",
        b"\xff\xfd250 ok\r\n",
        "²50 ok\r\n".encode(),
        b"250-more\r\n" * (REPLY_LINES_MAX + 1),
        b"250 " + b"x" * LINE_LENGTH_MAX,
        b"250 " + b"x" * LINE_LENGTH_MAX + b"\r\n",
    ],
)
def test_no_replies(data: bytes, size: int) -> None:
    with pytest.raises(RemoteProtocolError):
        _read(data, size)


@pytest.mark.parametrize(
    ("reply", "enhanced"),
    [
        (Reply(550, ("5.1.1 no such user",)), "5.1.1"),
        (Reply(550, ("5.1.1",)), "5.1.1"),
        (Reply(550, ("4.1.1 contradiction",)), ""),
        (Reply(550, ("5.1.1000 no",)), ""),
        (Reply(550, ("5.1.1no",)), ""),
        (Reply(550, ("no 5.1.1",)), ""),
        (Reply(354, ("3.0.0 there is no such class",)), ""),
    ],
)
def test_enhanced_codes(reply: Reply, enhanced: str) -> None:
    assert reply.enhanced == enhanced


def test_the_text_of_several_lines() -> None:
    assert Reply(534, ("5.7.9 app password ", " see help")).text == "534 5.7.9 app password see help"
    assert Reply(250, ("",)).text == "250"


def test_capabilities() -> None:
    reply = Reply(250, ("host AUTH", "size 1000", "AUTH=LOGIN", "Auth PLAIN LOGIN", "", "  ", "STARTTLS", "X-ODD a b"))
    capabilities = Capabilities.from_reply(reply)
    assert capabilities.size_limit == 1000
    assert capabilities.mechanisms == ("LOGIN", "PLAIN")
    assert "STARTTLS" in capabilities
    assert "HOST" not in capabilities


@pytest.mark.parametrize("line", ["SIZE", "SIZE 0", "SIZE many", "SIZE -5", "SIZE ²", "8BITMIME"])
def test_no_size_limit(line: str) -> None:
    assert Capabilities.from_reply(Reply(250, ("host", line))).size_limit is None
