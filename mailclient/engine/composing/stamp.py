"""What the clock and chance add to a message: made once, and kept with it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Stamp:
    """``date`` has the offset of this computer's zone; ``message_id`` is without angle brackets."""

    date: datetime
    message_id: str


def stamp_of(sender: str, now: float, unique: str) -> Stamp:
    """At ``now`` (epoch seconds), from the address ``sender``; ``unique`` is a UUID.

    The Message-ID is in the sender's domain, so it tells nothing of this computer.
    """
    domain = sender.rpartition("@")[2] or "localhost"
    return Stamp(datetime.fromtimestamp(int(now), UTC).astimezone(), f"{unique}@{domain}")
