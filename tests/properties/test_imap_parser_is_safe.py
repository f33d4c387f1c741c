"""Whatever arrives, the parser says what it is, or that it is nothing, in linear time and bounded memory.

The lines of the corpus and of the transcripts are changed at random: bytes swapped, taken out, doubled, put in. Only
``RemoteProtocolError`` may come out; where the line is framed well, only an event may.
"""

import itertools
import json
import re
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailclient.wire.imap import limits
from mailclient.wire.imap.connection import Connection
from mailclient.wire.imap.errors import LineTooLong, LiteralTooLong, RemoteProtocolError
from mailclient.wire.imap.events import (
    ESearchData,
    Event,
    Fetch,
    LiteralChunk,
    NamespaceData,
    SearchData,
    Unparsed,
    Vanished,
)
from tests.little_work import little_work
from tests.unit.wire.imap.player import CutInto

_CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "imap-responses" / "cases.json"
_TRANSCRIPTS = Path(__file__).parents[1] / "transcripts" / "imap"


def lines() -> list[bytes]:
    """What servers say, here and in the corpus when it is beside the project."""
    found = [
        line[3:].encode()
        for path in sorted(_TRANSCRIPTS.glob("*.txt"))
        for line in path.read_text().splitlines()
        if line.startswith("S: * ")
    ]
    if _CORPUS.exists():
        found += [case["bytes"]["text"].encode() for case in json.loads(_CORPUS.read_text())]
    return found


