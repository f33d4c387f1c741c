"""A message built: multipart/mixed{alternative{plain, html}, files}, CRLF lines, ASCII headers (RFC 5322, 2047, 2231).

The clock and chance stay outside: Date and Message-ID are arguments, boundaries come from the content. Everything is
sent in 7 bits, so that no server on the way has to convert (which breaks signatures); only an attached message keeps
its own 8-bit lines, since RFC 2046 section 5.2.1 forbids to encode it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailclient.mail.address import Address
from mailclient.mime.date import format_date
from mailclient.mime.entity import BREAK, LONG_LINE, Entity, base64_lines, multipart, text_entity
from mailclient.mime.fold import address_field, id_field, parameter_lines, text_field
from mailclient.mime.words import clean

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
    more_fields: bytes = b"",
    content: Entity | None = None,
) -> bytes:
    """The finished bytes. Ids are without angle brackets; ``date`` must have an offset.

    ``bcc`` is only for a draft kept on the server: leave it out of what is sent. ``html`` "" gives plain text only.
    ``more_fields``: finished header lines, ``content``: a finished body, in place of text, HTML and files.
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
        more_fields,
        b"MIME-Version: 1.0\r\n",
    ))  # fmt: skip
    return header + bytes(content or _content(text, html, files))


def _content(text: str, html: str, files: Sequence[File]) -> Entity:
    shown_in_html = [file for file in files if html and file.content_id]
    others = [file for file in files if not (html and file.content_id)]
    entity = text_entity("plain", text)
    if html:
        page = text_entity("html", html)
        if shown_in_html:
            page = multipart("related", [page, *map(_file, shown_in_html)], '; type="text/html"')
        entity = multipart("alternative", [entity, page])
    return multipart("mixed", [entity, *map(_file, others)]) if others else entity


def _file(file: File) -> Entity:
    media_type = file.media_type.strip().lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = "application/octet-stream"
    encoding, body = "base64", b""
    if media_type == "message/rfc822":
        message = BREAK.sub(b"\r\n", file.data)
        if b"\0" in message or LONG_LINE.search(message):
            media_type = "application/octet-stream"
        else:
            encoding, body = ("7bit" if message.isascii() else "8bit"), message
    body = body or base64_lines(file.data)
    name = clean(file.filename)
    disposition = "inline" if file.content_id else "attachment"
    header = f"Content-Type: {media_type}{parameter_lines('name', name, words=True)}\r\n"
    header += f"Content-Transfer-Encoding: {encoding}\r\n"
    header += f"Content-Disposition: {disposition}{parameter_lines('filename', name)}\r\n"
    return Entity(header.encode("ascii") + id_field("Content-ID", (file.content_id,)), body, encoding == "8bit")
