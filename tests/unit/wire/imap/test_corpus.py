"""Server lines quoted in the tests of nine other clients: each is read, or is one of the named deviations."""

import json
from pathlib import Path

import pytest

from mailclient.wire.imap.errors import RemoteProtocolError
from mailclient.wire.imap.events import Event, OtherData, Unparsed
from mailclient.wire.imap.fragments import Fragmentizer
from mailclient.wire.imap.parse.response import parse
from tests.unit.wire.imap.player import ByteByByte, Cut, CutInto

NOT_SPOKEN = {"ACL", "LISTRIGHTS", "GENURLAUTH", "SORT", "THREAD"}
"""Answers to commands we never send."""

WORDS_OF_NO_ANSWER = {"ABC", "EXPUNGE", "NOOP", "NOW", "SE"}
"""A test's own filling, taken as an answer that is not spoken."""

CUT_SHORT = frozenset(
    {
        "horde-016",
        "imap-codec-077",
        "imap-codec-080",
        "jakarta-mail-006",
        "jakarta-mail-009",
        "thunderbird-010",
        "thunderbird-013",
        "thunderbird-android-007",
        "thunderbird-android-018",
        "thunderbird-android-019",
        "thunderbird-android-069",
        "trojita-010",
        "trojita-016",
        "trojita-022",
        "trojita-023",
        "trojita-057",
        "trojita-058",
        "trojita-130",
        "trojita-204",
        "trojita-208",
        "trojita-209",
        "trojita-223",
        "trojita-258",
        "trojita-372",
        "trojita-434",
    }
)
"""A piece of an answer that the other test completes elsewhere."""

TEMPLATES = frozenset(
    {
        "imap-codec-072",
        "imap-codec-073",
        "thunderbird-android-209",
        "trojita-005",
        "trojita-006",
        "trojita-040",
        "trojita-041",
        "trojita-226",
    }
)
"""With a place holder where a number is due."""

NO_ANSWER = frozenset(
    {
        "imap-codec-039",
        "thunderbird-android-180",
        "thunderbird-android-185",
    }
)
"""A number before VANISHED; a literal where a keyword is due."""

RUBBISH_AFTER_IT = frozenset(
    {
        "imap-codec-008",
        "imap-codec-010",
        "imap-codec-026",
        "imap-codec-112",
        "imap-codec-113",
    }
)
"""A good answer, then what is none and ends the connection."""


def read(data: bytes, cut: Cut) -> tuple[list[Event], str]:
    fragmentizer = Fragmentizer()
    events: list[Event] = []
    for piece in cut(data):
        fragmentizer.feed(piece)
        while (fragment := fragmentizer.next()) is not None:
            try:
                events.append(parse(fragment))  # type: ignore[arg-type]
            except RemoteProtocolError as error:
                return events, str(error)
    assert fragmentizer.empty
    return events, ""


def test_every_line_is_read_or_a_named_deviation(corpus: Path) -> None:
    cases = json.loads((corpus / "imap-responses" / "cases.json").read_text())
    assert len(cases) >= 300
    for case in cases:
        name, data = case["id"], case["bytes"]["text"].encode()
        if not data.endswith(b"\r\n"):
            data += b"\r\n"
        events, error = read(data, Cut())
        assert events, name
        assert bool(error) == (name in RUBBISH_AFTER_IT), name
        unparsed = any(isinstance(event, Unparsed) for event in events)
        assert unparsed == (name in CUT_SHORT | TEMPLATES | NO_ANSWER), name
        others = {event.name for event in events if isinstance(event, OtherData)}
        assert others <= NOT_SPOKEN | WORDS_OF_NO_ANSWER, name
        for cut in (ByteByByte(), CutInto([3, 7, 1])):
            assert read(data, cut) == (events, error), name


@pytest.mark.parametrize("wire", [b"* 1 EXISTS\n", b"* 1 EXISTS \r\n", b"* 1 exists\r\n"])
def test_line_ends_and_case(wire: bytes) -> None:
    events, error = read(wire, Cut())
    assert ([str(event) for event in events], error) == (["Exists(count=1)"], "")
