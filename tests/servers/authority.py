"""A certificate authority of our own, and the good and bad server certificates that tests need."""

import hashlib
import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """PEM files of a server."""

    cert_file: Path
    key_file: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256, as ``mail.certificate`` has it."""
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.cert_file.read_text())).hexdigest()

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert_file, self.key_file)
        return context


class Authority:
    """``ca_file`` is what SSL_CERT_FILE should name. Certificates are made when first asked for."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Test authority")
        now = datetime.now(UTC)
        certificate = (
            _builder(self._name, self._name, self._key.public_key(), now - _DAY, now + _DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        self.ca_file = directory / "ca.pem"
        self.ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def localhost(self) -> Certificate:
        """Good for localhost, 127.0.0.1 and ::1."""
        return self._issue("localhost", ("localhost",), ("127.0.0.1", "::1"))

    def hosts(self, title: str, *names: str) -> Certificate:
        """Good for these hosts. Kept by title and hosts: two tests may choose one title for different hosts."""
        return self._issue(f"{title} {crc32(' '.join(names).encode()):08x}", names)

    def wrong_host(self) -> Certificate:
        """Signed by the authority, for another host."""
        return self._issue("other.example.org", ("other.example.org",))

    def expired(self) -> Certificate:
        """Good for localhost until yesterday."""
        return self._issue("expired", ("localhost",), ends=-_DAY)

    def not_yet_valid(self) -> Certificate:
        """Good for localhost from tomorrow."""
        return self._issue("early", ("localhost",), starts=_DAY, ends=2 * _DAY)

    def long_expired(self) -> Certificate:
        """Good for localhost until a year ago: by a right clock nobody would have such a one."""
        return self._issue("long-expired", ("localhost",), starts=-730 * _DAY, ends=-365 * _DAY)

    def far_future(self) -> Certificate:
        """Good for localhost in a year."""
        return self._issue("far-future", ("localhost",), starts=365 * _DAY, ends=730 * _DAY)

    def self_signed(self, title: str = "self-signed") -> Certificate:
        """For localhost, signed by nobody but itself; one for each title."""
        return self._issue(title, ("localhost",), self_signed=True)

    def client(self, name: str) -> Certificate:
        """For logging in as ``name``."""
        return self._issue(name, (name,), usage=ExtendedKeyUsageOID.CLIENT_AUTH)

    def _issue(
        self,
        title: str,
        hosts: tuple[str, ...],
        addresses: tuple[str, ...] = (),
        *,
        starts: timedelta = -2 * _DAY,
        ends: timedelta = _DAY,
        self_signed: bool = False,
        usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
    ) -> Certificate:
        made = Certificate(self._directory / f"{title}.pem", self._directory / f"{title}.key")
        if made.cert_file.exists():
            return made
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, issuer_key = (_name(title), key) if self_signed else (self._name, self._key)
        now = datetime.now(UTC)
        names = [x509.DNSName(host) for host in hosts]
        names += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]  # type: ignore[misc]
        certificate = (
            _builder(_name(title), issuer, key.public_key(), now + starts, now + ends)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
            .sign(issuer_key, hashes.SHA256())
        )
        made.key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        made.cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return made


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, starts: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
