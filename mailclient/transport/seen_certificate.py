"""What a server shows during a TLS handshake, also when the handshake fails by it.

Python gives the certificate of a server only when it is accepted. What the library reports of the handshake's messages
(``SSLContext._msg_callback``, there since Python 3.8 though without documentation) has it in every case, and over the
same connection: asking again over a second one would show what that one got, and cannot be done after STARTTLS. Where a
Python lacks it, a person is told the reason without the certificate.
"""

import hashlib
import ipaddress
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from mailclient.mail.certificate import Certificate

_HANDSHAKE, _HEADER = 22, 256
_CERTIFICATE, _CERTIFICATE_REQUEST = 11, 13
_TLS_1_3 = 0x0304
_TEXT_MAX = 200
_NAMES_MAX = 50


@dataclass(slots=True)
class Seen:
    """``first``: the five bytes with which the server began to speak; ``chain``: certificates (DER), its own first.

    ``asked``: it asked for our certificate.
    """

    first: bytes = b""
    chain: list[bytes] = field(default_factory=list)
    asked: bool = False
    finished: bool = False


_seen: ContextVar[Seen | None] = ContextVar("seen", default=None)


@contextmanager
def watching() -> Iterator[Seen]:
    """Of a handshake that is begun inside: asyncio runs its steps in the context in which it was begun."""
    seen = Seen()
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        seen.finished = True
        _seen.reset(token)


def watch(context: ssl.SSLContext) -> None:
    """Let the handshakes of ``context`` be seen."""
    if hasattr(context, "_msg_callback"):
        context._msg_callback = _note  # noqa: SLF001  see above


def _note(_connection: object, direction: str, version: int, kind: int, message: int | None, data: bytes) -> None:
    """Called by the library for each record and message."""
    seen = _seen.get()
    if seen is None or seen.finished or direction != "read":
        return
    if kind == _HEADER and not seen.first:
        seen.first = data
    elif kind == _HANDSHAKE and message == _CERTIFICATE and not seen.chain:
        seen.chain = chain_of(data, with_extensions=version == _TLS_1_3)
    elif kind == _HANDSHAKE and message == _CERTIFICATE_REQUEST:
        seen.asked = True


def chain_of(message: bytes, *, with_extensions: bool) -> list[bytes]:
    """The certificates of a Certificate message: RFC 5246 section 7.4.2, or RFC 8446 section 4.4.2."""
    at = 4
    if with_extensions:
        at += 1 + int.from_bytes(message[at : at + 1], "big")
    at += 3
    chain = []
    while at + 3 <= len(message):
        size = int.from_bytes(message[at : at + 3], "big")
        chain.append(message[at + 3 : at + 3 + size])
        at += 3 + size
        if with_extensions:
            at += 2 + int.from_bytes(message[at : at + 2], "big")
    return chain


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of DER."""
    return hashlib.sha256(certificate).hexdigest()


def read_certificate(data: bytes) -> Certificate:
    """For a person; of one that cannot be read (DER), only the fingerprint."""
    try:
        found = x509.load_der_x509_certificate(data)
        return Certificate(
            fingerprint(data),
            _readable(found.subject),
            _readable(found.issuer),
            _names(found),
            int(found.not_valid_before_utc.timestamp()),
            int(found.not_valid_after_utc.timestamp()),
        )
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return Certificate(fingerprint(data))


def verifies(chain: Sequence[bytes], authorities: Sequence[bytes], host: str, now: float) -> bool:
    """Whether a chain (DER) is good for ``host`` by itself, whatever was excepted.

    Strict (the web's rules): what it does not accept is asked about, not refused for ever.
    """
    try:
        store = Store([x509.load_der_x509_certificate(each) for each in authorities])
        leaf, *others = [x509.load_der_x509_certificate(each) for each in chain]
        verifier = PolicyBuilder().store(store).time(datetime.fromtimestamp(now, UTC).replace(tzinfo=None))
        verifier.build_server_verifier(_host(host)).verify(leaf, others)
    except (ValueError, TypeError, VerificationError, x509.DuplicateExtension):
        return False
    return True


def _host(host: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode("ascii"))


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    found = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
    return tuple(map(_clean, found[:_NAMES_MAX]))


def _readable(name: x509.Name) -> str:
    """ "mail.example.org, Example Ltd": the common name and the organisation; else all there is."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    words = [str(each.value) for oid in wanted for each in name.get_attributes_for_oid(oid)]
    return _clean(", ".join(words) or name.rfc4514_string())


def _clean(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:_TEXT_MAX])
