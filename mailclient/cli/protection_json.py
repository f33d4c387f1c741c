"""Signature and encryption of a message as JSON: part of what ``show --json`` answers.

signature    null where nothing is signed, else: system (openpgp, smime), verdict (good, good_other_sender, unknown_key,
             untrusted, expired, revoked, weak, bad, none: it is about a part only), signer and signers (objects: name,
             addresses, fingerprint, acceptance, algorithm, chain; the one the verdict is about, or null; all), time
             (ISO 8601, or null), covers (all, part, none), reason (a code, or null), revocation (of a
             certificate: good, revoked, not_checked; else null)
encryption   null where nothing is encrypted, else: system, decrypted, reason (a code why not, or null), recipients
             (addresses, else key ids or issuer and serial number), integrity (ok, missing, failed), algorithm
"""

from datetime import UTC, datetime
from typing import Any

from mailclient.mail.protection import Encryption, Signature, Signer


def signature_json(signature: Signature | None) -> dict[str, Any] | None:
    """The object, or None."""
    if signature is None:
        return None
    return {
        "system": str(signature.system),
        "verdict": str(signature.verdict),
        "signer": None if signature.signer is None else _signer(signature.signer),
        "signers": [_signer(one) for one in signature.signers],
        "time": _time(signature.time),
        "covers": str(signature.covers),
        "reason": signature.reason or None,
        "revocation": signature.revocation or None,
    }


def encryption_json(encryption: Encryption | None) -> dict[str, Any] | None:
    """The object, or None."""
    if encryption is None:
        return None
    return {
        "system": str(encryption.system),
        "decrypted": encryption.decrypted,
        "reason": encryption.reason or None,
        "recipients": list(encryption.recipients),
        "integrity": str(encryption.integrity),
        "algorithm": encryption.algorithm or None,
    }


def _signer(signer: Signer) -> dict[str, Any]:
    return {
        "name": signer.name,
        "addresses": list(signer.addresses),
        "fingerprint": signer.fingerprint,
        "acceptance": str(signer.acceptance),
        "algorithm": signer.algorithm or None,
        "chain": list(signer.chain),
    }


def _time(seconds: float | None) -> str | None:
    """None also for what is beyond the calendar."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None
