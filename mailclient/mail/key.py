"""Keys and certificates of people, as lists show them and as recipients need them. Words only.

OpenPGP: RFC 9580 (4880); certificates: RFC 5280, RFC 8550.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from mailclient.mail.protection import Acceptance, System

REVOCATION_REASONS = ("", "compromised", "superseded", "retired")
"""Why an own key must not be used any more, by their numbers in RFC 9580 5.2.3.31; "": for no reason that is told."""


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
    confirmed: bool = field(default=False, compare=False)
    """GnuPG takes the key for theirs: of this user id, whatever it says of the others, which anybody can add."""


@dataclass(frozen=True, slots=True)
class OpenPgpSubkey:
    """One of the keys that a key consists of, beside the primary one. Times are epoch seconds."""

    fingerprint: str
    algorithm: str
    created: float
    expires: float | None = None
    revoked: bool = False
    can_sign: bool = False
    can_encrypt: bool = False
    weak: bool = False
    on_card: bool = False
    usable: bool = True
    """Neither revoked nor run out."""


@dataclass(frozen=True, slots=True)
class OpenPgpKey:
    """A key. ``fingerprint``: upper-case hex; times are epoch seconds.

    ``expires``: the primary key. ``encrypts_until``: when nothing can be encrypted to it any more, maybe earlier.
    ``can_sign`` and ``can_encrypt``: now; of a key whose secret part is here: with what is here of it.
    """

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
    subkeys: tuple[OpenPgpSubkey, ...] = ()
    encrypts_until: float | None = None
    withdrawn: tuple[str, ...] = ()
    """Addresses, lower case, that its owner took back: the key is good, and no longer theirs."""


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
    openpgp_key: str = ""
    smime_certificate: str = ""
    """The same, each by its system; "" for none."""
    changed: bool = False
    """Another key than the one that was trusted before, which cannot be used any more."""
    unchecked: bool = False
    """Ready though nobody said that the key is the right one: both sides want mail encrypted (Autocrypt)."""


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


@dataclass(frozen=True, slots=True)
class KeyImport:
    """What came of an import: fingerprints say which of ``keys`` and ``certificates`` these words are about."""

    keys: tuple[OpenPgpKey, ...] = ()
    certificates: tuple[MailCertificate, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Were here, and know more now: another expiry, another address."""
    secret: tuple[str, ...] = ()
    """The secret key came along."""
    roots: tuple[str, ...] = ()
    """Authorities that are trusted now because they were given explicitly."""
    unreadable: int = 0
    """Pieces that were no key and no certificate."""


@dataclass(frozen=True, slots=True)
class KeySettings:
    """What the user chose about looking for keys of others. Whoever is asked learns to whom one writes."""

    look_up: bool = False
    """While addressing, ask the web key directory of the recipient's domain."""
    keyserver: str = ""
    """While addressing, ask this one, too: a host name; "" for none."""
    suggested_keyserver: str = "keys.openpgp.org"
    """For ``LookUpKey`` where ``keyserver`` is ""."""
