"""What the user writes → search program, with and without WITHIN, and for Gmail."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.engine.sync.server_query import ServerQuery
from mailclient.mail.query import parse
from mailclient.wire.imap.commands.uid_search import UidSearch
from tests.unit.wire.imap.test_commands import text

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC).timestamp()
DAY = 86400


def said(query: str, *offered: str) -> bytes:
    keys = ServerQuery(parse(query)).keys(lambda capability: capability in offered, NOW)
    return text(UidSearch(keys)) if keys else b""


@pytest.mark.parametrize(
    ("query", "wire"),
    [
        ("word", b' TEXT "word"'),
        ('two words "in a row"', b' TEXT "two" TEXT "words" TEXT "in a row"'),
        ("from:anna subject:x", b' FROM "anna" SUBJECT "x"'),
        ('to:"Anna B"', b' OR (TO "Anna B") OR (CC "Anna B") (BCC "Anna B")'),
        ("cc:a bcc:b body:c list:d", b' CC "a" BCC "b" BODY "c" HEADER "List-Id" "d"'),
        ("a or b", b' OR (TEXT "a") (TEXT "b")'),
        ("a (b or c) d", b' TEXT "a" OR (TEXT "b") (TEXT "c") TEXT "d"'),
        ("-from:a", b' NOT (FROM "a")'),
        ("-(a b)", b' NOT (TEXT "a" TEXT "b")'),
        ("is:unread is:flagged is:answered is:draft", b" UNSEEN FLAGGED ANSWERED DRAFT"),
        ("-is:unread", b" NOT UNSEEN"),
        ("tag:important", b" OR (KEYWORD $label1) (KEYWORD important)"),
        ("larger:1M smaller:2M", b" LARGER 1048576 SMALLER 2097152"),
        ("after:2026-01-31 before:2026-02-28", b" SINCE 30-Jan-2026 BEFORE 1-Mar-2026"),
        ("newer:7d", b" SINCE 13-Nov-2026"),
        ("older:2w", b" BEFORE 9-Nov-2026"),
        ("on:today", b" SINCE 20-Nov-2026 BEFORE 23-Nov-2026"),
        ("newer:soon http://a.b/c", b' TEXT "newer:soon" TEXT "http://a.b/c"'),
        ('"open', b' TEXT "open"'),
        ("회의", b" TEXT {6}\xed\x9a\x8c\xec\x9d\x98"),
    ],
)
def test_programs(query: str, wire: bytes) -> None:
    assert said(query).removeprefix(b" CHARSET UTF-8") == wire


@pytest.mark.parametrize(
    ("query", "wire"),
    [
        ("has:attachment a", b' TEXT "a"'),
        ("a or has:attachment", b""),
        ("-has:attachment", b""),
        ("-after:2026-01-01", b""),
        ("filename:x", b""),
        ("in:inbox account:me a", b' TEXT "a"'),
        ("tag:", b""),
    ],
)
def test_what_a_server_cannot_look_at_narrows_nothing(query: str, wire: bytes) -> None:
    """More is found than was meant, never less."""
    assert said(query) == wire


def test_words_that_are_not_looked_for_are_named() -> None:
    query = ServerQuery(parse('a filename:x or filename:"y z" has:attachment'))
    assert query.unchecked(lambda _capability: False) == ("filename:x", 'filename:"y z"')
    assert query.unchecked(lambda capability: capability == "X-GM-EXT-1") == ()


def test_ages_to_the_second_where_they_are_offered() -> None:
    assert said("newer:36h older:1y", "WITHIN") == b" YOUNGER 129600 OLDER 31536000"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('from:a "b c"', 'from:"a" "b c"'),
        ("after:2026-01-31 before:2026-02-01", "after:2026/01/30 before:2026/02/02"),
        ("newer:1d", f"after:{NOW - DAY:.0f}"),
        ("a or from:b", '{"a" from:"b"}'),
        ("-(a b) -c", '-("a" "b") -"c"'),
        ("is:unread has:attachment larger:5M filename:pdf", 'is:unread has:attachment larger:5242880 filename:"pdf"'),
        ("is:answered a", '"a"'),
    ],
)
def test_gmail_is_asked_in_its_own_words(query: str, words: str) -> None:
    quoted = words.replace('"', '\\"')
    assert said(query, "X-GM-EXT-1", "WITHIN") == f' X-GM-RAW "{quoted}"'.encode()


@pytest.mark.parametrize("query", ["", "  ", '""', 'from:""', "from:"])
def test_nothing_is_asked(query: str) -> None:
    assert not ServerQuery(parse(query))


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["-", "(", ")", "a ", "or ", "from:", '"', "is:unread "])).map("".join)
)
def test_nothing_is_a_syntax_error(query: str) -> None:
    asked = ServerQuery(parse(query))
    for offered in ((), ("WITHIN",), ("X-GM-EXT-1",)):
        keys = asked.keys(lambda capability, offered=offered: capability in offered, NOW)  # type: ignore[misc]
        try:
            assert not keys or text(UidSearch(keys)).startswith(b" ")
        except UnicodeEncodeError:
            assert any("\ud800" <= character <= "\udfff" for character in query)
