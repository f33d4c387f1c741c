"""One message as a JSON object: what ``show --json`` answers, one object a line.

subject                       text, "" when there is none
from sender reply_to to cc bcc  lists of {"name", "address"}, in the order of the header
date                          ISO 8601 with the sender's offset, or null
message_id                    without angle brackets, or null
in_reply_to references        lists of ids without angle brackets
text                          what the window shows as text (made from the HTML where there is no plain text)
html                          what the window renders: sanitised, or null
parts                         every leaf: path (as IMAP counts), media_type, charset, disposition, filename,
                              content_id (each null when not given), size and sha256 of the decoded bytes
attachments                   the paths the window lists as attachments; an attached message is listed by its own
                              path, while ``parts`` has the leaves inside it
signature encryption          null
warnings                      codes of what was odd about the message
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from mailclient.mail.address import Address
from mailclient.mail.part import Part
from mailclient.mime.display import body_of
from mailclient.mime.reader import ParsedMessage, read


def message_json(data: bytes) -> dict[str, Any]:
    """The object for the bytes of one message. Never fails on a message, however broken."""
    message = read(data)
    envelope = message.envelope
    body = body_of(message.root, message.content, message.header_block)
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
        "parts": [_part(message, part) for part in message.root.leaves()],
        "attachments": [attachment.path for attachment in body.attachments],
        "signature": None,
        "encryption": None,
        "warnings": list(dict.fromkeys((*message.warnings, *body.warnings))),
    }


def _addresses(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.address} for address in addresses]


def _part(message: ParsedMessage, part: Part) -> dict[str, Any]:
    content = message.content(part.path)
    return {
        "path": part.path,
        "media_type": part.media_type,
        "charset": part.charset or None,
        "disposition": part.disposition or None,
        "filename": part.filename or None,
        "content_id": part.content_id or None,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
