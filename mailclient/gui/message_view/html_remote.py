"""What a message names from the web, as the page in the window wants it: out of the store, or loaded first if allowed.

The page asks by number; the window never asks any host. What was loaded once is in the store and shown again without
asking; what tracks is left out unless the reader wants even that.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader

Reply = Callable[[bytes | None, str], None]


@dataclass(frozen=True, slots=True)
class Trackers:
    """What would tell the sender that a message is read: how many addresses, and who is known to count by them."""

    count: int
    services: tuple[str, ...]


def trackers_in(body: Body) -> Trackers:
    """Of all that it names."""
    found = [one.tracker for one in body.remote if one.tracker]
    return Trackers(len(found), tuple(sorted({name for name in found if name not in ("pixel", "opening")})))


@dataclass(slots=True)
class _Shown:
    message_id: MessageId
    loading: bool
    waiting: dict[int, list[Reply]] = field(default_factory=dict)


class RemoteContents(QObject):
    """Of one message at a time. Sends ``FetchRemote``; refreshed by ``RemoteStored`` and ``RemoteFailed``."""

    failed = Signal(int)
    """So many could not be had, of those wanted since ``begin``."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._link = link
        self._shown: _Shown | None = None
        self._failures = 0
        link.received.connect(self._receive)

    def begin(
        self, message_id: MessageId, body: Body, *, allowed: bool, trackers: bool = False, again: bool = False
    ) -> frozenset[int]:
        """Which numbers the page may ask for: all that is here, and with ``allowed`` also what is loaded now.

        ``trackers``: those too. ``again``: also what could not be had before.
        """
        tried = self._reader.remote_tried(message_id) if body.remote else frozenset()
        numbers = {number for number, one in enumerate(body.remote) if one.url in tried}
        missing = {number for number, one in enumerate(body.remote) if trackers or not one.tracker} - numbers
        self._failures = 0
        loading = allowed and bool(missing or again)
        self._shown = _Shown(message_id, loading)
        if loading:
            self._link.send(commands.FetchRemote(message_id, trackers, again))
            numbers |= missing
        return frozenset(numbers)

    def end(self) -> None:
        """Another message is shown."""
        self._shown = None

    def want(self, number: int, reply: Reply) -> None:
        """The page's question (``html_body.RemoteSource``)."""
        shown = self._shown
        content = None if shown is None else self._reader.remote(shown.message_id, number)
        if content is not None:
            reply(content.data or None, content.media_type)
        elif shown is not None and shown.loading:
            shown.waiting.setdefault(number, []).append(reply)
        else:
            reply(None, "")

    def _receive(self, event: events.AnyEvent) -> None:
        shown = self._shown
        if shown is None:
            return
        match event:
            case events.RemoteStored(message_id=message_id, number=number) if message_id == shown.message_id:
                self._answer(shown, number)
            case events.RemoteFailed(message_id=message_id, number=number) if message_id == shown.message_id:
                self._failures += 1
                self._answer(shown, number)
                self.failed.emit(self._failures)
            case events.EverythingChanged():
                if shown.waiting:
                    self._link.send(commands.FetchRemote(shown.message_id))
            case _:
                pass

    def _answer(self, shown: _Shown, number: int) -> None:
        content = self._reader.remote(shown.message_id, number)
        for reply in shown.waiting.pop(number, ()):
            reply(content.data if content else None, content.media_type if content else "")
