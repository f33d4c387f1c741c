"""UID FETCH (RFC 9051 section 6.4.8) with CHANGEDSINCE and VANISHED (RFC 7162) and PARTIAL (RFC 9394)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Event, Fetch, LiteralChunk, Summaries, Vanished
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.page import Page
from mailclient.wire.imap.state import IN_MAILBOX, State

HEADER_FIELDS = (
    "BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER REPLY-TO TO CC BCC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES)]"
)
"""All that an ``Envelope`` is made of."""


def peek(section: str, *, start: int | None = None, count: int = 0) -> str:
    r"""``BODY.PEEK[section]`` or ``BODY.PEEK[section]<start.count>``: reading never sets \Seen by itself."""
    partial = "" if start is None else f"<{start}.{count}>"
    return f"BODY.PEEK[{section}]{partial}"


@dataclass(frozen=True, slots=True)
class UidFetch(Command):
    """Ask for ``items`` of these messages: "FLAGS", "RFC822.SIZE", "INTERNALDATE", "BODYSTRUCTURE", ``peek("1")`` …

    UID is asked first by itself, so that a streamed section knows its message. ``changed_since`` needs CONDSTORE,
    ``vanished`` (with it) needs QRESYNC enabled, ``page`` PARTIAL: only these places among ``uids`` (RFC 9394).
    ``uids`` may be ``SAVED``, the result of a search sent just before. ``summaries``: answers of the usual form are to
    come as ``Summaries``, which needs the items named in ``wire.imap.summary``.
    """

    uids: NumberSet
    items: tuple[str, ...]
    changed_since: int | None = None
    vanished: bool = False
    page: Page | None = None
    summaries: bool = False

    name: ClassVar[str] = "UID FETCH"
    states: ClassVar[frozenset[State]] = IN_MAILBOX
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``1:9 (UID FLAGS) (CHANGEDSINCE 7 VANISHED)``."""
        if self.page is not None and "PARTIAL" not in offered.capabilities:
            raise LocalProtocolError("the server does not offer PARTIAL")
        if not self.uids:
            raise LocalProtocolError("UID FETCH of no message")
        words = ["UID", *(item for item in self.items if item != "UID")]
        yield b" " + self.uids.to_wire() + b" (" + " ".join(words).encode("ascii") + b")"
        modifiers = []
        if self.changed_since is not None:
            modifiers.append(b"CHANGEDSINCE %d" % self.changed_since)
            modifiers += [b"VANISHED"] * self.vanished
        if self.page is not None:
            modifiers.append(b"PARTIAL " + self.page.to_wire())
        if modifiers:
            yield b" (" + b" ".join(modifiers) + b")"

    def wants(self, event: Event) -> bool:
        """FETCH of one of these messages, and VANISHED (EARLIER) when asked for.

        A piece of a section without UID too: the server names it only at the end, so ask for one at a time there.
        Not a FETCH of flags alone that nobody asked for: somebody else changed them just now.
        """
        match event:
            case Fetch(uid=uid) if uid is not None:
                return uid in self.uids and ("FLAGS" in self.items or not _flags_alone(event))
            case Summaries(found=found):
                return self.summaries and int(found[0].uid) in self.uids
            case LiteralChunk(uid=uid):
                return uid is None or uid in self.uids
            case Vanished(earlier=True):
                return self.vanished
        return False


def _flags_alone(event: Fetch) -> bool:
    told = event.sections or event.other or event.structure or event.envelope or event.internal_date
    return event.flags is not None and event.size is None and not told
