"""All keys and certificates that are here, asked of the engine: ``changed`` when other ones have come."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.holding import Holding, Section
from mailclient.mail.problem import Problem
from mailclient.mail.protection import Acceptance, System

_REFRESH_MS = 150
"""Changes come in bursts while mail arrives."""


class Holdings(QObject):
    """Sends ``ListKeys`` and ``ListCertificates``; ``KeysChanged`` asks again. ``problem``: why there are no keys."""

    changed = Signal()

    def __init__(self, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._keys: tuple[Holding, ...] = ()
        self._certificates: tuple[Holding, ...] = ()
        self._asked: set[str] = set()
        self.problem: Problem | None = None
        self.arrived = False
        """Both have been answered once."""
        self._due = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._due.timeout.connect(self.ask)
        link.received.connect(self._receive)

    @property
    def all(self) -> tuple[Holding, ...]:
        """In no order."""
        return (*self._keys, *self._certificates)

    def ask(self) -> None:
        """Ask for both lists; the answers of an earlier question are passed over."""
        self._asked.clear()
        self._request(commands.ListKeys(fresh_request_id()), self._take_keys)
        self._request(commands.ListCertificates(fresh_request_id(), authorities=True), self._take_certificates)

    def find(self, fingerprint: str) -> Holding | None:
        """The one with this fingerprint."""
        return next((one for one in self.all if one.fingerprint == fingerprint), None)

    def of_address(self, address: str) -> list[Holding]:
        """Those that name it, own ones first."""
        return sorted((one for one in self.all if one.names_address(address)), key=lambda one: not one.item.secret)

    def shown(self, section: Section, query: str = "") -> list[Holding]:
        """Of a section, by name."""
        found = (one for one in self.all if one.section is section and (not query or one.matches(query)))
        return sorted(found, key=_place)

    def own(self, system: System) -> list[Holding]:
        """One's own of a system, the newest first."""
        mine = (one for one in self.all if one.item.secret and one.system is system)
        return sorted(mine, key=lambda one: -one.made)

    def rival(self, holding: Holding) -> Holding | None:
        """Another key of the same person that the user has taken for the right one, while this one is undecided."""
        if holding.item.secret or holding.item.acceptance is not Acceptance.UNDECIDED:
            return None
        return _taken(holding, self.all)

    def _request(self, command: commands.AnyCommand, take: Callable[[events.Finished | events.Failed], None]) -> None:
        request_id = str(getattr(command, "request_id"))  # noqa: B009  not on every command
        self._asked.add(request_id)
        self._link.request(command, take)

    def _take_keys(self, event: events.Finished | events.Failed) -> None:
        if not self._is_awaited(event):
            return
        self.problem = event.problem if isinstance(event, events.Failed) else None
        self._keys = tuple(map(Holding, event.keys)) if isinstance(event, events.Finished) else ()
        self._tell()

    def _take_certificates(self, event: events.Finished | events.Failed) -> None:
        if not self._is_awaited(event):
            return
        if isinstance(event, events.Finished):
            self._certificates = tuple(map(Holding, event.certificates))
        self._tell()

    def _is_awaited(self, event: events.Finished | events.Failed) -> bool:
        if not isValid(self) or event.request_id not in self._asked:
            return False
        self._asked.discard(event.request_id)
        return True

    def _tell(self) -> None:
        if not self._asked:
            self.arrived = True
            self.changed.emit()

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.KeysChanged | events.EverythingChanged):
            self._due.start()


def _place(holding: Holding) -> tuple[bool, str, float]:
    of_system = holding.of_system
    return of_system, holding.name.casefold(), -holding.made


def _taken(holding: Holding, all_: Sequence[Holding] | Iterable[Holding]) -> Holding | None:
    for other in all_:
        if other.system is holding.system and other.fingerprint != holding.fingerprint:
            taken = other.item.acceptance in (Acceptance.ACCEPTED, Acceptance.VERIFIED)
            if taken and any(other.names_address(address) for address in holding.addresses):
                return other
    return None
