"""Why a signature, a certificate or something encrypted is no better: one code each, worded by ``language``."""

from enum import StrEnum


class Reason(StrEnum):
    """The empty one says that nothing is wrong."""

    NOTHING = ""

    MESSAGE_BROKEN = "message_broken"
    """Not readable as CMS, or not what it says it is."""
    CONTENT_MISSING = "content_missing"
    """A signature of something that is not here."""
    CONTENT_CHANGED = "content_changed"
    """What was signed was something else."""
    SIGNATURE_WRONG = "signature_wrong"
    """The content may be right; the signature over it is not of this certificate."""
    NO_SIGNER = "no_signer"
    """Certificates only: nobody signed."""
    SIGNATURE_UNSUPPORTED = "signature_unsupported"
    """Made by an algorithm that is not known here."""

    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "certificate_revoked"
    WRONG_USAGE = "wrong_usage"
    """The certificate is not for this: not for mail, or not for signing."""
    UNKNOWN_ROOT = "unknown_root"
    """The chain is whole, but nobody trusts where it ends."""
    CHAIN_BROKEN = "chain_broken"
    """A link is missing, wrong, or may not sign for others."""
    NAME_CONSTRAINED = "name_constrained"
    """An authority may not speak for this address."""
    KEY_WEAK = "weak_key"
    DIGEST_WEAK = "weak_digest"

    KEY_MISSING = "key_missing"
    """Encrypted to certificates whose secret key is not here."""
    INTEGRITY_FAILED = "integrity_failed"
    """Changed on the way, or made for another key. One word for all ways of failing, so that none tells more."""
    CIPHER_UNSUPPORTED = "cipher_unsupported"
    TOO_LARGE = "too_large"
