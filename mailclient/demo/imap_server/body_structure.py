"""BODY and BODYSTRUCTURE of a message (RFC 3501 section 7.4.2)."""

import re

from mailclient.demo.imap_server.answer import nstring, string
from mailclient.demo.imap_server.envelope import envelope
from mailclient.demo.imap_server.raw_part import Parameters, RawPart, read_parameters

_LANGUAGE = re.compile(rb"[A-Za-z0-9-]+")
_EMPTY_PART = b'("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0'


def body_structure(part: RawPart, *, extended: bool) -> bytes:
    """The structure in parentheses; with ``extended`` also what BODYSTRUCTURE adds to BODY."""
    if part.is_multipart:
        return _multipart(part, extended=extended)
    fields = part.fields
    pieces = [
        string(part.media_type),
        string(part.subtype),
        _parameters(part.parameters + _default_parameters(part)),
        nstring(fields.get(b"content-id")),
        nstring(fields.get(b"content-description")),
        string(fields.get(b"content-transfer-encoding", b"7bit").split(b";")[0].strip() or b"7bit"),
        b"%d" % len(part.body),
    ]
    if part.is_message:
        inner = part.children[0]
        pieces += [envelope(inner), body_structure(inner, extended=extended), _lines(part.body)]
    elif part.media_type.lower() == b"text":
        pieces.append(_lines(part.body))
    if extended:
        pieces += [nstring(fields.get(b"content-md5")), *_common_extension(part)]
    return b"(" + b" ".join(pieces) + b")"


def _multipart(part: RawPart, *, extended: bool) -> bytes:
    # A multipart without parts cannot be written, so it gets an empty one, as other servers do.
    empty = _EMPTY_PART + (b" NIL NIL NIL NIL)" if extended else b")")
    children = b"".join(body_structure(child, extended=extended) for child in part.children) or empty
    pieces = [children, string(part.subtype)]
    if extended:
        pieces += [_parameters(part.parameters), *_common_extension(part)]
    return b"(" + b" ".join(pieces) + b")"


def _common_extension(part: RawPart) -> list[bytes]:
    """Disposition, language and location."""
    disposition = part.fields.get(b"content-disposition")
    written = b"NIL"
    if disposition:
        word, parameters = read_parameters(disposition)
        written = b"(" + string(word) + b" " + _parameters(parameters) + b")"
    languages = _LANGUAGE.findall(part.fields.get(b"content-language", b""))
    language = b"(" + b" ".join(string(word) for word in languages) + b")" if languages else b"NIL"
    return [written, language, nstring(part.fields.get(b"content-location"))]


def _default_parameters(part: RawPart) -> Parameters:
    """RFC 2045 section 5.2: text without a charset is US-ASCII."""
    named = any(name.lower() == b"charset" for name, _ in part.parameters)
    return () if named or part.media_type.lower() != b"text" else ((b"charset", b"us-ascii"),)


def _parameters(parameters: Parameters) -> bytes:
    if not parameters:
        return b"NIL"
    return b"(" + b" ".join(string(name) + b" " + string(value) for name, value in parameters) + b")"


def _lines(body: bytes) -> bytes:
    return b"%d" % body.count(b"\n")
