"""What all commands share: the name, the states, the arguments, and the answers that belong to them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.events import Event
from mailclient.wire.imap.state import State


@dataclass(frozen=True, slots=True)
class Literal:
    """``size`` bytes that are taken from ``chunks`` only when they can be sent; the chunks must add up to it.

    ``binary``: as literal8 (``~{n}``, RFC 3516 section 4.4), which may hold NUL; needs BINARY or IMAP4rev2.
    """

    size: int
    chunks: Iterable[bytes]
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What the encoding may use: the capabilities (upper case), and the extensions that are enabled."""

    capabilities: frozenset[str] = frozenset()
    enabled: frozenset[str] = frozenset()

    @property
    def utf8(self) -> bool:
        """Whether names and quoted strings are UTF-8 both ways (RFC 6855 section 3; RFC 9051 section 5.1)."""
        return not self.enabled.isdisjoint({"UTF8=ACCEPT", "IMAP4REV2"})


Piece = bytes | Literal


class Command(ABC):
    """A command to send.

    ``alone``: nothing else may be in flight with it (its answer changes what the bytes mean). ``last``: nothing may
    follow it before it is answered. ``follows_select``: it does no harm when a SELECT sent just before it fails, so it
    may be sent in the same flight.
    """

    name: ClassVar[str]
    states: ClassVar[frozenset[State]]
    alone: ClassVar[bool] = False
    last: ClassVar[bool] = False
    follows_select: ClassVar[bool] = False

    @abstractmethod
    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """The pieces after the name, each given its leading space here where one is due."""

    def wants(self, event: Event) -> bool:
        """Whether this untagged answer is (also) an answer to this command."""
        del event
        return False
