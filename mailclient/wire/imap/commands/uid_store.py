"""UID STORE (RFC 9051 section 6.4.9) with UNCHANGEDSINCE (RFC 7162)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from mailclient.wire.imap.commands.argument import flag_list
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Event, Fetch
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.state import IN_MAILBOX, State


class Change(StrEnum):
    """What to do with the flags. There is no plain replacing: it would undo what others did meanwhile."""

    ADD = "+FLAGS.SILENT"
    REMOVE = "-FLAGS.SILENT"


@dataclass(frozen=True, slots=True)
class UidStore(Command):
    """Add or remove flags. The tagged OK may carry ``ModifiedCode`` with UIDs left alone."""

    uids: NumberSet
    change: Change
    flags: tuple[str, ...]
    unchanged_since: int | None = None

    name: ClassVar[str] = "UID STORE"
    states: ClassVar[frozenset[State]] = IN_MAILBOX

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``1:9 +FLAGS.SILENT (\Seen)``."""
        del offered
        if not self.uids or not self.flags:
            raise LocalProtocolError("UID STORE of nothing")
        condition = b"" if self.unchanged_since is None else b" (UNCHANGEDSINCE %d)" % self.unchanged_since
        yield b" %b%b %b %b" % (self.uids.to_wire(), condition, self.change.encode("ascii"), flag_list(self.flags))

    def wants(self, event: Event) -> bool:
        """FETCH with the new flags or mod-sequence of one of these."""
        return isinstance(event, Fetch) and event.uid is not None and event.uid in self.uids
