"""What every mechanism can do, and which one to choose."""

from collections.abc import Callable, Collection
from typing import Protocol

from mailclient.mail.account import Secret
from mailclient.wire.sasl.cram_md5 import CramMd5
from mailclient.wire.sasl.login import Login
from mailclient.wire.sasl.plain import Plain


class Mechanism(Protocol):
    """One attempt to log in; used once."""

    @property
    def name(self) -> str:
        """The registered name, upper case."""

    def start(self) -> bytes | None:
        """The initial response, sent with the command when the protocol allows it; None: the server speaks first."""

    def respond(self, challenge: bytes) -> bytes:
        """The response to a challenge (both without base64). Raises ``UnexpectedChallenge``."""


MECHANISMS: tuple[Callable[[str, Secret], Mechanism], ...] = (Plain, Login, CramMd5)
"""In the order we like them. Inside TLS, PLAIN is better than CRAM-MD5: that needs clear passwords on the server."""


def choose(offered: Collection[str], user: str, password: Secret) -> Mechanism | None:
    """The best mechanism among the names the server offers (any case), or None."""
    names = {name.upper() for name in offered}
    for make in MECHANISMS:
        mechanism = make(user, password)
        if mechanism.name in names:
            return mechanism
    return None
