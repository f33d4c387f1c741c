"""Looks at recipients one by one, a few milliseconds at a time, and tells what there is to doubt."""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.mail.address import Address
from mailclient.mail.recipient_doubts import NOBODY, Circle, Doubt
from mailclient.mime.origin.names import domain_of
from mailclient.mime.origin.recipient_look import Known, doubts_about
from mailclient.store.reader import Reader

_SLICE_SECONDS = 0.005
_AT_ONCE = 8
"""Recipients that are looked at before the next paint."""


class Doubting(QObject):
    """``look_at`` tells by ``told`` as soon as something is found out."""

    told = Signal()

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self.circle: Circle = NOBODY
        self.found: dict[str, tuple[Doubt, ...]] = {}
        """By the recipient's key; also those that are beyond doubt."""
        self._waiting: deque[Recipient] = deque()
        self._domains: frozenset[str] | None = None
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def surround(self, circle: Circle) -> None:
        """Another conversation: all is to be looked at anew."""
        self.circle = circle
        self.found.clear()

    def look_at(self, recipients: Iterable[Recipient]) -> None:
        """Look at those that are new here; the first few at once."""
        self._waiting = deque(each for each in recipients if each.key not in self.found)
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            self._look(self._waiting.popleft())
        if self._waiting:
            self._next.start()

    def finish(self) -> None:
        """Look at all that is left now: the message is about to go."""
        while self._waiting:
            self._look(self._waiting.popleft())

    def _go_on(self) -> None:
        until = time.perf_counter() + _SLICE_SECONDS
        while self._waiting and time.perf_counter() < until:
            self._look(self._waiting.popleft())
        if self._waiting:
            self._next.start()
        else:
            self.told.emit()

    def _look(self, recipient: Recipient) -> None:
        if not recipient.valid:
            self.found[recipient.key] = ()
            return
        found: list[Doubt] = []
        for one in recipient.addresses():
            picked = recipient.picked
            found += doubts_about(one.address, self._known(one, picked=picked), self.circle, picked=picked)
        self.found[recipient.key] = tuple(found)

    def _known(self, one: Address, *, picked: bool) -> Known:
        address = one.address
        who = self._reader.acquaintance(address)
        if not who.in_book and one.name:
            who = replace(who, newer=self._reader.newer_address(one.name, address))
        if who.written:
            return Known(who)
        if self._domains is None:
            self._domains = frozenset(self._reader.domains_written_to())
        stranger = not picked and not who.seen and not who.in_book
        near = self._reader.often_written_to(domain_of(address)) if stranger else ()
        return Known(who, near, self._domains)
