"""What a server shows during a TLS handshake, also when the handshake fails by it.

Python gives the certificate of a server only when it is accepted. What the library reports of the handshake's messages
(``SSLContext._msg_callback``, there since Python 3.8 though without documentation) has it in every case, and over the
same connection: asking again over a second one would show what that one got, and cannot be done after STARTTLS. Where a
Python lacks it, a person is told the reason without the certificate.
"""

import hashlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

_HANDSHAKE, _HEADER = 22, 256
_CERTIFICATE, _CERTIFICATE_REQUEST = 11, 13
_TLS_1_3 = 0x0304


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
