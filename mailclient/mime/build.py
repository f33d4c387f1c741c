"""A message built: multipart/mixed{related{alternative{plain, html}, images}, files} (RFC 5322, 2045–2047, 2231, 2387).

Lines end with CRLF, headers are ASCII. The clock and chance stay outside: Date and Message-ID are arguments, boundaries
come from the content. Everything is sent in 7 bits, so that no server on the way has to convert (which breaks
signatures); only an attached message keeps its own 8-bit lines, since RFC 2046 section 5.2.1 forbids to encode it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from mailclient.mail.address import Address
from mailclient.mime.attached import File, file_entity
from mailclient.mime.date import format_date
from mailclient.mime.entity import Entity, multipart, text_entity
from mailclient.mime.flowed import flow
from mailclient.mime.fold import address_field, id_field, text_field
from mailclient.mime.protecting.header import legacy_html, legacy_text


class Protection(Protocol):
    """What makes a message of header fields and content into a signed or encrypted one."""

    @property
    def signable(self) -> bool:
        """Whether nothing in the content may be changed by a server on the way."""

    @property
    def shows_subject(self) -> bool:
        """Whether the subject is hidden outside, and has to stand above the text for old programs."""

    def wrap(self, fields: bytes, content: Entity) -> tuple[bytes, Entity]:
        """The fields that stand outside, and the content as it goes out. Blocks. ``MailError``."""


def message_entity(
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
    unfinished: bool = False,
    protection: Protection | None = None,
    outside: bytes = b"",
) -> Entity:
    """The finished message, written in ``pieces``. Ids are without angle brackets; ``date`` must have an offset.

    ``bcc`` is only for a draft kept on the server: leave it out of what is sent. ``unfinished``: such a draft may have
    recipients that are only half typed. ``html`` "" gives plain text only.
    ``more_fields``: finished header lines, ``content``: a finished body, in place of text, HTML and files.
    ``protection``: what signs or encrypts it; ``outside``: finished header lines that stand outside of that.
    Line breaks and control characters in header values become spaces, so nothing can be injected.
    """
    fields = b"".join((
        address_field("From", (from_,)),
        address_field("To", to, unfinished=unfinished),
        address_field("Cc", cc, unfinished=unfinished),
        address_field("Bcc", bcc, unfinished=unfinished),
        address_field("Reply-To", reply_to),
        text_field("Organization", organization) if organization else b"",
        text_field("Subject", subject),
        f"Date: {format_date(date)}\r\n".encode("ascii"),
        id_field("Message-ID", (message_id,)),
        id_field("In-Reply-To", in_reply_to),
        id_field("References", references),
        more_fields,
    ))  # fmt: skip
    inside = content or _content(text, html, files, subject, protection)
    if protection is not None:
        fields, inside = protection.wrap(fields, inside)
    return replace(inside, header=fields + outside + b"MIME-Version: 1.0\r\n" + inside.header)


def _content(text: str, html: str, files: Sequence[File], subject: str, protection: Protection | None) -> Entity:
    signable = protection is not None and protection.signable
    flowed, parameters = flow(text), ""
    if protection is not None and protection.shows_subject:
        flowed, html = legacy_text(subject, flowed), legacy_html(subject, html) if html else ""
        parameters = '; hp-legacy-display="1"'
    parts = [(file_entity(file, signable=signable), bool(html and file.content_id)) for file in files]
    shown_in_html = [part for part, is_shown in parts if is_shown]
    others = [part for part, is_shown in parts if not is_shown]
    entity = text_entity("plain", flowed, f"; format=flowed{parameters}", signable=signable)
    if html:
        entity = multipart("alternative", [entity, text_entity("html", html, parameters, signable=signable)])
    if shown_in_html:
        entity = multipart("related", [entity, *shown_in_html], '; type="multipart/alternative"')
    return multipart("mixed", [entity, *others]) if others else entity
