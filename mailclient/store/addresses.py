"""Writing the addresses seen in mail, from which recipients are completed."""

from collections.abc import Iterable

from mailclient.mail.address import Address
from mailclient.store.transaction import Transaction


def note_seen(tx: Transaction, addresses: Iterable[Address], seen_at: int) -> None:
    """Count addresses of a received message (``messages.insert`` does it by itself). ``seen_at`` in epoch seconds."""
    raise NotImplementedError


def note_written(tx: Transaction, addresses: Iterable[Address], written_at: int) -> None:
    """Count recipients of a sent message; they rank before all that were only seen."""
    raise NotImplementedError
