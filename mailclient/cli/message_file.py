"""A message from a file, made ready to hand in: CRLF lines, no Bcc, with Date and Message-ID.

RFC 5322 sections 2.3 (lines), 3.6 (Date, Message-ID, From), 3.6.3 (Bcc); RFC 5321 section 2.3.8 (no lone CR or LF).
"""

import re
from dataclasses import dataclass

from mailclient.mail.address import Address
from mailclient.mail.identity import Identity
from mailclient.mail.message import Outgoing
from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.envelope import parse_envelope
from mailclient.mime.fold import address_field, text_field
from mailclient.mime.unsaid import without_unsaid

_LINE_END = re.compile(rb"\r\n|\r|\n")
_MBOX_LINE = re.compile(rb"\A>?From [^\r\n]*\r\n")


@dataclass(frozen=True, slots=True)
class Sender:
    """What is filled in where the file does not say it; ``date`` as in RFC 5322, ``message_id`` with brackets.

    ``identity``: its name and address; and, when the message is from it, its Reply-To, Organization and blind copies.
    """

    identity: Identity
    date: str
    message_id: str


def has_from(data: bytes) -> str:
    """The address of the file's From, or ""."""
    envelope = parse_envelope(_split(data)[0])
    return next((address.address for address in envelope.from_ if address.address), "")


def outgoing_of(data: bytes, sender: Sender) -> Outgoing:
    """The file's bytes, finished; recipients are those of To, Cc and Bcc, each once. They may be none.

    What is there is kept byte for byte, but for line ends and Bcc.
    """
    header, body = _split(data)
    envelope = parse_envelope(header)
    addresses = (address.address for address in (*envelope.to, *envelope.cc, *envelope.bcc))
    recipients = tuple(dict.fromkeys(address for address in addresses if address))
    identity = sender.identity
    mail_from = next((address.address for address in envelope.from_ if address.address), identity.address)
    missing = b"" if envelope.from_ else address_field("From", (identity.as_address,))
    if mail_from.casefold() == identity.address.casefold():
        missing += _of_identity(header, identity)
        recipients = tuple(dict.fromkeys((*recipients, *(one.address for one in _usable(identity.bcc)))))
    if not _has_field(header, b"date"):
        missing += b"Date: " + sender.date.encode() + b"\r\n"
    if not _has_field(header, b"message-id"):
        missing += b"Message-ID: " + sender.message_id.encode() + b"\r\n"
    finished = missing + without_unsaid(header) + b"\r\n" + body
    return Outgoing(finished, mail_from, recipients)


def _of_identity(header: bytes, identity: Identity) -> bytes:
    fields = b""
    if identity.reply_to and not _has_field(header, b"reply-to"):
        fields += address_field("Reply-To", _usable(identity.reply_to))
    if identity.organization and not _has_field(header, b"organization"):
        fields += text_field("Organization", identity.organization)
    return fields


def _usable(addresses: str) -> list[Address]:
    return [one for one in parse_addresses(addresses) if is_address(one.address)]


def with_network_lines(data: bytes) -> bytes:
    """The file's bytes with CRLF lines, without a byte order mark and the line that mbox files put before a message."""
    return _MBOX_LINE.sub(b"", _LINE_END.sub(b"\r\n", data.removeprefix(b"\xef\xbb\xbf")))


def _split(data: bytes) -> tuple[bytes, bytes]:
    """The header (each line with its CRLF, without the empty line) and the body, all lines ended by CRLF."""
    whole = with_network_lines(data)
    if whole and not whole.endswith(b"\r\n"):
        whole += b"\r\n"
    if whole.startswith(b"\r\n"):
        return b"", whole[2:]
    header, separator, body = whole.partition(b"\r\n\r\n")
    return (header + b"\r\n", body) if separator else (whole, b"")


def _has_field(header: bytes, name: bytes) -> bool:
    return re.search(rb"^" + name + rb"[ \t]*:", header, re.IGNORECASE | re.MULTILINE) is not None
