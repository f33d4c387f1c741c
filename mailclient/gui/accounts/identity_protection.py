"""When an identity signs and encrypts by itself, and with which of the keys that are here."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.fingerprint import grouped
from mailclient.mail.identity import Encrypting, Identity

_SHOWN = 4
"""Groups of a fingerprint's end that tell keys apart in a list."""


class IdentityProtection(QWidget):
    """The keys to choose from are asked for when it is first seen. Sends ``ListKeys`` and ``ListCertificates``."""

    def __init__(
        self, shown: Identity, address: QLineEdit, link: EngineLink | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown, self._address, self._link = shown, address, link
        self.encrypts = Choice()
        for when, words in (
            (Encrypting.NEVER, tr("Only when I say so")),
            (Encrypting.WHEN_READY, tr("Whenever everybody can read it")),
            (Encrypting.ASK, tr("Ask before it goes readable, when everybody could read it encrypted")),
        ):
            self.encrypts.addItem(words, when)
        self.encrypts.setCurrentIndex(max(self.encrypts.findData(shown.encrypts), 0))
        self.signs = QCheckBox(tr("Sign every message"))
        self.signs.setChecked(shown.signs)
        self.openpgp, self.smime = _key_choice(shown.openpgp_key), _key_choice(shown.smime_certificate)
        hint = PlainLabel(
            tr("Answers to encrypted messages are always encrypted, unless you switch it off."), wordWrap=True
        )
        hint.setProperty("kind", "meta")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SPACE_16, tokens.SPACE_12, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(Field(tr("Encrypt"), self.encrypts))
        column.addWidget(hint)
        column.addWidget(self.signs)
        column.addSpacing(tokens.SPACE_8)
        column.addWidget(Field(tr("OpenPGP key"), self.openpgp))
        column.addWidget(Field(tr("S/MIME certificate"), self.smime))
        column.addStretch(1)
        self._ask()

    def _ask(self) -> None:
        address = self._address.text().strip()
        if self._link is not None and address:
            self._link.request(commands.ListKeys(fresh_request_id(), address), self._answered)
            self._link.request(commands.ListCertificates(fresh_request_id(), address), self._answered)

    def _answered(self, answer: events.Finished | events.Failed) -> None:
        if isinstance(answer, events.Failed) or not isValid(self):
            return
        for key in answer.keys:
            if key.secret and not key.revoked:
                name = key.people[0].address if key.people else ""
                _offer(self.openpgp, key.fingerprint, name)
        for certificate in answer.certificates:
            if certificate.secret:
                _offer(self.smime, certificate.fingerprint, certificate.subject)

    def put_into(self, identity: Identity) -> Identity:
        """The identity with what is chosen."""
        return replace(
            identity,
            signs=self.signs.isChecked(),
            encrypts=Encrypting(self.encrypts.currentData()),
            openpgp_key=str(self.openpgp.currentData()),
            smime_certificate=str(self.smime.currentData()),
        )


def _key_choice(chosen: str) -> Choice:
    choice = Choice()
    choice.addItem(tr("The one for the address"), "")
    if chosen:
        _offer(choice, chosen, "")
        choice.setCurrentIndex(1)
    return choice


def _offer(choice: Choice, fingerprint: str, name: str) -> None:
    """One more to choose from; one that stands there by its fingerprint alone gets its name."""
    end = " ".join(grouped(fingerprint).split()[-_SHOWN:])
    words = f"{name} · … {end}" if name else f"… {end}"
    place = choice.findData(fingerprint)
    if place < 0:
        choice.addItem(words, fingerprint)
    elif name:
        choice.setItemText(place, words)
