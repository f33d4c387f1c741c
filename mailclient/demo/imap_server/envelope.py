"""ENVELOPE of a message (RFC 3501 section 7.4.2)."""

from mailclient.demo.imap_server.address_list import address_list
from mailclient.demo.imap_server.answer import nstring
from mailclient.demo.imap_server.raw_part import RawPart


def envelope(message: RawPart) -> bytes:
    """Date, subject, from, sender, reply-to, to, cc, bcc, in-reply-to, message-id; the first field of each name."""
    fields = message.fields
    from_ = address_list(fields.get(b"from"))
    parts = [nstring(fields.get(b"date")), nstring(fields.get(b"subject")), from_]
    for name in (b"sender", b"reply-to"):
        addresses = address_list(fields.get(name))
        parts.append(from_ if addresses == b"NIL" else addresses)
    parts += [address_list(fields.get(name)) for name in (b"to", b"cc", b"bcc")]
    parts += [nstring(fields.get(name)) for name in (b"in-reply-to", b"message-id")]
    return b"(" + b" ".join(parts) + b")"
