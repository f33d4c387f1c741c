"""Commands about who sent a message: check it here, and whose word counts."""

from mailclient.bridge.commands.command import Command
from mailclient.mail.ids import AccountId, MessageId


class VerifyOrigin(Command, frozen=True, tag=True):
    """Check the signatures of this message here, with keys from DNS; the whole message is fetched where it must be.

    ``OriginVerified`` and ``Finished``: ``Reader.verdict`` tells what came of it; or ``Failed`` (MESSAGE_GONE,
    NETWORK_UNREACHABLE where DNS does not answer …). Never sent by merely opening a message: who asks DNS tells the
    sender's servers that it is being read.
    """

    request_id: str
    message_id: MessageId


class SetReceivingServer(Command, frozen=True, tag=True):
    """Whose Authentication-Results the account believes: authserv-ids, as the user says; None: learn them again.

    ``Finished``, then ``AccountsChanged``; or ``Failed`` ACCOUNT_UNKNOWN.
    """

    request_id: str
    account_id: AccountId
    ids: tuple[str, ...] | None = None
