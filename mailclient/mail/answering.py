"""Which account answers a message, and as whom: the one it came for, as the one it was written to."""

from collections.abc import Sequence

from mailclient.mail.account import Account, AccountKind, AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId
from mailclient.mail.message import Envelope


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
    written_to = [one.address.casefold() for one in (*envelope.to, *envelope.cc, *envelope.from_)]
    for address in written_to:
        for account in by_id.values():
            if address in {sender.address.casefold() for sender in account.settings.senders}:
                return account
    return next(iter(by_id.values()), None)


def answering_sender(settings: AccountSettings, envelope: Envelope, delivered_to: Sequence[str] = ()) -> Identity:
    """Whom the message was written to, of an account that can send; else whom it was delivered to, or who wrote it.

    The default identity where none of these is one.
    """
    written_to = (one.address for one in (*envelope.to, *envelope.cc, *envelope.bcc))
    for address in (*written_to, *delivered_to, *(one.address for one in envelope.from_)):
        for sender in settings.senders:
            if address.casefold() == sender.address.casefold():
                return sender
    return settings.senders[0]


def sender_called(settings: AccountSettings, wanted: Address) -> Identity:
    """The identity with this name and address, else with this address, else the default one."""
    same = [one for one in settings.senders if one.address.casefold() == wanted.address.casefold()]
    exactly = [one for one in same if one.name == wanted.name]
    return next(iter(exactly + same), settings.senders[0])
