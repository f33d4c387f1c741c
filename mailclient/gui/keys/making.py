"""Making a key of one's own: two clicks, everything else has a sensible answer already."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.sheet import Sheet
from mailclient.gui.keys.words import expiry_words
from mailclient.language import tr
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId

YEAR = 365
_LASTING = (2 * YEAR, YEAR, 5 * YEAR, 0)
"""Days that a key holds, the usual first: it can be made longer at any time, and a lost one ends by itself."""
_SHORTEST = 8
"""Characters of a passphrase: what is shorter is found by trying."""


def lasting_choice() -> Choice:
    """How long a key holds; its data are the days."""
    box = Choice()
    for days in _LASTING:
        box.addItem(expiry_words(days), days)
    return box


class MakeKeySheet(Sheet):
    """Sends ``GenerateKey``. ``made`` gets the fingerprint, and whether to encrypt whenever all can read it."""

    def __init__(
        self,
        link: EngineLink,
        identity: Identity,
        account_id: AccountId,
        made: Callable[[str, bool], object],
        back_up: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            link, parent, tr("Make a key for {address}", address=identity.address),
            tr("With it, others can write to you so that only you can read it, and see that a message is really "
               "from you. It is made on this computer and stays here."),
            tr("Make key"),
        )  # fmt: skip
        self._identity, self._account_id = identity, account_id
        self._made, self._back_up = made, back_up
        self.fingerprint = ""
        self.name = QLineEdit(identity.name)
        self.encrypts = QCheckBox(tr("Encrypt by itself whenever everybody can read it"))
        self.encrypts.setChecked(True)
        self.lasts = lasting_choice()
        self.passphrase, self.again = PasswordField(), PasswordField()
        self.passphrase_field = Field(
            tr("Passphrase"), self.passphrase,
            tr("Asked for when the key is used. Empty: none; who can use this computer as you can use the key."),
        )  # fmt: skip
        self.again_field = Field(tr("Repeat the passphrase"), self.again)
        self.more = text_button(tr("More choices"), "link")
        self._choices: tuple[QWidget, ...] = (
            Field(tr("Name that others see"), self.name),
            Field(tr("It holds for"), self.lasts, tr("You can make it longer at any time.")),
            self.passphrase_field,
            self.again_field,
        )
        self.body.addWidget(self.encrypts)
        self.body.addLayout(link_row(self.more))
        for widget in self._choices:
            self.body.addWidget(widget)
            widget.hide()
        self.more.clicked.connect(self._open_choices)
        self.forward.clicked.connect(self.make)
        self.forward.setFocus()

    def _open_choices(self) -> None:
        self.more.hide()
        for widget in self._choices:
            widget.show()
        self.name.setFocus()
        self.fit()

    def make(self) -> None:
        """Ask for it, or say what is wrong with the passphrase; once it is there: the backup."""
        if self.fingerprint:
            self.accept()
            self._back_up(self.fingerprint)
            return
        words = self.passphrase.text()
        if words and len(words) < _SHORTEST:
            self.passphrase_field.complain(tr("Take at least {count} characters.", count=_SHORTEST))
        elif words != self.again.text():
            self.again_field.complain(tr("These are two different passphrases."))
        else:
            command = commands.GenerateKey(
                fresh_request_id(), self.name.text().strip(), self._identity.address, int(self.lasts.currentData()),
                words, self._account_id,
            )  # fmt: skip
            self.request(command, self._finish, busy=tr("Making the key…"))
        self.fit()

    def _finish(self, event: events.Finished) -> None:
        self.passphrase.clear()
        self.again.clear()
        self.fingerprint = event.keys[0].fingerprint if event.keys else ""
        self._made(self.fingerprint, self.encrypts.isChecked())
        if not self.fingerprint:
            self.accept()
            return
        for widget in (*self._choices, self.more, self.encrypts):
            widget.hide()
        self.say(
            tr("Your key is ready"),
            tr("From now on you can sign, and others learn your key with the mail you send. Keep a backup: without the "
               "key, what is encrypted for you can never be read again."),
        )  # fmt: skip
        note = PlainLabel(tr("A sheet of paper is enough. It takes a minute."))
        note.setProperty("kind", "meta")
        self.body.addWidget(note)
        self.cancel.setText(tr("Later"))
        self.forward.setText(tr("Make a backup sheet…"))
        self.forward.setFocus()
        self.fit()
