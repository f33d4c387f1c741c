"""What opening asks of the keys (``engine.keys.KeyBook`` answers)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from mailclient.mail.protection import Acceptance, System

if TYPE_CHECKING:  # cryptography is loaded when the first protected message is opened
    from mailclient.crypto.openpgp.open_pgp import OpenPgp
    from mailclient.crypto.smime.own import OwnCertificate
    from mailclient.crypto.smime.trust import Trust


class Keys(Protocol):
    """Fingerprints are upper-case hex, addresses lower case."""

    @property
    def openpgp(self) -> "OpenPgp":
        """GnuPG, of the user."""

    async def acceptance(
        self, fingerprint: str, address: str | None = None, system: System = System.OPENPGP
    ) -> Acceptance:
        """What is said of a key or certificate for this address; None: for any."""

    async def trust(self, at: float | None = None) -> "Trust":
        """Whom to believe at that time (None: now)."""

    async def own_certificates(self) -> "Sequence[OwnCertificate]":
        """With their secret keys."""
