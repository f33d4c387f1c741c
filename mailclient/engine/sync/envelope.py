"""ENVELOPE as the server tells it → ``Envelope``: its bytes are put back into header form and read as any header is.

So what ``mime.addresses`` knows (encoded words, invisible characters, names that look like addresses) counts here too.
What servers write where a header has no domain is named in ``wire.imap.quirks``.
"""

import re

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.mail.part import Part
from mailclient.mime.addresses import ADDRESS_LIMIT, parse_addresses
from mailclient.mime.charset import charset_of
from mailclient.mime.date import parse_date
from mailclient.mime.envelope import VALUE_LIMIT, parse_message_ids
from mailclient.mime.words import decode_words
from mailclient.wire.imap import quirks
from mailclient.wire.imap.envelope import RawAddress, RawEnvelope

_SPECIAL = re.compile(rb'[\x00- ()<>@,;:\\"\[\]\x7f]')
_QUOTABLE = re.compile(rb'(["\\])')


def envelope_of(raw: RawEnvelope | None, root: Part | None) -> Envelope:
    """The envelope, without References, which ENVELOPE has not. ``root`` tells the charset of raw 8-bit text."""
    if raw is None:
        return Envelope()
    charset = _raw_charset(raw, root)
    ids = parse_message_ids(raw.message_id or b"")
    return Envelope(
        subject=decode_words((raw.subject or b"")[:VALUE_LIMIT], charset),
        date=parse_date(raw.date or b""),
        from_=read_address_list(raw.from_, charset),
        # A server puts From where a header has none of these (RFC 9051 section 7.5.2).
        sender=read_address_list(raw.sender, charset) if raw.sender != raw.from_ else (),
        reply_to=read_address_list(raw.reply_to, charset) if raw.reply_to != raw.from_ else (),
        to=read_address_list(raw.to, charset),
        cc=read_address_list(raw.cc, charset),
        bcc=read_address_list(raw.bcc, charset),
        message_id=ids[0] if ids else "",
        in_reply_to=parse_message_ids(raw.in_reply_to or b""),
    )


def read_address_list(raw: tuple[RawAddress, ...], charset: str = "") -> tuple[Address, ...]:
    """The addresses; where groups begin and end is left out."""
    return tuple(address for one in raw for address in read_address(one, charset))[:ADDRESS_LIMIT]


def read_address(raw: RawAddress, charset: str = "") -> tuple[Address, ...]:
    """One address; none for where a group begins or ends."""
    return parse_addresses(_written(raw), charset) if raw.host is not None else ()


def _written(raw: RawAddress) -> bytes:
    """As it stood in a header."""
    name, mailbox, host = raw.name or b"", raw.mailbox or b"", raw.host or b""
    if quirks.is_no_host(host):
        return _quoted(name or mailbox)
    local = _quoted(mailbox) if _SPECIAL.search(mailbox) else mailbox
    address = b"%b@%b" % (local, host)
    return b"%b <%b>" % (_quoted(name), address) if name else b"<%b>" % address


def _quoted(text: bytes) -> bytes:
    return b'"%b"' % _QUOTABLE.sub(rb"\\\1", text)


def _raw_charset(raw: RawEnvelope, root: Part | None) -> str:
    """The charset of raw 8-bit bytes in names and subject: the text's if they fit, else guessed from all together."""
    people = (*raw.from_, *raw.sender, *raw.reply_to, *raw.to, *raw.cc, *raw.bcc)
    texts = [raw.subject or b"", *(one.name or b"" for one in people)]
    eight_bit = b"\n".join(text for text in texts if not text.isascii())
    if not eight_bit:
        return ""
    declared = next((part.charset for part in root.leaves() if part.charset), "") if root is not None else ""
    return charset_of(eight_bit[:VALUE_LIMIT], declared)
