"""BODYSTRUCTURE as the server sends it (RFC 9051 section 7.5.2): a tree of parts with bytes, not decoded.

Paths are given here, by the rule of section 6.4.5.1, so that nobody else has to count parts. A tree is always the
result: what is missing or odd gets the default of MIME (text/plain, 7bit, no parameters).
"""

import functools
from dataclasses import dataclass

from mailclient.mail.ids import PartPath
from mailclient.wire.imap import quirks
from mailclient.wire.imap.envelope import RawEnvelope, read_envelope
from mailclient.wire.imap.tokens import Value

RawParameters = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class RawPart:
    """One node. Names and types are lower case; values are bytes as they came.

    ``path`` is "" for a multipart that is the root. A message/rfc822 part "2" has its inner structure as only child:
    a multipart with the path "2.TEXT" (the section of its bytes) and children "2.1" …, or a single part "2.1".
    ``parameters`` keep order and doubles: RFC 2231 pieces are for ``mime`` to join.
    """

    path: PartPath
    media_type: str
    parameters: RawParameters = ()
    encoding: str = "7bit"
    disposition: str = ""
    disposition_parameters: RawParameters = ()
    content_id: bytes = b""
    size: int = 0
    envelope: RawEnvelope | None = None
    children: tuple["RawPart", ...] = ()
    location: bytes = b""


def read_structure(value: Value) -> RawPart | None:
    """The tree in a parenthesised list; None when it is not a list."""
    if not isinstance(value, tuple):
        return None
    is_multipart = _is_multipart(value)
    return _part(value, "" if is_multipart else "1")


def _is_multipart(fields: tuple[Value, ...]) -> bool:
    return (bool(fields) and isinstance(fields[0], tuple)) or quirks.is_multipart_without_parts(fields)


def _part(fields: tuple[Value, ...], path: str) -> RawPart:
    if _is_multipart(fields):
        return _multipart(fields, path)
    media_type = f"{_word(fields[0], 'text')}/{_word(fields[1], 'plain')}"
    parameters, content_id, _description, encoding, size = fields[2:7] if len(fields) > 6 else _filled(fields[2:], 5)
    rest = fields[7:]
    envelope = None
    children: tuple[RawPart, ...] = ()
    if media_type in ("message/rfc822", "message/global") and len(rest) >= 2 and isinstance(rest[1], tuple):
        envelope = read_envelope(rest[0])
        children = (_part(rest[1], f"{path}.TEXT" if _is_multipart(rest[1]) else f"{path}.1"),)
        rest = rest[3:]
    elif media_type.startswith("text/"):
        rest = rest[1:]
    word, disposition_parameters = quirks.disposition(rest[1] if len(rest) > 1 else None)
    location = rest[3] if len(rest) > 3 else None
    return RawPart(
        path=PartPath(path),
        media_type=media_type,
        parameters=_parameters(parameters),
        encoding=_word(encoding, "7bit"),
        disposition=_word(word, ""),
        disposition_parameters=_parameters(disposition_parameters),
        content_id=content_id if isinstance(content_id, bytes) else b"",
        size=quirks.number(size),
        envelope=envelope,
        children=children,
        location=location if isinstance(location, bytes) else b"",
    )


def _multipart(fields: tuple[Value, ...], path: str) -> RawPart:
    count = 0
    while count < len(fields) and isinstance(fields[count], tuple):
        count += 1
    parent = path.removesuffix(".TEXT")
    prefix = f"{parent}." if parent else ""
    children = tuple(
        _part(item, f"{prefix}{number}") for number, item in enumerate(fields[:count], 1) if isinstance(item, tuple)
    )
    subtype, parameters, placed = _filled(fields[count : count + 3], 3)
    word, disposition_parameters = quirks.disposition(placed)
    return RawPart(
        path=PartPath(path),
        media_type=f"multipart/{_word(subtype, 'mixed')}",
        parameters=_parameters(parameters),
        disposition=_word(word, ""),
        disposition_parameters=_parameters(disposition_parameters),
        children=children,
    )


def _filled(fields: tuple[Value, ...], count: int) -> tuple[Value, ...]:
    return fields + (None,) * (count - len(fields))


def _word(value: Value, default: str) -> str:
    return (_lower(value) if isinstance(value, bytes) else "") or default


@functools.lru_cache(maxsize=1024)
def _lower(word: bytes) -> str:
    return word.decode("latin-1").strip().lower()


def _parameters(value: Value) -> RawParameters:
    if not isinstance(value, tuple):
        return ()
    return tuple(
        [
            (key.lower(), item)
            for key, item in zip(value[::2], value[1::2], strict=False)
            if isinstance(key, bytes) and isinstance(item, bytes)
        ]
    )
