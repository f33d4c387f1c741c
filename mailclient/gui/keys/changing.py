"""Changing a key of one's own: how long it holds, and saying that it must not be used any more."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.exported import Exported
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.holding import Holding
from mailclient.gui.keys.making import lasting_choice
from mailclient.gui.keys.sheet import Sheet
from mailclient.gui.keys.words import day_words
from mailclient.language import tr


class ExpirySheet(Sheet):
    """Sends ``ChangeKeyExpiry``; the passphrase is asked for by whoever keeps the key."""

    def __init__(self, link: EngineLink, holding: Holding, parent: QWidget | None = None) -> None:
        super().__init__(
            link, parent, tr("How long your key holds"),
            tr("It holds until {day}. Others get the new day with the mail you send. A key that has run out can be "
               "made longer, too.", day=day_words(holding.expires))
            if holding.expires is not None
            else tr("It holds for ever. Others get the new day with the mail you send."),
            tr("Change"),
        )  # fmt: skip
        self._fingerprint = holding.fingerprint
        self.lasts = lasting_choice()
        self.body.addWidget(Field(tr("From now on for"), self.lasts))
        self.forward.clicked.connect(self.change)

    def change(self) -> None:
        """Ask for it."""
        command = commands.ChangeKeyExpiry(fresh_request_id(), self._fingerprint, int(self.lasts.currentData()))
        self.request(command, lambda _event: self.accept(), busy=tr("Changing…"))


class RevokeSheet(Sheet):
    """Sends ``RevokeKey``; ``given`` gets the key that says so, to be given to others."""

    _careful = True

    def __init__(
        self, link: EngineLink, holding: Holding, given: Callable[[Exported], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            link, parent, tr("Withdraw this key?"),
            tr("Do this when somebody else may have the key, or when you do not use it any more. Nobody can encrypt "
               "for it then, and that cannot be undone. What is encrypted for it already can still be read here. "
               "Others learn of it when you give them the withdrawn key."),
            tr("Withdraw the key"),
        )  # fmt: skip
        self._fingerprint, self._given = holding.fingerprint, given
        self.forward.setProperty("kind", "danger")
        self.reason = Choice()
        for code, words in (
            ("superseded", tr("I have a new key")),
            ("compromised", tr("Somebody else may have it")),
            ("retired", tr("I do not use it any more")),
            ("", tr("I do not want to say")),
        ):
            self.reason.addItem(words, code)
        self.body.addWidget(Field(tr("Why? (everybody can read this)"), self.reason))
        self.forward.clicked.connect(self.revoke)

    def revoke(self) -> None:
        """Ask for it."""
        command = commands.RevokeKey(fresh_request_id(), self._fingerprint, str(self.reason.currentData()))
        self.request(command, self._finish, busy=tr("Withdrawing…"))

    def _finish(self, event: events.Finished) -> None:
        self.accept()
        if event.exported is not None:
            self._given(event.exported)
