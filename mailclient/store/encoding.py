"""How values of ``mailclient.mail`` are kept in blobs: envelopes and structures as JSON, bodies as msgpack.

JSON for envelopes because msgpack keeps a date as UTC and forgets the sender's offset. Not imported before the
first paint: msgspec takes 30 ms.
"""

from dataclasses import dataclass

import msgspec

from mailclient.mail.body import Attachment, Body
from mailclient.mail.message import Envelope
from mailclient.mail.origin import UNKNOWN_ORIGIN, Origin
from mailclient.mail.part import Part


@dataclass(frozen=True, slots=True)
class _OriginAlone:
    """A body of which nothing else is read: the HTML may be long."""

    origin: Origin = UNKNOWN_ORIGIN


@dataclass(frozen=True, slots=True)
class _AttachmentsAlone:
    """Likewise."""

    attachments: tuple[Attachment, ...] = ()


_to_json = msgspec.json.Encoder()
_to_msgpack = msgspec.msgpack.Encoder()
_envelope = msgspec.json.Decoder(Envelope)
_structure = msgspec.json.Decoder(Part)


class _Answered(msgspec.Struct):
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


_answered = msgspec.json.Decoder(_Answered)
_labels = msgspec.json.Decoder(tuple[str, ...])
_body = msgspec.msgpack.Decoder(Body)
_origin = msgspec.msgpack.Decoder(_OriginAlone)
_attachments = msgspec.msgpack.Decoder(_AttachmentsAlone)
json_data = _to_json.encode
"""Any value inside an envelope."""


def envelope_from(data: bytes) -> Envelope:
    """What ``header_row.compose`` made."""
    return _envelope.decode(data)


def answered_in(envelope: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In-Reply-To and References of an envelope, without reading the rest of it."""
    found = _answered.decode(envelope)
    return found.in_reply_to, found.references


def structure_data(structure: Part | None) -> bytes | None:
    """A part tree for the store."""
    return None if structure is None else _to_json.encode(structure)


def structure_from(data: bytes | None) -> Part | None:
    """What ``structure_data`` made."""
    return None if data is None else _structure.decode(data)


def labels_text(labels: tuple[str, ...] | None) -> str:
    """Labels for the store; "" when the server tells none."""
    return "" if labels is None else _to_json.encode(labels).decode()


def labels_from(text: str) -> tuple[str, ...] | None:
    """What ``labels_text`` made."""
    return _labels.decode(text) if text else None


def body_data(body: Body) -> bytes:
    """A body for the store."""
    return _to_msgpack.encode(body)


def body_from(data: bytes) -> Body:
    """What ``body_data`` made."""
    return _body.decode(data)


def attachments_from(data: bytes) -> tuple[Attachment, ...]:
    """Of what ``body_data`` made, the attachments alone."""
    return _attachments.decode(data).attachments


def origin_from(data: bytes) -> Origin:
    """Of what ``body_data`` made, the origin alone."""
    return _origin.decode(data).origin
