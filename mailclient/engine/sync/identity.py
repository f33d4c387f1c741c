"""What tells a message again when its uid says nothing: EMAILID, X-GM-MSGID, else Message-ID, size and time of arrival.

RFC 8474 section 5.1 (EMAILID: the same bytes, in whichever mailbox and under whichever uid); Gmail's X-GM-EXT-1.
"""

import datetime as dt

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.flag import Flags
from mailclient.mail.ids import Uid
from mailclient.mime.envelope import parse_envelope
from mailclient.store.rows import Identity
from mailclient.wire.imap import fetch_items
from mailclient.wire.imap.commands.uid_fetch import peek
from mailclient.wire.imap.events import Fetch

_ITEMS = ("FLAGS", "INTERNALDATE", "RFC822.SIZE", peek("HEADER.FIELDS (MESSAGE-ID)"))


def id_items(server: MailServer) -> tuple[str, ...]:
    """What to add to a FETCH so that ``email_id`` finds something; () where the server has no such thing."""
    if server.offers("OBJECTID"):
        return (fetch_items.EMAIL_ID,)
    return (fetch_items.GMAIL_MESSAGE_ID,) if server.offers("X-GM-EXT-1") else ()


def label_items(server: MailServer) -> tuple[str, ...]:
    """What to add to a FETCH for the labels of Gmail."""
    return (fetch_items.GMAIL_LABELS,) if server.offers("X-GM-EXT-1") else ()


def identity_items(server: MailServer) -> tuple[str, ...]:
    """All that an ``Identity`` is made of: about 150 bytes a message."""
    return (*_ITEMS, *id_items(server))


def email_id(answer: Fetch) -> str:
    """The id of the contents; "" when the answer has none."""
    told = fetch_items.read_email_id(answer)
    if told is None and (number := fetch_items.read_gmail_message_id(answer)) is not None:
        told = str(number)
    return told or ""


def identity(answer: Fetch) -> Identity:
    """Of an answer to ``identity_items``."""
    return Identity(
        Uid(answer.uid or 0),
        email_id(answer),
        parse_envelope(answer.header_fields or b"").message_id,
        answer.size or 0,
        int((answer.internal_date or dt.datetime.fromtimestamp(0, dt.UTC)).timestamp()),
        Flags.from_imap(answer.flags or ()),
    )
