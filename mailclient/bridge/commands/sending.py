"""What the user does with messages on their way; each has an ``operation_id`` and is answered as in ``actions``."""

from mailclient.bridge.commands.command import Command
from mailclient.mail.ids import AccountId, DraftId, MessageId, OperationId


class SendDraft(Command, frozen=True, tag=True):
    """Make the message of a draft, hand it in and file a copy in Sent, each exactly once.

    ``content`` is msgpack of ``bridge.draft.DraftContent``. It waits ``hold_seconds`` so that it can be undone, and
    until the content's ``send_at``. ``Refused`` FILE_GONE, FILE_CHANGED, FILE_UNREADABLE, DISK_FULL, ACCOUNT_UNKNOWN:
    nothing was stored. Of what is to be signed or encrypted also OWN_KEY_MISSING, RECIPIENT_KEY_MISSING (the subject:
    of whom), SPLIT_NEEDED, QUOTED_IN_CLEAR, PROTECTION_MISSING, those of GnuPG (PASSPHRASE_*, CARD_*, KEY_*) and of the
    keyring. The draft ends once it is sent. ``PassphraseNeeded`` has the operation's id.
    """

    operation_id: OperationId
    draft_id: DraftId
    account_id: AccountId
    content: bytes
    hold_seconds: float = 0.0


class RedirectMessage(Command, frozen=True, tag=True):
    """Pass a message on as it is, byte for byte, behind Resent-* fields (RFC 5322 section 3.6.6), exactly once.

    The address fields are as typed. The whole message must be here (``FetchWhole``). ``Refused`` MESSAGE_GONE,
    ACCOUNT_UNKNOWN, ADDRESS_UNUSABLE, DISK_FULL: nothing was stored.
    """

    operation_id: OperationId
    account_id: AccountId
    message_id: MessageId
    from_: str
    to: str
    cc: str = ""
    bcc: str = ""
    hold_seconds: float = 0.0


class SetSendTime(Command, frozen=True, tag=True):
    """Let the message of this operation go at ``send_at`` (epoch seconds), or now. ``Refused`` TOO_LATE."""

    operation_id: OperationId
    send_at: float | None = None


class ResendMessage(Command, frozen=True, tag=True):
    """Send the message of operation ``of`` once more, as it is, to recipients that were not accepted.

    ``recipients``: pairs of the address that was refused and the one to send to now, mostly the same. ``Refused``
    TOO_LATE when its bytes are gone or the first address of a pair was not refused; ENCRYPTED_FOR_OTHERS of another
    address for what is encrypted.
    """

    operation_id: OperationId
    of: OperationId
    recipients: tuple[tuple[str, str], ...]


class DismissRefusals(Command, frozen=True, tag=True):
    """The user has seen who did not get the message of this operation: it leaves the outbox."""

    operation_id: OperationId


class CountAsSent(Command, frozen=True, tag=True):
    """The user knows that the message in doubt of this operation has arrived; a copy is filed. ``Refused`` TOO_LATE."""

    operation_id: OperationId
