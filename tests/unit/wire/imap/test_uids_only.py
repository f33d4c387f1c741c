"""UIDONLY (RFC 9586), INPROGRESS (RFC 9585), and what IMAP4rev2 says otherwise than IMAP4rev1."""

import pytest

from mailclient.wire.imap.codes import Code, ProgressCode
from mailclient.wire.imap.commands.enable import Enable
from mailclient.wire.imap.commands.select import read_selected
from mailclient.wire.imap.commands.uid_fetch import UidFetch
from mailclient.wire.imap.events import (
    CommandDone,
    Condition,
    Event,
    Fetch,
    ListEntry,
    LiteralChunk,
    Unparsed,
    Vanished,
)
from mailclient.wire.imap.limits import LITERAL_IN_MEMORY_MAX
from mailclient.wire.imap.number_set import NumberSet
from tests.unit.wire.imap.test_connection import logged_in, said, selected, tell
from tests.unit.wire.imap.test_parse import event


def test_uid_fetch_answers() -> None:
    """RFC 9586 section 3.3."""
    found = event(rb"* 25997 UIDFETCH (FLAGS (\Flagged \Answered))")
    assert found == Fetch(25997, 25997, ("\\Flagged", "\\Answered"))
    assert event(b"* 4294967295 UIDFETCH (UID 4294967295 MODSEQ (7))") == Fetch(2**32 - 1, 2**32 - 1, modseq=7)
    for line in (b"* 0 UIDFETCH (FLAGS ())", b"* 4294967296 UIDFETCH (FLAGS ())", b"* 5 UIDFETCH FLAGS"):
        assert isinstance(event(line), Unparsed)


def test_large_sections_of_uid_fetch_know_their_message() -> None:
    connection = selected()
    size = LITERAL_IN_MEMORY_MAX + 1
    *chunks, found = connection.receive(b"* 9000 UIDFETCH (BODY[] {%d}\r\n" % size + b"x" * size + b")\r\n")
    assert isinstance(found, Fetch)
    assert found.uid == 9000
    assert {chunk.uid for chunk in chunks if isinstance(chunk, LiteralChunk)} == {9000}
    assert all(UidFetch(NumberSet.of([9000]), ("BODY.PEEK[]",)).wants(chunk) for chunk in chunks)


def test_numbers_are_refused() -> None:
    done = event(b"07 BAD [UIDREQUIRED] Message numbers are not allowed once UIDONLY is enabled")
    assert isinstance(done, CommandDone)
    assert done.code == Code("UIDREQUIRED")
    assert event(b"* VANISHED 405,407,410:425") == Vanished(NumberSet(((405, 405), (407, 407), (410, 425))))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'("A001" 454 1000)', ("A001", 454, 1000)),
        (b'("A001" 999 NIL)', ("A001", 999, None)),
        (b"(NIL NIL NIL)", (None, None, None)),
        (b'("A001" x 5)', (None, None, None)),
        (b"", (None, None, None)),
    ],
)
def test_progress(text: bytes, code: tuple[str | None, int | None, int | None]) -> None:
    """RFC 9585 section 4."""
    told = event(b"* OK [INPROGRESS" + (b" " + text if text else b"") + b"] Still working on this...")
    assert isinstance(told, Condition)
    assert told.code == ProgressCode("INPROGRESS", text.decode(), *code)
    assert told.text == "Still working on this..."


def test_names_are_utf8_once_imap4rev2_is_enabled() -> None:
    connection = logged_in("IMAP4rev1 IMAP4rev2")
    connection.send(Enable(("IMAP4rev2",)))
    said(connection)
    told: list[Event] = tell(connection, "* ENABLED IMAP4rev2", "A1 OK", '* LIST () "/" "R&D- 한글"')
    assert isinstance(told[-1], ListEntry)
    assert told[-1].name == "R&D- 한글"


def test_select_of_imap4rev2() -> None:
    """RFC 9051 section 6.3.2: CLOSED, the LIST answer, no RECENT."""
    connection = selected("IMAP4rev2")
    told = tell(
        connection,
        "* 9 EXISTS",
        "* OK [CLOSED] Previous mailbox is now closed",
        "* 172 EXISTS",
        "* OK [UIDVALIDITY 3857529045] UIDs valid",
        "* OK [UIDNEXT 4392] Predicted next UID",
        r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
        r"* OK [PERMANENTFLAGS (\Deleted \Seen \*)] Limited",
        r'* LIST (\NoInferiors) "/" INBOX ("OLDNAME" ("inbox"))',
    )
    found = read_selected(told, read_only=False)
    assert (found.exists, found.uid_validity, found.uid_next) == (172, 3857529045, 4392)
    assert found.permanent_flags == ("\\Deleted", "\\Seen", "\\*")
