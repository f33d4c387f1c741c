"""The copy of hidden header fields for programs that know nothing of them, taken out of what is shown.

RFC 9788 section 5.2: lines at the top of a text/plain with ``hp-legacy-display="1"``, a ``div`` of a known class in a
text/html with it. The older form: a first part of the root multipart, of nothing but such lines. Only of what came
encrypted, and only where it is nothing but header fields: nothing else can be made to vanish so.
"""

import re

from mailclient.mime.header import fields_of
from mailclient.mime.protection.layer import entity_of
from mailclient.mime.scanner import Entity
from mailclient.mime.transfer import decode_transfer

_DIV = re.compile(rb"""<div[^<>]{0,200}class=["']?header-protection-legacy-display["']?[^<>]{0,200}>""", re.IGNORECASE)
_DIV_OR_END = re.compile(rb"<(/?)div\b[^<>]*>", re.IGNORECASE)
_FIELD_LINE = re.compile(rb"[!-9;-~]+[ \t]*:")
_LIMIT = 4_000_000
_PARTS = 50


def without_legacy_display(data: bytes, form: str) -> bytes:
    """The entity ``data`` without it. ``form``: "hp" or "v1", as ``ShownHeader.legacy``."""
    root = entity_of(data)
    if form == "v1":
        return _without_first_part(root, data)
    start = root.start + len(root.source) - len(data)
    pieces, position = [], start
    for leaf in _marked(root):
        pieces += [root.source[position : leaf.start], _rewritten(leaf)]
        position = leaf.end
    pieces.append(root.source[position:])
    return b"".join(pieces)


def _marked(root: Entity) -> list[Entity]:
    """The main texts that say that they have it, in the order in which they stand there."""
    found: list[Entity] = []
    pending = [root]
    while pending and len(found) < _PARTS:
        entity = pending.pop(0)
        if entity.media_type.startswith("multipart/"):
            pending = [*entity.children, *pending]
        elif (
            entity.media_type in ("text/plain", "text/html")
            and entity.disposition != "attachment"
            and entity.parameters.get("hp-legacy-display") == "1"
            and len(entity.body) < _LIMIT
        ):
            found.append(entity)
    return found


def _rewritten(leaf: Entity) -> bytes:
    data = decode_transfer(leaf.body, leaf.encoding)
    shorter = _without_lines(data) if leaf.media_type == "text/plain" else _without_div(data)
    if shorter == data:
        return leaf.whole
    header = leaf.header.rstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n")
    kept, skipping = [], False
    for line in header:
        skipping = line[:1] in b" \t" and skipping if line[:1] in (b" ", b"\t") else _is_encoding(line)
        if not skipping:
            kept.append(line)
    kept.append(b"Content-Transfer-Encoding: 8bit")
    return b"\r\n".join(kept) + b"\r\n\r\n" + shorter


def _is_encoding(line: bytes) -> bool:
    return line.lower().startswith(b"content-transfer-encoding")


def _without_lines(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if not line.strip():
            return b"".join(lines[number + 1 :]) if number else data
        if not _FIELD_LINE.match(line) and (line[:1] not in (b" ", b"\t") or not number):
            return data
    return data


def _without_div(data: bytes) -> bytes:
    begin = _DIV.search(data)
    if begin is None:
        return data
    depth = 1
    for tag in _DIV_OR_END.finditer(data, begin.end()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return data[: begin.start()] + data[tag.end() :]
    return data


def _without_first_part(root: Entity, data: bytes) -> bytes:
    if root.media_type != "multipart/mixed" or len(root.children) != 2:
        return data
    legacy, shown = root.children
    is_marked = legacy.parameters.get("protected-headers", "").lower() == "v1"
    if legacy.media_type not in ("text/plain", "text/rfc822-headers") or not is_marked or len(legacy.body) > _LIMIT:
        return data
    text = decode_transfer(legacy.body, legacy.encoding).strip()
    lines = [line for line in text.splitlines() if line.strip()]
    if not fields_of(text) or not all(_FIELD_LINE.match(line) or line[:1] in (b" ", b"\t") for line in lines):
        return data
    return shown.whole
