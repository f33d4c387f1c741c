"""Signature and encryption of a message as JSON: part of what ``show --json`` answers.

signature    null where nothing is signed, else: system (openpgp, smime), verdict (good, good_other_sender, unknown_key,
             untrusted, expired, revoked, weak, bad, none: it is about a part only), signer (whom the verdict is about:
             an address of the key, that of the sender if it is one of them; else its name, else the fingerprint; or
             null), signers (the same of all), keys (objects in the order of signers: name, addresses, fingerprint,
             acceptance, algorithm, chain), time (ISO 8601, or null), covers (all, part, none), reason (a code, or
             null), revocation (of a certificate: good, revoked, not_checked; else null)
encryption   null where nothing is encrypted, else: system, decrypted, reason (a code why not; "only_a_part" where
             something that was not encrypted is shown beside what was; or null), recipients
             (addresses, else key ids or issuer and serial number; hidden ones are left out), integrity (ok, missing,
             failed; null where nothing was decrypted that could tell), algorithm
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from mailclient.mail.protection import Encryption, Integrity, Signature, Signer


def signature_json(signature: Signature | None, senders: Collection[str] = ()) -> dict[str, Any] | None:
    """The object, or None. ``senders``: addresses of From, of which a key that names several is shown by its own."""
    if signature is None:
        return None
    return {
        "system": str(signature.system),
        "verdict": str(signature.verdict),
        "signer": None if signature.signer is None else _called(signature.signer, senders),
        "signers": [_called(one, senders) for one in signature.signers],
        "keys": [_key(one) for one in signature.signers],
        "time": _time(signature.time),
        "covers": str(signature.covers),
        "reason": signature.reason or None,
        "revocation": signature.revocation or None,
    }


def encryption_json(encryption: Encryption | None) -> dict[str, Any] | None:
    """The object, or None."""
    if encryption is None:
        return None
    is_known = encryption.decrypted or encryption.integrity is not Integrity.OK
    return {
        "system": str(encryption.system),
        "decrypted": encryption.decrypted,
        "reason": encryption.reason or None,
        "recipients": [each for each in encryption.recipients if each],
        "integrity": str(encryption.integrity) if is_known else None,
        "algorithm": encryption.algorithm or None,
    }


def _called(signer: Signer, senders: Collection[str]) -> str:
    lowered = {each.lower() for each in senders}
    own = next((each for each in signer.addresses if each in lowered), None)
    return own or next(iter(signer.addresses), "") or signer.name or signer.fingerprint


def _key(signer: Signer) -> dict[str, Any]:
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
