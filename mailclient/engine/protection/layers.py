"""One layer of a message, checked or decrypted. Blocks: runs on a thread. Nothing that came with a message raises.

What is decrypted is gathered in memory and is used only when its integrity is known (or, of S/MIME without
authentication, known to be unknown).
"""

import logging
from collections.abc import Iterator, Sequence

from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.crypto.openpgp.words import PgpDecrypted, PgpSignature, SignatureState
from mailclient.crypto.smime.compressing import decompress
from mailclient.crypto.smime.decrypting import decrypt as decrypt_cms
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signer_check import SmimeSigner, verdict_of
from mailclient.crypto.smime.trust import Trust
from mailclient.crypto.smime.verifying import verify as verify_cms
from mailclient.engine.protection.opened import Ask, FoundSignature, Harvest, Walk
from mailclient.mail.account import Secret
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Encryption, Integrity, SignatureVerdict, Signer, System
from mailclient.mime.protection.layer import Layer

log = logging.getLogger(__name__)

_KEY_ID = 16
_PIECE_BYTES = 1 << 20
_TRIES = 3
_LIMIT = 256 << 20
_LIMIT_BASE = 64 << 20
_LIMIT_TIMES = 20
"""What is decrypted may be so many times as large as it came: text is compressed that far, bombs farther."""
_REASONS = {"opened_too_large": "too_large", "content_too_large": "too_large", "decryption_failed": "integrity_failed"}


def peel_openpgp_signature(openpgp: OpenPgp, layer: Layer, walk: Walk) -> bytes | None:
    """Check it; the content is what was signed."""
    if layer.problem == "structure_broken" or layer.content is None:
        walk.signatures.append(_broken(layer))
        return None
    content = layer.content
    try:
        found = openpgp.verify([content], layer.data)
        if layer.as_it_is is not None and any(one.state is SignatureState.WRONG for one in found):
            again = openpgp.verify([layer.as_it_is], layer.data)
            if not any(one.state is SignatureState.WRONG for one in again):
                found, content = again, layer.as_it_is
    except MailError as error:
        walk.signatures.append(unchecked(System.OPENPGP, reason_of(error)))
        return layer.content
    walk.signatures += [_of_openpgp(signature, walk, inside=len(walk.encryptions)) for signature in found]
    return content


def peel_openpgp_encryption(openpgp: OpenPgp, layer: Layer, walk: Walk, ask: Ask | None) -> bytes | None:
    """The clear text, or None; the signatures inside are noted. Or the text of what is merely signed in one with it."""
    if layer.problem:
        walk.encryptions.append(Encryption(System.OPENPGP, decrypted=False, reason=layer.problem))
        return None
    try:
        answer, clear = _decrypted(openpgp, layer.data, walk, ask)
    except MailError as error:
        walk.encryptions.append(Encryption(System.OPENPGP, decrypted=False, reason=reason_of(error)))
        return None
    if answer.problem is not None and answer.problem.kind is ProblemKind.MESSAGE_BROKEN and not answer.recipients:
        signed = _signed(openpgp, layer, walk)
        if signed is not None:
            return signed
    recipients = _recipients(openpgp, answer.recipients)
    if answer.problem is not None:
        reason = "integrity_failed" if answer.integrity is Integrity.FAILED else _code(answer.problem.kind)
        walk.encryptions.append(
            Encryption(System.OPENPGP, False, reason, recipients, answer.integrity, answer.algorithm)
        )
        return None
    walk.encryptions.append(Encryption(System.OPENPGP, True, "", recipients, answer.integrity, answer.algorithm))
    walk.signatures += [_of_openpgp(one, walk, inside=len(walk.encryptions)) for one in answer.signatures]
    return clear


def _signed(openpgp: OpenPgp, layer: Layer, walk: Walk) -> bytes | None:
    """The text of a message that is signed and not encrypted (RFC 9580 §10.3); None: it is something else."""
    pieces: list[bytes] = []
    opened = openpgp.open_signed(layer.data, pieces.append, limit=_limit(layer.data))
    if opened.problem is not None or not opened.signatures:
        return None
    walk.signatures += [_of_openpgp(one, walk, inside=len(walk.encryptions)) for one in opened.signatures]
    return b"".join(pieces)


def peel_smime_signature(layer: Layer, walk: Walk, trust: Trust) -> bytes | None:
    """Check it; the content is what was signed, from inside where it is not beside it."""
    if layer.problem:
        walk.signatures.append(_broken(layer))
        return None
    content = layer.content
    verified = verify_cms(layer.data, None if content is None else [content], trust)
    if layer.as_it_is is not None and any(one.verdict is SignatureVerdict.BAD for one in verified.signers):
        again = verify_cms(layer.data, [layer.as_it_is], trust)  # binary, and its lines are no mail's
        if not any(one.verdict is SignatureVerdict.BAD for one in again.signers):
            verified, content = again, layer.as_it_is
    inside = len(walk.encryptions)
    walk.signatures += [_of_smime(signer, inside) for signer in verified.signers]
    if not verified.signers:
        # Certificates alone (RFC 8551 §3.8): nobody signed anything, which is nothing bad.
        verdict = SignatureVerdict.NONE if verified.reason is Reason.NO_SIGNER else SignatureVerdict.BAD
        reason = str(verified.reason)
        walk.signatures.append(FoundSignature(System.SMIME, verdict, Signer(""), reason=reason, inside=inside))
    walk.harvest += [
        Harvest(verified.certificates, one.chain[0], one.signer.addresses, one.time, one.reads_gcm)
        for one in verified.signers
        if one.chain and one.verdict in (SignatureVerdict.GOOD, SignatureVerdict.UNTRUSTED)
    ]
    return content if content is not None else verified.content


