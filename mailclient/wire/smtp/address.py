"""Addresses as they stand in MAIL and RCPT (RFC 5321 section 4.1.2, RFC 6531 section 3.3).

Nothing may get into a command through an address: no line end, no space, no angle bracket.
"""

import re
import unicodedata

from mailclient.wire.smtp.errors import UnsendableAddress

_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"'
_WORD = r'[^\s<>"\\@\x00-\x1f\x7f-\x9f]+'
_ADDRESS = re.compile(f"({_QUOTED}|{_WORD})(?:@({_WORD}))?")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""RFC 3490 section 3.1: East Asian keyboards have other full stops."""
_KEPT_SINCE_2008 = frozenset("ßς\u200c\u200d")
_LABEL_LENGTH_MAX = 63
_LENGTH_MAX = 512
"""Bytes; RFC 5321 section 4.5.3.1.3 allows 256, some servers more."""


def needs_utf8(address: str) -> bool:
    """Whether only a server with SMTPUTF8 can take it; a domain alone does not need that, it has an ASCII form."""
    return bool(address) and not _split(address)[0].isascii()


def path(address: str, *, utf8: bool) -> bytes:
    """``<local@domain>``; ``utf8``: the server offers SMTPUTF8. Raises UnsendableAddress."""
    local, domain = _split(address)
    if not local.isascii() and not utf8:
        raise UnsendableAddress(f"{address}: the server takes ASCII addresses only")
    if not domain.isascii():
        try:
            domain = ".".join(map(_a_label, _DOTS.split(domain)))
        except UnicodeError as error:
            raise UnsendableAddress(f"{address}: no such domain can be") from error
    encoded = (f"{local}@{domain}" if domain else local).encode()
    if len(encoded) > _LENGTH_MAX:
        raise UnsendableAddress("the address is too long")
    return b"<" + encoded + b">"


def reverse_path(address: str, *, utf8: bool) -> bytes:
    """As ``path``, and "" is the null reverse-path ``<>`` (RFC 5321 section 4.5.5): nobody wants an answer."""
    return path(address, utf8=utf8) if address else b"<>"


def _a_label(label: str) -> str:
    """A part of a domain in ASCII (RFC 5890).

    Python's codec is the one of 2003, which makes "ss" of "ß" and drops joiners: with some luck another's domain.
    """
    if not label:
        raise UnicodeError("empty label")
    folded = unicodedata.normalize("NFC", label.lower())
    if not _KEPT_SINCE_2008 & set(folded):
        return label.encode("idna").decode("ascii")
    encoded = "xn--" + folded.encode("punycode").decode("ascii")
    if len(encoded) > _LABEL_LENGTH_MAX:
        raise UnicodeError("label too long")
    return encoded


def _split(address: str) -> tuple[str, str]:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise UnsendableAddress(f"{address!r} is not an address")
    return match[1], match[2] or ""
