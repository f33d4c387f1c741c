"""Whether a certificate was withdrawn: only the right, fresh word of its issuer counts."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from mailclient.crypto.smime.certificate import certificate
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.revocation import (
    Revocation,
    check_crl,
    check_ocsp,
    crl_addresses,
    ocsp_addresses,
    ocsp_request,
)
from tests.unit.crypto.smime.authority import DAY, NOW, Authority, usage_of

GOOD, REVOKED, NOT_CHECKED = Revocation.GOOD, Revocation.REVOKED, Revocation.NOT_CHECKED
MOMENT = datetime.fromtimestamp(NOW, UTC)


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def anna(root: Authority) -> OwnCertificate:
    points = x509.CRLDistributionPoints(
        [x509.DistributionPoint([x509.UniformResourceIdentifier("http://ca.example/list.crl")], None, None, None)]
    )
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://ca.example/ocsp")
            ),
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("file:///etc/passwd")
            ),
        ]
    )
    return root.issue(extra=[(points, False), (access, False)])


def crl(
    issuer: Authority,
    *serials: int,
    made: timedelta = timedelta(hours=-1),
    until: timedelta = timedelta(days=1),
    withdrawn: timedelta = timedelta(days=-10),
    extension: x509.ExtensionType | None = None,
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.name)
        .last_update(MOMENT + made)
        .next_update(MOMENT + until)
    )
    for serial in serials:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(MOMENT + withdrawn).build()
        )
    if extension is not None:
        builder = builder.add_extension(extension, critical=True)
    assert isinstance(issuer.key, ec.EllipticCurvePrivateKey)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def listed(data: bytes, own: OwnCertificate, issuer: Authority, at: float = NOW) -> Revocation:
    return check_crl(data, own.certificate, issuer.der, now=NOW, at=at)


def test_addresses(anna: OwnCertificate) -> None:
    assert crl_addresses(anna.certificate) == ("http://ca.example/list.crl",)
    assert ocsp_addresses(anna.certificate) == ("http://ca.example/ocsp",)


def test_a_list_of_the_issuer(root: Authority, anna: OwnCertificate) -> None:
    serial = certificate(anna.certificate).serial
    assert listed(crl(root), anna, root) is GOOD
    assert listed(crl(root, serial + 1), anna, root) is GOOD
    assert listed(crl(root, serial), anna, root) is REVOKED
    assert listed(crl(root, serial), anna, root, at=NOW - 20 * DAY) is GOOD


def test_what_a_list_may_not_say(root: Authority, anna: OwnCertificate) -> None:
    serial = certificate(anna.certificate).serial
    other = Authority("Root")
    other.key = ec.generate_private_key(ec.SECP256R1())
    assert listed(crl(other), anna, root) is NOT_CHECKED
    assert listed(crl(Authority("Other")), anna, root) is NOT_CHECKED
    assert listed(crl(root, until=timedelta(minutes=-30)), anna, root) is NOT_CHECKED
    assert listed(crl(root, made=timedelta(hours=1)), anna, root) is NOT_CHECKED
    only_authorities = x509.IssuingDistributionPoint(None, None, False, True, None, False, False)
    assert listed(crl(root, extension=only_authorities), anna, root) is NOT_CHECKED
    assert listed(crl(root, extension=x509.DeltaCRLIndicator(1)), anna, root) is NOT_CHECKED
    changed = bytearray(crl(root, serial))
    changed[-1] ^= 1
    assert listed(bytes(changed), anna, root) is NOT_CHECKED
    assert listed(b"nonsense", anna, root) is NOT_CHECKED


def answer(
    about: OwnCertificate,
    issuer: Authority,
    signer: OwnCertificate | None = None,
    *,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    until: timedelta = timedelta(days=1),
) -> bytes:
    withdrawn = MOMENT - timedelta(days=10) if status is ocsp.OCSPCertStatus.REVOKED else None
    responder = issuer.x509 if signer is None else certificate(signer.certificate).x509
    key = issuer.key if signer is None else signer.secret_key()
    builder = ocsp.OCSPResponseBuilder().add_response(
        certificate(about.certificate).x509,
        issuer.x509,
        hashes.SHA1(),
        status,
        MOMENT - timedelta(hours=2),
        MOMENT + until,
        withdrawn,
        None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder)
    if signer is not None:
        builder = builder.certificates([responder])
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def told(data: bytes, own: OwnCertificate, issuer: Authority, at: float = NOW) -> Revocation:
    return check_ocsp(data, own.certificate, issuer.der, now=NOW, at=at)


def test_an_answer_of_the_issuer_or_of_whom_it_named(root: Authority, anna: OwnCertificate) -> None:
    revoked = ocsp.OCSPCertStatus.REVOKED
    named = root.issue("", name="Responder", purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,))
    assert told(answer(anna, root), anna, root) is GOOD
    assert told(answer(anna, root, status=revoked), anna, root) is REVOKED
    assert told(answer(anna, root, status=revoked), anna, root, at=NOW - 20 * DAY) is GOOD
    assert told(answer(anna, root, named), anna, root) is GOOD
    assert told(answer(anna, root, status=ocsp.OCSPCertStatus.UNKNOWN), anna, root) is NOT_CHECKED


def test_what_an_answer_may_not_say(root: Authority, anna: OwnCertificate) -> None:
    other = Authority("Other")
    foreign = other.issue("", name="Foreign", purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,))
    somebody = root.issue("ben@example.org", name="Ben", usage=usage_of("digital_signature"))
    assert told(answer(anna, root, foreign), anna, root) is NOT_CHECKED
    assert told(answer(anna, root, somebody), anna, root) is NOT_CHECKED
    assert told(answer(anna, root, until=timedelta(minutes=-30)), anna, root) is NOT_CHECKED
    assert told(answer(somebody, root), anna, root) is NOT_CHECKED
    assert told(answer(anna, other), anna, root) is NOT_CHECKED
    changed = bytearray(answer(anna, root))
    changed[-1] ^= 1
    assert told(bytes(changed), anna, root) is NOT_CHECKED
    refused = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    assert told(refused.public_bytes(serialization.Encoding.DER), anna, root) is NOT_CHECKED
    assert told(b"nonsense", anna, root) is NOT_CHECKED


@pytest.mark.parametrize("status", ["V", "R"])
def test_openssl_answers(root: Authority, anna: OwnCertificate, tmp_path: Path, status: str) -> None:
    """``openssl ocsp`` as a responder, asked with our request."""
    serial = certificate(anna.certificate).serial
    key = root.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "root.key").write_bytes(key)
    (tmp_path / "root.crt").write_bytes(root.x509.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "request").write_bytes(ocsp_request(anna.certificate, root.der))
    withdrawn = "250101000000Z" if status == "R" else ""
    (tmp_path / "index").write_text(f"{status}\t300101000000Z\t{withdrawn}\t{serial:040X}\tunknown\t/CN=Anna\n")
    command = ["openssl", "ocsp", "-index", "index", "-rsigner", "root.crt", "-rkey", "root.key", "-CA", "root.crt"]
    command += ["-reqin", "request", "-respout", "answer", "-ndays", "1", "-noverify"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    now = datetime.now(UTC).timestamp()
    found = check_ocsp((tmp_path / "answer").read_bytes(), anna.certificate, root.der, now=now, at=now)
    assert found is (GOOD if status == "V" else REVOKED)
