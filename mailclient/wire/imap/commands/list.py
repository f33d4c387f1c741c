"""LIST (RFC 9051 section 6.3.9) with LIST-EXTENDED (RFC 5258), SPECIAL-USE (RFC 6154), LIST-STATUS (RFC 5819),
LIST-MYRIGHTS (RFC 8440) and LIST-METADATA (RFC 9590).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import mailbox, string
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.status import allowed_items
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Event, ListEntry, MyRightsData, StatusData, Unparsed
from mailclient.wire.imap.mailbox_name import encode_name
from mailclient.wire.imap.metadata import MetadataData
from mailclient.wire.imap.state import AFTER_LOGIN, State

_SELECTION = frozenset({"SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"})
_LIST = re.compile(rb"\* LIST\b", re.IGNORECASE)
_EXTENDED = frozenset({"LIST-EXTENDED", "IMAP4REV2"})


@dataclass(frozen=True, slots=True)
class ListMailboxes(Command):
    r"""List the mailboxes under ``reference`` that match ``pattern`` ("*" all, "%" one level).

    What the server does not offer is left out of the command: roles need SPECIAL-USE, ``status`` LIST-STATUS,
    ``subscriptions`` (``\subscribed`` among the attributes) and ``children`` LIST-EXTENDED, ``rights``
    (``MyRightsData``) LIST-MYRIGHTS, ``metadata`` (entries, as ``MetadataData``) LIST-METADATA. ``answers_status``
    tells the caller whether STATUS must be asked separately.

    ``selection`` narrows down: SUBSCRIBED, REMOTE, SPECIAL-USE, RECURSIVEMATCH; ``more_patterns`` widens. Without
    LIST-EXTENDED both are LocalProtocolErrors, for the answer would be another one.
    """

    reference: str = ""
    pattern: str = "*"
    status: tuple[str, ...] = ()
    subscriptions: bool = False
    children: bool = False
    rights: bool = False
    metadata: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    more_patterns: tuple[str, ...] = ()

    name: ClassVar[str] = "LIST"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    @staticmethod
    def answers_status(capabilities: frozenset[str]) -> bool:
        """Whether LIST can return STATUS."""
        return "LIST-STATUS" in capabilities or "IMAP4REV2" in capabilities

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``(SUBSCRIBED) "" ("a" "b") RETURN (SPECIAL-USE STATUS (…))`` as far as offered."""
        yield from self._selection(offered.capabilities)
        yield b" "
        yield mailbox(self.reference, offered) if self.reference else b'""'
        yield b" (" if self.more_patterns else b" "
        yield self._pattern(self.pattern, offered)
        for pattern in self.more_patterns:
            yield b" "
            yield self._pattern(pattern, offered)
        if self.more_patterns:
            yield b")"
        options = self._options(offered.capabilities)
        if options:
            yield b" RETURN (" + b" ".join(options) + b")"

    def _selection(self, capabilities: frozenset[str]) -> Iterator[bytes]:
        if not self.selection and not self.more_patterns:
            return
        if not capabilities & _EXTENDED:
            raise LocalProtocolError("the server does not offer LIST-EXTENDED")
        if not set(self.selection) <= _SELECTION or self.selection == ("RECURSIVEMATCH",):
            raise LocalProtocolError(f"no such selection: {' '.join(self.selection)}")
        if self.selection:
            yield f" ({' '.join(self.selection)})".encode("ascii")

    @staticmethod
    def _pattern(pattern: str, offered: Offered) -> Piece:
        return string(encode_name(pattern, utf8=offered.utf8), offered)

    def _options(self, capabilities: frozenset[str]) -> list[bytes]:
        options = []
        new = "IMAP4REV2" in capabilities
        extended = bool(capabilities & _EXTENDED)
        if "SPECIAL-USE" in capabilities or new:
            options.append(b"SPECIAL-USE")
        if self.subscriptions and extended:
            options.append(b"SUBSCRIBED")
        if self.children and extended:
            options.append(b"CHILDREN")
        if self.rights and "LIST-MYRIGHTS" in capabilities:
            options.append(b"MYRIGHTS")
        if self.metadata and "LIST-METADATA" in capabilities:
            options.append(b"METADATA (" + b" ".join(b'"' + entry.encode() + b'"' for entry in self.metadata) + b")")
        if self.status and self.answers_status(capabilities):
            items = allowed_items(self.status, capabilities)
            options.append(b"STATUS (" + " ".join(items).encode("ascii") + b")")
        if options and not (extended or "LIST-STATUS" in capabilities):
            return []  # RETURN itself is LIST-EXTENDED; such servers send the roles unasked
        return options

    def wants(self, event: Event) -> bool:
        """LIST, also one that cannot be read; STATUS, MYRIGHTS, METADATA when they were asked for."""
        match event:
            case Unparsed(line):
                return _LIST.match(line) is not None
            case ListEntry():
                return not event.subscribed_answer
            case StatusData():
                return bool(self.status)
            case MyRightsData():
                return self.rights
            case MetadataData():
                return bool(self.metadata)
        return False
