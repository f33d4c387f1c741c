"""What was encrypted to us: EnvelopedData and AuthEnvelopedData opened (RFC 5652 §6, RFC 5083, RFC 5084).

Whatever fails behind the choice of the recipient fails with one reason, so that an answer tells nothing of the key
(Bleichenbacher, Vaudenay). AES-CBC and triple DES cannot tell whether they were changed (EFAIL): ``integrity`` says so,
and who shows the content loads nothing from outside. RC2, RC4 and DES are refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from asn1crypto.x509 import Name
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import padding as block_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from mailclient.crypto.smime.ber import INTEGER, OCTET_STRING, BerError, octets, sequence
from mailclient.crypto.smime.certificate import Certificate, CertificateError, certificate
from mailclient.crypto.smime.enveloped_data import EnvelopedData, Recipient, RecipientName, read_enveloped_data
from mailclient.crypto.smime.key_opening import content_key, is_for
from mailclient.crypto.smime.own import OwnCertificate, SecretKeyError
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signed_data import DATA
from mailclient.mail.protection import Integrity

MOST_TRIES = 16
_PIECE_BYTES = 1 << 20
_TRIPLE_DES = "1.2.840.113549.3.7"


class _DecryptionError(Exception):
    """One for all ways of failing."""


@dataclass(frozen=True, slots=True)
class _Cipher:
    name: str
    key_bytes: int
    opened: Callable[[EnvelopedData, bytes], bytes]
    tells: bool
    """Whether a change is noticed."""


@dataclass(frozen=True, slots=True)
class SmimeDecrypted:
    """``content`` is None unless it could be opened; ``content_type``: dotted, of what is inside.

    ``recipients``: addresses where one's own certificate names them, else "issuer, serial number" or a key identifier.
    """

    content: bytes | None
    integrity: Integrity
    recipients: tuple[str, ...] = ()
    algorithm: str = ""
    content_type: str = DATA
    reason: Reason = Reason.NOTHING
    opened_by: str = ""
    """The fingerprint of the certificate that it was opened with."""


def decrypt(cms: bytes, own: Sequence[OwnCertificate]) -> SmimeDecrypted:
    """Open it with whichever of one's own certificates it was made for. Never raises for what came with a message."""
    try:
        enveloped = read_enveloped_data(cms)
    except BerError:
        return SmimeDecrypted(None, Integrity.FAILED, reason=Reason.MESSAGE_BROKEN)
    mine = _readable(own)
    people = tuple(dict.fromkeys(_shown(one.name, mine) for one in enveloped.recipients))
    cipher = _CIPHERS.get(enveloped.cipher)
    if cipher is None or cipher.tells != enveloped.authenticated:
        name = cipher.name if cipher else enveloped.cipher
        return SmimeDecrypted(None, Integrity.MISSING, people, name, reason=Reason.CIPHER_UNSUPPORTED)
    integrity = Integrity.OK if cipher.tells else Integrity.MISSING
    ways = [
        (recipient, found, owned)
        for recipient in enveloped.recipients
        for found, owned in mine
        if is_for(recipient.name, found)
    ][:MOST_TRIES]
    if not ways:
        return SmimeDecrypted(None, integrity, people, cipher.name, reason=Reason.KEY_MISSING)
    for recipient, found, owned in ways:
        content = _content(enveloped, cipher, recipient, owned)
        if content is not None:
            return SmimeDecrypted(
                content, integrity, people, cipher.name, enveloped.content_type, opened_by=found.fingerprint
            )
    return SmimeDecrypted(None, Integrity.FAILED, people, cipher.name, reason=Reason.INTEGRITY_FAILED)


def _readable(own: Sequence[OwnCertificate]) -> list[tuple[Certificate, OwnCertificate]]:
    found = []
    for one in own:
        try:
            found.append((certificate(one.certificate), one))
        except CertificateError:
            continue
    return found


def _shown(name: RecipientName, mine: list[tuple[Certificate, OwnCertificate]]) -> str:
    for found, _ in mine:
        if found.addresses and is_for(name, found):
            return found.addresses[0]
    if name.key_identifier:
        return name.key_identifier.hex().upper()
    return issuer_and_serial(name.issuer, name.serial)


def issuer_and_serial(issuer: bytes, serial: int) -> str:
    """For people: the name of the authority, and the number it gave."""
    try:
        name = Name.load(issuer)
        parts = name.native
        text = str(parts.get("common_name") or parts.get("organization_name") or name.human_friendly)
    except (ValueError, TypeError, KeyError):
        text = ""
    return f"{text}, {serial:X}".removeprefix(", ")


