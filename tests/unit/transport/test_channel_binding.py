"""tls-server-end-point: the hash that RFC 5929 section 4.1 wants, by the signature of the certificate."""

import hashlib
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from mailclient.transport.channel_binding import server_end_point

RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP384R1())
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])


def builder(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        NAME, NAME, key.public_key(), 2**100, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize("digest", [hashes.SHA224(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
@pytest.mark.parametrize("key", [RSA, EC], ids=["rsa", "ec"])
def test_the_digest_of_the_signature(
    digest: hashes.SHA256, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
) -> None:
    certificate = builder(key).sign(key, digest).public_bytes(Encoding.DER)
    assert server_end_point(certificate) == hashlib.new(digest.name, certificate).digest()


def test_no_certain_digest() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    assert server_end_point(builder(key).sign(key, None).public_bytes(Encoding.DER)) is None
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    signed = builder(RSA).sign(RSA, hashes.SHA256(), rsa_padding=pss)
    assert server_end_point(signed.public_bytes(Encoding.DER)) is None


def test_old_digests_give_way() -> None:
    """Made by hand: nobody signs with SHA-1 any more."""
    algorithm = bytes.fromhex("300d06092a864886f70d010105 0500")
    certificate = b"\x30" + bytes([2 + 1 + len(algorithm)]) + b"\x30\x01\x00" + algorithm
    assert server_end_point(certificate) == hashlib.sha256(certificate).digest()


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x02\x30\x09", b"x" * 100])
def test_rubbish_has_none(data: bytes) -> None:
    assert server_end_point(data) is None
