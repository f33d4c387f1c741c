"""A page of a result: PARTIAL of RFC 9394."""

from dataclasses import dataclass

from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.number_set import NUMBER_MAX


@dataclass(frozen=True, slots=True)
class Page:
    """Places in a result, from 1. ``from_end``: counted from the last, so that 1 to 100 are the newest hundred."""

    first: int
    last: int
    from_end: bool = False

    def to_wire(self) -> bytes:
        """``1:100`` or ``-1:-100``. LocalProtocolError for a place that cannot be."""
        if not 1 <= self.first <= self.last <= NUMBER_MAX:
            raise LocalProtocolError(f"no such page: {self.first} to {self.last}")
        return (b"-%d:-%d" if self.from_end else b"%d:%d") % (self.first, self.last)
