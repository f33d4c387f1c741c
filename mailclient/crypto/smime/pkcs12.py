"""PKCS#12 (RFC 7292): certificates with their secret keys, as authorities hand them out; also with the ciphers of old.

Several keys may be in one file (one to sign, one to encrypt: RFC 9216), and keys of X25519: what cryptography does not
read whole is taken apart here. The passphrase is checked by the file's own code before anything is believed.
"""

import re
import warnings
from binascii import Error as Base64Error
from binascii import a2b_base64

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x448, x25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12

from mailclient.crypto.smime.ber import BerError, der, element, inside, object_identifier, octets, sequence
from mailclient.crypto.smime.certificate import Certificate, readable
from mailclient.crypto.smime.encoding import enclosed, identifier, integer, octet_string, sequence_of
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.signed_data import DATA
from mailclient.mail.problem import MailError, Problem, ProblemKind

_MOST_BYTES = 4 << 20
_PEM = re.compile(rb"-----BEGIN PKCS ?12-----([A-Za-z0-9+/=\s]*)-----END PKCS ?12-----")
_KEY_BAGS = ("1.2.840.113549.1.12.10.1.1", "1.2.840.113549.1.12.10.1.2")
_EXPLICIT_0 = 0xA0


def read_pkcs12(data: bytes, passphrase: str) -> tuple[tuple[OwnCertificate, ...], tuple[bytes, ...]]:
    """One's own certificates (none if no secret key is in it), and all the others that came along (DER).

    ``MailError``: PASSPHRASE_WRONG, or FILE_UNREADABLE where it is not PKCS#12 or is damaged.
    """
    data = _unarmoured(data)
    if len(data) > _MOST_BYTES or not data.startswith(b"0"):
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, detail="not PKCS#12"))
    try:
        keys, ders = _opened(data, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm, BerError) as error:
        wrong = "password" in str(error).lower()
        kind = ProblemKind.PASSPHRASE_WRONG if wrong else ProblemKind.FILE_UNREADABLE
        raise MailError(Problem(kind, detail=str(error))) from error
    found = readable(ders)
    own = [(one, keys[_public(one)]) for one in found if _public(one) in keys]
    mine = {one.der for one, _ in own}
    others = tuple(one.der for one in found if one.der not in mine)
    return tuple(OwnCertificate(one.der, key, others) for one, key in own), others


def write_pkcs12(own: OwnCertificate, passphrase: str) -> bytes:
    """The certificate, its key and its chain under a passphrase (AES-256, PBKDF2). ``MailError``: PASSPHRASE_NEEDED."""
    if not passphrase:
        raise MailError(Problem(ProblemKind.PASSPHRASE_NEEDED))
    key = own.secret_key()
    if isinstance(key, x25519.X25519PrivateKey | x448.X448PrivateKey):
        raise MailError(Problem(ProblemKind.KEY_UNUSABLE, detail="PKCS#12 takes no such key"))
    chain = [x509.load_der_x509_certificate(one) for one in own.chain]
    return pkcs12.serialize_key_and_certificates(
        None,
        key,
        x509.load_der_x509_certificate(own.certificate),
        chain,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def _opened(data: bytes, passphrase: str) -> tuple[dict[bytes, bytes], list[bytes]]:
    """Also a file without passphrase to which one was given: one is given for several files."""
    try:
        return _taken_apart(data, passphrase.encode() or None)
    except ValueError:
        if not passphrase:
            raise
        try:
            return _taken_apart(data, None)
        except (ValueError, TypeError):
            pass
        raise


def _taken_apart(data: bytes, word: bytes | None) -> tuple[dict[bytes, bytes], list[bytes]]:
    """Secret keys (PKCS#8) by their public halves, and the certificates (DER)."""
    keys: dict[bytes, bytes] = {}
    try:
        whole = _loaded(data, word)
        ders = _certificates_of(whole)
        if whole.key is not None:
            _add(keys, whole.key)
    except TypeError:  # the passphrase was right; only the kind of the key is refused
        ders = []
    bags, without = _key_bags(data)
    if len(bags) > 1 or not keys:
        # No passphrase is one of no letters to some programs, and none at all to others.
        word = b"" if word is None else word
        for bag in bags:
            _add(keys, _key_in(bag, word))
        ders += _certificates_of(_loaded(without, word))
    return keys, ders


def _loaded(data: bytes, word: bytes | None) -> pkcs12.PKCS12KeyAndCertificates:
    with warnings.catch_warnings():
        # Thunderbird and Firefox write BER, and old keys have what is deprecated; both are read all the same.
        warnings.simplefilter("ignore", UserWarning)
        return pkcs12.load_pkcs12(data, word)


def _certificates_of(found: pkcs12.PKCS12KeyAndCertificates) -> list[bytes]:
    held = [*([found.cert] if found.cert else []), *found.additional_certs]
    return [one.certificate.public_bytes(serialization.Encoding.DER) for one in held]


def _key_bags(data: bytes) -> tuple[list[bytes], bytes]:
    """The secret keys that stand by themselves, and the same file without them (and without its code)."""
    _, kind_and_safe = sequence(element(data), least=2)[:2]
    safe = b"".join(octets(inside(sequence(kind_and_safe, least=2)[1])))
    bags: list[bytes] = []
    kept: list[bytes] = []
    for part in sequence(element(safe)):
        kind, content = sequence(part)
        if object_identifier(kind) != DATA:
            kept.append(der(part))
            continue
        held = sequence(element(b"".join(octets(inside(content)))))
        found = [bag for bag in held if object_identifier(sequence(bag, least=2)[0]) in _KEY_BAGS]
        bags += [der(inside(bag.children()[1])) for bag in found]
        rest = sequence_of(*(der(bag) for bag in held if bag not in found))
        kept.append(sequence_of(identifier(DATA), enclosed(_EXPLICIT_0, octet_string(rest))))
    inner = sequence_of(identifier(DATA), enclosed(_EXPLICIT_0, octet_string(sequence_of(*kept))))
    return bags, sequence_of(integer(3), inner)


def _key_in(bag: bytes, word: bytes | None) -> PrivateKeyTypes:
    """Of a key bag: locked with the passphrase of the file, or not at all."""
    try:
        return serialization.load_der_private_key(bag, word)
    except TypeError:
        return serialization.load_der_private_key(bag, None)


def _add(keys: dict[bytes, bytes], key: PrivateKeyTypes) -> None:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    keys[public] = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public(one: Certificate) -> bytes:
    return one.key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _unarmoured(data: bytes) -> bytes:
    """What is in PEM, as gpgsm and OpenSSL write it (text may stand before it); all else as it is."""
    found = _PEM.search(data[: 2 * _MOST_BYTES])
    try:
        return a2b_base64(found[1]) if found else data
    except Base64Error:
        return b""
