"""UID SEARCH with all it can return, ESEARCH of many mailboxes, and the programs: examples of the RFCs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.wire.imap import search_keys
from mailclient.wire.imap.commands.multi_search import MultiSearch, Source, Where
from mailclient.wire.imap.commands.uid_fetch import UidFetch
from mailclient.wire.imap.commands.uid_search import Found, UidSearch, read_found
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import ESearchData, Event, Fetch, SearchData, Unparsed
from mailclient.wire.imap.number_set import SAVED, NumberSet
from mailclient.wire.imap.page import Page
from tests.unit.wire.imap.test_commands import SOME, text
from tests.unit.wire.imap.test_connection import said, selected, tell
from tests.unit.wire.imap.test_parse import event

UNSEEN = ("UNSEEN",)


def esearch(line: bytes) -> ESearchData:
    found = event(b"* ESEARCH " + line)
    assert isinstance(found, ESearchData), found
    return found


# --- return options -----------------------------------------------------------------------------------------------


def test_return_options() -> None:
    assert text(UidSearch(UNSEEN, ("MIN", "COUNT"))) == b" UNSEEN"
    assert text(UidSearch(UNSEEN, ("MIN", "COUNT")), "ESEARCH") == b" RETURN (MIN COUNT) UNSEEN"
    assert text(UidSearch(UNSEEN, ()), "ESEARCH") == b" RETURN () UNSEEN"
    assert text(UidSearch(UNSEEN, ("SAVE",)), "ESEARCH SEARCHRES") == b" RETURN (SAVE) UNSEEN"
    assert text(UidSearch(UNSEEN, ("SAVE", "ALL")), "IMAP4REV2") == b" RETURN (SAVE ALL) UNSEEN"
    with pytest.raises(LocalProtocolError):
        text(UidSearch(UNSEEN, ("SAVE",)), "ESEARCH")
    with pytest.raises(LocalProtocolError):
        text(UidSearch(UNSEEN, ("UPDATE",)), "ESEARCH")
    with pytest.raises(LocalProtocolError):
        text(UidSearch(()))


def test_pages() -> None:
    """RFC 9394 section 3.1."""
    newest = UidSearch(("UNDELETED",), (), Page(1, 100, from_end=True))
    assert text(newest, "ESEARCH PARTIAL") == b" RETURN (PARTIAL -1:-100) UNDELETED"
    first = UidSearch(("UNDELETED",), ("COUNT",), Page(23500, 24000))
    assert text(first, "ESEARCH CONTEXT=SEARCH") == b" RETURN (COUNT PARTIAL 23500:24000) UNDELETED"
    for command, capabilities in ((first, "ESEARCH"), (newest, "ESEARCH CONTEXT=SEARCH")):
        with pytest.raises(LocalProtocolError):
            text(command, capabilities)
    for page in (Page(0, 1), Page(2, 1), Page(1, 2**32)):
        with pytest.raises(LocalProtocolError):
            page.to_wire()


def test_pages_of_fetch() -> None:
    """RFC 9394 section 3.3."""
    command = UidFetch(NumberSet.span(25900, 26600), ("FLAGS",), page=Page(1, 100, from_end=True))
    assert text(command, "PARTIAL") == b" 25900:26600 (UID FLAGS) (PARTIAL -1:-100)"
    with pytest.raises(LocalProtocolError):
        text(command)
    both = UidFetch(NumberSet.span(1), ("FLAGS",), changed_since=98305, vanished=True, page=Page(1, 2))
    assert text(both, "PARTIAL") == b" 1:* (UID FLAGS) (CHANGEDSINCE 98305 VANISHED PARTIAL 1:2)"


def test_the_saved_result() -> None:
    """RFC 5182 section 2.2: found and fetched in one flight."""
    connection = selected("IMAP4rev1 ESEARCH SEARCHRES")
    search = connection.send(UidSearch(search_keys.containing("SUBJECT", "a b"), ("SAVE", "COUNT")))
    fetch = UidFetch(SAVED, ("FLAGS",))
    connection.send(fetch)
    connection.send(UidStore(SAVED, Change.ADD, ("\\Seen",)))
    assert said(connection) == (
        b'A2 UID SEARCH RETURN (SAVE COUNT) SUBJECT "a b"\r\n'
        b"A3 UID FETCH $ (UID FLAGS)\r\nA4 UID STORE $ +FLAGS.SILENT (\\Seen)\r\n"
    )
    (found,) = tell(connection, f'* ESEARCH (TAG "{search}") UID COUNT 2')
    assert read_found([found]) == Found(count=2)
    (told,) = tell(connection, "* 3 FETCH (UID 7 FLAGS ())")
    assert isinstance(told, Fetch)
    assert fetch.wants(told)
    assert list(SAVED.pieces()) == [SAVED]
    with pytest.raises(ValueError, match="only the server"):
        list(SAVED)
    with pytest.raises(ValueError, match="only the server"):
        _ = SAVED.count
    assert text(UidSearch((*search_keys.SAVED_RESULT, "SMALLER", "4096"))) == b" $ SMALLER 4096"


# --- answers --------------------------------------------------------------------------------------------------------


def test_answers() -> None:
    """RFC 4731 section 3.1, RFC 7162 section 3.1.10."""
    found = esearch(b'(TAG "A282") MIN 2 COUNT 3')
    assert (found.tag, found.uid, found.all, found.items) == ("A282", False, None, {"MIN": 2, "COUNT": 3})
    assert read_found([found]) == Found(count=3, first=2)
    ranges = esearch(b'(TAG "A285") UID ALL 43,58:60,9 MODSEQ 1236')
    assert read_found([ranges]) == Found(NumberSet(((43, 43), (58, 60), (9, 9))), 5, 9, 60, 1236)
    assert read_found([esearch(b'(TAG "A1") UID')]) == Found()
    assert read_found([esearch(b'(TAG "A1") UID ALL 1 X-NEW (1 (2)) COUNT 1')]).uids == NumberSet.of([1])


def test_answers_of_pages() -> None:
    """RFC 9394 section 3.1."""
    found = esearch(b'(TAG "A01") UID PARTIAL (-1:-100 200:250,252:300)')
    assert found.partial == NumberSet(((200, 250), (252, 300)))
    assert read_found([found]).count == 100
    assert esearch(b'(TAG "A02") UID PARTIAL (23500:24000 55500:56000)').partial == NumberSet.span(55500, 56000)
    assert esearch(b'(TAG "A04") UID PARTIAL (24000:24500 NIL)').partial == NumberSet()
    assert esearch(b"PARTIAL (1) COUNT 5").items == {"COUNT": 5}


def test_answers_of_many_mailboxes() -> None:
    """RFC 7377 section 2.1."""
    found = esearch(b'(TAG "tag1" MAILBOX "folder2/salmon" UIDVALIDITY 1111) UID ALL 50003,50006,50009,50012')
    assert (found.mailbox, found.raw, found.uid_validity) == ("folder2/salmon", b"folder2/salmon", 1111)
    assert found.all == NumberSet.of([50003, 50006, 50009, 50012])
    odd = esearch(b"(TAG x UIDVALIDITY nine MAILBOX &1VyuAA-) UID COUNT 1")
    assert (odd.tag, odd.mailbox, odd.uid_validity) == ("x", "한글", None)


def test_plain_answers() -> None:
    events: list[Event] = [SearchData((3, 1, 2)), SearchData((9, 0, 2**32), 7)]
    assert read_found(events) == Found(NumberSet(((1, 3), (9, 9))), 4, 1, 9, 7)
    assert read_found([]) == Found()


@pytest.mark.parametrize(
    "line", [b"UID ALL 1:4294967295", b"UID ALL 1:x", b"UID ALL 0", b"UID PARTIAL (1:2 5:4000000000)"]
)
def test_results_that_cannot_be(line: bytes) -> None:
    assert isinstance(event(b'* ESEARCH (TAG "a") ' + line), Unparsed)


# --- many mailboxes -------------------------------------------------------------------------------------------------


def test_many_mailboxes() -> None:
    """RFC 7377 section 2.1."""
    sources = (Source(Where.MAILBOXES, ("folder1",)), Source(Where.SUBTREE, ("folder2", "a b")))
    assert text(MultiSearch(sources, UNSEEN), "MULTISEARCH") == (
        b' IN (mailboxes (folder1) subtree (folder2 "a b")) RETURN (ALL) UNSEEN'
    )
    personal = MultiSearch((Source(Where.PERSONAL),), search_keys.containing("TEXT", "회의"), ("COUNT",))
    assert text(personal, "MULTISEARCH") == b" IN (personal) RETURN (COUNT) CHARSET UTF-8 TEXT {6}" + "회의".encode()
    assert personal.wants(ESearchData("a", True, None, {}))


@pytest.mark.parametrize(
    "command",
    [
        MultiSearch((), UNSEEN),
        MultiSearch((Source(Where.SUBTREE),), UNSEEN),
        MultiSearch((Source(Where.PERSONAL, ("a",)),), UNSEEN),
        MultiSearch((Source(Where.PERSONAL),), UNSEEN, ("SAVE",)),
    ],
)
def test_what_servers_refuse_is_not_sent(command: MultiSearch) -> None:
    with pytest.raises(LocalProtocolError):
        text(command, "MULTISEARCH SEARCHRES")


# --- programs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "wire"),
    [
        (search_keys.younger(259200), b" YOUNGER 259200"),
        (search_keys.older(1), b" OLDER 1"),
        (search_keys.since(date(2026, 2, 1)), b" SENTSINCE 1-Feb-2026"),
        (search_keys.before(date(987, 12, 31)), b" SENTBEFORE 31-Dec-0987"),
        (search_keys.saved_since(date(2026, 2, 1)), b" SAVEDSINCE 1-Feb-2026"),
        (search_keys.saved_before(date(2026, 2, 1)), b" SAVEDBEFORE 1-Feb-2026"),
        (search_keys.header("List-Id", ""), b' HEADER "List-Id" ""'),
        (search_keys.gmail('from:me has:attachment "x y"'), b' X-GM-RAW "from:me has:attachment \\"x y\\""'),
        (search_keys.email_id("M1"), b' EMAILID "M1"'),
        (search_keys.thread_id("T1"), b' THREADID "T1"'),
        (search_keys.modseq(9), b" MODSEQ 9"),
        (search_keys.among(SOME), b" UID 1:3,7"),
        (search_keys.negated(("SEEN",)), b" NOT SEEN"),
        (search_keys.negated(search_keys.containing("FROM", "a")), b' NOT (FROM "a")'),
        (search_keys.either([("SEEN",)]), b" SEEN"),
        (
            search_keys.either([("SEEN",), search_keys.containing("TO", "a"), ("DRAFT", "SEEN")]),
            b' OR SEEN OR (TO "a") (DRAFT SEEN)',
        ),
        (search_keys.grouped(("(", "SEEN", ")", "(", "DRAFT", ")")), b" ((SEEN) (DRAFT))"),
        (search_keys.grouped(("(", "SEEN", ")")), b" (SEEN)"),
    ],
)
def test_keys(keys: search_keys.Keys, wire: bytes) -> None:
    assert text(UidSearch(keys)) == wire


@pytest.mark.parametrize("seconds", [0, -1, 2**32])
def test_intervals_that_cannot_be(seconds: int) -> None:
    with pytest.raises(LocalProtocolError):
        search_keys.younger(seconds)


def test_a_choice_among_nothing() -> None:
    with pytest.raises(LocalProtocolError):
        search_keys.either([])


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30), st.booleans())
def test_no_value_can_break_out_of_its_key(value: str, utf8: bool) -> None:
    command = UidSearch((*search_keys.containing("SUBJECT", value), "SEEN"))
    connection = selected("IMAP4rev1 LITERAL+")
    if utf8:
        tell(connection, "* ENABLED UTF8=ACCEPT")
    connection.send(command)
    wire = said(connection)
    assert wire.startswith((b"A2 UID SEARCH SUBJECT ", b"A2 UID SEARCH CHARSET UTF-8 SUBJECT "))
    argument = wire.partition(b"SUBJECT ")[2].removesuffix(b" SEEN\r\n")
    if argument.startswith(b"{"):
        head, _, literal = argument.partition(b"\r\n")
        assert head == b"{%d+}" % len(literal)
        assert literal == value.encode()
    else:
        assert argument[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\") == value.encode() or b"\\" in argument
        assert b"\r" not in argument
        assert b"\n" not in argument
