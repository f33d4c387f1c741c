"""The message on its way: whatever the pieces, the server reads back what was meant, and the end is the end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.wire.smtp.address import needs_utf8, path
from mailclient.wire.smtp.content import Content
from mailclient.wire.smtp.errors import UnsendableAddress

_AWKWARD = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"..", b"a", b"\xff", b"\0"]), max_size=40).map(
    b"".join
)


def _encode(data: bytes, cuts: list[int]) -> bytes:
    content = Content()
    pieces = []
    for cut in cuts:
        pieces.append(content.encode(data[:cut]))
        data = data[cut:]
    return b"".join((*pieces, content.encode(data), content.end()))


def _as_a_server_reads(sent: bytes) -> tuple[bytes, bytes]:
    """The message, and what is left after its end (RFC 5321 section 4.5.2)."""
    lines: list[bytes] = []
    rest = sent
    while True:
        line, end, rest = rest.partition(b"\r\n")
        assert end, "the end of the message is missing"
        if line == b".":
            return b"".join(lines), rest
        lines.append(line.removeprefix(b".") + b"\r\n")


@given(data=_AWKWARD, cuts=st.lists(st.integers(0, 5), max_size=30))
def test_any_content_in_any_pieces(data: bytes, cuts: list[int]) -> None:
    sent = _encode(data, cuts)
    wanted = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    if wanted and not wanted.endswith(b"\r\n"):
        wanted += b"\r\n"
    assert _as_a_server_reads(sent) == (wanted, b"")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", sent), "a bare line end: smuggling"


def test_nothing_changes_in_plain_lines() -> None:
    assert _encode(b"a\r\nb\r\n", [1, 1]) == b"a\r\nb\r\n.\r\n"
    assert _encode(b"", []) == b".\r\n"


@pytest.mark.parametrize(
    ("address", "utf8", "written"),
    [
        ("alice@mail.test", False, b"<alice@mail.test>"),
        ('"a b"@mail.test', False, b'<"a b"@mail.test>'),
        ('"a\\"b@c"@mail.test', False, b'<"a\\"b@c"@mail.test>'),
        ("postmaster", False, b"<postmaster>"),
        ("user+tag=x@[127.0.0.1]", False, b"<user+tag=x@[127.0.0.1]>"),
        ("alice@b\u00fccher.example", False, b"<alice@xn--bcher-kva.example>"),
        ("alice@Fa\u00df.de", False, b"<alice@xn--fa-hia.de>"),
        ("alice@b\u00fccher\u3002example", False, b"<alice@xn--bcher-kva.example>"),
        ("\ud55c\uad6d@mail.test", True, "<\ud55c\uad6d@mail.test>".encode()),
    ],
)
def test_addresses(address: str, utf8: bool, written: bytes) -> None:
    assert path(address, utf8=utf8) == written


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@mail.test",
        "alice@",
        "a b@mail.test",
        "alice@mail.test ",
        "a@b@c",
        "alice@mail.test>\r\nRCPT TO:<eve@mail.test",
        "alice\n@mail.test",
        "alice\0@mail.test",
        "alice\x85@mail.test",
        "alice\u2028@mail.test",
        "<alice@mail.test>",
        '"alice@mail.test',
        'al"ice@mail.test',
        '"a\r\nb"@mail.test',
        "alice@mail.test SIZE=1",
        "alice@" + "x" * 600,
        "alice@\u00fc" + "x" * 70 + ".test",
        "alice@\u00df" + "x" * 70 + ".test",
        "alice@\u00fc..test",
        "\ud55c\uad6d@mail.test",
    ],
)
def test_addresses_that_cannot_be_written(address: str) -> None:
    with pytest.raises(UnsendableAddress):
        path(address, utf8=False)


def test_a_domain_alone_needs_no_utf8() -> None:
    assert not needs_utf8("alice@b\u00fccher.example")
    assert needs_utf8("\u00fc@mail.test")
