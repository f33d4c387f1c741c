"""What gpg said of signatures: one ``NEWSIG`` each, then what it found (doc/DETAILS of GnuPG)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from mailclient.crypto.openpgp.algorithms import WEAK_DIGESTS, digest, key_algorithm
from mailclient.crypto.openpgp.status import Status
from mailclient.crypto.openpgp.words import PgpSignature, SignatureState
from mailclient.mail.key import OpenPgpKey

_STATES = {
    "GOODSIG": SignatureState.RIGHT,
    "EXPSIG": SignatureState.SIGNATURE_EXPIRED,
    "EXPKEYSIG": SignatureState.KEY_EXPIRED,
    "REVKEYSIG": SignatureState.KEY_REVOKED,
    "BADSIG": SignatureState.WRONG,
    "ERRSIG": SignatureState.UNREADABLE,
}
_NO_PUBLIC_KEY = 9
"""GPG_ERR_NO_PUBKEY, as ERRSIG says it."""


def read_signatures(lines: Iterable[Status], find_key: Callable[[str], OpenPgpKey | None]) -> tuple[PgpSignature, ...]:
    """All signatures; ``find_key`` gives the facts of a key by the fingerprint of the primary key."""
    groups: list[list[Status]] = []
    for line in lines:
        if line.keyword == "NEWSIG":
            groups.append([])
        elif line.keyword in _STATES and (not groups or any(other.keyword in _STATES for other in groups[-1])):
            groups.append([line])  # a second word on one signature is another signature, never a better one
        elif groups:
            groups[-1].append(line)
    return tuple(_signature(group, find_key) for group in groups)


def _signature(group: Sequence[Status], find_key: Callable[[str], OpenPgpKey | None]) -> PgpSignature:
    said = next((line for line in group if line.keyword in _STATES), None)
    if said is None:
        return PgpSignature(SignatureState.UNREADABLE)
    if said.keyword == "ERRSIG":
        return _unchecked(said)
    signature = PgpSignature(_STATES[said.keyword], fingerprint=said.word(0), user_id=said.rest(1))
    valid = next((line for line in group if line.keyword == "VALIDSIG"), None)
    if valid is None or signature.state is SignatureState.WRONG:
        state = SignatureState.WRONG if signature.state is SignatureState.WRONG else SignatureState.UNREADABLE
        return replace(signature, state=state)
    primary = valid.word(9) or valid.word(0)
    key = find_key(primary)
    weak = "weak_digest" if valid.number(7) in WEAK_DIGESTS else "weak_key" if key is None or key.weak else ""
    ends = [float(line.number(0)) for line in group if line.keyword == "KEYEXPIRED" and line.number(0)]
    expired = signature.state is SignatureState.KEY_EXPIRED
    return replace(
        signature,
        fingerprint=primary,
        signing_fingerprint=valid.word(0),
        created=float(valid.number(2)),
        expires=float(valid.number(3)) or None,
        key_expires=(max(ends) if ends else key.expires if key else None) if expired else None,
        algorithm=key.algorithm if key and primary == valid.word(0) else key_algorithm(valid.number(6), 0),
        digest=digest(valid.number(7)),
        weak=weak,
        key=key,
    )


def _unchecked(said: Status) -> PgpSignature:
    """``ERRSIG keyid pkalgo hashalgo sigclass time rc fingerprint``"""
    missing = said.number(5) == _NO_PUBLIC_KEY
    fingerprint = said.word(6) if said.word(6) not in ("", "-") else said.word(0)
    return PgpSignature(
        SignatureState.KEY_MISSING if missing else SignatureState.UNREADABLE,
        fingerprint=fingerprint,
        created=float(said.number(4)) or None,
        algorithm=key_algorithm(said.number(1), 0),
        digest=digest(said.number(2)),
        weak="weak_digest" if said.number(2) in WEAK_DIGESTS else "",
    )