def peel_smime_compression(layer: Layer, walk: Walk) -> bytes | None:
    """What was compressed (RFC 3274), within bounds; else what is around it is as good as not opened."""
    found = decompress(layer.data, _LIMIT_BASE)
    if found.content is None:
        walk.problem = _REASONS.get(str(found.reason), str(found.reason))
    return found.content


def peel_smime_encryption(layer: Layer, walk: Walk, own: Sequence[OwnCertificate]) -> bytes | None:
    """The clear content, or None."""
    if layer.problem:
        walk.encryptions.append(Encryption(System.SMIME, decrypted=False, reason=layer.problem))
        return None
    answer = decrypt_cms(layer.data, own)
    reason = "" if answer.content is not None else _REASONS.get(str(answer.reason), str(answer.reason))
    walk.encryptions.append(
        Encryption(
            System.SMIME, answer.content is not None, reason, answer.recipients, answer.integrity, answer.algorithm
        )
    )
    return answer.content


def reason_of(error: MailError) -> str:
    """The code of ``mailclient.language.protection`` for a problem."""
    return _code(error.problem.kind)


def _code(kind: ProblemKind) -> str:
    return _REASONS.get(kind.value, kind.value)


def _decrypted(openpgp: OpenPgp, data: bytes, walk: Walk, ask: Ask | None) -> tuple[PgpDecrypted, bytes]:
    """Without a passphrase first: the agent has it, asks for it itself, or the key has none."""
    passphrase: Secret | None = None
    limit = _limit(data)
    for tried in range(_TRIES + 1):
        pieces: list[bytes] = []
        answer = openpgp.decrypt(_fed(data, walk), pieces.append, passphrase, limit=limit, quietly=walk.quietly)
        if answer.ok:
            return answer, b"".join(pieces)
        pieces.clear()
        problem = answer.problem
        assert problem is not None
        asked_for = problem.kind in (ProblemKind.PASSPHRASE_NEEDED, ProblemKind.PASSPHRASE_WRONG)
        if ask is None or not asked_for or tried == _TRIES:
            break
        key = _own_key(openpgp, answer.recipients)
        wrong = problem.kind is ProblemKind.PASSPHRASE_WRONG
        passphrase = ask(key.fingerprint if key else problem.subject, _name(key), wrong)
        if passphrase is None:
            raise MailError(Problem(problem.kind if wrong else ProblemKind.PASSPHRASE_CANCELLED))
    return answer, b""


def _limit(data: bytes) -> int:
    return min(_LIMIT, _LIMIT_BASE + _LIMIT_TIMES * len(data))


def _fed(data: bytes, walk: Walk) -> Iterator[bytes]:
    """In pieces; of a large message it is told how far it is."""
    for start in range(0, len(data), _PIECE_BYTES):
        yield data[start : start + _PIECE_BYTES]
        if len(data) > _PIECE_BYTES:
            walk.tell(min(start + _PIECE_BYTES, len(data)), len(data))


def _own_key(openpgp: OpenPgp, recipients: Sequence[str]) -> OpenPgpKey | None:
    own = openpgp.keys(secret=True)
    known = {key.fingerprint: key for key in own}
    return next((known[each] for each in recipients if each in known), own[0] if len(own) == 1 else None)


def _name(key: OpenPgpKey | None) -> str:
    if key is None or not key.people:
        return ""
    return key.people[0].address or key.people[0].name


def _recipients(openpgp: OpenPgp, found: Sequence[str]) -> tuple[str, ...]:
    """Addresses where the key is known; a hidden one is ""."""
    known: dict[str, str] = {}
    if any(len(each) > _KEY_ID for each in found):
        try:
            keys = openpgp.keys()
        except MailError as error:
            log.info("recipients stay unnamed: %s", error.problem.kind)
        else:
            known = {key.fingerprint: _name(key) for key in keys}
    return tuple(dict.fromkeys(known.get(each) or each for each in found))


def _of_openpgp(signature: PgpSignature, walk: Walk, *, inside: int) -> FoundSignature:
    verdict = signature.verdict_at(walk.at)
    key = signature.key
    people = key.people if key is not None else ()
    algorithm = ", ".join(filter(None, (signature.algorithm, signature.digest)))
    signer = Signer(
        fingerprint=signature.fingerprint,
        name=people[0].name if people else "",
        addresses=tuple(dict.fromkeys(person.address.lower() for person in people if person.address)),
        algorithm=algorithm,
    )
    reason = "" if verdict is SignatureVerdict.GOOD else signature.reason or str(signature.state)
    if verdict is SignatureVerdict.WEAK:
        reason = signature.weak
    return FoundSignature(System.OPENPGP, verdict, signer, signature.created, reason, inside=inside, people=people)


def _of_smime(found: SmimeSigner, inside: int) -> FoundSignature:
    return FoundSignature(
        System.SMIME,
        found.verdict,
        found.signer,
        found.time,
        str(found.reason),
        "revoked" if found.verdict is SignatureVerdict.REVOKED else "not_checked",
        inside,
        chained=found.verdict is SignatureVerdict.GOOD,
        chain=found.chain if found.verdict is SignatureVerdict.GOOD else (),
        alone=(SignatureVerdict.GOOD if not found.alone else verdict_of(found.alone), str(found.alone)),
    )


def unchecked(system: System, reason: str) -> FoundSignature:
    """A signature that could not be looked at, through no fault of its own."""
    return FoundSignature(system, SignatureVerdict.UNKNOWN_KEY, Signer(""), reason=reason)


def _broken(layer: Layer) -> FoundSignature:
    return FoundSignature(layer.system, SignatureVerdict.BAD, Signer(""), reason=layer.problem)
