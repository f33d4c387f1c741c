"""What came of opening a message."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from mailclient.mail.account import Secret
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.key import KeyPerson
from mailclient.mail.protection import (
    UNPROTECTED,
    Covers,
    Encryption,
    Integrity,
    Protection,
    SignatureVerdict,
    Signer,
    System,
)

Ask = Callable[[str, str, bool], Secret | None]
"""Gives the passphrase of a key (fingerprint, name, whether the last was wrong); None: the user will not. Blocks."""


Tell = Callable[[int, int], None]
"""Told how many bytes of how many GnuPG has taken; from any thread."""


def _nobody(_done: int, _total: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Opened:
    """``clear``: the whole message that is shown in place of the other; None: the other is right. Never written."""

    protection: Protection = UNPROTECTED
    clear: bytes | None = field(default=None, repr=False)
    payload_header: bytes = field(default=b"", repr=False)
    """Of what was decrypted: the header of its root, for those who look for keys of others there."""
    harvest: tuple["Harvest", ...] = ()


@dataclass(frozen=True, slots=True)
class Harvest:
    """Certificates that came with a right S/MIME signature (DER), the signer's among them."""

    certificates: tuple[bytes, ...]
    signer: bytes
    addresses: tuple[str, ...]
    signed_at: float | None
    reads_gcm: bool


@dataclass(frozen=True, slots=True)
class AsStored:
    """What is shown of the message without being opened: a server took it apart, who may read its bytes otherwise."""

    senders: tuple[Address, ...]
    body: Body | None


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """A signature before it is held against the sender: ``GOOD`` says that it is right, by a key in its time.

    ``inside``: how many encryptions are around it; ``chained``: S/MIME, and the chain ends at a trusted root.
    """

    system: System
    verdict: SignatureVerdict
    signer: Signer
    time: float | None = None
    reason: str = ""
    revocation: str = ""
    inside: int = 0
    chained: bool = False
    chain: tuple[bytes, ...] = ()
    """Of ``chained``: the certificates up to the root (DER)."""
    alone: tuple[SignatureVerdict, str] = (SignatureVerdict.GOOD, "")
    """Of a certificate without a trusted root: verdict and reason for one who knows whose it is."""
    people: tuple[KeyPerson, ...] = ()
    """Of OpenPGP: whom the key names."""


@dataclass(slots=True)
class Walk:
    """What the layers of one message have told so far, the outermost first."""

    at: float
    signatures: list[FoundSignature] = field(default_factory=list)
    encryptions: list[Encryption] = field(default_factory=list)
    harvest: list[Harvest] = field(default_factory=list)
    covers: Covers = Covers.ALL
    quietly: bool = False
    patient: bool = True
    latest: float = math.inf
    """When a signature can have been made at the latest, but for clocks that are wrong."""
    tell: Tell = _nobody
    problem: str = ""
    """Of a signature that says nothing of the message though it may be right: a code."""

    @property
    def encryption(self) -> Encryption | None:
        """The outermost, as all of them went: what is inside of one that did not open is not open."""
        if not self.encryptions:
            return None
        first, last = self.encryptions[0], self.encryptions[-1]
        integrity = next(
            (each.integrity for each in self.encryptions if each.integrity is not Integrity.OK), first.integrity
        )
        return Encryption(first.system, last.decrypted, last.reason, first.recipients, integrity, first.algorithm)
