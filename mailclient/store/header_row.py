"""One message as the tables take it: everything of a new message that can be made ready before the transaction.

A first sync stores tens of thousands of these, so the parts that repeat from message to message (``AddressList``) can
be made once and kept by whoever makes the rows; ``header_row`` makes them anew each time and gives the same row.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import Uid
from mailclient.mail.message import Envelope
from mailclient.store import encoding
from mailclient.store.rows import NewMessage

LABEL_LIMIT = 200
SUBJECT_LIMIT = 500
"""Characters kept in the list's row; the envelope has all."""


class AddressList(NamedTuple):
    """The addresses of one header field in every form a row needs."""

    json: bytes
    """As in an envelope's JSON; b"" for none."""
    labels: str
    name: str
    address: str
    """The first one's."""
    addresses: tuple[Address, ...]


NOBODY = AddressList(b"", "", "", "", ())


class HeaderRow(NamedTuple):
    """Columns of ``message`` and ``detail``; ``from_`` and ``written_to`` go to the addresses."""

    uid: Uid
    bits: int
    keywords: str
    received_at: int
    size: int
    has_attachment: bool
    sender_name: str
    sender_address: str
    recipients: str
    subject: str
    preview: str
    message_id_header: str
    email_id: str
    envelope: bytes
    structure: bytes | None
    bodystructure: bytes | None
    """BODYSTRUCTURE as the server wrote it, where ``structure`` is still to be made of it."""
    labels: str
    thread_id: str
    from_: tuple[Address, ...]
    written_to: tuple[Address, ...]

    @property
    def flags(self) -> Flags:
        """The server's."""
        return Flags(Flag(self.bits), tuple(self.keywords.split()))

    def with_flags(self, flags: Flags) -> "HeaderRow":
        """The same with other flags."""
        return self._replace(bits=int(flags.bits), keywords=" ".join(flags.keywords))


def address_list(addresses: tuple[Address, ...]) -> AddressList:
    """The forms of an address list."""
    if not addresses:
        return NOBODY
    return AddressList(
        encoding.json_data(addresses),
        ", ".join(address.label for address in addresses),
        addresses[0].name,
        addresses[0].address,
        addresses,
    )


def joined(lists: Sequence[AddressList]) -> AddressList:
    """One list of all, as ``address_list`` makes it of their addresses."""
    some = [one for one in lists if one.addresses]
    if len(some) < 2:
        return some[0] if some else NOBODY
    return AddressList(
        b"[%b]" % b",".join([one.json[1:-1] for one in some]),
        ", ".join([one.labels for one in some]),
        some[0].name,
        some[0].address,
        tuple([address for one in some for address in one.addresses]),
    )


class Subject(NamedTuple):
    """A subject in every form a row needs."""

    json: bytes
    shown: str


def subject_of(text: str) -> Subject:
    """The forms of a subject."""
    return Subject(encoding.json_data(text), text[:SUBJECT_LIMIT])


class Correspondents(NamedTuple):
    """The address fields of an envelope, in its order."""

    from_: AddressList = NOBODY
    sender: AddressList = NOBODY
    reply_to: AddressList = NOBODY
    to: AddressList = NOBODY
    cc: AddressList = NOBODY
    bcc: AddressList = NOBODY


class Facts(NamedTuple):
    """What a server tells of a message beside its header, as columns. ``received_at`` in epoch seconds."""

    uid: Uid
    bits: int
    keywords: str
    received_at: int
    size: int
    has_attachment: bool
    structure: bytes | None = None
    bodystructure: bytes | None = None
    email_id: str = ""
    labels: str = ""
    thread_id: str = ""
    preview: str = ""


def header_row(message: NewMessage) -> HeaderRow:
    """The row of a message given as values."""
    facts = Facts(
        message.uid,
        int(message.flags.bits),
        " ".join(message.flags.keywords),
        message.received_at,
        message.size,
        message.has_attachment,
        encoding.structure_data(message.structure),
        None,
        message.email_id,
        encoding.labels_text(message.labels),
        message.thread_id,
        message.preview,
    )
    return _of_envelope(facts, message.envelope)


def envelope_row(envelope: Envelope) -> HeaderRow:
    """What a row has of an envelope; the rest is empty."""
    return _of_envelope(Facts(Uid(0), 0, "", 0, 0, False), envelope)


def _of_envelope(facts: Facts, envelope: Envelope) -> HeaderRow:
    people = (envelope.from_, envelope.sender, envelope.reply_to, envelope.to, envelope.cc, envelope.bcc)
    return compose(
        facts,
        Correspondents(*map(address_list, people)),
        subject_of(envelope.subject),
        encoding.json_data(envelope.date),
        envelope.message_id,
        encoding.json_data(envelope.in_reply_to),
        encoding.json_data(envelope.references),
    )


def compose(
    facts: Facts,
    people: Correspondents,
    subject: Subject,
    date: bytes,
    message_id: str,
    in_reply_to: bytes,
    references: bytes = b"[]",
) -> HeaderRow:
    """The row, of parts made before; those that are bytes are JSON."""
    from_, sender, reply_to, to, cc, bcc = people
    json_data = encoding.json_data
    envelope = b"".join(
        (
            *(b'{"subject":', subject.json, b',"date":', date),
            *(b',"message_id":', json_data(message_id), b',"in_reply_to":', in_reply_to, b',"references":', references),
            b',"from_":' + from_.json if from_.json else b"",
            b',"sender":' + sender.json if sender.json else b"",
            b',"reply_to":' + reply_to.json if reply_to.json else b"",
            b',"to":' + to.json if to.json else b"",
            b',"cc":' + cc.json if cc.json else b"",
            b',"bcc":' + bcc.json if bcc.json else b"",
            b"}",
        )
    )
    uid, bits, keywords, received_at, size, has_attachment, structure, bodystructure, email_id, *others = facts
    labels, thread_id, preview = others
    return HeaderRow(
        uid,
        bits,
        keywords,
        received_at,
        size,
        has_attachment,
        from_.name[:LABEL_LIMIT],
        from_.address[:LABEL_LIMIT],
        (to.labels or cc.labels)[:LABEL_LIMIT],
        subject.shown,
        preview,
        message_id,
        email_id,
        envelope,
        structure,
        bodystructure,
        labels,
        thread_id,
        from_.addresses,
        (*to.addresses, *cc.addresses),
    )
