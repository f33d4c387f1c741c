"""UID SEARCH (RFC 9051 section 6.4.4) with ESEARCH (RFC 4731)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import string
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import ESearchData, Event, SearchData
from mailclient.wire.imap.state import IN_MAILBOX, State

Key = str | bytes
"""A word of the search program as it is (str), or a value that is quoted as needed (bytes, UTF-8)."""


@dataclass(frozen=True, slots=True)
class UidSearch(Command):
    """Search for ``keys``: ``("HEADER", "Message-ID", b"<…>")``, ``("UID", "7:*")``, ``("UNSEEN",)``.

    With ESEARCH the answer is one ``ESearchData`` with ranges, else ``SearchData``; ``read_uids`` takes both.
    """

    keys: tuple[Key, ...]

    name: ClassVar[str] = "UID SEARCH"
    states: ClassVar[frozenset[State]] = IN_MAILBOX
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``RETURN (ALL) CHARSET UTF-8 key value …``."""
        if offered.capabilities & {"ESEARCH", "IMAP4REV2"}:
            yield b" RETURN (ALL)"
        if not offered.utf8 and not all(key.isascii() for key in self.keys):
            yield b" CHARSET UTF-8"
        for key in self.keys:
            yield b" "
            yield string(key, offered) if isinstance(key, bytes) else key.encode("ascii")

    def wants(self, event: Event) -> bool:
        """SEARCH or ESEARCH; the session checks the tag of ESEARCH."""
        return isinstance(event, SearchData | ESearchData)
