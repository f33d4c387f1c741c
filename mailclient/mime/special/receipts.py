"""Read receipts: the wish for one, and what one tells (RFC 8098); older fields that mean the same."""

from mailclient.mail.address import Address
from mailclient.mail.receipt import Disposition, Receipt, ReceiptWish
from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.header import Field, first
from mailclient.mime.special.report_fields import groups_of, typed
from mailclient.mime.words import header_text

_WISHES = ("disposition-notification-to", "x-confirm-reading-to", "return-receipt-to")

_ADDRESSES_LIMIT = 5
"""Whoever names more wants mail to go to them, not to know."""


def receipt_wish_of(fields: tuple[Field, ...]) -> ReceiptWish | None:
    """Where a receipt is wished to go; None where none is wished."""
    value = next((found for name in _WISHES if (found := first(fields, name))), b"")
    addresses = tuple(one for one in parse_addresses(value) if is_address(one.address))[:_ADDRESSES_LIMIT]
    if not addresses:
        return None
    original = header_text(first(fields, "original-recipient")).strip()
    return ReceiptWish(addresses, _must_ask(fields, addresses), original)


def receipt_of(notification: bytes, subject: str) -> Receipt | None:
    """Out of a message/disposition-notification part; None where it says nothing of a disposition."""
    group = next((one for one in groups_of(notification) if "disposition" in one), None)
    if group is None:
        return None
    modes, _, kinds = group["disposition"].lower().partition(";")
    kind = kinds.partition("/")[0].strip() or modes.strip()
    try:
        disposition = Disposition(kind)
    except ValueError:
        disposition = Disposition.OTHER
    return Receipt(
        disposition=disposition,
        recipient=typed(group.get("final-recipient", "") or group.get("original-recipient", "")),
        message_id=group.get("original-message-id", "").strip().strip("<>").strip(),
        subject=subject,
        is_automatic="automatic-action" in modes or "mdn-sent-automatically" in modes,
    )


def _must_ask(fields: tuple[Field, ...], addresses: tuple[Address, ...]) -> bool:
    """Section 2.1: several addresses, or one that is not the Return-Path's; without a Return-Path, not the sender's."""
    if len(addresses) > 1:
        return True
    path = header_text(first(fields, "return-path")).strip().strip("<>").strip()
    if path:
        return path.casefold() != addresses[0].address.casefold()
    senders = {one.address.casefold() for one in parse_addresses(first(fields, "from"))}
    return addresses[0].address.casefold() not in senders
