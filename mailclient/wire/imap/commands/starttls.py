"""STARTTLS (RFC 9051 section 6.2.1). After its OK the caller makes TLS and calls ``Connection.tls_started``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import BEFORE_LOGIN, State


@dataclass(frozen=True, slots=True)
class StartTls(Command):
    """Ask to go on inside TLS."""

    name: ClassVar[str] = "STARTTLS"
    states: ClassVar[frozenset[State]] = BEFORE_LOGIN
    alone: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        return iter(())
