"""What a SELECT is answered with: the mailbox it opens, and with QRESYNC what changed there since (RFC 7162).

What the server still tells of the mailbox that was open before, up to ``[CLOSED]`` (section 3.2.11), is left out: its
uids would be taken for those of the new one.
"""

from dataclasses import dataclass, field

from mailclient.wire.imap.commands.select import Selected, read_selected
from mailclient.wire.imap.events import Condition, Event, Fetch, Vanished
from mailclient.wire.imap.number_set import NumberSet

CHANGED_MAX = 20_000
"""Messages whose changed flags are kept; somebody may have marked a million as read."""


@dataclass(frozen=True, slots=True)
class Resynchronised:
    """What QRESYNC told with the SELECT: uids that are gone, flags that changed (new messages among them)."""

    since: int
    """The mod-sequence asked from."""
    vanished: tuple[NumberSet, ...] = ()
    changed: tuple[Fetch, ...] | None = ()
    """None when there were more than ``CHANGED_MAX``: to be asked for in slices."""


@dataclass(slots=True)
class Opening:
    """Takes the answers one by one."""

    _facts: list[Event] = field(default_factory=list)
    _vanished: list[NumberSet] = field(default_factory=list)
    _changed: list[Fetch] = field(default_factory=list)
    _too_many: bool = False

    def take(self, event: Event) -> None:
        """One untagged answer."""
        if isinstance(event, Fetch):
            self._too_many = self._too_many or len(self._changed) >= CHANGED_MAX
            if not self._too_many:
                self._changed.append(event)
        elif isinstance(event, Vanished):
            self._vanished.append(event.uids)
        elif isinstance(event, Condition) and event.code is not None and event.code.name == "CLOSED":
            self._facts, self._vanished, self._changed, self._too_many = [], [], [], False
        else:
            self._facts.append(event)

    def selected(self, *, read_only: bool) -> Selected:
        """The mailbox."""
        return read_selected(self._facts, read_only=read_only)

    def resynchronised(self, since: int) -> Resynchronised:
        """What changed."""
        return Resynchronised(since, tuple(self._vanished), None if self._too_many else tuple(self._changed))
