"""What tells a message again by its header, where a server's unique-ids do not.

Left out are fields that servers add, or change as a message is read.
"""

import hashlib
from dataclasses import dataclass

from mailclient.mime.envelope import parse_message_ids
from mailclient.mime.header import fields_of, first

_VOLATILE = frozenset(
    {"status", "x-status", "x-keywords", "x-uid", "x-uidl", "x-mozilla-status", "x-mozilla-status2", "lines"}
    | {"content-length", "x-imap", "x-imapbase"}
)


@dataclass(frozen=True, slots=True)
class HeaderIdentity:
    """``digest``: the same for the same header; ``message_id``: without brackets, "" without one."""

    digest: str
    message_id: str


def identity_of(head: bytes) -> HeaderIdentity:
    """Of a header block (``raw_row.head_of``)."""
    fields = fields_of(head)
    digest = hashlib.sha256()
    for field in fields:
        if field.name not in _VOLATILE:
            digest.update(b"%b:%b\n" % (field.name.encode(), b" ".join(field.value.split())))
    ids = parse_message_ids(first(fields, "message-id"))
    return HeaderIdentity(digest.hexdigest(), ids[0] if ids else "")
