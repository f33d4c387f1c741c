"""An authority of the tests: roots, authorities below them, people; keys are made once for the whole run."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mailclient.crypto.smime.own import OwnCertificate, SecretKey
from mailclient.crypto.smime.trust import Trust

NOW = datetime(2026, 6, 1, tzinfo=UTC).timestamp()
DAY = 86_400.0
MAIL = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)


@lru_cache
def key_of(kind: str, whose: str = "") -> SecretKey:
    """One key of each kind (and person) for all tests; ``whose`` only tells them apart."""
    match kind:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "rsa1024":
            return rsa.generate_private_key(65537, 1024)
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "p521":
            return ec.generate_private_key(ec.SECP521R1())
        case "ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case "ed448":
            return ed448.Ed448PrivateKey.generate()
        case "x25519":
            return x25519.X25519PrivateKey.generate()
    raise KeyError(kind)


def key_der(key: SecretKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def name_of(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def usage_of(*names: str) -> x509.KeyUsage:
    known = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in names for name in known})


class Authority:
    """A root, or (with ``above``) an authority below another."""

    def __init__(
        self,
        name: str = "Root",
        above: "Authority | None" = None,
        *,
        path_length: int | None = None,
        constraints: x509.NameConstraints | None = None,
        authority: bool = True,
        from_: float = NOW - 1000 * DAY,
        to: float = NOW + 1000 * DAY,
    ) -> None:
        self.name = name_of(name)
        self.key = key_of("p256", name)
        self.above = above
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(authority, path_length if authority else None), True),
            (usage_of("key_cert_sign", "crl_sign"), True),
            (x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False),
        ]
        if constraints is not None:
            extensions.append((constraints, True))
        issuer = above or self
        self.x509 = _signed(self.name, self.key, issuer.name, issuer.key, extensions, from_, to)

    @property
    def der(self) -> bytes:
        return self.x509.public_bytes(serialization.Encoding.DER)

    def issue(
        self,
        address: str = "anna@example.org",
        kind: str = "p256",
        *,
        name: str = "Anna",
        usage: x509.KeyUsage | None = None,
        purposes: Sequence[x509.ObjectIdentifier] = MAIL,
        extra: Sequence[tuple[x509.ExtensionType, bool]] = (),
        from_: float = NOW - 100 * DAY,
        to: float = NOW + 100 * DAY,
        digest: hashes.SHA256 | None = None,
        subject: x509.Name | None = None,
    ) -> OwnCertificate:
        """Somebody's certificate with its secret key."""
        key = key_of(kind, name)
        extensions: list[tuple[x509.ExtensionType, bool]] = [(x509.BasicConstraints(False, None), True)]
        extensions.append((usage or usage_of("digital_signature", "key_encipherment", "key_agreement"), True))
        extensions.append((x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
        extensions += extra
        if address:
            extensions.append((x509.SubjectAlternativeName([x509.RFC822Name._init_without_validation(address)]), False))
        if purposes:
            extensions.append((x509.ExtendedKeyUsage(list(purposes)), False))
        made = _signed(subject or name_of(name), key, self.name, self.key, extensions, from_, to, digest)
        chain = []
        one: Authority | None = self
        while one is not None:
            chain.append(one.der)
            one = one.above
        return OwnCertificate(made.public_bytes(serialization.Encoding.DER), key_der(key), tuple(chain))

    def trust(self, at: float = NOW, *intermediates: bytes) -> Trust:
        return Trust((self.der,), at, intermediates)


def _signed(
    subject: x509.Name,
    key: SecretKey,
    issuer: x509.Name,
    issuer_key: SecretKey,
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
    from_: float,
    to: float,
    digest: hashes.SHA256 | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(from_, UTC))
        .not_valid_after(datetime.fromtimestamp(to, UTC))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    return builder.sign(issuer_key, digest or hashes.SHA256())
