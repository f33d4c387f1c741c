"""What servers do against the grammar; each test is named after the server and says which quirk it is."""

import json
from pathlib import Path

from mailclient.wire.imap.events import Fetch, ListEntry, StatusData, Unparsed
from mailclient.wire.imap.quirks import Quirk, is_no_host
from tests.unit.wire.imap.test_parse import event, fetch


def test_trojita_no_space_before_literal() -> None:
    """NO_SPACE_BEFORE_LITERAL."""
    assert fetch(b"BODY[1]{2}\r\nhi UID 3").section("1") == b"hi"


def test_proton_bridge_utf8_in_quoted() -> None:
    """UTF8_IN_QUOTED."""
    found = fetch('ENVELOPE (NIL "Grüße" NIL NIL NIL NIL NIL NIL NIL NIL)'.encode())
    assert found.envelope is not None
    assert found.envelope.subject == "Grüße".encode()


def test_domino_unescaped_delimiter() -> None:
    """UNESCAPED_DELIMITER."""
    for line in (rb'* LIST (\HasNoChildren) "\" INBOX', rb'* LIST (\HasNoChildren) "\\" INBOX'):
        found = event(line)
        assert isinstance(found, ListEntry)
        assert (found.delimiter, found.name) == ("\\", "INBOX")


def test_domino_extra_parentheses() -> None:
    """EXTRA_PARENTHESES."""
    found = fetch(b'UID 14 (FLAGS (\\Seen) RFC822.SIZE 9) BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 0 0 NIL)')
    assert (found.uid, found.flags, found.size) == (14, ("\\Seen",), 9)
    assert found.structure is not None


def test_old_exchange_unquoted_spaces() -> None:
    """UNQUOTED_SPACES."""
    listed = event(b'* LIST (\\Marked) "/" Sent Items')
    assert isinstance(listed, ListEntry)
    assert listed.name == "Sent Items"
    status = event(b"* STATUS Sent Items (MESSAGES 3)")
    assert isinstance(status, StatusData)
    assert (status.name, status.items) == ("Sent Items", {"MESSAGES": 3})


def test_extended_data_is_not_part_of_a_name() -> None:
    listed = event(b'* LIST () "/" Foo ("CHILDINFO" ("SUBSCRIBED"))')
    assert isinstance(listed, ListEntry)
    assert listed.name == "Foo"


def test_gmail_multipart_without_parts() -> None:
    """MULTIPART_WITHOUT_PARTS."""
    for text in (b'("MIXED" ("BOUNDARY" "x") NIL NIL)', b'("mixed")', b"()", b'("alternative" NIL NIL NIL NIL)'):
        found = fetch(b"BODYSTRUCTURE " + text)
        assert found.structure is not None
        assert found.structure.media_type.startswith("multipart/")
        assert (found.structure.path, found.structure.children) == ("", ())


def test_groupwise_bare_disposition() -> None:
    """BARE_DISPOSITION."""
    found = fetch(b'BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1 NIL "attachment" NIL)')
    assert found.structure is not None
    assert found.structure.disposition == "attachment"


def test_trojita_negative_size() -> None:
    """NEGATIVE_SIZE."""
    found = fetch(b'BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" -1 -1 NIL NIL NIL NIL)')
    assert found.structure is not None
    assert found.structure.size == 0


def test_hmailserver_quoted_number() -> None:
    """QUOTED_NUMBER."""
    found = fetch(b'UID "7" RFC822.SIZE "123"')
    assert (found.uid, found.size) == (7, 123)


def test_mailkit_empty_host() -> None:
    """EMPTY_HOST."""
    found = fetch(b'ENVELOPE (NIL NIL ((NIL NIL "Mail Delivery System" "")) NIL NIL NIL NIL NIL NIL NIL)')
    assert found.envelope is not None
    assert (found.envelope.from_[0].mailbox, found.envelope.from_[0].host) == (b"Mail Delivery System", b"")


def test_dovecot_named_no_host() -> None:
    """NAMED_NO_HOST."""
    found = fetch(b'ENVELOPE (NIL NIL ((NIL NIL "postmaster" "MISSING_DOMAIN")) NIL NIL NIL NIL NIL NIL NIL)')
    assert found.envelope is not None
    assert is_no_host(found.envelope.from_[0].host or b"")
    assert not is_no_host(b"example.org")


def test_courier_space_at_line_end() -> None:
    """SPACE_AT_LINE_END."""
    for line in (b"* STATUS INBOX (MESSAGES 1)  ", b"* SEARCH 1 2 ", b"* FLAGS (\\Seen) ", b"* 1 FETCH (UID 1) "):
        assert not isinstance(event(line), Unparsed)


def test_every_quirk_has_a_test() -> None:
    tests = Path(__file__).read_text() + Path(__file__).with_name("test_fragments.py").read_text()
    assert [quirk.name for quirk in Quirk if f"{quirk.name}." not in tests] == []


def test_corpus_of_provider_quirks(corpus: Path) -> None:
    cases = json.loads((corpus / "provider-quirks" / "cases.json").read_text())
    found = {case["id"]: event(case["wire"].encode()) for case in cases}
    unparsed = {name for name, answer in found.items() if isinstance(answer, Unparsed)}
    assert unparsed <= {"21-yandex-cut-answer"}
    domino = found["06-domino-extra-parens"]
    assert isinstance(domino, Fetch)
    assert domino.uid == 14935
    delimiter = found["08-domino-backslash-delimiter"]
    assert isinstance(delimiter, ListEntry)
    assert delimiter.delimiter == "\\"
