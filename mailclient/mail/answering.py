"""Which account answers a message, and as whom: the one it came for, as the one it was written to.

An identity is more than its address: what stands behind a plus ("alice+shop@…"), and addresses that a pattern covers
("*@shop.example.org"), are its too. Such an answer is from the very address it was written to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mailclient.mail.account import Account, AccountKind, AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId
from mailclient.mail.message import Envelope

_PATTERN_PARTS = 8
"""A pattern with more stars is taken for a slip, and matches nothing."""


def answering_account(
    accounts: Sequence[Account], home: AccountId, received_by: AccountId | None, envelope: Envelope
) -> Account | None:
    """The account it came for; else the one it lies in; of mail that is only on this computer the one it is written to.

    None when there is no account that can send.
    """
    by_id = {account.id: account for account in accounts if account.settings.kind is not AccountKind.LOCAL}
    for account_id in (received_by, home):
        if account_id in by_id:
            return by_id[account_id]
    for written_to in (*envelope.to, *envelope.cc, *envelope.from_):
        for account in by_id.values():
            if sender_at(account.settings, written_to.address) is not None:
                return account
    return next(iter(by_id.values()), None)


def answering_sender(settings: AccountSettings, envelope: Envelope, delivered_to: Sequence[str] = ()) -> Identity:
    """Whom the message was written to, of an account that can send; else whom it was delivered to, or who wrote it.

    With the address it was written to, where that is one of an identity's other addresses. An address that stands for
    itself goes before one that only a pattern covers. The default identity where none of these is one.
    """
    written_to = [one.address for one in (*envelope.to, *envelope.cc, *envelope.bcc)]
    for addresses in (written_to, list(delivered_to), [one.address for one in envelope.from_]):
        found = [sender for address in addresses if (sender := sender_at(settings, address)) is not None]
        own = (one for one in found if any(_same(one.address, each.address) for each in settings.senders))
        chosen = next(own, None) or next(iter(found), None)
        if chosen is not None:
            return chosen
    return settings.senders[0]


def sender_called(settings: AccountSettings, wanted: Address) -> Identity:
    """The identity with this name and address, else with this address, else the default one.

    An address that is only one of its others is the returned identity's address.
    """
    same = [one for one in settings.senders if _same(one.address, wanted.address)]
    exactly = [one for one in same if one.name == wanted.name]
    found = next(iter(exactly + same), None) or sender_at(settings, wanted.address)
    return found or settings.senders[0]


def sender_at(settings: AccountSettings, address: str) -> Identity | None:
    """The identity whose address this is, with that address; None when it is nobody's here.

    First the addresses themselves, then what stands behind a plus, then the patterns, in the order of the identities.
    """
    for sender in settings.senders:
        if _same(sender.address, address):
            return sender
    for is_its in (_is_plus_address, _is_alias):
        for sender in settings.senders:
            if is_its(sender, address):
                return replace(sender, address=address)
    return None


def own_among(settings: Iterable[AccountSettings], addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that are the user's own."""
    known = list(settings)
    return {address for address in addresses if any(sender_at(one, address) is not None for one in known)}


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _is_plus_address(sender: Identity, address: str) -> bool:
    local, at, domain = sender.address.casefold().rpartition("@")
    its_local, its_at, its_domain = address.casefold().rpartition("@")
    return sender.plus_addresses and bool(at and its_at) and domain == its_domain and its_local.startswith(f"{local}+")


def _is_alias(sender: Identity, address: str) -> bool:
    return any(_fits(pattern.strip().casefold(), address.casefold()) for pattern in sender.aliases)


def _fits(pattern: str, address: str) -> bool:
    """``*`` stands for any letters but "@"; a pattern that names no domain fits nothing, for it would fit everybody."""
    local, at, domain = pattern.rpartition("@")
    its_local, its_at, its_domain = address.rpartition("@")
    if not at or not its_at or "@" in its_local or not domain.strip("*."):
        return False
    return _fits_part(local, its_local) and _fits_part(domain, its_domain)


def _fits_part(pattern: str, text: str) -> bool:
    first, *others = pattern.split("*")
    if not others:
        return pattern == text
    if len(others) >= _PATTERN_PARTS or not text.startswith(first):
        return False
    place = len(first)
    for part in others[:-1]:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return text.endswith(others[-1]) and len(text) - len(others[-1]) >= place
