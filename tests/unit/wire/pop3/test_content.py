"""Contents freed of their dots: whatever they are and however they are cut, what the server stored comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.wire.pop3.content import Content

_AWKWARD = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"..", b"a", b"\xff", b"\0"]), max_size=40).map(
    lambda pieces: b"".join(pieces) + b"\r\n"
)


def _as_a_server_sends(data: bytes) -> bytes:
    """RFC 1939 section 3."""
    lines = data.split(b"\r\n")[:-1]
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"


def _decode(sent: bytes, cuts: list[int]) -> tuple[bytes, bytes]:
    """The message, and what is left after its end."""
    content = Content()
    found = []
    for cut in (*cuts, len(sent)):
        if content.ended:
            break
        found.append(content.decode(sent[:cut]))
        sent = sent[cut:]
    assert content.ended
    return b"".join(found), content.rest + sent


@given(data=_AWKWARD, cuts=st.lists(st.integers(0, 5), max_size=30))
def test_any_content_in_any_pieces(data: bytes, cuts: list[int]) -> None:
    assert _decode(_as_a_server_sends(data) + b"+OK next\r\n", cuts) == (data, b"+OK next\r\n")


@given(data=_AWKWARD)
def test_byte_by_byte(data: bytes) -> None:
    sent = _as_a_server_sends(data)
    assert _decode(sent, [1] * len(sent)) == (data, b"")


@pytest.mark.parametrize("cut", range(6))
def test_nothing_at_all(cut: int) -> None:
    assert _decode(b".\r\n+OK", [cut]) == (b"", b"+OK")


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r"])
def test_other_line_ends_do_not_end_a_message(end: bytes) -> None:
    """Or a message could bring the server's next answers with it."""
    content = Content()
    content.decode(b"text" + end + b"+OK a lie")
    assert not content.ended


def test_lines_of_any_length() -> None:
    line = b"x" * 5_000_000
    assert _decode(line + b"\r\n.\r\n", [65536] * 80) == (line + b"\r\n", b"")


def test_little_is_held_back() -> None:
    content = Content()
    assert content.decode(b"x" * 1000) == b"x" * 1000
    assert content.decode(b"\r\n.\r") == b""
    assert content.decode(b"y") == b"\r\n\ry"
