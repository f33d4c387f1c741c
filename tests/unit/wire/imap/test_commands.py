"""What the commands say, in all the ways the capabilities allow."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.command import Command, Literal, Offered
from mailclient.wire.imap.commands.create import Create
from mailclient.wire.imap.commands.id import Id
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.select import Resync, Select, read_selected
from mailclient.wire.imap.commands.status import AskStatus
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.commands.uid_search import UidSearch
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Exists, Fetch, LiteralChunk, Section, StatusData, Vanished
from mailclient.wire.imap.number_set import NumberSet
from tests.unit.wire.imap.test_parse import event, fetch

SOME = NumberSet.of([1, 2, 3, 7])


def text(command: Command, capabilities: str = "", *, utf8: bool = False) -> bytes:
    offered = Offered(frozenset(capabilities.split()), frozenset({"UTF8=ACCEPT"} if utf8 else ()))
    return b"".join(
        b"{%d}" % piece.size + b"".join(piece.chunks) if isinstance(piece, Literal) else piece
        for piece in command.arguments(offered)
    )


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("INBOX", b" INBOX"),
        ("inbox", b" INBOX"),
        ("Sent Items", b' "Sent Items"'),
        ("NIL", b' "NIL"'),
        ("a*b", b' "a*b"'),
        ('q"b\\s', b' "q\\"b\\\\s"'),
        ("", b' ""'),
        ("R&D", b" R&-D"),
        ("Entwürfe", b" Entw&APw-rfe"),
        ("台北/日本語", b" &U,BTFw-/&ZeVnLIqe-"),
        ("two\r\nA2 DELETE INBOX", b' "two&AA0ACg-A2 DELETE INBOX"'),
        (b"raw\xff", b" {4}raw\xff"),
        (b"a\r\nb", b" {4}a\r\nb"),
    ],
)
def test_mailbox_names(name: str | bytes, wire: bytes) -> None:
    assert text(Select(name)) == wire


def test_utf8_names() -> None:
    assert text(Create("R&D 한글"), utf8=True) == ' "R&D 한글"'.encode()


def test_list() -> None:
    status = ("MESSAGES", "UNSEEN")
    assert text(ListMailboxes(status=status)) == b' "" "*"'
    assert text(ListMailboxes(status=status), "SPECIAL-USE") == b' "" "*"'
    assert text(ListMailboxes(), "SPECIAL-USE LIST-EXTENDED") == b' "" "*" RETURN (SPECIAL-USE)'
    assert text(ListMailboxes(status=status), "LIST-STATUS") == b' "" "*" RETURN (STATUS (MESSAGES UNSEEN))'
    assert (
        text(ListMailboxes("a/", "%", status, subscriptions=True), "IMAP4REV2")
        == b' a/ "%" RETURN (SPECIAL-USE SUBSCRIBED STATUS (MESSAGES UNSEEN))'
    )


def test_status_asks_only_what_is_known() -> None:
    items = ("MESSAGES", "SIZE", "HIGHESTMODSEQ")
    assert text(AskStatus("a", items)) == b" a (MESSAGES)"
    assert text(AskStatus("a", items), "CONDSTORE STATUS=SIZE") == b" a (MESSAGES SIZE HIGHESTMODSEQ)"


@pytest.mark.parametrize("name", ["받은 편지함", b"&vBsnQA-"])
def test_status_answer_finds_its_command(name: str | bytes) -> None:
    raw = b"&vBsnQA-" if isinstance(name, bytes) else "받은 편지함".encode()
    assert AskStatus(name).wants(StatusData("받은 편지함" if isinstance(name, str) else "x", raw, {}))
    assert not AskStatus(name).wants(StatusData("other", b"other", {}))


def test_select() -> None:
    assert text(Select("a"), "CONDSTORE") == b" a (CONDSTORE)"
    assert text(Select("a", Resync(1, 2)), "QRESYNC") == b" a (QRESYNC (1 2))"
    assert text(Select("a", Resync(1, 2, SOME)), "QRESYNC") == b" a (QRESYNC (1 2 1:3,7))"


def test_selected_is_read_from_its_answers() -> None:
    lines = (
        b"* 9 EXISTS",
        b"* OK [UIDVALIDITY 9] of the mailbox that was open",
        b"* OK [CLOSED] previous mailbox",
        b"* FLAGS (\\Seen X)",
        b"* 3 EXISTS",
        b"* OK [UIDNEXT 8]",
        b"* OK [PERMANENTFLAGS (\\Seen \\*)]",
    )
    found = read_selected([event(line) for line in lines], read_only=False)
    assert (found.exists, found.uid_validity, found.uid_next, found.highest_modseq) == (3, 0, 8, None)
    assert (found.flags, found.permanent_flags) == (("\\Seen", "X"), ("\\Seen", "\\*"))
    without = read_selected([event(b"* FLAGS (\\Seen)"), event(b"* OK [HIGHESTMODSEQ 7]")], read_only=True)
    assert (without.permanent_flags, without.highest_modseq, without.read_only) == (("\\Seen",), 7, True)


def test_fetch() -> None:
    assert text(UidFetch(SOME, ("UID", "FLAGS", peek("1.MIME")))) == b" 1:3,7 (UID FLAGS BODY.PEEK[1.MIME])"
    command = UidFetch(NumberSet.span(1), ("FLAGS",), changed_since=5, vanished=True)
    assert text(command) == b" 1:* (UID FLAGS) (CHANGEDSINCE 5 VANISHED)"
    assert text(UidFetch(SOME, (peek("", start=0, count=10),))) == b" 1:3,7 (UID BODY.PEEK[]<0.10>)"


def test_fetch_knows_its_answers() -> None:
    command = UidFetch(SOME, (peek("1"),))
    assert command.wants(fetch(b'UID 7 BODY[1] "x"'))
    assert command.wants(fetch(b'UID 7 FLAGS (\\Seen) BODY[1] "x"'))
    assert not command.wants(fetch(b'UID 8 BODY[1] "x"'))
    assert not command.wants(fetch(b'BODY[1] "x"'))
    assert not command.wants(fetch(b"UID 7 FLAGS (\\Seen) MODSEQ (9)"))
    assert UidFetch(SOME, ("FLAGS",)).wants(fetch(b"UID 7 FLAGS (\\Seen)"))
    assert command.wants(LiteralChunk(1, 7, "BODY[1]", None, 0, 1, b"x"))
    assert command.wants(LiteralChunk(1, None, "BODY[1]", None, 0, 1, b"x"))
    assert not command.wants(LiteralChunk(1, 8, "BODY[1]", None, 0, 1, b"x"))
    assert not command.wants(Vanished(SOME, earlier=True))
    assert UidFetch(SOME, ("FLAGS",), 1, vanished=True).wants(Vanished(SOME, earlier=True))
    assert not command.wants(Exists(1))
    assert Fetch(1, 7, sections={"BODY[1]": Section(b"x", 1)}).section("1") == b"x"


def test_store() -> None:
    assert text(UidStore(SOME, Change.ADD, ("\\Seen", "$Junk"))) == b" 1:3,7 +FLAGS.SILENT (\\Seen $Junk)"
    command = UidStore(SOME, Change.REMOVE, ("\\Seen",), unchanged_since=9)
    assert text(command) == b" 1:3,7 (UNCHANGEDSINCE 9) -FLAGS.SILENT (\\Seen)"


@pytest.mark.parametrize("flag", ["", "a b", "\\", "a\r\n", "ü", "(x)", "\\\\Seen"])
def test_what_is_no_flag(flag: str) -> None:
    with pytest.raises(LocalProtocolError):
        text(UidStore(SOME, Change.ADD, (flag,)))


def test_search() -> None:
    command = UidSearch(("HEADER", "Message-ID", b'<a"b@c>'))
    assert text(command) == b' HEADER Message-ID "<a\\"b@c>"'
    assert text(command, "ESEARCH") == b' RETURN (ALL) HEADER Message-ID "<a\\"b@c>"'
    assert text(UidSearch(("SUBJECT", "회의".encode()))) == b" CHARSET UTF-8 SUBJECT {6}" + "회의".encode()
    assert text(UidSearch(("SUBJECT", "회의".encode())), utf8=True) == ' SUBJECT "회의"'.encode()


def test_append() -> None:
    command = Append("Sent", 5, (b"ab", b"cde"), ("\\Seen",), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert text(command) == b' Sent (\\Seen) " 2-Jan-2026 03:04:05 +0000" {5}abcde'
    east = datetime(2026, 11, 21, 10, tzinfo=timezone(timedelta(hours=9)))
    assert b'"21-Nov-2026 10:00:00 +0900"' in text(Append("a", 1, (b"x",), (), east))
    with pytest.raises(LocalProtocolError):
        text(Append("a", 1, (b"x",), (), datetime(2026, 1, 2)))  # noqa: DTZ001  the missing offset is the point


def test_id() -> None:
    assert text(Id()) == b" NIL"
    assert text(Id({"name": "a b", "version": '"1"'})) == b' ("name" "a b" "version" "\\"1\\"")'


def test_create_with_role() -> None:
    assert text(Create("Sent", "\\Sent")) == b" Sent"
    assert text(Create("Sent", "\\Sent"), "CREATE-SPECIAL-USE") == b" Sent (USE (\\Sent))"


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30), st.booleans())
def test_no_name_can_break_out_of_its_argument(name: str, utf8: bool) -> None:
    pieces = list(Create(name).arguments(Offered(enabled=frozenset({"UTF8=ACCEPT"} if utf8 else ()))))
    plain = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    assert b"\r" not in plain
    assert b"\n" not in plain
