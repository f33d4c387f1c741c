"""What was signed or encrypted as a message of the forms that programs take: RFC 1847, RFC 3156, RFC 8551 section 3.

What is signed goes out byte for byte as it was signed: 7 bits, CRLF, no space at the end of a line, no line that begins
with "From " (``mime.entity``), so that no server on the way changes it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from mailclient.mail.protection import System
from mailclient.mime.attached import Content
from mailclient.mime.entity import Entity, base64_pieces, base64_size, entity_of, multipart


def signed_message(payload: Entity, signature: bytes, system: System, micalg: str) -> Entity:
    """multipart/signed. ``signature``: armoured, or DER; detached, of the bytes of ``payload``."""
    if system is System.OPENPGP:
        protocol = "application/pgp-signature"
        header = (
            f'Content-Type: {protocol}; name="signature.asc"\r\n'
            "Content-Description: OpenPGP digital signature\r\n"
            'Content-Disposition: attachment; filename="signature.asc"\r\n'
        )
        body = _with_crlf(signature)
    else:
        protocol = "application/pkcs7-signature"
        header = (
            f'Content-Type: {protocol}; name="smime.p7s"\r\n'
            "Content-Transfer-Encoding: base64\r\n"
            'Content-Disposition: attachment; filename="smime.p7s"\r\n'
            "Content-Description: S/MIME digital signature\r\n"
        )
        body = b"".join(base64_pieces((signature,)))
    part = entity_of(header.encode("ascii"), body)
    return multipart("signed", [payload, part], f'; micalg="{micalg}";\r\n protocol="{protocol}"')


def encrypted_message(encrypted: Content, system: System, *, authenticated: bool = False) -> Entity:
    """``encrypted``: an armoured OpenPGP message with CRLF, or CMS as DER. ``authenticated``: by AES-GCM."""
    # its beginning is enough: encrypted with a key of its own, it is like no other
    unique = hashlib.sha256(next(iter(encrypted), b"")).digest()
    if system is System.SMIME:
        kind = "authEnveloped-data" if authenticated else "enveloped-data"
        header = (
            f"Content-Type: application/pkcs7-mime; smime-type={kind};\r\n"
            ' name="smime.p7m"\r\n'
            "Content-Transfer-Encoding: base64\r\n"
            'Content-Disposition: attachment; filename="smime.p7m"\r\n'
            "Content-Description: S/MIME encrypted message\r\n"
        )
        return Entity(header.encode("ascii"), _Base64(encrypted), base64_size(encrypted.size), unique)
    version = entity_of(
        b"Content-Type: application/pgp-encrypted\r\nContent-Description: PGP/MIME version identification\r\n",
        b"Version: 1\r\n",
    )
    header = (
        'Content-Type: application/octet-stream; name="encrypted.asc"\r\n'
        "Content-Description: OpenPGP encrypted message\r\n"
        'Content-Disposition: inline; filename="encrypted.asc"\r\n'
    )
    part = Entity(header.encode("ascii"), encrypted, encrypted.size, unique)
    return multipart("encrypted", [version, part], ';\r\n protocol="application/pgp-encrypted"')


@dataclass(frozen=True, slots=True)
class _Base64:
    content: Content

    def __iter__(self) -> Iterator[bytes]:
        return base64_pieces(self.content)


def _with_crlf(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