def _content(enveloped: EnvelopedData, cipher: _Cipher, recipient: Recipient, own: OwnCertificate) -> bytes | None:
    try:
        key = content_key(recipient, own.secret_key(), cipher.key_bytes)
        return cipher.opened(enveloped, key)
    except (_DecryptionError, SecretKeyError):
        return None


def _cbc(enveloped: EnvelopedData, key: bytes) -> bytes:
    triple = enveloped.cipher == _TRIPLE_DES
    algorithm = TripleDES(key) if triple else algorithms.AES(key)
    block = algorithm.block_size // 8
    start = _octets_parameter(enveloped)
    size = sum(map(len, enveloped.encrypted))
    if len(start) != block or size % block or not size:
        raise _DecryptionError
    decryptor = Cipher(algorithm, modes.CBC(start)).decryptor()
    unpadder = block_padding.PKCS7(algorithm.block_size).unpadder()
    content = BytesIO()  # its value is no copy
    for piece in _pieces(enveloped):
        content.write(unpadder.update(decryptor.update(piece)))
    try:
        content.write(unpadder.update(decryptor.finalize()) + unpadder.finalize())
    except ValueError as error:
        raise _DecryptionError from error
    return content.getvalue()


def _gcm(enveloped: EnvelopedData, key: bytes) -> bytes:
    nonce, tag_bytes = _aead_parameters(enveloped)
    if len(enveloped.mac) != tag_bytes or not 12 <= tag_bytes <= 16:
        raise _DecryptionError
    try:
        decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, enveloped.mac, tag_bytes)).decryptor()
        decryptor.authenticate_additional_data(enveloped.attributes)
        content = BytesIO()
        for piece in _pieces(enveloped):
            content.write(decryptor.update(piece))
        content.write(decryptor.finalize())
    except (InvalidTag, ValueError) as error:
        raise _DecryptionError from error
    return content.getvalue()


def _ccm(enveloped: EnvelopedData, key: bytes) -> bytes:
    nonce, tag_bytes = _aead_parameters(enveloped)
    if len(enveloped.mac) != tag_bytes or tag_bytes < 8:
        raise _DecryptionError
    try:
        return AESCCM(key, tag_bytes).decrypt(
            nonce, b"".join((*enveloped.encrypted, enveloped.mac)), enveloped.attributes or None
        )
    except (InvalidTag, ValueError, OverflowError) as error:
        raise _DecryptionError from error


def _pieces(enveloped: EnvelopedData) -> list[memoryview]:
    return [
        piece[start : start + _PIECE_BYTES]
        for piece in enveloped.encrypted
        for start in range(0, len(piece), _PIECE_BYTES)
    ]


def _octets_parameter(enveloped: EnvelopedData) -> bytes:
    if enveloped.parameters is None or enveloped.parameters.tag != OCTET_STRING:
        raise _DecryptionError
    return bytes(enveloped.parameters.contents)


def _aead_parameters(enveloped: EnvelopedData) -> tuple[bytes, int]:
    """The nonce, and the length of the code in bytes (12 unless it is said)."""
    try:
        assert enveloped.parameters is not None
        fields = sequence(enveloped.parameters)
        nonce = b"".join(octets(fields[0]))
        tag_bytes = int.from_bytes(fields[1].contents, "big") if len(fields) > 1 else 12
    except (BerError, IndexError, AssertionError) as error:
        raise _DecryptionError from error
    if len(fields) > 2 or fields[0].tag != OCTET_STRING or any(field.tag != INTEGER for field in fields[1:]):
        raise _DecryptionError
    return nonce, tag_bytes


_CIPHERS = {
    "2.16.840.1.101.3.4.1.2": _Cipher("AES-128-CBC", 16, _cbc, tells=False),
    "2.16.840.1.101.3.4.1.22": _Cipher("AES-192-CBC", 24, _cbc, tells=False),
    "2.16.840.1.101.3.4.1.42": _Cipher("AES-256-CBC", 32, _cbc, tells=False),
    _TRIPLE_DES: _Cipher("3DES-CBC", 24, _cbc, tells=False),
    "2.16.840.1.101.3.4.1.6": _Cipher("AES-128-GCM", 16, _gcm, tells=True),
    "2.16.840.1.101.3.4.1.26": _Cipher("AES-192-GCM", 24, _gcm, tells=True),
    "2.16.840.1.101.3.4.1.46": _Cipher("AES-256-GCM", 32, _gcm, tells=True),
    "2.16.840.1.101.3.4.1.7": _Cipher("AES-128-CCM", 16, _ccm, tells=True),
    "2.16.840.1.101.3.4.1.27": _Cipher("AES-192-CCM", 24, _ccm, tells=True),
    "2.16.840.1.101.3.4.1.47": _Cipher("AES-256-CCM", 32, _ccm, tells=True),
}
