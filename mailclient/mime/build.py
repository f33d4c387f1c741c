"""A message built: multipart/mixed{alternative{plain, html}, files}, CRLF lines, ASCII headers (RFC 5322, 2047, 2231).

The clock and chance stay outside: Date and Message-ID are arguments, boundaries come from the content. Everything is
sent in 7 bits, so that no server on the way has to convert (which breaks signatures); only an attached message keeps
its own 8-bit lines, since RFC 2046 section 5.2.1 forbids to encode it.
"""

import hashlib
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailclient.mail.address import Address
from mailclient.mime.date import format_date
from mailclient.mime.fold import address_field, id_field, parameter_lines, text_field
from mailclient.mime.words import clean

LINE_LIMIT = 998
"""Bytes of a line without its CRLF (RFC 5322 section 2.1.1)."""

_BREAK = re.compile(rb"\r\n|\r|\n")
_LONG_LINE = re.compile(rb"[^\n]{%d}" % (LINE_LIMIT + 1))
_MEDIA_TYPE = re.compile(r"(?!multipart/)[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")


@dataclass(frozen=True, slots=True)
class File:
    """An attachment; its bytes arrive exactly as they are (a message/rfc822 with CRLF lines).

    With a ``content_id`` it is an image the HTML shows.
    """

    filename: str
    media_type: str
    data: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class _Entity:
    """A finished part: its header lines and its encoded body, both ending with CRLF."""

    header: bytes
    body: bytes
    is_8bit: bool = False

    def __bytes__(self) -> bytes:
        return self.header + b"\r\n" + self.body


def build_message(
    *,
    from_: Address,
    to: Sequence[Address] = (),
    cc: Sequence[Address] = (),
    bcc: Sequence[Address] = (),
    reply_to: Sequence[Address] = (),
    organization: str = "",
    subject: str = "",
    date: datetime,
    message_id: str,
    in_reply_to: Sequence[str] = (),
    references: Sequence[str] = (),
    text: str = "",
    html: str = "",
    files: Sequence[File] = (),
) -> bytes:
    """The finished bytes. Ids are without angle brackets; ``date`` must have an offset.

    ``bcc`` is only for a draft kept on the server: leave it out of what is sent. ``html`` "" gives plain text only.
    Line breaks and control characters in header values become spaces, so nothing can be injected.
    """
    header = b"".join((
        address_field("From", (from_,)),
        address_field("To", to),
        address_field("Cc", cc),
        address_field("Bcc", bcc),
        address_field("Reply-To", reply_to),
        text_field("Organization", organization) if organization else b"",
        text_field("Subject", subject),
        f"Date: {format_date(date)}\r\n".encode("ascii"),
        id_field("Message-ID", (message_id,)),
        id_field("In-Reply-To", in_reply_to),
        id_field("References", references),
        b"MIME-Version: 1.0\r\n",
    ))  # fmt: skip
    return header + bytes(_content(text, html, files))


def _content(text: str, html: str, files: Sequence[File]) -> _Entity:
    shown_in_html = [file for file in files if html and file.content_id]
    others = [file for file in files if not (html and file.content_id)]
    entity = _text("plain", text)
    if html:
        page = _text("html", html)
        if shown_in_html:
            page = _multipart("related", [page, *map(_file, shown_in_html)], '; type="text/html"')
        entity = _multipart("alternative", [entity, page])
    return _multipart("mixed", [entity, *map(_file, others)]) if others else entity


def _multipart(kind: str, parts: Sequence[_Entity], more: str = "") -> _Entity:
    finished = [bytes(part) for part in parts]
    boundary = _boundary(finished)
    is_8bit = any(part.is_8bit for part in parts)
    header = f'Content-Type: multipart/{kind}{more};\r\n boundary="{boundary}"\r\n'
    if is_8bit:
        header += "Content-Transfer-Encoding: 8bit\r\n"
    line = f"--{boundary}".encode("ascii")
    # the line break before a boundary is not part of what stands before it
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in finished)
    return _Entity(header.encode("ascii"), body + line + b"--\r\n", is_8bit)


def _boundary(parts: Sequence[bytes]) -> str:
    """A line that is in none of the parts; "=_" is never in base64 or quoted-printable."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    while True:
        boundary = f"=_{digest.hexdigest()[:32]}"
        if not any(boundary.encode("ascii") in part for part in parts):
            return boundary
        digest.update(b"again")


def _text(subtype: str, text: str) -> _Entity:
    """Plain where it can be; else quoted-printable for mostly ASCII, base64 for mostly not."""
    data = _BREAK.sub(b"\r\n", text.encode("utf-8", "replace"))
    if data and not data.endswith(b"\r\n"):
        data += b"\r\n"
    charset = "us-ascii" if data.isascii() else "utf-8"
    if data.isascii() and b"\0" not in data and not _LONG_LINE.search(data):
        encoding, body = "7bit", data
    elif sum(byte < 128 for byte in data[:10_000]) * 3 >= min(len(data), 10_000) * 2:
        encoding, body = "quoted-printable", _BREAK.sub(b"\r\n", b2a_qp(data))
    else:
        encoding, body = "base64", _base64(data)
    header = f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return _Entity(header.encode("ascii"), body)


def _file(file: File) -> _Entity:
    media_type = file.media_type.strip().lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = "application/octet-stream"
    encoding, body = "base64", b""
    if media_type == "message/rfc822":
        message = _BREAK.sub(b"\r\n", file.data)
        if b"\0" in message or _LONG_LINE.search(message):
            media_type = "application/octet-stream"
        else:
            encoding, body = ("7bit" if message.isascii() else "8bit"), message
    body = body or _base64(file.data)
    name = clean(file.filename)
    disposition = "inline" if file.content_id else "attachment"
    header = f"Content-Type: {media_type}{parameter_lines('name', name, words=True)}\r\n"
    header += f"Content-Transfer-Encoding: {encoding}\r\n"
    header += f"Content-Disposition: {disposition}{parameter_lines('filename', name)}\r\n"
    return _Entity(header.encode("ascii") + id_field("Content-ID", (file.content_id,)), body, encoding == "8bit")


def _base64(data: bytes) -> bytes:
    """Lines of 76 with CRLF; in slices, so that a large file is not copied as many small lines."""
    encoded = b2a_base64(data, newline=False)
    return b"".join(encoded[start : start + 76] + b"\r\n" for start in range(0, len(encoded), 76))
