"""AUTHENTICATE (RFC 9051 section 6.2.2) with the initial response of RFC 4959 (SASL-IR)."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import BEFORE_LOGIN, State
from mailclient.wire.sasl.mechanism import Computation, Mechanism


@dataclass(frozen=True, slots=True)
class Authenticate(Command):
    """Log in by a mechanism; the connection hands it the challenges. Can be sent once only."""

    mechanism: Mechanism = field(repr=False)

    name: ClassVar[str] = "AUTHENTICATE"
    states: ClassVar[frozenset[State]] = BEFORE_LOGIN
    alone: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """The mechanism's name, with the initial response when the server takes it."""
        yield b" " + self.mechanism.name.encode("ascii")
        if "SASL-IR" in offered.capabilities:
            initial = self.mechanism.start()
            if initial is not None:
                yield b" " + (base64.b64encode(initial) or b"=")

    def answer(self, challenge: bytes) -> bytes | Computation:
        """What answers a challenge (which is base64); UnexpectedChallenge, ``binascii.Error``."""
        return self.mechanism.respond(base64.b64decode(challenge))


def response_line(response: bytes | None) -> bytes:
    """A response on the wire, without line end; None gives the exchange up."""
    return b"*" if response is None else base64.b64encode(response)
