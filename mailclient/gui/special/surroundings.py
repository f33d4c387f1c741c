"""What bars and cards of special mail need around them: the store, the engine, and the ways out of the message."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QUrl

from mailclient.bridge import commands
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``open_message`` shows another message, ``open_part`` an attachment, ``follow`` a link as one of the text."""

    reader: Reader
    ask: Callable[[commands.AnyCommand], object]
    """Sends an operation; how it goes is shown when the engine says so."""
    open_message: Callable[[MessageId], object]
    open_part: Callable[[PartPath], object]
    follow: Callable[[QUrl], object]
    write_to: Callable[[str], object]
    """Called with a mailto: URL."""
    answer_list: Callable[[MessageId], object]
    """Opens a reply to the list this message came by."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that is shown."""

    message: StoredMessage
    body: Body

    @property
    def id(self) -> MessageId:
        """The store's id."""
        return self.message.row.id

    @property
    def sender(self) -> Address:
        """Who wrote it, as it says."""
        return self.message.envelope.from_[0] if self.message.envelope.from_ else Address("", "")


def own_addresses(reader: Reader) -> set[str]:
    """All addresses the user writes as, in lower case."""
    return {one.address.casefold() for account in reader.accounts() for one in account.settings.senders}
