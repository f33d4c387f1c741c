"""NOTIFY: the examples of RFC 5465, and what servers would refuse."""

import pytest

from mailclient.wire.imap.codes import Code
from mailclient.wire.imap.commands.notify import MESSAGES, EventGroup, Notify, Watch
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Condition, StatusData
from tests.unit.wire.imap.test_commands import text
from tests.unit.wire.imap.test_parse import event


def test_none() -> None:
    assert text(Notify()) == b" NONE"


def test_first_example() -> None:
    """RFC 5465 section 3.1, but in parentheses throughout."""
    selected = EventGroup(
        Watch.SELECTED, ("MessageNew", "MessageExpunge"), fetch=("UID", "BODY.PEEK[HEADER.FIELDS (To)]")
    )
    work = EventGroup(Watch.SUBTREE, MESSAGES, ("Lists", "Lists/a b"))
    personal = EventGroup(Watch.PERSONAL, ("FlagChange", *MESSAGES, "MailboxName"))
    assert text(Notify((selected, work, personal), status=True)) == (
        b" SET STATUS (selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (To)]) MessageExpunge))"
        b' (subtree (Lists "Lists/a b") (MessageNew MessageExpunge))'
        b" (personal (FlagChange MessageNew MessageExpunge MailboxName))"
    )


def test_a_group_that_wants_nothing() -> None:
    groups = (EventGroup(Watch.MAILBOXES, (), ("Spam",)), EventGroup(Watch.SELECTED_DELAYED, MESSAGES))
    assert text(Notify(groups)) == b" SET (mailboxes (Spam) NONE) (selected-delayed (MessageNew MessageExpunge))"


@pytest.mark.parametrize(
    "group",
    [
        EventGroup(Watch.PERSONAL, ("MessageNew",)),
        EventGroup(Watch.PERSONAL, ("FlagChange",)),
        EventGroup(Watch.PERSONAL, ("MessageOld",)),
        EventGroup(Watch.PERSONAL, MESSAGES, ("a",)),
        EventGroup(Watch.SUBTREE, MESSAGES),
        EventGroup(Watch.PERSONAL, MESSAGES, fetch=("UID",)),
        EventGroup(Watch.SELECTED, (*MESSAGES, "MailboxName")),
    ],
)
def test_what_servers_refuse_is_not_sent(group: EventGroup) -> None:
    with pytest.raises(LocalProtocolError):
        text(Notify((group,)))


def test_its_statuses_are_an_answer_only_when_asked_for() -> None:
    status = StatusData("a", b"a", {})
    groups = (EventGroup(Watch.PERSONAL, MESSAGES),)
    assert Notify(groups, status=True).wants(status)
    assert not Notify(groups).wants(status)


def test_the_server_gives_up() -> None:
    """RFC 5465 section 5.8."""
    told = event(b"* OK [NOTIFICATIONOVERFLOW] ...A comment can go here...")
    assert isinstance(told, Condition)
    assert told.code == Code("NOTIFICATIONOVERFLOW")


def test_status_with_modseq_as_news() -> None:
    """RFC 5465 section 5.1."""
    told = event(b"* STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 10002 MESSAGES 503 HIGHESTMODSEQ 20010715194045000)")
    items = {"UIDVALIDITY": 4, "UIDNEXT": 10002, "MESSAGES": 503, "HIGHESTMODSEQ": 20010715194045000}
    assert told == StatusData("Lists/Lemonade", b"Lists/Lemonade", items)
