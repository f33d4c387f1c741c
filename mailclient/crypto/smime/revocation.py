"""Whether a certificate was withdrawn: CRL (RFC 5280 §5) and OCSP (RFC 6960), asked for and checked. No network here.

Only what the certificate's own issuer signed (or somebody it named for this) and what is fresh says anything; all else
is "not checked". A certificate that was withdrawn after ``at`` was still good then.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from mailclient.crypto.smime.certificate import WEAK_DIGESTS, Certificate, CertificateError, certificate
from mailclient.crypto.smime.signature_check import SignatureAlgorithm, UnsupportedSignatureError, is_signature

MOST_ADDRESSES = 3
_SKEW = timedelta(minutes=10)
_AGE = timedelta(days=7)
"""Of an answer that does not say until when it holds."""


class Revocation(StrEnum):
    """What is known; a code of ``mailclient.language``."""

    GOOD = "good"
    REVOKED = "revoked"
    NOT_CHECKED = "not_checked"


def crl_addresses(der: bytes) -> tuple[str, ...]:
    """Where the list of withdrawn certificates is, as the certificate says."""
    points = certificate(der).extension(x509.CRLDistributionPoints) or ()
    names = [name for point in points if not point.reasons and not point.crl_issuer for name in point.full_name or ()]
    return _web(name.value for name in names if isinstance(name, x509.UniformResourceIdentifier))


def ocsp_addresses(der: bytes) -> tuple[str, ...]:
    """Whom to ask, as the certificate says."""
    access = certificate(der).extension(x509.AuthorityInformationAccess) or ()
    places = [one.access_location for one in access if one.access_method == AuthorityInformationAccessOID.OCSP]
    return _web(place.value for place in places if isinstance(place, x509.UniformResourceIdentifier))


def ocsp_request(der: bytes, issuer: bytes) -> bytes:
    """What to ask. SHA-1 is how responders find the issuer, and protects nothing."""
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        certificate(der).x509,
        certificate(issuer).x509,
        hashes.SHA1(),  # noqa: S303
    )
    return builder.build().public_bytes(serialization.Encoding.DER)


def check_crl(data: bytes, der: bytes, issuer: bytes, *, now: float, at: float) -> Revocation:
    """``data``: a CRL in DER; ``now`` tells whether it is fresh. Nothing raises that came from outside."""
    try:
        asked, above = certificate(der), certificate(issuer)
        found = x509.load_der_x509_crl(data)
        if not _speaks_for(found, asked, above) or not _fresh(
            found.last_update_utc, found.next_update_utc, _moment(now)
        ):
            return Revocation.NOT_CHECKED
        entry = found.get_revoked_certificate_by_serial_number(asked.serial)
        if entry is None or _taken_back(entry):
            return Revocation.GOOD
        return _withdrawn(entry.revocation_date_utc, at)
    except (CertificateError, ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        return Revocation.NOT_CHECKED


def check_ocsp(data: bytes, der: bytes, issuer: bytes, *, now: float, at: float) -> Revocation:
    """``data``: an OCSP response. Nothing raises that came from outside."""
    try:
        asked, above = certificate(der), certificate(issuer)
        answer = ocsp.load_der_ocsp_response(data)
        if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL or not _answered_by(answer, above, now):
            return Revocation.NOT_CHECKED
        for one in answer.responses:
            if not _about(one, asked, above) or not _fresh(one.this_update_utc, one.next_update_utc, _moment(now)):
                continue
            if one.certificate_status is ocsp.OCSPCertStatus.GOOD:
                return Revocation.GOOD
            if one.certificate_status is ocsp.OCSPCertStatus.REVOKED and one.revocation_time_utc is not None:
                return _withdrawn(one.revocation_time_utc, at)
    except (CertificateError, ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        return Revocation.NOT_CHECKED
    return Revocation.NOT_CHECKED


def _web(addresses: Iterable[str]) -> tuple[str, ...]:
    found = [one for one in addresses if len(one) < 1000 and urlsplit(one).scheme in ("http", "https")]
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def _speaks_for(found: x509.CertificateRevocationList, asked: Certificate, issuer: Certificate) -> bool:
    """Signed by the issuer, and about such certificates; not only about some reasons, nor about changes alone."""
    usage = issuer.extension(x509.KeyUsage)
    if found.issuer != issuer.x509.subject or asked.issuer != issuer.subject or (usage and not usage.crl_sign):
        return False
    digest = found.signature_hash_algorithm
    if digest is not None and digest.name in WEAK_DIGESTS:
        return False
    for extension in found.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            elsewhere = value.only_contains_user_certs if asked.authority else value.only_contains_ca_certs
            if elsewhere or value.indirect_crl or value.only_contains_attribute_certs or value.only_some_reasons:
                return False
        elif extension.critical:
            return False
    key = issuer.key
    signs = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey
    return isinstance(key, signs) and found.is_signature_valid(key)


def _taken_back(entry: x509.RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return False
    return reason is x509.ReasonFlags.remove_from_crl


def _answered_by(answer: ocsp.OCSPResponse, issuer: Certificate, now: float) -> bool:
    """Signed by the issuer, or by somebody to whom it gave a certificate for just this."""
    candidates = [issuer]
    for one in answer.certificates:
        delegate = certificate(one.public_bytes(serialization.Encoding.DER))
        usage = delegate.extension(x509.ExtendedKeyUsage)
        if usage is None or ExtendedKeyUsageOID.OCSP_SIGNING not in usage or delegate.weakly_signed:
            continue
        if not delegate.not_before <= now <= delegate.not_after or delegate.issuer != issuer.subject:
            continue
        delegate.x509.verify_directly_issued_by(issuer.x509)
        candidates.append(delegate)
    return any(_signed_by(answer, one) for one in candidates)


def _signed_by(answer: ocsp.OCSPResponse, signer: Certificate) -> bool:
    digest = answer.signature_hash_algorithm
    name = digest.name if digest is not None else ""
    if name in WEAK_DIGESTS:
        return False
    algorithm = SignatureAlgorithm(_kind_of(signer), name)
    try:
        return is_signature(signer.key, algorithm, answer.signature, answer.tbs_response_bytes, hashed=False)
    except UnsupportedSignatureError:
        return False


def _kind_of(signer: Certificate) -> str:
    if isinstance(signer.key, rsa.RSAPublicKey):
        return "rsassa_pkcs1v15"
    if isinstance(signer.key, ec.EllipticCurvePublicKey):
        return "ecdsa"
    return signer.key_text.lower()


def _about(one: ocsp.OCSPSingleResponse, asked: Certificate, issuer: Certificate) -> bool:
    if one.serial_number != asked.serial:
        return False
    builder = ocsp.OCSPRequestBuilder().add_certificate(asked.x509, issuer.x509, one.hash_algorithm)
    wanted = builder.build()
    return wanted.issuer_key_hash == one.issuer_key_hash and wanted.issuer_name_hash == one.issuer_name_hash


def _fresh(made: datetime, until: datetime | None, now: datetime) -> bool:
    return made <= now + _SKEW and now <= (until or made + _AGE) + _SKEW


def _withdrawn(when: datetime, at: float) -> Revocation:
    return Revocation.REVOKED if when <= _moment(at) else Revocation.GOOD


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
