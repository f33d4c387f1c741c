"""COMPRESS (RFC 4978). After its OK the caller deflates both ways and calls ``Connection.compression_started``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Compress(Command):
    """Go on compressed (raw DEFLATE, RFC 1951). Needs COMPRESS=DEFLATE; NO with COMPRESSIONACTIVE when it is already.

    Send it right after the login, while the server has nothing to tell by itself: ``Connection.deflate_due`` is true
    as soon as its OK has come, and nothing may be sent or received before ``compression_started`` is called.
    """

    name: ClassVar[str] = "COMPRESS"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    last: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``DEFLATE``, the only one there is."""
        del offered
        yield b" DEFLATE"
