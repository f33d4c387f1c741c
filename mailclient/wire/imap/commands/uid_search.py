"""UID SEARCH (RFC 9051 section 6.4.4) with ESEARCH (RFC 4731), SEARCHRES (RFC 5182) and PARTIAL (RFC 9394)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.search_program import program, return_options
from mailclient.wire.imap.events import ESearchData, Event, SearchData, Unparsed
from mailclient.wire.imap.number_set import EMPTY, NUMBER_MAX, NumberSet
from mailclient.wire.imap.page import Page
from mailclient.wire.imap.search_keys import Key, Keys
from mailclient.wire.imap.state import IN_MAILBOX, State

_SEARCH = re.compile(rb"\* E?SEARCH\b", re.IGNORECASE)

__all__ = ["Found", "Key", "UidSearch", "read_found"]


@dataclass(frozen=True, slots=True)
class UidSearch(Command):
    """Search for ``keys``: ``("HEADER", "Message-ID", b"<…>")``, ``("UID", "7:*")``; see ``search_keys``.

    ``returns``: MIN, MAX, ALL, COUNT, SAVE (then ``SAVED`` stands for the result, in the same flight already).
    ``page``: only these places of the result, in the order of UIDs. Answered by one ``ESearchData`` with ESEARCH, else
    by ``SearchData``; ``read_found`` takes both. NO with BADCHARSET: the server cannot search for such text.
    """

    keys: Keys
    returns: tuple[str, ...] = ("ALL",)
    page: Page | None = None

    name: ClassVar[str] = "UID SEARCH"
    states: ClassVar[frozenset[State]] = IN_MAILBOX
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``RETURN (ALL) CHARSET UTF-8 key value …``."""
        yield return_options(self.returns, self.page, offered)
        yield from program(self.keys, offered)

    def wants(self, event: Event) -> bool:
        """SEARCH or ESEARCH, also one that cannot be read; the session checks the tag of ESEARCH."""
        if isinstance(event, Unparsed):
            return _SEARCH.match(event.line) is not None
        return isinstance(event, SearchData | ESearchData)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. ``uids`` are those asked for: all, the page, or none with COUNT, MIN and MAX alone."""

    uids: NumberSet = EMPTY
    count: int = 0
    first: int | None = None
    last: int | None = None
    modseq: int | None = None


def read_found(events: Iterable[Event]) -> Found:
    """The answers to one search of one mailbox put together. Servers may part a long SEARCH answer into several."""
    numbers: list[int] = []
    modseq: int | None = None
    for event in events:
        match event:
            case ESearchData(items=items):
                return _extended(event, items)
            case SearchData(found, told):
                numbers.extend(found)
                modseq = told if told is not None else modseq
    uids = NumberSet.of(number for number in numbers if 1 <= number <= NUMBER_MAX)
    first, last = (uids.ranges[0][0], uids.ranges[-1][1]) if uids else (None, None)
    return Found(uids, uids.count, first, last, modseq)


def _extended(event: ESearchData, items: dict[str, int]) -> Found:
    uids = event.all if event.all is not None else event.partial
    ranges = uids.ranges if uids else ()
    return Found(
        uids or EMPTY,
        items.get("COUNT", uids.count if uids else 0),
        items.get("MIN", min((first for first, _ in ranges), default=None)),
        items.get("MAX", max((last for _, last in ranges), default=None)),
        items.get("MODSEQ"),
    )
