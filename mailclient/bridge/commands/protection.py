"""Commands about what is signed or encrypted: open it, and the passphrase that this may need."""

from mailclient.bridge.commands.command import Command
from mailclient.mail.ids import MessageId, PartPath


class OpenMessage(Command, frozen=True, tag=True):
    """Check and decrypt a message of the store; the whole message is fetched where it must be.

    The clear message comes in ``ClearPiece``s, then ``Finished.opened``. What speaks against it (a signature that is
    bad, a key that is not here) is in ``opened.protection``, no failure. ``Failed``: MESSAGE_GONE, those of a
    connection, and GNUPG_MISSING. ``CancelRequest`` ends it. ``at``: which time counts for keys and certificates, epoch
    seconds; None: when the message arrived. Whether a certificate was withdrawn may be told by ``KeysChanged`` a little
    later: then ask again; ``patient`` waits for it.
    """

    request_id: str
    message_id: MessageId
    at: float | None = None
    patient: bool = False


class OpenBytes(Command, frozen=True, tag=True):
    """As ``OpenMessage``, of a message that is no row of the store: a file, an attached message.

    ``path``: only this part of it, opened as a message of its own: an attached message, or an encrypted part that is
    not the root; a signature there says nothing of the message around it. ``at``: None: now.
    """

    request_id: str
    data: bytes
    path: PartPath = PartPath("")
    at: float | None = None
    patient: bool = False

    def __repr__(self) -> str:
        return f"OpenBytes({self.request_id!r}, {len(self.data)} bytes, {self.path!r})"


class GivePassphrase(Command, frozen=True, tag=True):
    """Answer to ``PassphraseNeeded``; None: the user does not want to. Kept nowhere but by GnuPG's own agent."""

    request_id: str
    passphrase: str | None

    def __repr__(self) -> str:
        return f"GivePassphrase({self.request_id!r}, …)"
