"""What protects a message: who signed it and how that is known, and whether it came encrypted. Words only.

OpenPGP: RFC 9580 (4880), RFC 3156; S/MIME: RFC 8551; protected header fields: RFC 9788.
"""

from dataclasses import dataclass
from enum import StrEnum

PGP_SIGNATURE, PGP_ENCRYPTED = "application/pgp-signature", "application/pgp-encrypted"
CMS_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
CMS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
"""The second of each was written before the types were registered."""


class System(StrEnum):
    """The two ways mail is signed and encrypted."""

    OPENPGP = "openpgp"
    SMIME = "smime"


class SignatureVerdict(StrEnum):
    """What a signature is worth. Only ``GOOD`` gets a good mark."""

    GOOD = "good"
    """Right, by a key that is known to be the sender's."""
    GOOD_OTHER_SENDER = "good_other_sender"
    """Right, by a key that is known, but is somebody else's than the sender's."""
    UNKNOWN_KEY = "unknown_key"
    """The key is not here, so nothing could be checked."""
    UNTRUSTED = "untrusted"
    """Right, by a key of which nobody has said whose it is (or whose chain leads to no root that is trusted)."""
    EXPIRED = "expired"
    REVOKED = "revoked"
    WEAK = "weak"
    """Made with what can be forged today: MD5, SHA-1, an RSA key below 2,048 bits …"""
    BAD = "bad"
    """Not of this text, or not readable at all."""
    NONE = "none"


class Covers(StrEnum):
    """How much of what is shown the signature is about."""

    ALL = "all"
    PART = "part"
    NONE = "none"


class Integrity(StrEnum):
    """Whether what was decrypted is what was encrypted."""

    OK = "ok"
    MISSING = "missing"
    """Encrypted in a way that cannot tell: shown only where the signature inside tells."""
    FAILED = "failed"


class Acceptance(StrEnum):
    """What the user has said of a key or certificate of somebody."""

    REJECTED = "rejected"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    """Taken for the right one, without comparing fingerprints; of S/MIME also: its chain is trusted."""
    VERIFIED = "verified"
    """The fingerprint was compared."""
    OWN = "own"
    """The secret key is here."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose key signed: ``addresses`` are those that the key or certificate names, lower case."""

    fingerprint: str
    """Of the primary key, or SHA-256 of the certificate: upper-case hex; the key id where no more is known."""
    name: str = ""
    addresses: tuple[str, ...] = ()
    acceptance: Acceptance = Acceptance.UNDECIDED
    algorithm: str = ""
    """For the details: "Ed25519, SHA-512"."""
    chain: tuple[str, ...] = ()
    """Of a certificate: the subjects from it up to the root."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One mark for a message. ``signer`` is the one the verdict is about; ``signers`` are all, the outermost first."""

    system: System
    verdict: SignatureVerdict
    covers: Covers = Covers.ALL
    signer: Signer | None = None
    signers: tuple[Signer, ...] = ()
    time: float | None = None
    """When it was made, as the signer says; epoch seconds."""
    reason: str = ""
    """A code of ``mailclient.language.protection``: why the verdict is no better."""
    revocation: str = ""
    """S/MIME: "good", "revoked", or "not_checked"; a code of the same."""


@dataclass(frozen=True, slots=True)
class Encryption:
    """How it was encrypted, and whether it could be opened."""

    system: System
    decrypted: bool
    reason: str = ""
    """Why not: a code of ``mailclient.language.protection``; "only_a_part": what is shown beside it was not."""
    recipients: tuple[str, ...] = ()
    """Addresses where the key is known, else key ids, or issuer and serial number."""
    integrity: Integrity = Integrity.OK
    algorithm: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """All that is to be said of a message; both None: nothing protects it."""

    signature: Signature | None = None
    encryption: Encryption | None = None
    hidden_fields: tuple[str, ...] = ()
    """Names of header fields that were encrypted: what the outside says of them is not what is shown (RFC 9788)."""
    changed_fields: tuple[str, ...] = ()
    """Names of protected fields of which the outside says something else, though they were not encrypted."""


UNPROTECTED = Protection()


@dataclass(frozen=True, slots=True)
class Cover:
    """What the structure of a message promises, before anything is opened: kept with its body."""

    system: System
    signed: bool = False
    encrypted: bool = False
    """As its root (or below a list's footer): only then it is opened by itself."""
