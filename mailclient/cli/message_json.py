"""One message as a JSON object: what ``show --json`` answers, one object a line.

subject                       text, "" when there is none
from sender reply_to to cc bcc  lists of {"name", "address"}, in the order of the header
date                          ISO 8601 with the sender's offset, or null
message_id                    without angle brackets, or null
in_reply_to references        lists of ids without angle brackets
text                          what the window shows as text (made from the HTML where there is no plain text)
html                          what the window renders: sanitised, or null
parts                         every leaf: path (as IMAP counts), media_type, charset, disposition, filename,
                              content_id (each null when not given), size and sha256 of the decoded bytes; after a
                              leaf the files inside it (winmail.dat, uuencoded text) with ``inside``, its path
                              (else null), and a path of their own: "2!1" is the first file in part 2
attachments                   the paths the window lists as attachments; an attached message is listed by its own
                              path, while ``parts`` has the leaves inside it
signature encryption          what protects it, each null where nothing does: see ``protection_json.py``; where it could
                              be opened, everything else is told of the opened message
hidden_fields changed_fields  names of header fields that were encrypted, and of protected ones that the outside says
                              otherwise (RFC 9788)
origin                        who sent it, and what says so: see ``origin_json.py``; of a file, which no server of an
                              account is known for, nobody's word is believed
special                       what it is besides text: a bounce, an invitation, of a list … (``special_json.py``)
warnings                      codes of what was odd about the message
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mailclient.cli.origin_json import origin_json
from mailclient.cli.protection_json import encryption_json, signature_json
from mailclient.cli.special_json import special_json
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment
from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mail.protection import UNPROTECTED, Protection
from mailclient.mail.verdict import Verdict
from mailclient.mail.weighing import weigh
from mailclient.mime.container.container import container_of, is_inside, unpack
from mailclient.mime.display import message_body
from mailclient.mime.reader import ParsedMessage, read


def message_json(data: bytes, verdict: Verdict | None = None, protection: Protection = UNPROTECTED) -> dict[str, Any]:
    """The object for the bytes of one message. Never fails on a message, however broken.

    ``verdict``: of a message of the store. ``protection``: what came of opening it.
    """
    message = read(data)
    envelope = message.envelope
    body = message_body(message)
    return {
        "subject": envelope.subject,
        "from": _addresses(envelope.from_),
        "sender": _addresses(envelope.sender),
        "reply_to": _addresses(envelope.reply_to),
        "to": _addresses(envelope.to),
        "cc": _addresses(envelope.cc),
        "bcc": _addresses(envelope.bcc),
        "date": envelope.date.isoformat() if envelope.date else None,
        "message_id": envelope.message_id or None,
        "in_reply_to": list(envelope.in_reply_to),
        "references": list(envelope.references),
        "text": body.text,
        "html": body.html,
        "parts": [each for part in message.root.leaves() for each in _parts(message, part, body.attachments)],
        "attachments": [attachment.path for attachment in body.attachments],
        "signature": signature_json(protection.signature, [one.address for one in envelope.from_]),
        "encryption": encryption_json(protection.encryption),
        "hidden_fields": list(protection.hidden_fields),
        "changed_fields": list(protection.changed_fields),
        "origin": origin_json(verdict or weigh(body.origin, ())),
        "special": special_json(body.special),
        "warnings": list(body.warnings),
    }


def _addresses(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.address} for address in addresses]


def _parts(message: ParsedMessage, part: Part, attachments: Sequence[Attachment]) -> Iterator[dict[str, Any]]:
    """A leaf, and the files inside it that are listed as attachments."""
    content = message.content(part.path)
    yield _leaf(part.path, content, part.media_type, part.filename, part.content_id) | {
        "charset": part.charset or None,
        "disposition": part.disposition or None,
    }
    inside = [one for one in attachments if is_inside(one.path) and container_of(one.path) == part.path]
    files = unpack(content).files if inside else ()
    for one, file in zip(inside, files, strict=True):
        yield _leaf(one.path, file.data, one.media_type, one.filename, one.content_id) | {
            "disposition": "attachment",
            "inside": part.path,
        }


def _leaf(path: PartPath, content: bytes, media_type: str, filename: str, content_id: str) -> dict[str, Any]:
    return {
        "path": path,
        "media_type": media_type,
        "charset": None,
        "disposition": None,
        "filename": filename or None,
        "content_id": content_id or None,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "inside": None,
    }
