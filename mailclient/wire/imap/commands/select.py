"""SELECT and EXAMINE (RFC 9051 sections 6.3.2, 6.3.3) with CONDSTORE and QRESYNC (RFC 7162)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.codes import Code, FlagsCode, MailboxIdCode, NumberCode
from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Condition, Event, Exists, Fetch, FlagsData, Recent, Vanished
from mailclient.wire.imap.number_set import EMPTY, NumberSet
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Resync:
    """What we knew when we left (RFC 7162 section 3.2.5); the server answers with what changed since."""

    uid_validity: int
    modseq: int
    known: NumberSet = EMPTY


@dataclass(frozen=True, slots=True)
class Select(Command):
    """Open a mailbox. ``resync`` needs QRESYNC to be enabled; CONDSTORE is asked for when it is offered."""

    mailbox: MailboxName
    resync: Resync | None = None

    name: ClassVar[str] = "SELECT"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox (CONDSTORE)`` or ``mailbox (QRESYNC (validity modseq known))``."""
        yield b" "
        yield mailbox(self.mailbox, offered)
        if self.resync is not None:
            known = b" " + self.resync.known.to_wire() if self.resync.known else b""
            yield b" (QRESYNC (%d %d%b))" % (self.resync.uid_validity, self.resync.modseq, known)
        elif "CONDSTORE" in offered.capabilities or "QRESYNC" in offered.capabilities:
            yield b" (CONDSTORE)"

    def wants(self, event: Event) -> bool:
        """All that describes the mailbox, and what changed in it when ``resync`` asked for that."""
        if isinstance(event, Vanished | Fetch):
            return self.resync is not None
        return isinstance(event, Exists | Recent | FlagsData | Condition)


@dataclass(frozen=True, slots=True)
class Selected:
    """The mailbox as it was when it was opened.

    ``highest_modseq`` is None when the mailbox keeps none (NOMODSEQ) or the server has no CONDSTORE. ``uid_next``
    is None when the server does not tell it.
    """

    exists: int
    uid_validity: int
    uid_next: int | None
    highest_modseq: int | None
    flags: tuple[str, ...]
    permanent_flags: tuple[str, ...]
    """Empty: no flag is kept; ``\\*``: new keywords may be made. All flags where the server did not say."""
    read_only: bool
    mailbox_id: str | None = None
    """The same after a RENAME (RFC 8474); None without OBJECTID."""


def read_selected(events: Iterable[Event], *, read_only: bool) -> Selected:
    """The answers to SELECT put together. ``uid_validity`` is 0 when the server sent none: UIDs are not kept then."""
    exists = 0
    flags: tuple[str, ...] = ()
    permanent: tuple[str, ...] | None = None
    numbers: dict[str, int] = {}
    mailbox_id: str | None = None
    for event in events:
        match event:
            case Condition(code=Code("CLOSED")):  # all before it was about the mailbox that was open (RFC 7162)
                exists, flags, permanent, numbers, mailbox_id = 0, (), None, {}, None
            case Exists(count):
                exists = count
            case FlagsData(words):
                flags = words
            case Condition(code=FlagsCode("PERMANENTFLAGS", flags=words)):
                permanent = words
            case Condition(code=MailboxIdCode(mailbox_id=told_id)):
                mailbox_id = told_id or None
            case Condition(code=NumberCode(name, number=number)):
                numbers[name] = number
    return Selected(
        exists,
        numbers.get("UIDVALIDITY", 0),
        numbers.get("UIDNEXT"),
        numbers.get("HIGHESTMODSEQ") or None,
        flags,
        flags if permanent is None else permanent,
        read_only,
        mailbox_id,
    )
