"""What a reader does about the key of a message: accept it, look it up, compare it, import one that came along."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.language import tr
from mailclient.language.fingerprint import grouped
from mailclient.mail.key import KeySource, MailCertificate, OpenPgpKey
from mailclient.mail.protection import Acceptance, Signer, System
from mailclient.store.reader import Reader


class KeyDeeds(QObject):
    """Sends ``AcceptKey``, ``LookUpKey``, ``LookAtKeys`` and ``ImportKeys``; what comes of it is said by ``told``."""

    told = Signal(str)
    """A sentence."""
    failed = Signal(object)
    """Problem."""

    def __init__(self, reader: Reader, link: EngineLink, window: QWidget) -> None:
        super().__init__(window)
        self._reader, self._link, self._window = reader, link, window

    def ask_accept(self, signer: Signer, sender: str, system: System) -> None:
        """Whether the key is the sender's: only somebody who knows can say so."""
        address = address_text(sender)
        title = (
            tr("Accept this certificate as the one of {address}?", address=address)
            if system is System.SMIME
            else tr("Accept this key as the one of {address}?", address=address)
        )
        meaning = tr(
            "Their signatures count as right from now on, and you can write to them encrypted. If much depends on it,"
            " ask them first, by telephone or face to face, whether theirs has this number (its fingerprint):"
            " {fingerprint}",
            fingerprint=grouped(signer.fingerprint),
        )
        command = commands.AcceptKey(fresh_request_id(), signer.fingerprint, Acceptance.ACCEPTED, (sender,), system)
        ask(self._window, title, meaning, tr("Accept it"), lambda: self._request(command))

    def ask_look_up(self, address: str) -> None:
        """At the address's mail provider and a keyserver, which learn of it."""
        title = tr("Look up the key of {address}?", address=address_text(address))
        meaning = tr(
            "Their mail provider and a keyserver are asked, and learn that somebody here wants to know. What is found"
            " is not trusted by that."
        )
        ask(self._window, title, meaning, tr("Look up"), lambda: self._look_up(address))

    def compare(self, fingerprint: str, address: str) -> None:
        """By words, or with a camera."""
        from mailclient.gui.keys.opening import compare_fingerprint

        compare_fingerprint(self._reader, self._link, self._window, fingerprint, address)

    def show(self, fingerprint: str = "") -> None:
        """This key or certificate among all; "": all."""
        from mailclient.gui.keys.opening import open_keys

        open_keys(self._reader, self._link, self._window, fingerprint=fingerprint)

    def look_at(self, data: bytes) -> None:
        """A key that came along: whose it is, and whether to take it."""
        command = commands.LookAtKeys(fresh_request_id(), data)

        def answer(event: events.Finished | events.Failed) -> None:
            if not isValid(self):
                return
            if isinstance(event, events.Failed):
                self.failed.emit(event.problem)
            elif event.keys or event.certificates:
                self._ask_import(data, (*event.keys, *event.certificates))

        self._link.request(command, answer)

    def take_over(self, data: bytes) -> None:
        """The key that one's other device has sent."""
        from mailclient.gui.keys.opening import read_setup_message

        read_setup_message(self._reader, self._link, self._window, data, self.told.emit)

    def _ask_import(self, data: bytes, found: Sequence[OpenPgpKey | MailCertificate]) -> None:
        if any(one.secret for one in found):
            self.told.emit(
                tr("This attachment holds a secret key, which its sender has, too: it is not imported from a message.")
            )
            return
        names = ", ".join(filter(None, map(_name, found[:3]))) or tr("somebody who is not named")
        title = tr("Import the key of {names}?", names=names)
        meaning = tr(
            "Anybody can make a key with any name. It is kept, but counts only when you accept it. Fingerprint:"
            " {fingerprint}",
            fingerprint=grouped(found[0].fingerprint),
        )
        command: commands.ImportKeys | commands.ImportCertificates
        if isinstance(found[0], MailCertificate):
            command = commands.ImportCertificates(fresh_request_id(), data, source=KeySource.ATTACHED)
        else:
            command = commands.ImportKeys(fresh_request_id(), data, source=KeySource.ATTACHED)
        ask(self._window, title, meaning, tr("Import"), lambda: self._request(command, tr("The key was imported.")))

    def _look_up(self, address: str) -> None:
        command = commands.LookUpKey(fresh_request_id(), address)
        self.told.emit(tr("Looking for the key of {address}…", address=address_text(address)))
        self._request(command, tr("A key was found."))

    def _request(
        self,
        command: commands.AcceptKey | commands.LookUpKey | commands.ImportKeys | commands.ImportCertificates,
        words: str = "",
    ) -> None:
        def answer(event: events.Finished | events.Failed) -> None:
            if not isValid(self):
                return
            if isinstance(event, events.Failed):
                self.failed.emit(event.problem)
            else:
                self.told.emit(words)

        self._link.request(command, answer)


def _name(one: OpenPgpKey | MailCertificate) -> str:
    if isinstance(one, MailCertificate):
        return address_text(one.addresses[0]) if one.addresses else name_text(one.subject)
    for person in one.people:
        return name_text(f"{person.name} <{person.address}>" if person.name else person.address)
    return ""
