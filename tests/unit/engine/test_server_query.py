"""What the user writes → search program, with and without WITHIN, and for Gmail."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.engine.sync.server_query import ServerQuery, Word, read_query
from mailclient.wire.imap.commands.uid_search import UidSearch
from tests.unit.wire.imap.test_commands import text

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC).timestamp()
DAY = 86400


def said(query: str, *offered: str) -> bytes:
    return text(UidSearch(read_query(query).keys(lambda capability: capability in offered, NOW)))


@pytest.mark.parametrize(
    ("query", "wire"),
    [
        ("word", b' TEXT "word"'),
        ('two words "in a row"', b' TEXT "two" TEXT "words" TEXT "in a row"'),
        ("from:anna subject:x", b' FROM "anna" SUBJECT "x"'),
        ('to:"Anna B"', b' OR (TO "Anna B") (CC "Anna B")'),
        ("FROM:a", b' FROM "a"'),
        ("after:2026-01-31 before:2026-02-28", b" SINCE 31-Jan-2026 BEFORE 28-Feb-2026"),
        ("newer:7d", b" SINCE 13-Nov-2026"),
        ("older:2w", b" BEFORE 9-Nov-2026"),
        ("newer:soon after:now http://a.b/c", b' TEXT "newer:soon" TEXT "after:now" TEXT "http://a.b/c"'),
        ("newer:0d", b' TEXT "newer:0d"'),
        ('"open', b' TEXT "open"'),
        ('a"b', b' TEXT "a\\"b"'),
    ],
)
def test_programs(query: str, wire: bytes) -> None:
    assert said(query) == wire


def test_ages_to_the_second_where_they_are_offered() -> None:
    assert said("newer:36h older:1y", "WITHIN") == b" YOUNGER 129600 OLDER 31536000"


def test_gmail_is_asked_in_its_own_words() -> None:
    assert said('from:a "b c" after:2026-01-31 before:2026-02-01', "X-GM-EXT-1", "WITHIN") == (
        b' X-GM-RAW "from:\\"a\\" \\"b c\\" after:2026/01/31 before:2026/02/01"'
    )
    assert said("newer:1d", "X-GM-EXT-1") == b' X-GM-RAW "after:%d"' % (NOW - DAY)


@pytest.mark.parametrize("query", ["", "  ", '""', 'from:""', "from:"])
def test_nothing_is_asked(query: str) -> None:
    if query == "from:":
        assert read_query(query) == ServerQuery((Word("from:"),))
    else:
        assert not read_query(query)


def test_ages_of_what_is_in_the_store() -> None:
    query = read_query("lunch newer:3d older:1d")
    assert query.in_store() == '"lunch"'
    assert [query.admits(NOW - days * DAY, NOW) for days in (0, 2, 4)] == [False, True, False]
    days = read_query("after:2026-11-20 before:2026-11-21")
    assert [days.admits(NOW - days_ago * DAY, NOW) for days_ago in (0, 1, 2)] == [False, True, False]


@given(st.text(max_size=60))
def test_nothing_is_a_syntax_error(query: str) -> None:
    asked = read_query(query)
    if asked:
        for offered in ((), ("WITHIN",), ("X-GM-EXT-1",)):
            keys = asked.keys(lambda capability, offered=offered: capability in offered, NOW)  # type: ignore[misc]
            try:
                assert text(UidSearch(keys)).startswith(b" ")
            except UnicodeEncodeError:
                assert any("\ud800" <= character <= "\udfff" for character in query)
