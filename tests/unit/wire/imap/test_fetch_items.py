"""Items of extensions: the examples of RFC 8474, 8970, 8514, 3516 and of Gmail's documentation."""

from datetime import UTC, datetime

import pytest

from mailclient.wire.imap.codes import Code, ModifiedCode
from mailclient.wire.imap.commands.uid_fetch import UidFetch
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.events import CommandDone, Fetch, LiteralChunk
from mailclient.wire.imap.fetch_items import (
    Preview,
    SaveDate,
    binary_size,
    peek_binary,
    read_binary_size,
    read_email_id,
    read_gmail_labels,
    read_gmail_message_id,
    read_gmail_thread_id,
    read_preview,
    read_save_date,
    read_thread_id,
)
from mailclient.wire.imap.limits import LITERAL_IN_MEMORY_MAX
from mailclient.wire.imap.number_set import NumberSet
from tests.unit.wire.imap.test_commands import SOME, text
from tests.unit.wire.imap.test_connection import selected
from tests.unit.wire.imap.test_parse import event, fetch


def test_object_ids() -> None:
    found = fetch(b"EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9)")
    assert (read_email_id(found), read_thread_id(found)) == ("M6d99ac3275bb4e", "T64b478a75b7ea9")
    assert read_thread_id(fetch(b"EMAILID (M1) THREADID NIL")) is None


@pytest.mark.parametrize("value", [b"M1", b"()", b"(a b)", b"((a))", b'""'])
def test_an_object_id_that_is_none(value: bytes) -> None:
    assert read_email_id(fetch(b"EMAILID " + value)) is None


def test_previews() -> None:
    assert read_preview(fetch(b'PREVIEW "Preview text!"')) == Preview("Preview text!")
    assert read_preview(fetch(b"PREVIEW NIL")) == Preview(None)
    assert read_preview(fetch(b'PREVIEW ""')) == Preview("")
    assert read_preview(fetch(b"PREVIEW {6}\r\n" + "미리".encode())) == Preview("미리")
    assert read_preview(fetch(b"FLAGS ()")) is None


def test_save_dates() -> None:
    saved = datetime(2017, 7, 17, 3, 4, 5, tzinfo=UTC)
    assert read_save_date(fetch(b'SAVEDATE "17-Jul-2017 03:04:05 +0000"')) == SaveDate(saved)
    assert read_save_date(fetch(b"SAVEDATE NIL")) == SaveDate(None)
    assert read_save_date(fetch(b"SAVEDATE never")) == SaveDate(None)
    assert read_save_date(fetch(b"UID 1")) is None


def test_gmail() -> None:
    found = fetch(
        rb'X-GM-THRID 1278455344230334865 X-GM-MSGID 1278455344230334866 X-GM-LABELS (\Inbox "\\Sent" Important'
        rb' "Muy Importante" &1VyuAA- NIL {3}' + b"\r\na b)"
    )
    assert read_gmail_thread_id(found) == 1278455344230334865
    assert read_gmail_message_id(found) == 1278455344230334866
    assert read_gmail_labels(found) == ("\\Inbox", "\\Sent", "Important", "Muy Importante", "한글", "NIL", "a b")
    assert read_gmail_labels(fetch(b"X-GM-LABELS ()")) == ()
    assert read_gmail_labels(fetch(b"X-GM-LABELS x X-GM-MSGID " + b"9" * 30)) is None
    assert read_gmail_message_id(fetch(b"X-GM-MSGID " + b"9" * 30)) is None


def test_binary_sections() -> None:
    items = (peek_binary("1.2"), peek_binary("2", start=0, count=10), binary_size("1.2"))
    assert text(UidFetch(SOME, items)) == b" 1:3,7 (UID BINARY.PEEK[1.2] BINARY.PEEK[2]<0.10> BINARY.SIZE[1.2])"
    found = fetch(b"UID 7 BINARY[1.2] ~{6}\r\n\0\r\n)\xff{ BINARY.SIZE[1.2] 6 BINARY[3] NIL")
    assert found.section("1.2") == b"\0\r\n)\xff{"
    assert read_binary_size(found, "1.2") == 6
    assert found.sections["BINARY[3]"].data is None
    partial = fetch(b'BINARY[1]<5> "abc"').sections["BINARY[1]"]
    assert (partial.data, partial.origin) == (b"abc", 5)


def test_large_binary_sections_are_streamed() -> None:
    connection = selected()
    size = LITERAL_IN_MEMORY_MAX + 1
    *chunks, found = connection.receive(
        b"* 2 FETCH (UID 5 BINARY[2] ~{%d}\r\n" % size + b"\0" * size + b" BINARY.SIZE[2] %d)\r\n" % size
    )
    assert isinstance(found, Fetch)
    assert found.sections["BINARY[2]"].streamed
    assert read_binary_size(found, "2") == size
    assert all(isinstance(chunk, LiteralChunk) and chunk.section == "BINARY[2]" for chunk in chunks)
    assert b"".join(chunk.data for chunk in chunks if isinstance(chunk, LiteralChunk)) == b"\0" * size


def test_the_server_cannot_decode() -> None:
    done = event(b"A1 NO [UNKNOWN-CTE] cannot decode")
    assert isinstance(done, CommandDone)
    assert done.code == Code("UNKNOWN-CTE")


def test_conditional_store() -> None:
    """RFC 7162 section 3.1.3."""
    command = UidStore(SOME, Change.ADD, ("\\Deleted",), unchanged_since=12121230045)
    assert text(command) == b" 1:3,7 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\\Deleted)"
    done = event(b"d105 OK [MODIFIED 7,9] Conditional STORE failed")
    assert isinstance(done, CommandDone)
    assert done.code == ModifiedCode("MODIFIED", "7,9", NumberSet.of([7, 9]))
    assert fetch(b"UID 6 MODSEQ (320162338)").modseq == 320162338
