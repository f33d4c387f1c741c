"""The IMAP vectors of imapclient, Dovecot's library and imaptest: values, structures, envelopes, whole scripts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailclient.wire.imap.envelope import RawAddress
from mailclient.wire.imap.events import Event, Fetch, OtherData, Unparsed
from mailclient.wire.imap.structure import RawPart
from mailclient.wire.imap.tokens import Value, read_values
from tests.unit.wire.imap.player import ByteByByte, Cut, CutInto
from tests.unit.wire.imap.test_corpus import read
from tests.unit.wire.imap.test_parse import fetch

OTHERWISE = {f"TestParseResponse-test_square_brackets-02{number}" for number in (1, 2, 3)}
"""Blanks within brackets that follow no name: two atoms here, for no answer of a server has them."""

NOT_SPOKEN = {"GENURLAUTH", "SORT", "THREAD", "URLFETCH"}

_LITERAL_VARIABLES = re.compile(rb"\$(?:hdr|body|full)\d")
_WORD_VARIABLES = re.compile(rb"\$!?\w+")


def cases(corpus: Path, name: str, kind: str) -> list[dict[str, Any]]:
    found = [case for case in json.loads((corpus / name / "cases.json").read_text()) if case["kind"] == kind]
    assert found
    return found


def plain(value: Value) -> object:
    """As the vectors write it, but that numbers are strings."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    assert value is None or isinstance(value, bytes)
    return value if value is None else value.decode()


def wanted(value: Any) -> object:
    if isinstance(value, list):
        return [wanted(item) for item in value]
    if isinstance(value, dict):
        return value["text"]
    return None if value is None else str(value)


def test_values_of_imapclient(corpus: Path) -> None:
    for case in cases(corpus, "imapclient", "parse"):
        found = [plain(value) for value in read_values(case["input"]["text"].encode(), [])]
        expected = wanted(case["expected"])
        as_told = found in (expected, [expected])
        assert as_told == (case["id"] not in OTHERWISE), case["id"]


def test_fetches_of_imapclient(corpus: Path) -> None:
    for case in cases(corpus, "imapclient", "parse_fetch_response"):
        seq, _, items = case["input"][0]["text"].partition(" ")
        (found,), error = read(f"* {seq} FETCH {items}\r\n".encode(), Cut())
        assert isinstance(found, Fetch)
        assert error == ""
        assert str(found.uid or found.seq) in case["expected"]


def leaves(part: RawPart) -> Iterator[RawPart]:
    if not part.children:
        yield part
    for child in part.children:
        yield from leaves(child)


@pytest.mark.parametrize("key", ["bodystructure", "body"])
def test_structures_of_dovecot(corpus: Path, key: str) -> None:
    for case in cases(corpus, "dovecot-imap", "parse_tests"):
        found = fetch(f"BODYSTRUCTURE ({case[key]['text']})".encode()).structure
        assert found is not None
        types = re.findall(r"(?im)^content-type: ([a-z0-9/-]+)", case["message"]["text"])
        told = [part.media_type for part in every_part(found)]
        assert told == types, case["id"]


def every_part(part: RawPart) -> Iterator[RawPart]:
    yield part
    for child in part.children:
        yield from every_part(child)


def test_both_spellings_of_a_structure_are_the_same(corpus: Path) -> None:
    """What Dovecot makes normal was the same before, as far as both tell it."""
    for case in cases(corpus, "dovecot-imap", "normalize_tests"):
        before, after = (
            fetch(f"BODYSTRUCTURE ({case[key]['text']})".encode()).structure for key in ("input", "output")
        )
        assert before is not None
        assert after is not None
        assert [part.media_type for part in every_part(before)] == [part.media_type for part in every_part(after)]
        assert [(part.path, part.size) for part in leaves(before)] == [(part.path, part.size) for part in leaves(after)]


def test_envelopes_of_dovecot(corpus: Path) -> None:
    full, routed = (
        fetch(f"ENVELOPE ({case['envelope']['text']})".encode()).envelope
        for case in cases(corpus, "dovecot-imap", "envelope")
    )
    assert full is not None
    assert routed is not None
    assert full.subject == b"subject header"
    assert full.from_ == (RawAddress(b"From Real", b"fromuser", b"fromdomain.org"),)
    assert full.bcc == (RawAddress(b"Bcc Real", b"bccuser", b"bccdomain.org"),)
    assert (full.in_reply_to, full.message_id) == (b"<reply@to.id>", b"<msg@id>")
    assert routed.from_ == (RawAddress(None, b"user", b"domain"),)
    assert routed.to == ()


def answers(script: Path) -> Iterator[bytes]:
    """The untagged answers that a script expects, its variables filled in."""
    lines = iter(script.read_bytes().split(b"\n"))
    for line in lines:
        if not line.startswith((b"* ", b"! ")):
            continue
        answer = b"* " + line[2:]
        while answer.endswith(b"{{{"):
            data = b"\r\n".join(iter(lambda: next(lines), b"}}})"))
            answer = answer[:-3] + b"{%d}\r\n" % len(data) + data + b")"
        answer = re.sub(rb"\$date\d", b'"17-Jul-1996 02:44:25 -0700"', answer.replace(b"$$", b"x"))
        answer = _LITERAL_VARIABLES.sub(b"{5}\r\na\r\n\r\n", answer)
        yield _WORD_VARIABLES.sub(b"7", answer) + b"\r\n"


def test_what_the_scripts_of_imaptest_expect_is_read(corpus: Path) -> None:
    scripts = [path for path in sorted((corpus / "imaptest").iterdir()) if path.suffix == "" and path.name != "NOTICE"]
    count = 0
    for script in scripts:
        for answer in answers(script):
            events, error = read(answer, Cut())
            assert error == ""
            assert len(events) == 1, answer
            assert not isinstance(events[0], Unparsed), (script.name, answer, events)
            assert not isinstance(events[0], OtherData) or events[0].name in NOT_SPOKEN, answer
            for cut in (ByteByByte(), CutInto([2, 5])):
                assert read(answer, cut) == (events, error)
            count += 1
    assert count > 200


def test_sections_of_imaptest_have_their_bytes(corpus: Path) -> None:
    script = corpus / "imaptest" / "fetch-binary-mime"
    found: list[Event] = [event for answer in answers(script) for event in read(answer, Cut())[0]]
    sections = {name: item for event in found if isinstance(event, Fetch) for name, item in event.sections.items()}
    assert sections["BINARY[1]"].data is not None
    assert sections["BINARY[2.1]"].data == b"<p>Hello world</p>\r\n"
