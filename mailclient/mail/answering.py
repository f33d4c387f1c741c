"""Which account answers a message: the one it came for."""

from collections.abc import Sequence

from mailclient.mail.account import Account, AccountKind
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
