"""What gpg said of signatures: one ``NEWSIG`` each, then what it found (doc/DETAILS of GnuPG)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from mailclient.crypto.openpgp.algorithms import WEAK_DIGESTS, digest, key_algorithm
from mailclient.crypto.openpgp.packets import Packet
from mailclient.crypto.openpgp.status import Status
from mailclient.crypto.openpgp.words import PgpSignature, SignatureState
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import ProblemKind

_STATES = {
    "GOODSIG": SignatureState.RIGHT,
    "EXPSIG": SignatureState.SIGNATURE_EXPIRED,
    "EXPKEYSIG": SignatureState.KEY_EXPIRED,
    "REVKEYSIG": SignatureState.KEY_REVOKED,
    "BADSIG": SignatureState.WRONG,
    "ERRSIG": SignatureState.UNREADABLE,
}
_NEWEST_VERSION = 4
"""Of signatures, that GnuPG 2.2 reads."""
_OF_DOCUMENTS = ("00", "01")
"""Signature types (RFC 9580 §5.2.1): of bytes and of text; others are about keys."""
_NO_PUBLIC_KEY = 9
"""GPG_ERR_NO_PUBKEY, as ERRSIG says it."""
_UNKNOWN_ALGORITHM = 4


def read_signatures(lines: Iterable[Status], find_key: Callable[[str], OpenPgpKey | None]) -> tuple[PgpSignature, ...]:
    """All signatures; ``find_key`` gives the facts of a key by the fingerprint of the primary key."""
    groups: list[list[Status]] = []
    for line in lines:
        if line.keyword == "NEWSIG":
            groups.append([])
        elif groups:
            groups[-1].append(line)
        elif line.keyword in _STATES:
            groups.append([line])
    return tuple(_signature(group, find_key) for group in groups)


def _signature(group: Sequence[Status], find_key: Callable[[str], OpenPgpKey | None]) -> PgpSignature:
    words = [line for line in group if line.keyword in _STATES]
    if len(words) != 1:  # none, or what contradicts itself
        return PgpSignature(SignatureState.UNREADABLE)
    said = words[0]
    if said.keyword == "ERRSIG":
        return _unchecked(said)
    signature = PgpSignature(_STATES[said.keyword], fingerprint=said.word(0), user_id=said.rest(1))
    valid = next((line for line in group if line.keyword == "VALIDSIG"), None)
    if valid is None or signature.state is SignatureState.WRONG:
        state = SignatureState.WRONG if signature.state is SignatureState.WRONG else SignatureState.UNREADABLE
        return replace(signature, state=state)
    primary, made_by = valid.word(9) or valid.word(0), valid.word(0)
    key = find_key(primary)
    weak_digest = valid.number(7) in WEAK_DIGESTS
    if valid.word(8) not in _OF_DOCUMENTS:
        return replace(signature, state=SignatureState.UNREADABLE)
    return replace(
        signature,
        fingerprint=primary,
        signing_fingerprint=made_by,
        created=float(valid.number(2)),
        expires=float(valid.number(3)) or None,
        key_expires=_end_of(key, made_by),
        algorithm=_algorithm_of(key, made_by) or key_algorithm(valid.number(6), 0),
        digest=digest(valid.number(7)),
        weak="weak_digest" if weak_digest else "weak_key" if _is_weak(key, made_by) else "",
        key=key,
    )


def _is_weak(key: OpenPgpKey | None, made_by: str) -> bool:
    """Whether one can break the key that signed, or the primary one, which says that the other is its own."""
    return key is None or key.weak or any(sub.weak for sub in key.subkeys if sub.fingerprint == made_by)


def _end_of(key: OpenPgpKey | None, made_by: str) -> float | None:
    """The earlier end of the key that signed and of its primary key."""
    ends = [key.expires, *(sub.expires for sub in key.subkeys if sub.fingerprint == made_by)] if key else []
    return min((end for end in ends if end is not None), default=None)


def _algorithm_of(key: OpenPgpKey | None, made_by: str) -> str:
    if key is None or made_by == key.fingerprint:
        return key.algorithm if key else ""
    return next((sub.algorithm for sub in key.subkeys if sub.fingerprint == made_by), "")


def unread_signatures(packets: Iterable[Packet]) -> tuple[PgpSignature, ...]:
    """One for those that gpg said nothing of: it does not know their version, or they are damaged."""
    too_new = any(packet.version > _NEWEST_VERSION for packet in packets)
    return (PgpSignature(SignatureState.UNREADABLE, reason=ProblemKind.FORMAT_TOO_NEW.value if too_new else ""),)


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
        reason=ProblemKind.FORMAT_TOO_NEW.value if said.number(5) == _UNKNOWN_ALGORITHM else "",
    )
