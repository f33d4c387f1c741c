"""One signer against the content, its certificate and the roots: which verdict, and why."""

from dataclasses import dataclass
from hashlib import new as new_hash

from asn1crypto import tsp

from mailclient.crypto.smime.ber import BerError, der, object_identifier
from mailclient.crypto.smime.certificate import WEAK_DIGESTS, Certificate
from mailclient.crypto.smime.chain import Chain, Use, chain_of, fault_alone
from mailclient.crypto.smime.digest import known, text_of
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signature_check import UnsupportedSignatureError, is_signature
from mailclient.crypto.smime.signed_data import DATA
from mailclient.crypto.smime.signer_info import (
    ALGORITHM_PROTECTION,
    CONTENT_TYPE,
    SIGNING_CERTIFICATE_V2,
    SignerInfo,
)
from mailclient.crypto.smime.trust import Trust
from mailclient.mail.protection import Acceptance, SignatureVerdict, Signer

_VERDICTS = {
    Reason.NOTHING: SignatureVerdict.GOOD,
    Reason.CERTIFICATE_EXPIRED: SignatureVerdict.EXPIRED,
    Reason.CERTIFICATE_REVOKED: SignatureVerdict.REVOKED,
    Reason.KEY_WEAK: SignatureVerdict.WEAK,
    Reason.DIGEST_WEAK: SignatureVerdict.WEAK,
    Reason.CERTIFICATE_MISSING: SignatureVerdict.UNKNOWN_KEY,
    Reason.CERTIFICATE_UNREADABLE: SignatureVerdict.UNKNOWN_KEY,
}
_UNTRUSTED = (
    Reason.CERTIFICATE_NOT_YET_VALID,
    Reason.WRONG_USAGE,
    Reason.NAME_CONSTRAINED,
    Reason.UNKNOWN_ROOT,
    Reason.CHAIN_BROKEN,
)


@dataclass(frozen=True, slots=True)
class SmimeSigner:
    """One signer. ``chain``: DER, from the certificate up; empty where it is not known.

    ``reads_gcm``: the signer says that AES-GCM can be sent; only worth something of a good signature.
    """

    verdict: SignatureVerdict
    reason: Reason
    signer: Signer
    time: float | None = None
    chain: tuple[bytes, ...] = ()
    reads_gcm: bool = False
    alone: Reason = Reason.NOTHING
    """What is wrong with the certificate itself, where no root vouches for it: the user may have said whose it is."""


@dataclass(frozen=True, slots=True)
class SignedContent:
    """What all signers of a message are checked against.

    ``digests``: of the content by name; empty where the message holds two contents that differ; None without any.
    ``ambiguous``: the content could be taken for signed attributes, so a signature without any proves nothing.
    """

    content_type: str
    digests: dict[str, bytes] | None
    ambiguous: bool
    certificates: list[Certificate]
    others: tuple[bytes, ...]


def verdict_of(reason: Reason) -> SignatureVerdict:
    """What a reason makes of a signature."""
    if reason in _UNTRUSTED:
        return SignatureVerdict.UNTRUSTED
    return _VERDICTS.get(reason, SignatureVerdict.BAD)


def check_signer(info: SignerInfo, content: SignedContent, trust: Trust) -> SmimeSigner:
    """The verdict on one signer: the content first, then the signature, then whose it is."""
    certificate = _certificate_of(info, content.certificates)
    name = Signer(f"{info.serial:X}" if info.issuer else info.key_identifier.hex().upper())
    reason = _content_fault(info, content)
    if certificate is None:
        reason = reason or Reason.CERTIFICATE_MISSING
        return SmimeSigner(verdict_of(reason), reason, name, info.time)
    reason = reason or _signature_fault(info, content, certificate)
    if reason:
        return SmimeSigner(verdict_of(reason), reason, _named(certificate, info), info.time, (certificate.der,))
    chain = chain_of(certificate, content.others, trust, Use.SIGNING)
    reason = _weakness(info, certificate) or chain.reason
    return SmimeSigner(
        verdict_of(reason),
        reason,
        _named(certificate, info, chain),
        info.time,
        tuple(one.der for one in chain.certificates),
        info.reads_gcm,
        fault_alone(certificate, trust, Use.SIGNING),
    )


