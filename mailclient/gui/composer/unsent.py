"""A message that was to be sent, to be written on: to those it was on its way to, and to nobody who has it already."""

from collections.abc import Callable, Collection

import msgspec

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.answer import as_it_was, joined
from mailclient.mail.address import Address
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.display import message_body
from mailclient.mime.origin.domains import ascii_address
from mailclient.mime.reader import read
from mailclient.store.reader import Reader

_ALL = 1_000_000
"""Addresses in one field: all that are typed are meant."""


def draft_from_outgoing(outgoing: Outgoing, *, from_: str) -> DraftContent:
    """A finished message as the composer holds it.

    Who is only in the SMTP envelope was in Bcc. It was not on its way to who is only in the header.
    """
    parsed = read(outgoing.data)
    body, envelope = message_body(parsed), parsed.envelope
    recipients = {_same(one) for one in outgoing.recipients}
    named = {_same(one.address) for one in (*envelope.to, *envelope.cc)}
    blind = tuple(Address("", one) for one in outgoing.recipients if _same(one) not in named)
    files = [
        DraftFile(
            one.filename,
            one.media_type,
            data=parsed.content(one.path),
            content_id=one.content_id if one.inline else "",
        )
        for one in body.attachments
        if not one.is_signature
    ]
    return msgspec.structs.replace(
        as_it_was(envelope, body, from_, blind),
        to=joined([one for one in envelope.to if _same(one.address) in recipients]),
        cc=joined([one for one in envelope.cc if _same(one.address) in recipients]),
        files=tuple(files),
    )


def addressed_to(draft: DraftContent, recipients: Collection[str]) -> DraftContent:
    """The same one where it goes to these alone; else without the others, and its time has come already."""
    wanted = {_same(one) for one in recipients}
    left = _for_those(draft, lambda address: _same(address) in wanted)
    return draft if (left.to, left.cc, left.bcc) == (draft.to, draft.cc, draft.bcc) else left


def for_the_others(draft: DraftContent, have: Collection[str]) -> DraftContent:
    """The same, addressed to none of those who have it; its time has come already."""
    left_out = {_same(one) for one in have}
    return _for_those(draft, lambda address: _same(address) not in left_out)


def needed_by_others(reader: Reader, draft_id: DraftId | None, operation_id: OperationId) -> bool:
    """Whether the draft of this message became another one, too, that is not sent yet."""
    messages = reader.messages_of_draft(draft_id)
    return any(not one.gone and one.operation_id != operation_id for one in messages)


def _for_those(draft: DraftContent, is_meant: Callable[[str], bool]) -> DraftContent:
    to, cc, bcc = (_with_those(field, is_meant) for field in (draft.to, draft.cc, draft.bcc))
    return msgspec.structs.replace(draft, to=to, cc=cc, bcc=bcc, send_at=None)


def _with_those(field: str, is_meant: Callable[[str], bool]) -> str:
    """As it was typed where all are meant. What is no address stays."""
    typed = parse_addresses(field, limit=_ALL)
    left = [one for one in typed if not one.address or is_meant(one.address)]
    return field if len(left) == len(typed) else joined(left)


def _same(address: str) -> str:
    """The same for two that are one in the SMTP envelope: a domain means the same in any case."""
    local, at, domain = ascii_address(address).rpartition("@")
    return local + at + domain.lower()
