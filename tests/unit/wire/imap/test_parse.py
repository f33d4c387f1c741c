"""Answers → events: the grammar, its bounds, and input that is hostile."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailclient.wire.imap import limits
from mailclient.wire.imap.codes import Code, CopyUid
from mailclient.wire.imap.errors import RemoteProtocolError
from mailclient.wire.imap.events import (
    CommandDone,
    Condition,
    ESearchData,
    Event,
    Fetch,
    ListEntry,
    SearchData,
    StatusData,
    Unparsed,
    Vanished,
)
from mailclient.wire.imap.fragments import Fragmentizer, Response
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.parse.response import parse
from tests.little_work import little_work


def event(data: bytes) -> Event:
    fragmentizer = Fragmentizer()
    fragmentizer.feed(data + b"\r\n")
    response = fragmentizer.next()
    assert isinstance(response, Response)
    return parse(response)


def fetch(items: bytes) -> Fetch:
    found = event(b"* 1 FETCH (" + items + b")")
    assert isinstance(found, Fetch), found
    return found


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (b'"17-Jul-1996 02:44:25 -0700"', datetime(1996, 7, 17, 2, 44, 25, tzinfo=timezone(timedelta(hours=-7)))),
        (b'" 1-Jan-2026 00:00:60 +0000"', datetime(2026, 1, 1, 0, 0, 59, tzinfo=UTC)),
        (b'"17-Jul-1996 02:44:25 +9999"', datetime(1996, 7, 17, 2, 44, 25, tzinfo=UTC)),
        (b'"31-Feb-2026 00:00:00 +0000"', None),
        (b'"17-Foo-1996 02:44:25 -0700"', None),
        (b"NIL", None),
        (b'"yesterday"', None),
    ],
)
def test_internal_date(text: bytes, moment: datetime | None) -> None:
    assert fetch(b"INTERNALDATE " + text).internal_date == moment


def test_sections_are_keyed_in_normal_form() -> None:
    found = fetch(
        b'BODY[HEADER.FIELDS ("Date"   "From")] "d" body[1.2.mime]<5> "m" BINARY[3] NIL RFC822.HEADER "h" '
        b"BODY[] {2}\r\nxy"
    )
    assert {name: section.data for name, section in found.sections.items()} == {
        "BODY[HEADER.FIELDS (DATE FROM)]": b"d",
        "BODY[1.2.MIME]": b"m",
        "BINARY[3]": None,
        "BODY[HEADER]": b"h",
        "BODY[]": b"xy",
    }
    assert found.sections["BODY[1.2.MIME]"].origin == 5
    assert found.header_fields == b"d"
    assert found.section("") == b"xy"


def test_quoted_strings_are_unescaped() -> None:
    found = fetch(rb'ENVELOPE ("d" "a \"b\" \\ c" NIL NIL NIL NIL NIL NIL NIL "NIL")')
    assert found.envelope is not None
    assert found.envelope.subject == rb'a "b" \ c'
    assert found.envelope.message_id == b"NIL"
    assert found.envelope.in_reply_to is None


def test_paths_of_parts() -> None:
    """RFC 9051 section 6.4.5.1, and inside message/rfc822."""
    text = b'("text" "plain" NIL NIL NIL "7bit" 1 1)'
    inner = b'("message" "rfc822" NIL NIL NIL "7bit" 9 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) %b 3)'
    multi = b'(%b%b "mixed")' % (text, text)
    found = fetch(b'BODYSTRUCTURE (%b%b%b%b "mixed")' % (text, multi, inner % multi, inner % text))
    assert found.structure is not None
    _, two, three, four = found.structure.children
    assert (found.structure.path, two.path, [part.path for part in two.children]) == ("", "2", ["2.1", "2.2"])
    assert [(part.path, [leaf.path for leaf in part.children]) for part in three.children] == [
        ("3.TEXT", ["3.1", "3.2"])
    ]
    assert [part.path for part in four.children] == ["4.1"]
    assert three.envelope is not None
    assert three.envelope.subject == b"in"


def test_uid_out_of_range_is_not_believed() -> None:
    assert isinstance(event(b"* 1 FETCH (UID 0 FLAGS ())"), Unparsed)
    assert isinstance(event(b"* 1 FETCH (UID 4294967296 FLAGS ())"), Unparsed)
    assert isinstance(event(b"* 1 FETCH (UID 99999999999999999999 FLAGS ())"), Unparsed)
    assert isinstance(event(b"* 0 FETCH (UID 1)"), Unparsed)
    assert isinstance(event(b"* 0 EXPUNGE"), Unparsed)


def test_search_of_nothing_and_with_modseq() -> None:
    assert event(b"* SEARCH") == SearchData(())
    assert event(b"* SEARCH 2 5 (MODSEQ 917162500)") == SearchData((2, 5), 917162500)
    assert isinstance(event(b"* SEARCH 2 x"), Unparsed)


def test_ranges_of_answers_are_bounded() -> None:
    found = event(b'* ESEARCH (TAG "A1") UID ALL 1:1000000 COUNT 3')
    assert found == ESearchData("A1", uid=True, all=NumberSet.span(1, 1_000_000), items={"COUNT": 3})
    assert isinstance(event(b"* ESEARCH UID ALL 1:4294967295"), Unparsed)
    copied = event(b"* OK [COPYUID 1 1:4294967295 1:4294967295]")
    assert isinstance(copied, Condition)
    assert type(copied.code) is Code
    assert event(b"* VANISHED 1:4294967295") == Vanished(NumberSet.span(1, 4294967295))


def test_copyuid_that_does_not_pair_is_no_copyuid() -> None:
    assert event(b"* OK [COPYUID 1 1:3 7:8] x") == Condition(
        event(b"* OK").status,  # type: ignore[union-attr]
        Code("COPYUID", "1 1:3 7:8"),
        "x",
    )
    found = event(b"A1 OK [COPYUID 1 5,1:2 7:9] x")
    assert isinstance(found, CommandDone)
    assert isinstance(found.code, CopyUid)
    assert found.code.pairs() == {5: 7, 1: 8, 2: 9}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"[PERMANENTFLAGS (\\Seen [Gmail]/x \\*)] ok", "PERMANENTFLAGS"),
        (b"[BADCHARSET ({5}", None),
        (b"[UIDVALIDITY", None),
        (b"[] text", None),
        (b"no code [here]", None),
        (b"[ALERT]", "ALERT"),
        (b"[REFERRAL imap://x/[a]] y", "REFERRAL"),
    ],
)
def test_codes(line: bytes, code: str | None) -> None:
    found = event(b"* OK " + line)
    assert isinstance(found, Condition)
    assert (found.code.name if found.code else None) == code


def test_status_with_values_in_lists() -> None:
    found = event(b'* STATUS "a b" (MESSAGES 1 MAILBOXID (F123) UIDNEXT 5)')
    assert found == StatusData("a b", b"a b", {"MESSAGES": 1, "UIDNEXT": 5}, "F123")


def test_utf8_names_when_enabled() -> None:
    fragmentizer = Fragmentizer()
    fragmentizer.feed('* LIST () "/" "R&D 한글"\r\n'.encode())
    response = fragmentizer.next()
    assert isinstance(response, Response)
    found = parse(response, utf8=True)
    assert isinstance(found, ListEntry)
    assert found.name == "R&D 한글"


# --- hostile ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", [b"", b"*", b"hello", b"A1", b"A1 MAYBE", b"A1 FETCH x", b"\xff\xfe OK", b" * 1 EXISTS"]
)
def test_what_is_no_answer_ends_the_connection(line: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        event(line)


def test_nesting_is_bounded() -> None:
    deep = limits.NESTING_DEPTH_MAX - 1
    fetch(b"X " + b"(" * deep + b")" * deep)
    found = event(b"* 1 FETCH (BODYSTRUCTURE " + b"(" * 100_000 + b")" * 100_000 + b")")
    assert isinstance(found, Unparsed)
    assert "too deep" in found.reason


def test_deep_structure_is_read_without_recursion_error() -> None:
    structure = b'("text" "plain" NIL NIL NIL "7bit" 1 1)'
    for _ in range(limits.NESTING_DEPTH_MAX - 3):
        structure = b"(" + structure + b' "mixed")'
    assert fetch(b"BODYSTRUCTURE " + structure).structure is not None


@pytest.mark.parametrize(
    "line",
    [
        b"* 1 FETCH (" + b'"' * 200_001 + b")",
        b"* 1 FETCH (" + b"\\" * 200_000 + b")",
        b'* 1 FETCH ("' + b"\\" * 200_001,
        b"* 1 FETCH (" + b"BODY[" * 40_000 + b")",
        b"* OK [" + b"(" * 200_000,
        b"* OK [X " + b"(a)" * 60_000,
        b"* OK [X " + b'"a' * 60_000,
        b"* OK [" + b"a " * 100_000,
        b'* LIST (a) "/" ' + b"a (" * 60_000,
        b'* LIST (a) "/" ' + b"a " * 100_000,
        b"* LIST (" + b" " * 200_000,
        b"* STATUS " + b"a (" * 60_000,
        b"* STATUS a " + b"(" * 200_000,
        b"* STATUS a (" + b"()" * 100_000,
        b"* STATUS a (" + b"(a) " * 50_000,
        b"* STATUS " + b"a " * 100_000,
        b"* SEARCH " + b"1 " * 100_000 + b"(MODSEQ ",
        b"* VANISHED " + b"1," * 100_000,
        b"* 1 FETCH (BODY[] " + b"{1}" * 60_000 + b"x",
        b"* OK [a" + b" " * 200_000,
        b"* OK [a" + b" " * 200_000 + b"(",
        b"* LIST () NIL a" + b" " * 200_000 + b"x",
        b"* LIST () NIL a" + b" " * 200_000 + b"(x",
        b"* LIST ()" + b" " * 200_000 + b"x",
        b'* LIST () "/"' + b" " * 200_000 + b'"x',
        b"* STATUS a" + b" " * 200_000 + b"x",
        b"* 1 FETCH (BODY[" + b" " * 200_000 + b"] a)",
        b'* 1 FETCH (INTERNALDATE "' + b" " * 200_000 + b'")',
        b"A1 OK" + b" " * 200_000 + b"x",
    ],
)
def test_no_line_takes_long(line: bytes) -> None:
    """200 KB each; what takes more than a second here would take minutes at the bound of a line."""
    with little_work(1.0):
        event(line)


@given(st.binary(max_size=200))
@example(b'* LIST () "" ""')
@example(b"* ESEARCH ALL")
def test_any_line_is_an_event_or_a_protocol_error(line: bytes) -> None:
    line = line.replace(b"\n", b"").replace(b"}", b"")
    for start in (b"", b"* ", b"* 1 FETCH (", b"* LIST ", b"* STATUS ", b"* ESEARCH ", b"A1 OK [", b"* NAMESPACE "):
        try:
            event(start + line)
        except RemoteProtocolError:
            assert not start.startswith(b"* ")
