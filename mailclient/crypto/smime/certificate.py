"""One certificate (RFC 5280, RFC 8550) with what is asked of it again and again, read once."""

import re
import warnings
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from threading import Lock
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mailclient.crypto.smime.ber import BerError, Element, element, sequence

PublicKey = (
    rsa.RSAPublicKey
    | ec.EllipticCurvePublicKey
    | ed25519.Ed25519PublicKey
    | ed448.Ed448PublicKey
    | dsa.DSAPublicKey
    | x25519.X25519PublicKey
    | x448.X448PublicKey
)
LEAST_RSA_BITS = 2048
SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9"
"""RFC 8398."""
WEAK_DIGESTS = ("md2", "md4", "md5", "sha1")
_EXPLICIT_0 = 0xA0
_MOST_CERTIFICATE_BYTES = 1 << 18
_loading = Lock()
_REFUSED = (x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType)
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
_HIDING = r"\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069"
_ADDRESS = re.compile(rf"[^\s<>,;@{_HIDING}]+@[^\s<>,;@{_HIDING}]+")
"""One address, and nothing that hides another or turns the writing: what is shown is what is compared."""
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


class CertificateError(ValueError):
    """Not a certificate, or one whose key is of no use to mail."""


@dataclass(frozen=True)
class Certificate:
    """``issuer`` and ``subject`` are the names as they stand in it (DER); ``fingerprint``: SHA-256, upper-case hex."""

    der: bytes
    x509: x509.Certificate
    key: PublicKey
    issuer: bytes
    subject: bytes
    serial: int

    @cached_property
    def fingerprint(self) -> str:
        """Names it everywhere."""
        return sha256(self.der).hexdigest().upper()

    @cached_property
    def key_identifier(self) -> bytes:
        """Its SubjectKeyIdentifier, empty without one."""
        extension = self.extension(x509.SubjectKeyIdentifier)
        return extension.digest if extension else b""

    @property
    def not_before(self) -> float:
        """Epoch seconds."""
        return self.x509.not_valid_before_utc.timestamp()

    @property
    def not_after(self) -> float:
        """Epoch seconds."""
        return self.x509.not_valid_after_utc.timestamp()

    @property
    def self_issued(self) -> bool:
        """Issuer and subject are the same: a root, by the look of it."""
        return self.issuer == self.subject

    @cached_property
    def authority(self) -> bool:
        """It may sign other certificates (a first-version root may, too)."""
        constraints = self.extension(x509.BasicConstraints)
        if constraints is None:
            return self.x509.version is x509.Version.v1 and self.self_issued
        usage = self.extension(x509.KeyUsage)
        return constraints.ca and (usage is None or usage.key_cert_sign)

    @cached_property
    def for_mail(self) -> bool:
        """No extended usage at all, any, or e-mail protection (RFC 8550 §4.4.4)."""
        usage = self.extension(x509.ExtendedKeyUsage)
        allowed = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
        return usage is None or any(purpose in usage for purpose in allowed)

    @cached_property
    def can_sign(self) -> bool:
        """By its key and its usage (RFC 8550 §4.4.2)."""
        usage = self.extension(x509.KeyUsage)
        if isinstance(self.key, x25519.X25519PublicKey | x448.X448PublicKey):
            return False
        return self.for_mail and (usage is None or usage.digital_signature or usage.content_commitment)

    @cached_property
    def can_encrypt(self) -> bool:
        """By its key and its usage: key transport of RSA, key agreement of curves."""
        usage = self.extension(x509.KeyUsage)
        if isinstance(self.key, rsa.RSAPublicKey):
            return self.for_mail and (usage is None or usage.key_encipherment)
        if isinstance(self.key, ec.EllipticCurvePublicKey | x25519.X25519PublicKey | x448.X448PublicKey):
            return self.for_mail and (usage is None or usage.key_agreement)
        return False

    @cached_property
    def weak_key(self) -> bool:
        """RSA below 2,048 bits, DSA, a curve below 224 bits."""
        if isinstance(self.key, rsa.RSAPublicKey):
            return self.key.key_size < LEAST_RSA_BITS
        if isinstance(self.key, ec.EllipticCurvePublicKey):
            return self.key.key_size < 224
        return isinstance(self.key, dsa.DSAPublicKey)

    @cached_property
    def weakly_signed(self) -> bool:
        """Its issuer signed it over MD5 or SHA-1; what a root says of itself does not count."""
        try:
            digest = self.x509.signature_hash_algorithm
        except UnsupportedAlgorithm:
            return True
        return digest is not None and digest.name in WEAK_DIGESTS

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Of the alternative names, or of the subject where these have none (old ones); lower case, each once."""
        found = []
        names = self.extension(x509.SubjectAlternativeName)
        if names is not None:
            found += names.get_values_for_type(x509.RFC822Name)
            found += [
                _utf8_mailbox(name.value)
                for name in names.get_values_for_type(x509.OtherName)
                if name.type_id.dotted_string == SMTP_UTF8_MAILBOX
            ]
        found = found or [_text(entry) for entry in self.x509.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
        return tuple(dict.fromkeys(address.lower() for address in found if _ADDRESS.fullmatch(address)))

    @cached_property
    def name(self) -> str:
        """What to call whose it is: the common name, unless that is an address."""
        names = [_text(entry) for entry in self.x509.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        return next((name for name in names if "@" not in name), "")

    @property
    def subject_text(self) -> str:
        """RFC 4514."""
        return self.x509.subject.rfc4514_string()

    @property
    def key_text(self) -> str:
        """ "RSA 2048", "P-256", "Ed25519"."""
        if isinstance(self.key, rsa.RSAPublicKey):
            return f"RSA {self.key.key_size}"
        if isinstance(self.key, dsa.DSAPublicKey):
            return f"DSA {self.key.key_size}"
        if isinstance(self.key, ec.EllipticCurvePublicKey):
            return _CURVES.get(self.key.curve.name, self.key.curve.name)
        return type(self.key).__name__.removesuffix("PublicKey")

    def extension(self, kind: type[_Extension]) -> _Extension | None:
        """The extension of that kind, if it has one."""
        try:
            return self.x509.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None


@lru_cache(maxsize=1024)
def certificate(der: bytes) -> Certificate:
    """Read. ``CertificateError``: also where its extensions are, for they are what is asked of it."""
    if len(der) > _MOST_CERTIFICATE_BYTES:
        raise CertificateError("too large")
    try:
        with _loading, warnings.catch_warnings():
            # Serial number 0, a country of three letters: against RFC 5280, and in roots that all systems trust.
            warnings.simplefilter("ignore", UserWarning)
            loaded = x509.load_der_x509_certificate(der)
            key = loaded.public_key()
            serial = loaded.serial_number
            # All that is read late raises late: asked for here, so that nothing does afterwards.
            _ = (list(loaded.extensions), loaded.not_valid_before_utc, loaded.not_valid_after_utc)
            _ = (loaded.subject.rfc4514_string(), loaded.issuer.rfc4514_string())
        if not isinstance(key, PublicKey):
            raise CertificateError("a key that mail has no use for")
        fields = _fields_of(der)
        found = Certificate(der, loaded, key, bytes(fields[2].whole), bytes(fields[4].whole), serial)
        _ = found.addresses
    except (ValueError, TypeError, IndexError, UnsupportedAlgorithm, *_REFUSED) as error:
        raise CertificateError(str(error)) from error
    return found


def readable(ders: tuple[bytes, ...] | list[bytes]) -> list[Certificate]:
    """Those that can be read, each once, in this order."""
    found = []
    for der in dict.fromkeys(ders):
        try:
            found.append(certificate(der))
        except CertificateError:
            continue
    return found


def _fields_of(der: bytes) -> list[Element]:
    """Of the TBSCertificate: serial, signature, issuer, validity, subject, …; the version left out."""
    fields = sequence(sequence(element(der), least=1)[0], least=5)
    return fields[1:] if fields[0].tag == _EXPLICIT_0 else fields


def _utf8_mailbox(value: bytes) -> str:
    """The UTF8String in an OtherName."""
    try:
        return bytes(element(value).contents).decode()
    except (BerError, UnicodeDecodeError):
        return ""


def _text(entry: x509.NameAttribute[str | bytes]) -> str:
    return entry.value if isinstance(entry.value, str) else ""