LINES = lines()
_TOKENS = st.sampled_from(
    rb"""( ) " \ NIL [ ] < * 0 4294967296 99999999999999999999999999 FETCH BODY[ UID $ : , = & &- &AAAA-""".split()
    + rb""" {3}. ~{0}. * """.replace(b".", b"\r\n").split(b" ")
    + [bytes([byte]) for byte in b"\0\xff\r\n "]
)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A line with a few of its bytes changed, and what may follow it."""
    line = bytearray(draw(st.sampled_from(LINES)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(line)))
        until = draw(st.integers(place, min(len(line), place + 8)))
        line[place:until] = draw(st.one_of(_TOKENS, st.binary(max_size=4)))
    return bytes(line) + b"\r\n"


def told(data: bytes, cuts: list[int]) -> tuple[list[Event], str]:
    """The events, and the name of the error that ended the connection."""
    connection = Connection()
    connection.receive(b"* PREAUTH ready\r\n")
    events: list[Event] = []
    for piece in CutInto(cuts)(data):
        try:
            events += connection.receive(piece)
        except RemoteProtocolError as error:
            return events, type(error).__name__
        if connection.failure is not None:
            return events, type(connection.failure).__name__
    return events, ""


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changed(), st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_a_changed_line_is_an_event_or_an_error_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    assert told(data, cuts) == told(data, [len(data)])


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_rubbish(data: bytes) -> None:
    told(b"* " + data + b"\r\n", [1000])
    told(data, [1000])


_HOSTILE = {
    "parentheses": b"* 1 FETCH (X " + b"(" * 100_000 + b")" * 100_000 + b")",
    "open parentheses": b"* 1 FETCH (BODYSTRUCTURE " + b"(" * 100_000,
    "quotes": b"* LIST () " + b'"' * 100_001,
    "backslashes": b'* LIST () "/" "' + b"\\" * 100_001,
    "brackets": b"* OK " + b"[" * 100_000,
    "code": b"* OK [COPYUID 1 " + b"1," * 50_000 + b"1 1]",
    "code in parentheses": b"* OK [X " + b'("' * 50_000 + b"]",
    "body names": b"* 1 FETCH (" + b"BODY[" * 40_000 + b")",
    "numbers": b"* SEARCH " + b"9" * 100_000,
    "wide numbers": b"* SEARCH" + b" 99999999999999999999" * 5_000,
    "number set": b"* VANISHED " + b"1:4294967295," * 10_000 + b"1",
    "esearch": b'* ESEARCH (TAG "a") UID ALL ' + b"1:4294967295," * 10_000 + b"1",
    "blanks": b"* LIST () " + b" " * 200_000 + b"a",
    "blanks at the end": b"* STATUS a" + b" " * 200_000 + b"(",
    "list names": b'* LIST () "/" ' + b"a (" * 60_000,
    "braces": b"* 1 FETCH (" + b"{1} " * 50_000 + b")",
    "shifts": b'* LIST () "/" "' + b"&AAA-&" * 30_000 + b'"',
    "one shift": b'* LIST () "/" "&' + b"A" * 200_000 + b'-"',
    "rights": b"* ACL a" + b" x y" * 40_000,
    "quota": b'* QUOTA "" (' + b"A 1 2 " * 40_000 + b")",
    "metadata": b"* METADATA a (" + b"/a NIL " * 40_000 + b")",
    "flags": b"* FLAGS (" + b"\\a " * 80_000 + b")",
    "capabilities": b"* CAPABILITY " + b"A " * 100_000,
    "old names": b'* LIST () "/" a (' + b'"OLDNAME" ("a") ' * 15_000 + b")",
    "progress": b"* OK [INPROGRESS (" + b'"a" ' * 50_000 + b")]",
    "namespaces": b"* NAMESPACE (" + b'("a" "/")' * 30_000 + b") NIL NIL",
}


@pytest.mark.parametrize("name", sorted(_HOSTILE))
def test_time_is_linear(name: str) -> None:
    """Twice as much takes about twice as long; quadratic work would take four times and, at this length, minutes."""
    data = _HOSTILE[name]
    with little_work(2):
        events, error = told(data + b"\r\n", [65_536])
    assert events or error


def feed(connection: Connection, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        connection.receive(piece)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"* " + b"x" * (limits.LINE_LENGTH_MAX + 100), LineTooLong),
        (b"* SEARCH " + b"1 " * (limits.NUMBERS_LINE_LENGTH_MAX // 2 + 100), LineTooLong),
        (b"* 1 FETCH (BODY[] {9223372036854775807}\r\n", LiteralTooLong),
        (b"* 1 FETCH (X {9223372036854775807}\r\n", LiteralTooLong),
        (b'* LIST () "/" {9223372036854775808}\r\n', LiteralTooLong),
        (b"* 1 FETCH (" + b"X {0}\r\n " * (limits.LITERALS_COUNT_MAX + 1), RemoteProtocolError),
    ],
    ids=["line", "numbers", "section", "item", "name", "count"],
)
def test_what_is_too_much_ends_the_connection(data: bytes, error: type[RemoteProtocolError]) -> None:
    connection = Connection()
    connection.receive(b"* PREAUTH ready\r\n")
    with pytest.raises(error):
        feed(connection, CutInto([65_536])(data))


def test_an_endless_line_is_not_held() -> None:
    connection = Connection()
    connection.receive(b"* PREAUTH ready\r\n")
    tracemalloc.start()
    try:
        with pytest.raises(LineTooLong):
            feed(connection, itertools.repeat(b"x" * 65_536, 10_000))
        assert tracemalloc.get_traced_memory()[1] < 4 * limits.LINE_LENGTH_MAX
    finally:
        tracemalloc.stop()


def test_an_endless_section_is_not_held() -> None:
    connection = Connection()
    connection.receive(b"* PREAUTH ready\r\n")
    connection.receive(b"* 1 FETCH (UID 1 BODY[] {1000000000}\r\n")
    piece = b"x" * 65_536
    tracemalloc.start()
    try:
        for _ in range(500):
            (chunk,) = connection.receive(piece)
            assert isinstance(chunk, LiteralChunk)
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_million_answers_leave_nothing_behind() -> None:
    connection = Connection()
    connection.receive(b"* PREAUTH ready\r\n")
    piece = b"* 1 EXISTS\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* X-JUNK a\r\n* OK still here\r\n" * 500
    connection.receive(piece)
    tracemalloc.start()
    try:
        count = 4 * 500
        for _ in range(24):
            count += len(connection.receive(piece))
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 25 * 4 * 500
    assert held < 64 * 1024
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize(
    "line",
    [
        b"* VANISHED 1:4294967295",
        b"* VANISHED 1:*",
        b'* ESEARCH (TAG "a") UID ALL 1:4294967295',
        b"* OK [COPYUID 1 1:4294967295 1:4294967295]",
        b"* OK [APPENDUID 1 1:4294967295]",
        b"* OK [MODIFIED 1:4294967295]",
    ],
)
def test_enormous_sets_are_not_expanded(line: bytes) -> None:
    tracemalloc.start()
    try:
        events, error = told(line + b"\r\n", [1000])
        assert tracemalloc.get_traced_memory()[1] < 256 * 1024
    finally:
        tracemalloc.stop()
    assert error == ""
    assert len(events) == 1
    assert isinstance(events[0], Vanished | Unparsed) or "Condition" in type(events[0]).__name__


@given(
    st.sampled_from(["SEARCH", "ESEARCH", "NAMESPACE", "FETCH"]), st.from_regex(r"[0-9 ():,*$]{0,40}", fullmatch=True)
)
def test_numbers_that_are_read_are_numbers(kind: str, text: str) -> None:
    events, _ = told(f"* {'1 ' if kind == 'FETCH' else ''}{kind} {text}\r\n".encode(), [1000])
    for event in events:
        assert isinstance(event, SearchData | ESearchData | NamespaceData | Fetch | Unparsed)
        if isinstance(event, SearchData):
            assert list(event.numbers) == [int(word) for word in re.findall(r"[0-9]+", text)]
