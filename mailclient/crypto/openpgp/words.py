"""What OpenPGP answers: signatures, opened messages, imports. Data only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Integrity, SignatureVerdict


class SignatureState(StrEnum):
    """What GnuPG found, without asking whose the key is."""

    RIGHT = "right"
    SIGNATURE_EXPIRED = "signature_expired"
    KEY_EXPIRED = "key_expired"
    KEY_REVOKED = "key_revoked"
    KEY_MISSING = "key_missing"
    WRONG = "wrong"
    """Not of this text."""
    UNREADABLE = "unreadable"
    """Of a kind GnuPG does not know, by a key that may not sign, or damaged."""


@dataclass(frozen=True, slots=True)
class PgpSignature:
    """One signature. Times are epoch seconds.

    ``fingerprint``: of the primary key; only the key id, or "", where the key is missing. ``signing_fingerprint``: of
    the key or subkey that made it. ``weak``: a code of ``mailclient.language.protection`` ("weak_digest", "weak_key"),
    "" if strong. ``user_id`` as GnuPG shows it; whose key it is must be asked of ``key.people`` and the acceptance.
    """

    state: SignatureState
    fingerprint: str = ""
    signing_fingerprint: str = ""
    created: float | None = None
    expires: float | None = None
    """The signature itself."""
    key_expires: float | None = None
    algorithm: str = ""
    digest: str = ""
    weak: str = ""
    user_id: str = ""
    key: OpenPgpKey | None = None
    reason: str = ""
    """Why it could not be read: the value of a ``ProblemKind``, "" if it could, or gpg gave no reason."""

    def verdict_at(self, time: float) -> SignatureVerdict:
        """What the signature alone is worth at that time: ``GOOD`` is still to be held against the sender.

        A key or signature that ran out only after ``time`` was good then.
        """
        if self.state is SignatureState.UNREADABLE:
            return SignatureVerdict.WEAK if self.weak else _UNREADABLE.get(self.reason, SignatureVerdict.BAD)
        if self.state is SignatureState.WRONG:
            return SignatureVerdict.BAD
        if self.state is SignatureState.KEY_MISSING:
            return SignatureVerdict.UNKNOWN_KEY
        if self.state is SignatureState.KEY_REVOKED:
            return SignatureVerdict.REVOKED
        if self.weak:
            return SignatureVerdict.WEAK
        made = time if self.created is None else max(self.created, time)
        if any(end is not None and end <= made for end in (self.expires, self.key_expires)):
            return SignatureVerdict.EXPIRED
        if self.state is not SignatureState.RIGHT and self.expires is None and self.key_expires is None:
            return SignatureVerdict.EXPIRED
        return SignatureVerdict.GOOD


_UNREADABLE = {
    ProblemKind.FORMAT_TOO_NEW.value: SignatureVerdict.UNKNOWN_KEY,
    ProblemKind.GNUPG_MISSING.value: SignatureVerdict.UNKNOWN_KEY,
}
"""Where nothing could be checked, which does not make it wrong."""


@dataclass(frozen=True, slots=True)
class PgpOpened:
    """A signed message that was unpacked, or why not; then its text may not be used."""

    problem: Problem | None = None
    signatures: tuple[PgpSignature, ...] = ()


@dataclass(frozen=True, slots=True)
class PgpDecrypted:
    """A message that was opened, or why not.

    What went to ``into`` may be used only if ``problem`` is None: GnuPG writes text before it knows that it is right.
    ``recipients``: fingerprints of primary keys, key ids where the key is not here, "" for one that is hidden
    and is not the key that opened it.
    """

    problem: Problem | None = None
    signatures: tuple[PgpSignature, ...] = ()
    recipients: tuple[str, ...] = ()
    integrity: Integrity = Integrity.OK
    algorithm: str = ""

    @property
    def ok(self) -> bool:
        """Whether the clear text may be used."""
        return self.problem is None


class PgpSigned(NamedTuple):
    """An armoured detached signature and its ``micalg`` (RFC 3156 §5: "pgp-sha512")."""

    signature: bytes
    micalg: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, by fingerprints of primary keys, upper-case hex."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    """Of those all: with the secret key."""
    revocations: int = 0
    unreadable: int = 0
    """Keys that this GnuPG could not read or that name nobody rightly."""

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """All that are here now."""
        return (*self.added, *self.changed, *self.same)
