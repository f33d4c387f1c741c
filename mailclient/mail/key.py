"""Keys and certificates of people, as lists show them and as recipients need them. Words only.

OpenPGP: RFC 9580 (4880); certificates: RFC 5280, RFC 8550.
"""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.protection import Acceptance, System


class KeySource(StrEnum):
    """Where a key or certificate came from."""

    OWN = "own"
    KEYRING = "keyring"
    """The user's GnuPG had it."""
    IMPORTED = "imported"
    ATTACHED = "attached"
    AUTOCRYPT = "autocrypt"
    GOSSIP = "gossip"
    """Autocrypt of somebody else's message."""
    WKD = "wkd"
    KEYSERVER = "keyserver"
    SIGNED_MAIL = "signed_mail"
    SYSTEM = "system"
    """A root of the operating system."""


@dataclass(frozen=True, slots=True)
class KeyPerson:
    """One user id of a key: name and address ("" where it has none)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class OpenPgpKey:
    """A key. ``fingerprint``: upper-case hex; times are epoch seconds."""

    fingerprint: str
    people: tuple[KeyPerson, ...]
    algorithm: str
    created: float
    expires: float | None = None
    revoked: bool = False
    can_sign: bool = True
    can_encrypt: bool = True
    weak: bool = False
    secret: bool = False
    on_card: bool = False
    acceptance: Acceptance = Acceptance.UNDECIDED
    source: KeySource = KeySource.KEYRING


@dataclass(frozen=True, slots=True)
class MailCertificate:
    """An X.509 certificate. ``fingerprint``: SHA-256, upper-case hex; times are epoch seconds."""

    fingerprint: str
    subject: str
    issuer: str
    serial: str
    """Hex."""
    addresses: tuple[str, ...]
    algorithm: str
    not_before: float
    not_after: float
    can_sign: bool = True
    can_encrypt: bool = True
    authority: bool = False
    """It may sign other certificates."""
    trusted: bool = False
    """Its chain leads to a root that is trusted; of a root: it is one."""
    secret: bool = False
    acceptance: Acceptance = Acceptance.UNDECIDED
    source: KeySource = KeySource.IMPORTED
    problem: str = ""
    """Why it is not trusted: a code of ``mailclient.language.protection``."""


class Readiness(StrEnum):
    """Whether mail to somebody can be encrypted."""

    READY = "ready"
    EXPIRES_SOON = "expires_soon"
    """Ready for less than two weeks."""
    UNDECIDED = "undecided"
    """A key is here; nobody has said that it is the right one."""
    EXPIRED = "expired"
    MISSING = "missing"
    LOOKING = "looking"
    """It is being looked up."""


@dataclass(frozen=True, slots=True)
class RecipientReadiness:
    """How it stands with one recipient, for each system."""

    address: str
    openpgp: Readiness = Readiness.MISSING
    smime: Readiness = Readiness.MISSING
    fingerprints: tuple[str, ...] = ()
    """Of the keys or certificates that would be used, the OpenPGP one first."""


@dataclass(frozen=True, slots=True)
class ProtectionPlan:
    """What works for all recipients of a message.

    ``systems``: those by which all can be reached, the preferred one first; empty with ``split``: each can be reached
    by one of the two, so the message would have to go twice. ``missing``: who cannot be reached at all.
    """

    recipients: tuple[RecipientReadiness, ...] = ()
    systems: tuple[System, ...] = ()
    split: bool = False
    missing: tuple[str, ...] = ()
    can_sign: tuple[System, ...] = ()
    """Systems for which the sender has a key to sign with."""
    by_default: bool = False
    """The sender chose to encrypt whenever all are ready (or Autocrypt's both-sides preference says so)."""
