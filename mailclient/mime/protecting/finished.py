"""A message that is finished already (a file), made ready to be signed or encrypted: its fields and its content apart.

What is to be signed alone goes out in 7 bits without anything that a server on the way may change: its parts that are
not so are encoded anew. What is encrypted stays byte for byte.
"""

import re

from mailclient.mime.entity import (
    FROM_LINE,
    LINE_END_SPACE,
    LINE_LIMIT,
    LONG_LINE,
    Entity,
    base64_pieces,
    entity_of,
    quoted_printable,
)
from mailclient.mime.scanner import Entity as Scanned
from mailclient.mime.scanner import scan

_FIELD = re.compile(rb"[^\r\n]+(?:\r\n[ \t][^\r\n]*)*\r\n")
_ENCODED = ("base64", "quoted-printable")
_PLAIN_TEXT = b"Content-Type: text/plain; charset=us-ascii\r\n"


def apart(data: bytes) -> tuple[bytes, Entity]:
    """The header fields that are not of MIME, and the content. ``data`` has CRLF lines."""
    header, _empty, body = data.partition(b"\r\n\r\n")
    fields = _FIELD.findall(header + b"\r\n")
    of_mime = [field for field in fields if field.lower().startswith(b"content-")]
    others = [field for field in fields if field not in of_mime and not field.lower().startswith(b"mime-version")]
    if not any(field.lower().startswith(b"content-type") for field in of_mime):
        of_mime.insert(0, _PLAIN_TEXT)
    return b"".join(others), entity_of(b"".join(of_mime), body)


def with_field(fields: bytes, name: bytes, value: bytes) -> bytes:
    """The header lines with this field, in place of those of this name."""
    kept = (field for field in _FIELD.findall(fields) if field.partition(b":")[0].lower() != name.lower())
    return b"".join(kept) + name + b": " + value + b"\r\n"


def field_of(fields: bytes, name: bytes) -> bytes:
    """The first field of this name, unfolded; b"" for none."""
    found = (field for field in _FIELD.findall(fields) if field.partition(b":")[0].lower() == name.lower())
    return b" ".join(next(found, b":").partition(b":")[2].split())


def unchangeable(content: Entity) -> Entity | None:
    """The content so that no server changes it; None where that cannot be (8 bits in a header of a part)."""
    data = bytes(content)
    if _is_safe(data):
        return content
    root = scan(b"MIME-Version: 1.0\r\n" + data).root
    pieces, position = list[bytes](), 0
    for leaf in _leaves(root):
        if not _is_safe(leaf.whole):
            pieces += [root.source[position : leaf.start], _encoded(leaf)]
            position = leaf.end
    pieces.append(root.source[position:])
    header, _empty, body = b"".join(pieces).partition(b"\r\n\r\n")
    header = header.replace(b"MIME-Version: 1.0\r\n", b"", 1) + b"\r\n"
    made = entity_of(_without_8bit(header), body)
    return made if _is_safe(bytes(made)) else None


def _leaves(entity: Scanned) -> list[Scanned]:
    if not entity.children:
        return [entity]
    return [leaf for child in entity.children for leaf in _leaves(child)]


def _is_safe(data: bytes) -> bool:
    is_7bit = data.isascii() and b"\0" not in data and not LONG_LINE.search(data.replace(b"\r\n", b"\n"))
    return is_7bit and not FROM_LINE.search(data) and not LINE_END_SPACE.search(data)


def _encoded(leaf: Scanned) -> bytes:
    if leaf.encoding.lower() in _ENCODED:
        return leaf.whole
    body = leaf.body
    is_text = leaf.media_type.startswith("text/")
    many = sum(byte > 127 for byte in body[:LINE_LIMIT]) * 3 > len(body[:LINE_LIMIT])
    kind, made = (
        (b"quoted-printable", quoted_printable(body))
        if is_text and not many
        else (b"base64", b"".join(base64_pieces((body,))))
    )
    fields = (field for field in _FIELD.findall(leaf.header) if not _is_encoding(field))
    return b"".join(fields) + b"Content-Transfer-Encoding: " + kind + b"\r\n\r\n" + made


def _without_8bit(header: bytes) -> bytes:
    """Nothing below has 8 bits any more: a multipart need not say that it has."""
    kept = (field for field in _FIELD.findall(header) if not (_is_encoding(field) and b"bit" in field.lower()))
    return b"".join(kept)


def _is_encoding(field: bytes) -> bool:
    return field.lower().startswith(b"content-transfer-encoding")
