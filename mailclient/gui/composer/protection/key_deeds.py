"""What is done about keys while writing: looked up, accepted, shown, set up. What comes of it changes the plan."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.composer.fields import Fields
from mailclient.gui.composer.protection.standing import Situation, key_of, readiness_of
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.store.reader import Reader


class KeyDeeds(QObject):
    """Of one composer. Sends ``LookUpKey`` and ``AcceptKey``; the engine tells ``KeysChanged`` afterwards."""

    changed = Signal()

    def __init__(self, reader: Reader, link: EngineLink, fields: Fields) -> None:
        super().__init__(fields)
        self._reader, self._link, self._fields = reader, link, fields
        self.searching: set[str] = set()
        """Addresses, lower case, of which keys are being looked up."""
        self.sought: frozenset[str] = frozenset()
        """Those for which none was found."""
        self.problem: Problem | None = None
        """Why something could not be done."""

    def look_up(self, addresses: Iterable[str]) -> None:
        """Ask their providers and the keyserver: the user wants it."""
        self.problem = None
        for address in addresses:
            key = address.casefold()
            if key not in self.searching:
                self.searching.add(key)
                self._link.request(commands.LookUpKey(fresh_request_id(), address), partial(self._found, key))
        self.changed.emit()

    def _found(self, key: str, answer: events.Finished | events.Failed) -> None:
        if not isValid(self):
            return
        self.searching.discard(key)
        if isinstance(answer, events.Failed) and answer.problem.kind is not ProblemKind.KEY_NOT_FOUND:
            self.problem = answer.problem
        elif isinstance(answer, events.Failed) or not answer.keys:
            self.sought |= {key}
        self.changed.emit()

    def use(self, address: str, now: Situation) -> None:
        """Accept the key that is here for the address."""
        one = readiness_of(address, now)
        found = key_of(one, now.system) if one is not None else None
        if found is not None:
            self.say(found[0], found[1], address, Acceptance.ACCEPTED)

    def say(self, fingerprint: str, system: System, address: str, acceptance: Acceptance) -> None:
        """What the user says of a key of this address."""
        self.problem = None
        command = commands.AcceptKey(fresh_request_id(), fingerprint, acceptance, (address,), system)
        self._link.request(command, self._said)

    def _said(self, answer: events.Finished | events.Failed) -> None:
        if isinstance(answer, events.Failed) and isValid(self):
            self.problem = answer.problem
            self.changed.emit()

    def set_up(self, address: str) -> None:
        """Make or take a key for an address of one's own."""
        from mailclient.gui.keys.opening import open_keys  # seldom wanted

        open_keys(self._reader, self._link, self._fields.window(), address=address, create=True)

    def show_all(self) -> None:
        """The window of all keys."""
        from mailclient.gui.keys.opening import open_keys

        open_keys(self._reader, self._link, self._fields.window())

    def show_one(self, subject: str) -> None:
        """The key with this fingerprint, or those of this address."""
        from mailclient.gui.keys.opening import open_keys

        address, fingerprint = (subject, "") if "@" in subject else ("", subject)
        open_keys(self._reader, self._link, self._fields.window(), address=address, fingerprint=fingerprint)

    def compare(self, fingerprint: str, address: str) -> None:
        """Whether it is the right key, by comparing its fingerprint."""
        from mailclient.gui.keys.opening import compare_fingerprint

        compare_fingerprint(self._reader, self._link, self._fields.window(), fingerprint, address)
