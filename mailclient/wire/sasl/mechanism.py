"""What every mechanism can do. ``choice.py`` says which ones to try."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mailclient.wire.sasl.unexpected import UnexpectedChallenge


@dataclass(frozen=True, slots=True)
class Computation:
    """A response that takes long to compute (a key derived by a million rounds of hashing).

    ``run`` gives the response or raises ``UnexpectedChallenge``; it holds no lock of the interpreter's meanwhile, so
    call it in a thread.
    """

    run: Callable[[], bytes]


class Mechanism(Protocol):
    """One attempt to log in; used once."""

    @property
    def name(self) -> str:
        """The registered name, upper case."""

    @property
    def gave_proof(self) -> bool:
        """Whether the server was told something that only who knows the secret can say.

        A refusal before that says nothing about the secret: the next mechanism may be tried.
        """

    @property
    def satisfied(self) -> bool:
        """Whether the server has proved what the mechanism lets it prove; a success before that is a lie."""

    @property
    def broken(self) -> UnexpectedChallenge | None:
        """Why we gave the exchange up, when the server must not be trusted with another mechanism."""

    @property
    def complaint(self) -> str:
        """The server's reason, when the mechanism has a way to tell it; else ""."""

    def start(self) -> bytes | None:
        """The initial response, sent with the command when the protocol allows it; None: the server speaks first."""

    def respond(self, challenge: bytes) -> bytes | Computation:
        """The response to a challenge (both without base64). Raises ``UnexpectedChallenge``."""


class WithoutProof:
    """What mechanisms have in common in which the server proves nothing."""

    satisfied = True
    broken: UnexpectedChallenge | None = None
    complaint = ""

    def __init__(self) -> None:
        self.gave_proof = False