def _certificate_of(info: SignerInfo, certificates: list[Certificate]) -> Certificate | None:
    for certificate in certificates:
        if info.issuer and certificate.serial == info.serial and certificate.issuer == info.issuer:
            return certificate
        if info.key_identifier and certificate.key_identifier == info.key_identifier:
            return certificate
    return None


def _content_fault(info: SignerInfo, content: SignedContent) -> Reason:
    if content.digests is None:
        return Reason.CONTENT_MISSING
    if not content.digests:
        return Reason.CONTENT_CHANGED
    if not known(info.digest):
        return Reason.SIGNATURE_UNSUPPORTED
    if info.attributes is None:
        fits = content.content_type == DATA and not content.ambiguous
        return Reason.NOTHING if fits else Reason.MESSAGE_BROKEN
    try:
        if object_identifier(info.attributes[CONTENT_TYPE]) != content.content_type:
            return Reason.MESSAGE_BROKEN
        same = info.message_digest == content.digests[info.digest]
    except BerError:
        return Reason.MESSAGE_BROKEN
    return Reason.NOTHING if same else Reason.CONTENT_CHANGED


def _signature_fault(info: SignerInfo, content: SignedContent, certificate: Certificate) -> Reason:
    assert content.digests
    try:
        if info.attributes is None:
            digest = content.digests[info.digest]
            if info.algorithm.digest != info.digest:
                return Reason.SIGNATURE_UNSUPPORTED
            right = is_signature(certificate.key, info.algorithm, info.signature, digest, hashed=True)
        else:
            right = any(
                is_signature(certificate.key, info.algorithm, info.signature, signed, hashed=False)
                for signed in info.attributes_der
            )
            right = right and _attributes_agree(info, certificate)
    except UnsupportedSignatureError:
        return Reason.SIGNATURE_UNSUPPORTED
    return Reason.NOTHING if right else Reason.SIGNATURE_WRONG


def _attributes_agree(info: SignerInfo, certificate: Certificate) -> bool:
    """What the signer signed of the algorithms (RFC 6211) and of the certificate (RFC 5035), if anything."""
    attributes = info.attributes or {}
    try:
        if ALGORITHM_PROTECTION in attributes:
            digest, signature = attributes[ALGORITHM_PROTECTION].children()[:2]
            if der(digest) != info.digest_der or der(signature, 0x30) != info.algorithm_der:
                return False
        if SIGNING_CERTIFICATE_V2 in attributes:
            named = tsp.SigningCertificateV2.load(der(attributes[SIGNING_CERTIFICATE_V2]))["certs"][0]
            digest_name = str(named["hash_algorithm"]["algorithm"].native)
            return bool(new_hash(digest_name, certificate.der).digest() == named["cert_hash"].native)
    except (BerError, ValueError, TypeError, KeyError, IndexError):
        return False
    return True


def _weakness(info: SignerInfo, certificate: Certificate) -> Reason:
    if certificate.weak_key:
        return Reason.KEY_WEAK
    used = (info.digest, info.algorithm.digest)
    return Reason.DIGEST_WEAK if any(digest in WEAK_DIGESTS for digest in used) else Reason.NOTHING


def _named(certificate: Certificate, info: SignerInfo, chain: Chain | None = None) -> Signer:
    padding = ", PSS" if info.algorithm.kind == "rsassa_pss" else ""
    return Signer(
        fingerprint=certificate.fingerprint,
        name=certificate.name,
        addresses=certificate.addresses,
        acceptance=Acceptance.ACCEPTED if chain is not None and chain.good else Acceptance.UNDECIDED,
        algorithm=f"{certificate.key_text}{padding}, {text_of(info.digest)}",
        chain=tuple(one.subject_text for one in chain.certificates) if chain else (certificate.subject_text,),
    )
