"""EXAMINE (RFC 9051 section 6.3.3): SELECT that changes nothing."""

from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.select import Select


@dataclass(frozen=True, slots=True)
class Examine(Select):
    """Open a mailbox for reading only."""

    name: ClassVar[str] = "EXAMINE"
