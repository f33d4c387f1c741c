"""GETQUOTA (RFC 9208 section 4.1.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import astring
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, QuotaData
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class GetQuota(Command):
    """Ask how full one quota root is; its name comes from ``QuotaRootData``. Needs QUOTA."""

    root: str

    name: ClassVar[str] = "GETQUOTA"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``"root"``."""
        yield b" "
        yield astring(self.root.encode(), offered)

    def wants(self, event: Event) -> bool:
        """QUOTA of this root."""
        return isinstance(event, QuotaData) and event.root == self.root
