"""Mailbox names on the wire: modified UTF-7 (RFC 3501 section 5.1.3), or UTF-8 once UTF8=ACCEPT is enabled.

A name that does not come back the same after decoding and encoding (8-bit names, a bare "&") must be sent back
with the server's own bytes: ``ListEntry.raw`` keeps them, and every command takes ``str | bytes``.
"""

import binascii
import re

_ENCODE_RUN = re.compile(r"[^\x20-\x7e]+")
_DECODE_RUN = re.compile(rb"&([A-Za-z0-9+,]*)-")


def encode_name(name: str, *, utf8: bool = False) -> bytes:
    """The bytes for a command. INBOX in any case is sent as INBOX."""
    if name.upper() == "INBOX":
        return b"INBOX"
    if utf8:
        return name.encode()
    escaped = name.replace("&", "&-")
    return _ENCODE_RUN.sub(lambda run: _encode_run(run[0]), escaped).encode("ascii")


def decode_name(raw: bytes, *, utf8: bool = False) -> str:
    """The text of a name; never fails: what is not modified UTF-7 is read as UTF-8, else as Latin-1."""
    if raw.upper() == b"INBOX":
        return "INBOX"
    if utf8 or not raw.isascii():
        return _decode_8bit(raw)
    if b"&" not in raw:
        return raw.decode("ascii")
    try:
        return _DECODE_RUN.sub(_decode_run, raw).decode("utf-8")
    except (binascii.Error, UnicodeError):
        return raw.decode("ascii")


def _encode_run(text: str) -> str:
    packed = binascii.b2a_base64(text.encode("utf-16-be"), newline=False).rstrip(b"=")
    return "&" + packed.replace(b"/", b",").decode("ascii") + "-"


def _decode_run(match: re.Match[bytes]) -> bytes:
    packed = match[1].replace(b",", b"/")
    if not packed:
        return b"&"
    data = binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
    return data.decode("utf-16-be").encode("utf-8")


def _decode_8bit(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
