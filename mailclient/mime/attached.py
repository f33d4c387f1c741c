"""A file as a part of a message: base64, byte for byte; only a message stays readable as one (RFC 2046 section 5.2.1).

A message/rfc822 may not be encoded. One that cannot be sent as it is (lines over 998 bytes, NULs, bare CRs, line ends
of several kinds) goes as a file that any program takes; one with LF lines gets the CRLF that a message has.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from mailclient.mime.entity import (
    FROM_LINE,
    LINE_END_SPACE,
    LINE_LIMIT,
    LONG_LINE,
    PIECE_BYTES,
    Entity,
    base64_pieces,
    base64_size,
)
from mailclient.mime.fold import id_field, parameter_lines
from mailclient.mime.words import clean

_MEDIA_TYPE = re.compile(r"(?!multipart/)[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
_ANY = "application/octet-stream"
_MESSAGE = "message/rfc822"
_UTF_8 = "; charset=utf-8"
_LOOKED_AT = 20_000_000
"""Bytes of a text of which it is found out whether it is UTF-8."""


class Content(Protocol):
    """Bytes in pieces, from somewhere outside; the same each time they are gone over."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def __iter__(self) -> Iterator[bytes]:
        """From the first byte on."""


@dataclass(frozen=True, slots=True)
class Data:
    """Content that is there already."""

    data: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    def __iter__(self) -> Iterator[bytes]:
        return (self.data[start : start + PIECE_BYTES] for start in range(0, len(self.data), PIECE_BYTES))


@dataclass(frozen=True, slots=True)
class File:
    """An attachment; its bytes arrive exactly as they are (a message/rfc822 with CRLF lines).

    With a ``content_id`` it is an image the HTML shows.
    """

    filename: str
    media_type: str
    data: bytes | Content = field(repr=False)
    content_id: str = ""

    @property
    def content(self) -> Content:
        """Its bytes in pieces."""
        return Data(self.data) if isinstance(self.data, bytes) else self.data


def file_entity(file: File, *, signable: bool = False) -> Entity:
    """The part. Of texts and messages the content is looked through here, once more than it is sent.

    ``signable``: a message that a server on the way may change goes as a file that any program takes.
    """
    media_type = file.media_type.strip().lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = _ANY
    content = file.content
    if media_type == _MESSAGE:
        found = _look_through(content)
        if found.is_message and not (signable and (found.is_changeable or not found.is_ascii)):
            encoding = "7bit" if found.is_ascii else "8bit"
            header = _header(file, media_type, encoding)
            digest = hashlib.sha256(header + found.digest).digest()
            body = _WithCrlf(content) if found.added else content
            return Entity(header, body, content.size + found.added, digest, not found.is_ascii)
        media_type = _ANY
    charset = _UTF_8 if media_type.startswith("text/") and _is_utf_8(content) else ""
    header = _header(file, media_type + charset, "base64")
    return Entity(header, _Encoded(content), base64_size(content.size), hashlib.sha256(header).digest())


def _is_utf_8(content: Content) -> bool:
    """Whether a text needs to be called UTF-8: others guess, mostly wrong. Of ASCII nobody has to be told."""
    if content.size > _LOOKED_AT:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_ascii = True
    try:
        for piece in content:
            is_ascii = is_ascii and piece.isascii()
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not is_ascii


def _header(file: File, media_type: str, encoding: str) -> bytes:
    name = clean(file.filename)
    disposition = "inline" if file.content_id else "attachment"
    header = f"Content-Type: {media_type}{parameter_lines('name', name, words=True)}\r\n"
    header += f"Content-Transfer-Encoding: {encoding}\r\n"
    header += f"Content-Disposition: {disposition}{parameter_lines('filename', name)}\r\n"
    return header.encode("ascii") + id_field("Content-ID", (file.content_id,))


@dataclass(frozen=True, slots=True)
class _Encoded:
    content: Content

    def __iter__(self) -> Iterator[bytes]:
        return base64_pieces(self.content)


@dataclass(frozen=True, slots=True)
class _WithCrlf:
    """Of content that has LF line ends and no CR."""

    content: Content

    def __iter__(self) -> Iterator[bytes]:
        return (piece.replace(b"\n", b"\r\n") for piece in self.content)


@dataclass(frozen=True, slots=True)
class _Found:
    """``added``: bytes that CRLF line ends make it longer. ``is_changeable``: a server may change a line."""

    is_message: bool
    is_ascii: bool = True
    is_changeable: bool = False
    added: int = 0
    digest: bytes = b""


def _look_through(content: Content) -> _Found:
    digest = hashlib.sha256()
    is_ascii = True
    line = b""  # what is there of the line that the next piece goes on
    crlf = lf = cr = 0
    is_changeable = False
    for piece in content:
        digest.update(piece)
        is_ascii = is_ascii and piece.isascii()
        if b"\0" in piece:
            return _Found(False)
        joined = line + piece
        if LONG_LINE.search(joined.replace(b"\r\n", b"\n")):
            return _Found(False)
        is_changeable = is_changeable or bool(FROM_LINE.search(joined) or LINE_END_SPACE.search(joined))
        crlf += piece.count(b"\r\n") + (line[-1:] == b"\r" and piece[:1] == b"\n")
        lf += piece.count(b"\n")
        cr += piece.count(b"\r")
        line = joined[joined.rfind(b"\n") + 1 :]
    one_kind = (crlf == lf == cr) or cr == 0
    is_message = one_kind and len(line) <= LINE_LIMIT
    return _Found(is_message, is_ascii, is_changeable, 0 if crlf else lf, digest.digest())
