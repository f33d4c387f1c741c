"""NOTIFY (RFC 5465): news of many mailboxes over one connection.

    Notify(
        (
            EventGroup(Watch.SELECTED_DELAYED, MESSAGES + ("FlagChange",)),
            EventGroup(Watch.PERSONAL, MESSAGES + ("FlagChange", "MailboxName", "SubscriptionChange")),
        ),
        status=True,
    )

After its OK, STATUS, LIST (``old_name``: renamed; ``\\nonexistent``: deleted), FETCH, EXPUNGE and VANISHED come at any
time. ``Code("NOTIFICATIONOVERFLOW")`` in an untagged OK says that the server has given up: nothing is told from then
on, as if NOTIFY NONE had been sent. NO with ``Code("BADEVENT", "(…)")`` lists the events it knows. A NOTIFY SET takes
the place of the one before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailboxes
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Event, StatusData
from mailclient.wire.imap.state import AFTER_LOGIN, State

MESSAGES = ("MessageNew", "MessageExpunge")
"""The two message events, which RFC 5465 section 5 lets a client ask for only together."""

_EVENTS = frozenset(
    {
        *MESSAGES,
        "FlagChange",
        "AnnotationChange",
        "MailboxName",
        "SubscriptionChange",
        "MailboxMetadataChange",
        "ServerMetadataChange",
    }
)


class Watch(StrEnum):
    """Which mailboxes a group is about (RFC 5465 section 6)."""

    SELECTED = "selected"
    """The open one; EXPUNGE may come at any moment, so message numbers must not be used."""
    SELECTED_DELAYED = "selected-delayed"
    """The open one; EXPUNGE waits as usual."""
    INBOXES = "inboxes"
    PERSONAL = "personal"
    SUBSCRIBED = "subscribed"
    SUBTREE = "subtree"
    """The named mailboxes and all below them."""
    MAILBOXES = "mailboxes"
    """The named mailboxes."""


@dataclass(frozen=True, slots=True)
class EventGroup:
    """What to tell of which mailboxes; no ``events`` is NONE. ``fetch``: items of new messages of the selected one."""

    watch: Watch
    events: tuple[str, ...] = ()
    mailboxes: tuple[MailboxName, ...] = ()
    fetch: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notify(Command):
    """NOTIFY SET, or NOTIFY NONE without any group. ``status``: tell the STATUS of each mailbox now, before the OK.

    Needs NOTIFY. Order counts: of two groups that name the same mailbox the first holds.
    """

    groups: tuple[EventGroup, ...] = ()
    status: bool = False

    name: ClassVar[str] = "NOTIFY"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``SET STATUS (selected-delayed (MessageNew (UID FLAGS) MessageExpunge)) (personal (…))`` or ``NONE``."""
        if not self.groups:
            yield b" NONE"
            return
        yield b" SET STATUS" if self.status else b" SET"
        for group in self.groups:
            _check(group)
            yield b" (" + group.watch.encode("ascii")
            yield from mailboxes(group.mailboxes, offered)
            yield b" " + _events(group) + b")"

    def wants(self, event: Event) -> bool:
        """STATUS when asked for; later ones belong to nobody, which makes them news."""
        return self.status and isinstance(event, StatusData)


def _events(group: EventGroup) -> bytes:
    if not group.events:
        return b"NONE"
    words = []
    for word in group.events:
        words.append(word)
        if word == "MessageNew" and group.fetch:
            words.append(f"({' '.join(group.fetch)})")
    return f"({' '.join(words)})".encode("ascii")


def _check(group: EventGroup) -> None:
    """The rules of RFC 5465 sections 5 and 6, which servers answer with BAD."""
    told = set(group.events)
    if not told <= _EVENTS:
        raise LocalProtocolError(f"no such event: {sorted(told - _EVENTS)}")
    if told & {*MESSAGES, "FlagChange", "AnnotationChange"} and not told >= set(MESSAGES):
        raise LocalProtocolError("MessageNew and MessageExpunge go together, and with FlagChange")
    if bool(group.mailboxes) != (group.watch in (Watch.SUBTREE, Watch.MAILBOXES)):
        raise LocalProtocolError(f"{group.watch} with or without names")
    selected = group.watch in (Watch.SELECTED, Watch.SELECTED_DELAYED)
    if group.fetch and not selected:
        raise LocalProtocolError("items are told of the selected mailbox only")
    if selected and told & {"MailboxName", "SubscriptionChange", "MailboxMetadataChange", "ServerMetadataChange"}:
        raise LocalProtocolError("of the selected mailbox only message events are told")
