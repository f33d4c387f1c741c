"""UID STORE of Gmail's labels (X-GM-EXT-1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.uid_store import Change
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Event, Fetch
from mailclient.wire.imap.fetch_items import GMAIL_LABELS
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.state import IN_MAILBOX, State

_SYSTEM = re.compile(r"\\[A-Za-z]+\Z")


@dataclass(frozen=True, slots=True)
class UidStoreLabels(Command):
    r"""Add or remove labels: names of mailboxes, or ``\Inbox``, ``\Important`` … Needs X-GM-EXT-1."""

    uids: NumberSet
    change: Change
    labels: tuple[str, ...]

    name: ClassVar[str] = "UID STORE"
    states: ClassVar[frozenset[State]] = IN_MAILBOX

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``1:9 +X-GM-LABELS.SILENT (\Inbox "my label")``."""
        if not self.uids or not self.labels:
            raise LocalProtocolError("UID STORE of nothing")
        item = self.change.replace("FLAGS", GMAIL_LABELS).encode("ascii")
        before = b" " + self.uids.to_wire() + b" " + item + b" ("
        for label in self.labels:
            yield before
            yield label.encode("ascii") if _SYSTEM.match(label) else mailbox(label, offered)
            before = b" "
        yield b")"

    def wants(self, event: Event) -> bool:
        """FETCH with the labels of one of these."""
        return isinstance(event, Fetch) and event.uid is not None and event.uid in self.uids
