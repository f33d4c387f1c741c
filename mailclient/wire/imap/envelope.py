"""ENVELOPE as the server sends it (RFC 9051 section 7.5.2): bytes, not decoded.

``mime`` turns the bytes into text: encoded words, and the raw UTF-8 that some servers put into quoted strings.
"""

from dataclasses import dataclass

from mailclient.wire.imap.tokens import Value


@dataclass(frozen=True, slots=True)
class RawAddress:
    """One address; None is NIL. A group opens with its name in ``mailbox`` and no ``host``, and closes with neither."""

    name: bytes | None
    mailbox: bytes | None
    host: bytes | None


@dataclass(frozen=True, slots=True)
class RawEnvelope:
    """The ten fields."""

    date: bytes | None = None
    subject: bytes | None = None
    from_: tuple[RawAddress, ...] = ()
    sender: tuple[RawAddress, ...] = ()
    reply_to: tuple[RawAddress, ...] = ()
    to: tuple[RawAddress, ...] = ()
    cc: tuple[RawAddress, ...] = ()
    bcc: tuple[RawAddress, ...] = ()
    in_reply_to: bytes | None = None
    message_id: bytes | None = None


def read_envelope(value: Value) -> RawEnvelope | None:
    """The envelope in a parenthesised list; None when it is not a list. Missing or odd fields read as NIL."""
    if not isinstance(value, tuple):
        return None
    fields = (*value, *(None,) * (10 - len(value)))
    from_, sender, reply_to, to, cc, bcc = (read_addresses(item) for item in fields[2:8])
    return RawEnvelope(
        _text(fields[0]), _text(fields[1]), from_, sender, reply_to, to, cc, bcc, _text(fields[8]), _text(fields[9])
    )


def _text(value: Value) -> bytes | None:
    return value if isinstance(value, bytes) else None


def read_addresses(value: Value) -> tuple[RawAddress, ...]:
    """The addresses in a parenthesised list; none when it is not a list."""
    if not isinstance(value, tuple):
        return ()
    return tuple(
        RawAddress(_text(item[0]), _text(item[2]), _text(item[3]))
        for item in value
        if isinstance(item, tuple) and len(item) >= 4
    )
