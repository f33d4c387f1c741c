"""What a pass over folders did, counted while it is being done."""

import time
from dataclasses import dataclass, field

from mailclient.bridge.events import SyncCounts
from mailclient.engine.accounts.mail_server import MailServer


@dataclass(slots=True)
class Counts:
    """Messages that came, whole bodies that came, flags that changed, messages that went."""

    messages: int = 0
    bodies: int = 0
    changed: int = 0
    vanished: int = 0

    def add(self, other: "Counts") -> None:
        """What another pass did counts too."""
        self.messages += other.messages
        self.bodies += other.bodies
        self.changed += other.changed
        self.vanished += other.vanished


@dataclass(slots=True)
class Tally:
    """The account of one request, opened when it was asked for; ``server`` is the connection of that moment."""

    server: MailServer | None
    counts: Counts = field(default_factory=Counts)
    result: SyncCounts = field(default_factory=SyncCounts)
    _started: float = field(default_factory=time.monotonic)
    _before: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        if self.server is not None:
            traffic = self.server.traffic
            self._before = (traffic.bytes_read, traffic.bytes_written, traffic.round_trips)

    def finish(self, server: MailServer) -> None:
        """Make ``result``; ``server`` is the connection that finished it: a later one counts from its login on."""
        before = self._before if server is self.server else (0, 0, 0)
        self.result = SyncCounts(
            messages=self.counts.messages,
            bodies=self.counts.bodies,
            changed=self.counts.changed,
            vanished=self.counts.vanished,
            bytes_read=server.traffic.bytes_read - before[0],
            bytes_written=server.traffic.bytes_written - before[1],
            round_trips=server.traffic.round_trips - before[2],
            seconds=time.monotonic() - self._started,
        )
