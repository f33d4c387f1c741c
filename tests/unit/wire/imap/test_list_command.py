"""LIST with all that can be selected and returned, LSUB, STATUS items, METADATA."""

import pytest

from mailclient.wire.imap.commands.get_metadata import GetMetadata
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.lsub import Lsub
from mailclient.wire.imap.commands.status import AskStatus
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import ListEntry, MyRightsData, StatusData, Unparsed
from mailclient.wire.imap.metadata import MetadataData
from tests.unit.wire.imap.test_commands import text
from tests.unit.wire.imap.test_parse import event

EXTENDED = "LIST-EXTENDED"


def test_selection() -> None:
    """RFC 5258 section 5."""
    command = ListMailboxes(selection=("SUBSCRIBED", "RECURSIVEMATCH"))
    assert text(command, EXTENDED) == b' (SUBSCRIBED RECURSIVEMATCH) "" "*"'
    roles = ListMailboxes(pattern="%", selection=("SPECIAL-USE",), children=True)
    assert text(roles, "IMAP4REV2") == b' (SPECIAL-USE) "" "%" RETURN (SPECIAL-USE CHILDREN)'


def test_patterns() -> None:
    command = ListMailboxes(pattern="INBOX", more_patterns=("Drafts", "한/%"))
    assert text(command, EXTENDED) == b' "" ("INBOX" "Drafts" "&1Vw-/%")'


@pytest.mark.parametrize(
    ("command", "capabilities"),
    [
        (ListMailboxes(selection=("SUBSCRIBED",)), "LIST-STATUS"),
        (ListMailboxes(more_patterns=("a",)), ""),
        (ListMailboxes(selection=("RECURSIVEMATCH",)), EXTENDED),
        (ListMailboxes(selection=("CHILDREN",)), EXTENDED),
    ],
)
def test_what_would_mean_something_else_is_not_sent(command: ListMailboxes, capabilities: str) -> None:
    with pytest.raises(LocalProtocolError):
        text(command, capabilities)


def test_what_is_returned() -> None:
    command = ListMailboxes(
        status=("MESSAGES", "SIZE", "MAILBOXID", "DELETED"), rights=True, metadata=("/shared/a",), subscriptions=True
    )
    assert text(command) == b' "" "*"'
    assert text(command, "LIST-EXTENDED LIST-STATUS LIST-MYRIGHTS LIST-METADATA OBJECTID") == (
        b' "" "*" RETURN (SUBSCRIBED MYRIGHTS METADATA ("/shared/a") STATUS (MESSAGES MAILBOXID))'
    )
    assert command.wants(MyRightsData("a", b"a", frozenset()))
    assert command.wants(MetadataData("a", b"a", {}))
    assert command.wants(StatusData("a", b"a", {}))
    plain = ListMailboxes()
    assert not plain.wants(MyRightsData("a", b"a", frozenset()))
    assert not plain.wants(MetadataData("a", b"a", {}))


def test_lsub_and_list_do_not_take_each_others_answers() -> None:
    assert text(Lsub("a/", "%")) == b' a/ "%"'
    lsub = event(b'* LSUB () "." #news.comp.mail.misc')
    listed = event(b'* LIST () "." #news.comp.mail.misc')
    assert isinstance(lsub, ListEntry)
    assert [Lsub().wants(lsub), Lsub().wants(listed)] == [True, False]
    assert [ListMailboxes().wants(lsub), ListMailboxes().wants(listed)] == [False, True]


def test_attributes_of_extended_lists() -> None:
    """RFC 9051 section 7.3.1."""
    found = event(rb'* LIST (\NonExistent \Subscribed \HasChildren \Remote) "/" "Fruit/Peach"')
    assert isinstance(found, ListEntry)
    assert found.attributes == {"\\nonexistent", "\\subscribed", "\\haschildren", "\\remote"}


def test_status_items() -> None:
    items = ("MESSAGES", "SIZE", "DELETED", "DELETED-STORAGE", "MAILBOXID", "APPENDLIMIT", "HIGHESTMODSEQ")
    assert text(AskStatus("a", items)) == b" a (MESSAGES)"
    assert text(AskStatus("a", items), "IMAP4REV2 APPENDLIMIT=5") == b" a (MESSAGES SIZE DELETED APPENDLIMIT)"
    offered = "QUOTA=RES-STORAGE QUOTA=RES-MESSAGE OBJECTID QRESYNC"
    assert text(AskStatus("a", items), offered) == b" a (MESSAGES DELETED DELETED-STORAGE MAILBOXID HIGHESTMODSEQ)"
    told = event(b"* STATUS INBOX (MESSAGES 12 DELETED 4 DELETED-STORAGE 8 APPENDLIMIT NIL SIZE 9000000000)")
    assert told == StatusData(
        "INBOX", b"INBOX", {"MESSAGES": 12, "DELETED": 4, "DELETED-STORAGE": 8, "SIZE": 9 * 10**9}
    )


def test_metadata() -> None:
    """RFC 5464 sections 4.2 and 4.4."""
    assert text(GetMetadata("INBOX", ("/shared/comment", "/private/a b"))) == (
        b' (MAXSIZE 65536) INBOX (/shared/comment "/private/a b")'
    )
    told = event(b'* METADATA "INBOX" (/shared/comment "Shared comment" /Private/Comment NIL /x {3}\r\na\r\n)')
    entries = {"/shared/comment": b"Shared comment", "/private/comment": None, "/x": b"a\r\n"}
    assert told == MetadataData("INBOX", b"INBOX", entries)
    assert event(b'* METADATA "" /shared/comment') == MetadataData("", b"", {"/shared/comment": None})
    assert isinstance(event(b"* METADATA a"), Unparsed)
    assert isinstance(event(b"* METADATA (a) (b c)"), Unparsed)
    assert GetMetadata("inbox", ("/a",)).wants(MetadataData("INBOX", b"INBOX", {}))
    with pytest.raises(LocalProtocolError):
        text(GetMetadata("", ()))
