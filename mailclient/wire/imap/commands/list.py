"""LIST (RFC 9051 section 6.3.9) with SPECIAL-USE (RFC 6154) and the STATUS of each (RFC 5819)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import mailbox, string
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, ListEntry, StatusData
from mailclient.wire.imap.mailbox_name import encode_name
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class ListMailboxes(Command):
    """List the mailboxes under ``reference`` that match ``pattern`` ("*" all, "%" one level).

    What the server does not offer is left out of the command: roles need SPECIAL-USE, ``status`` needs LIST-STATUS,
    subscriptions LIST-EXTENDED. ``answers_status`` tells the caller whether STATUS must be asked separately.
    """

    reference: str = ""
    pattern: str = "*"
    status: tuple[str, ...] = ()
    subscriptions: bool = False

    name: ClassVar[str] = "LIST"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    @staticmethod
    def answers_status(capabilities: frozenset[str]) -> bool:
        """Whether LIST can return STATUS."""
        return "LIST-STATUS" in capabilities or "IMAP4REV2" in capabilities

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``"" "*" RETURN (SPECIAL-USE STATUS (…))`` as far as offered."""
        yield b" "
        yield mailbox(self.reference, offered) if self.reference else b'""'
        yield b" "
        yield string(encode_name(self.pattern, utf8=offered.utf8), offered)
        options = self._options(offered.capabilities)
        if options:
            yield b" RETURN (" + b" ".join(options) + b")"

    def _options(self, capabilities: frozenset[str]) -> list[bytes]:
        options = []
        new = "IMAP4REV2" in capabilities
        if "SPECIAL-USE" in capabilities or new:
            options.append(b"SPECIAL-USE")
        if self.subscriptions and ("LIST-EXTENDED" in capabilities or new):
            options.append(b"SUBSCRIBED")
        if self.status and self.answers_status(capabilities):
            options.append(b"STATUS (" + " ".join(self.status).encode("ascii") + b")")
        if options and not ("LIST-EXTENDED" in capabilities or new or "LIST-STATUS" in capabilities):
            return []  # RETURN itself is LIST-EXTENDED; such servers send the roles unasked
        return options

    def wants(self, event: Event) -> bool:
        """LIST, and STATUS when it was asked for."""
        return isinstance(event, ListEntry) or (bool(self.status) and isinstance(event, StatusData))
