"""OpenPGP in the text of a message (RFC 9580 sections 6.2 and 7): found and taken apart; nobody should write it.

A block counts only where it stands alone in its text or, of a signed one, to say that it is a part. The signed text is
made into what its signature is about here, so that what is checked and what is shown cannot be two readings of it.
"""

import re
from dataclasses import dataclass

_SIGNED = re.compile(
    rb"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n"
    rb"(?:Hash:[ \t]*[A-Za-z0-9, -]{1,100}[ \t]*\r?\n)*"
    rb"[ \t]*\r?\n"
    rb"(?P<text>.*?)"
    rb"^(?P<signature>-----BEGIN PGP SIGNATURE-----[ \t]*\r?\n.*?^-----END PGP SIGNATURE-----)[ \t]*\r?$",
    re.MULTILINE | re.DOTALL,
)
_ENCRYPTED = re.compile(
    rb"^-----BEGIN PGP MESSAGE-----[ \t]*\r?\n.*?^-----END PGP MESSAGE-----[ \t]*\r?$", re.MULTILINE | re.DOTALL
)
_DASH = re.compile(rb"^- ", re.MULTILINE)
_UNESCAPED = re.compile(rb"^-(?! )", re.MULTILINE)
_CHARSET = re.compile(rb"^Charset:[ \t]*([A-Za-z0-9_.:-]{2,40})", re.MULTILINE)

INLINE_BYTES = 4_000_000
"""Of a longer text nobody looks for a block."""
MARK = b"-----BEGIN PGP "


@dataclass(frozen=True, slots=True)
class SignedText:
    """``text``: exactly what the signature is about, lines ended by CRLF; ``alone``: nothing stands around it."""

    text: bytes
    signature: bytes
    alone: bool


@dataclass(frozen=True, slots=True)
class EncryptedText:
    """``data``: the armoured message; ``charset``: what it says of its text, or ""."""

    data: bytes
    charset: str


def signed_text(data: bytes) -> SignedText | None:
    """The one signed block of a decoded text; None where there is none, or several."""
    if any(data.count(b"-----BEGIN PGP " + kind) != 1 for kind in (b"SIGNED MESSAGE-----", b"SIGNATURE-----")):
        return None
    found = _SIGNED.search(data)
    if found is None or _UNESCAPED.search(found["text"]):
        return None
    lines = _DASH.sub(b"", found["text"]).removesuffix(b"\n").split(b"\n")
    text = b"\r\n".join(line.rstrip(b" \t\r") for line in lines)
    alone = not data[: found.start()].strip() and not data[found.end() :].strip()
    return SignedText(text, found["signature"], alone)


def encrypted_text(data: bytes) -> EncryptedText | None:
    """The encrypted block that a decoded text consists of; None where anything else stands there."""
    data = data.strip()
    found = _ENCRYPTED.match(data)
    if found is None or found.end() != len(data):
        return None
    head = data[:2000].replace(b"\r", b"").partition(b"\n\n")[0]
    charset = _CHARSET.search(head)
    return EncryptedText(data, charset[1].decode("ascii").lower() if charset else "")
