"""DELETE, RENAME, UNSUBSCRIBE, UNSELECT; LIST answers with OLDNAME and CHILDINFO; ids of mailboxes."""

import pytest

from mailclient.wire.imap.codes import MailboxIdCode
from mailclient.wire.imap.commands.delete import Delete
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.commands.rename import Rename
from mailclient.wire.imap.commands.select import read_selected
from mailclient.wire.imap.commands.uid_expunge import UidExpunge
from mailclient.wire.imap.commands.unselect import Unselect
from mailclient.wire.imap.commands.unsubscribe import Unsubscribe
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import CommandDone, ListEntry, StatusData
from mailclient.wire.imap.state import State
from tests.unit.wire.imap.test_commands import text
from tests.unit.wire.imap.test_connection import ONE, logged_in, said, selected, tell
from tests.unit.wire.imap.test_parse import event


def test_what_they_say() -> None:
    assert text(Delete("a b")) == b' "a b"'
    assert text(Rename("한", b"raw")) == b" &1Vw- raw"
    assert text(Unsubscribe("R&D"), utf8=True) == b" R&D"
    assert text(Unselect()) == b""


@pytest.mark.parametrize("name", ["INBOX", b"INBOX", "inbox", b"Inbox"])
def test_inbox_is_not_renamed(name: str | bytes) -> None:
    with pytest.raises(LocalProtocolError):
        text(Rename(name, "Old"))


def test_after_unselect_no_mailbox_is_open() -> None:
    connection = selected()
    tag = connection.send(Unselect())
    with pytest.raises(LocalProtocolError):
        connection.send(Noop())
    said(connection)
    tell(connection, f"{tag} OK gone")
    assert connection.state is State.AUTHENTICATED
    with pytest.raises(LocalProtocolError):
        connection.send(UidExpunge(ONE))


def test_a_refused_unselect_leaves_it_open() -> None:
    connection = selected()
    tag = connection.send(Unselect())
    tell(connection, f"{tag} BAD what")
    assert connection.state is State.SELECTED


def test_renamed_by_somebody_else() -> None:
    """RFC 5465 section 5.4."""
    found = event(b'* LIST () "." "INBOX.NewMailbox" ("OLDNAME" ("INBOX.OldMailbox"))')
    assert found == ListEntry("INBOX.NewMailbox", b"INBOX.NewMailbox", ".", frozenset(), old_name="INBOX.OldMailbox")


def test_old_name_in_a_literal_after_a_name_in_one() -> None:
    found = event(b'* LIST () "/" {3}\r\nnew ("X" "{3}" OLDNAME ({3}\r\nold))')
    assert isinstance(found, ListEntry)
    assert (found.name, found.old_name) == ("new", "old")


def test_a_child_is_subscribed() -> None:
    """RFC 5258 section 5, example 9."""
    found = event(b'* LIST () "/" "foo2" ("CHILDINFO" ("SUBSCRIBED"))')
    assert isinstance(found, ListEntry)
    assert found.child_info == ("SUBSCRIBED",)


@pytest.mark.parametrize(
    "extended", [b"(", b'("OLDNAME" "a")', b'("OLDNAME" ())', b"((((", b'("CHILDINFO")', b'"', b" "]
)
def test_odd_extended_data_takes_nothing_away(extended: bytes) -> None:
    found = event(b'* LIST (\\Marked) "/" "a" ' + extended)
    assert found == ListEntry("a", b"a", "/", frozenset({"\\marked"}))


def test_mailbox_ids() -> None:
    """RFC 8474 section 4."""
    done = event(b"3 OK [MAILBOXID (F2212ea87-6097-4256-9d51-71338625)] Completed")
    assert isinstance(done, CommandDone)
    assert isinstance(done.code, MailboxIdCode)
    assert done.code.mailbox_id == "F2212ea87-6097-4256-9d51-71338625"
    condition = event(b"* OK [MAILBOXID (F1)] Ok")
    assert read_selected([condition], read_only=False).mailbox_id == "F1"
    assert read_selected([], read_only=False).mailbox_id is None
    status = event(b"* STATUS foo (MAILBOXID (F2212ea87) MESSAGES 3)")
    assert status == StatusData("foo", b"foo", {"MESSAGES": 3}, "F2212ea87")


def test_unselect_needs_a_mailbox() -> None:
    with pytest.raises(LocalProtocolError):
        logged_in().send(Unselect())
