"""The stream cut into answers: any cut, and every bound."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailclient.wire.imap import limits
from mailclient.wire.imap.errors import LineTooLong, LiteralTooLong, RemoteProtocolError
from mailclient.wire.imap.events import Event, LiteralChunk, Summaries
from mailclient.wire.imap.fragments import Fragmentizer, Response
from mailclient.wire.imap.tokens import StreamedLiteral
from tests.unit.wire.imap.player import CutInto, joined


def fragments(*pieces: bytes) -> list[Response | LiteralChunk | Summaries]:
    fragmentizer = Fragmentizer()
    found = []
    for piece in pieces:
        fragmentizer.feed(piece)
        while (fragment := fragmentizer.next()) is not None:
            found.append(fragment)
    return found


def test_literals_stand_in_their_line() -> None:
    (response,) = fragments(b"* X {3}\r\na\r\n b {0}\r\n c ~{2+}\r\n\x00\xff)\r\n")
    assert response == Response(b"* X {3}\r\n b {0}\r\n c ~{2+}\r\n)", [b"a\r\n", b"", b"\x00\xff"])


@pytest.mark.parametrize(
    "line", [b"* OK see {5}", b"A1 NO not {5}", b"+ {5}", b"* BYE {1}", b"A1 BAD {5}", b'* LIST () "/" "a{5}"']
)
def test_braces_in_human_text_announce_nothing(line: bytes) -> None:
    assert fragments(line + b"\r\n* 1 EXISTS\r\n") == [Response(line, []), Response(b"* 1 EXISTS", [])]


def test_bare_line_feed_ends_a_line() -> None:
    """Quirk BARE_LINE_FEED."""
    assert fragments(b"* 1 EXISTS\n* 2 EXISTS\r\n") == [Response(b"* 1 EXISTS", []), Response(b"* 2 EXISTS", [])]


def test_large_section_is_streamed() -> None:
    size = limits.LITERAL_IN_MEMORY_MAX + 1
    head = b'* 7 FETCH (ENVELOPE (NIL "UID 9") UID 5 BODY[1.2]<10> {%d}\r\n' % size
    found = fragments(head + b"abc", b"d" * (size - 3) + b" FLAGS ())", b"\r\n")
    *chunks, response = found
    (chunk,) = joined([chunk for chunk in chunks if isinstance(chunk, LiteralChunk)])
    assert chunk == LiteralChunk(7, 5, "BODY[1.2]", 10, 0, size, b"abc" + b"d" * (size - 3))
    assert isinstance(response, Response)
    assert isinstance(response.literals[0], StreamedLiteral)
    assert response.literals[0].size == size


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(100, 100_000), min_size=1, max_size=10),
    st.integers(limits.LITERAL_IN_MEMORY_MAX - 2, limits.LITERAL_IN_MEMORY_MAX + 2),
)
def test_streamed_or_held_is_the_same_data(lengths: list[int], size: int) -> None:
    literal = bytes(range(256)) * (size // 256 + 1)
    data = b"* 1 FETCH (BODY[] {%d}\r\n" % size + literal[:size] + b" UID 3)\r\n"
    found = fragments(*CutInto(lengths)(data))
    response = found[-1]
    assert isinstance(response, Response)
    held = response.literals[0]
    chunks: list[Event] = [chunk for chunk in found if isinstance(chunk, LiteralChunk)]
    streamed = b"".join(chunk.data for chunk in joined(chunks) if isinstance(chunk, LiteralChunk))
    assert (held if isinstance(held, bytes) else streamed) == literal[:size]
    assert isinstance(held, StreamedLiteral) == (size > limits.LITERAL_IN_MEMORY_MAX)


def test_uid_after_the_section_is_unknown_while_streaming() -> None:
    size = limits.LITERAL_IN_MEMORY_MAX + 1
    found = fragments(b"* 7 FETCH (BODY[] {%d}\r\n" % size + b"x")
    assert isinstance(found[0], LiteralChunk)
    assert found[0].uid is None


def test_many_small_sections_are_streamed_in_the_end() -> None:
    size = limits.LITERAL_IN_MEMORY_MAX
    count = limits.RESPONSE_LITERALS_MAX // size
    fragmentizer = Fragmentizer()
    fragmentizer.feed(b"* 1 FETCH (UID 1")
    for number in range(count + 1):
        fragmentizer.feed(b" BODY[%d] {%d}\r\n" % (number + 1, size))
        assert fragmentizer.next() is None
        fragmentizer.feed(b"x" * size)
        assert isinstance(fragmentizer.next(), LiteralChunk) == (number == count)


@pytest.mark.parametrize(
    "data",
    [
        b"* 1 FETCH (ENVELOPE (NIL {%d}\r\n" % (limits.LITERAL_IN_MEMORY_MAX + 1),
        b'* LIST () "/" {%d}\r\n' % (limits.LITERAL_IN_MEMORY_MAX + 1),
        b"* 1 FETCH (BODY[] {%d}\r\n" % (limits.SECTION_LITERAL_MAX + 1),
        b"* 1 FETCH (X[] {9999999999999999999}\r\n",
    ],
)
def test_literal_too_long(data: bytes) -> None:
    with pytest.raises(LiteralTooLong):
        fragments(data)


def test_too_many_literals() -> None:
    with pytest.raises(RemoteProtocolError, match="too many"):
        fragments(b"* X " + b"{0}\r\n" * (limits.LITERALS_COUNT_MAX + 1))


@pytest.mark.parametrize("end", [b"", b"\r\n"])
def test_line_too_long(end: bytes) -> None:
    with pytest.raises(LineTooLong):
        fragments(b"* 1 FETCH (" + b"x" * limits.LINE_LENGTH_MAX + end)
    with pytest.raises(LineTooLong):
        fragments(b"* X {1}\r\na" + b"x" * limits.LINE_LENGTH_MAX + end)


@pytest.mark.parametrize("start", [b"* SEARCH ", b"* search ", b"* VANISHED (EARLIER) ", b"A1 OK [COPYUID 1 "])
def test_lines_of_numbers_may_be_longer(start: bytes) -> None:
    line = start + b"1234567 " * (limits.LINE_LENGTH_MAX // 4)
    assert fragments(line + b"\r\n") == [Response(line, [])]
    with pytest.raises(LineTooLong):
        fragments(start + b"1" * limits.NUMBERS_LINE_LENGTH_MAX)


def test_empty_tells_whether_something_is_left() -> None:
    fragmentizer = Fragmentizer()
    assert fragmentizer.empty
    for data, empty in ((b"* 1 EX", False), (b"ISTS\r\n", True), (b"* X {3}\r\n", False), (b"abc", False)):
        fragmentizer.feed(data)
        while fragmentizer.next() is not None:
            pass
        assert fragmentizer.empty == empty
