"""One's own addresses: which key each uses, and what happens by itself. The first page of the window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mailclient.bridge import commands
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.keys.deeds import Deeds
from mailclient.gui.keys.holding import Holding
from mailclient.gui.keys.holdings import Holdings
from mailclient.gui.keys.words import day_words, standing
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.icon_label import ElidedLabel, IconLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.protection import System
from mailclient.store.reader import Reader

_WIDEST = 640
_LABELS = 84
"""Pixels: the choices of all addresses stand below each other."""


def encrypting_names() -> dict[Encrypting, str]:
    """When mail is encrypted by itself."""
    return {
        Encrypting.NEVER: tr("Only when I say so"),
        Encrypting.WHEN_READY: tr("Whenever everybody can read it"),
        Encrypting.ASK: tr("Ask me before it goes in clear"),
    }


class AddressPage(QScrollArea):
    """Reads the accounts; sends ``SetIdentities`` through ``deeds``. ``read_again`` shows all as it is now."""

    def __init__(
        self, reader: Reader, holdings: Holdings, deeds: Deeds, now: Callable[[], float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._holdings, self._deeds, self._now = reader, holdings, deeds, now
        self.cards: list[AddressCard] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def read_again(self) -> None:
        """Show the addresses and what is set for them."""
        accounts = [one for one in self._reader.accounts() if one.settings.kind is not AccountKind.LOCAL]
        if not accounts:
            self.cards = []
            self._let_go()
            self.setWidget(EmptyState("mailbox", tr("No account yet"), tr("Keys belong to mail addresses.")))
            return
        place = self.verticalScrollBar().value()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_16)
        hint = PlainLabel(
            tr("With a key you can sign what you write, and others can write to you so that only you can read it."),
            wordWrap=True,
        )
        hint.setProperty("kind", "muted")
        hint.setMaximumWidth(_WIDEST)
        column.addWidget(hint)
        sealed = set(self._reader.sealed_search_accounts())
        self.cards = []
        for account in accounts:
            for number, identity in enumerate(account.settings.senders):
                card = AddressCard(account, identity, self._holdings, self._deeds, self._now())
                card.setMaximumWidth(_WIDEST)
                if number == 0:
                    card.add_search(on=account.id in sealed)
                self.cards.append(card)
                column.addWidget(card)
        column.addStretch(1)
        self._let_go()
        self.setWidget(page)
        self.verticalScrollBar().setValue(place)

    def _let_go(self) -> None:
        """The page before goes in a later turn of the loop: one of its widgets may be what asked for another."""
        before = self.takeWidget()
        if before is not None:
            before.hide()
            before.setParent(self)
            before.deleteLater()

    def show_address(self, address: str) -> "AddressCard | None":
        """Scroll to the card of this address."""
        for card in self.cards:
            if card.identity.address.casefold() == address.casefold():
                self.ensureWidgetVisible(card)
                card.focus()
                return card
        return None


class AddressCard(QFrame):
    """One address: its key, its certificate, and when it signs and encrypts."""

    def __init__(self, account: Account, identity: Identity, holdings: Holdings, deeds: Deeds, now: float) -> None:
        super().__init__()
        self.account, self.identity = account, identity
        self._deeds, self._now = deeds, now
        self.setProperty("kind", "card")
        self._keys = [one for one in holdings.own(System.OPENPGP) if one.names_address(identity.address)]
        self._certificates = [one for one in holdings.own(System.SMIME) if one.names_address(identity.address)]
        self._others = [one for one in holdings.own(System.OPENPGP) if one not in self._keys]
        self.make = text_button(tr("Make a key…"), "primary")
        self.make.clicked.connect(lambda: deeds.make(account, identity))
        self.key, self.certificate = Choice(), Choice()
        self.signs = QCheckBox(tr("Sign everything I write"))
        self.encrypts = Choice()
        self.search: QCheckBox | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_12, tokens.SPACE_16, tokens.SPACE_16)
        self._column.setSpacing(tokens.SPACE_8)
        title = ElidedLabel(f"{identity.name} <{identity.address}>" if identity.name else identity.address)
        title.setProperty("kind", "title")
        self._column.addWidget(title)
        if holdings.problem is not None and not self.has_any:
            bar = Bar()
            bar.tell_problem(holdings.problem)
            self._column.addWidget(bar)
        if self.has_any:
            self._add_choices()
        elif holdings.arrived:
            self._add_invitation(possible=holdings.problem is None)
        self._hide_what_has_no_place()

    @property
    def has_any(self) -> bool:
        """There is a key or a certificate to sign with."""
        return bool(self._keys or self._certificates or self.identity.openpgp_key)

    @property
    def used(self) -> Holding | None:
        """The key that is used: the chosen one, else the newest for the address."""
        known = (*self._keys, *self._others)
        chosen = next((one for one in known if one.fingerprint == self.identity.openpgp_key), None)
        return chosen or next((one for one in self._keys if one.usable(self._now)), None)

    def focus(self) -> None:
        """Where one goes on."""
        (self.key if self.has_any else self.make).setFocus()

    def add_search(self, *, on: bool) -> None:
        """The switch for finding encrypted mail by its words, of the whole account."""
        self.search = box = QCheckBox(tr("Find encrypted messages of this account by their words"))
        box.setToolTip(tr("Their words are kept on this computer, encrypted. Switched off, they are forgotten."))
        box.setChecked(on)
        box.toggled.connect(
            lambda now: self._deeds.request(commands.SetSealedSearch(fresh_request_id(), self.account.id, now))
        )
        if self.has_any:
            self._column.insertWidget(self._column.indexOf(self.signs) + 1, box)
        self._hide_what_has_no_place()

    def _hide_what_has_no_place(self) -> None:
        """No window of their own, which would end whenever Python collects its garbage."""
        for one in (self.make, self.key, self.certificate, self.signs, self.encrypts, self.search):
            if one is not None and one.parentWidget() is None:
                one.setParent(self)
                one.hide()

    def _add_invitation(self, *, possible: bool) -> None:
        words = PlainLabel(tr("No key yet: nobody can write to this address encrypted."), wordWrap=True)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        take = text_button(tr("I have one…"))
        take.clicked.connect(self._deeds.ask_import)
        self.make.setEnabled(possible)
        row.addWidget(self.make)
        row.addWidget(take)
        row.addStretch(1)
        self._column.addWidget(words)
        self._column.addSpacing(tokens.SPACE_4)
        self._column.addLayout(row)

    def _add_choices(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_16)
        grid.setVerticalSpacing(tokens.SPACE_8)
        grid.setColumnMinimumWidth(0, _LABELS)
        grid.setColumnStretch(1, 1)
        rows: list[tuple[str, Choice]] = []
        if self._keys or self.identity.openpgp_key:
            self._fill(self.key, (*self._keys, *self._others), self.identity.openpgp_key)
            self.key.activated.connect(lambda: self._change(openpgp_key=str(self.key.currentData())))
            rows.append((tr("Key"), self.key))
        if self._certificates:
            self._fill(self.certificate, tuple(self._certificates), self.identity.smime_certificate)
            self.certificate.activated.connect(
                lambda: self._change(smime_certificate=str(self.certificate.currentData()))
            )
            rows.append((tr("Certificate"), self.certificate))
        for encrypting, name in encrypting_names().items():
            self.encrypts.addItem(name, encrypting.value)
        self.encrypts.setCurrentIndex(self.encrypts.findData(self.identity.encrypts.value))
        self.encrypts.activated.connect(lambda: self._change(encrypts=Encrypting(self.encrypts.currentData())))
        rows.append((tr("Encrypt"), self.encrypts))
        for number, (name, box) in enumerate(rows):
            label = PlainLabel(name)
            label.setProperty("kind", "muted")
            label.setBuddy(box)
            box.setAccessibleName(name)
            grid.addWidget(label, number, 0)
            grid.addWidget(box, number, 1)
        self._add_warning()
        self._column.addLayout(grid)
        self.signs.setChecked(self.identity.signs)
        self.signs.toggled.connect(lambda on: self._change(signs=on))
        self._column.addWidget(self.signs)
        self._column.addLayout(self._deed_row())

    def _add_warning(self) -> None:
        """A key that has run out, or will soon, is renewed with two clicks."""
        used = self.used
        if used is None or not (used.expires_soon(self._now) or used.has_expired(self._now) or used.revoked):
            return
        stands = standing(used, self._now)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(IconLabel(stands.icon, tokens.ICON_SMALL, stands.colour))
        row.addWidget(PlainLabel(stands.words), 1)
        renew = text_button(tr("Make a new key…") if used.revoked else tr("Make it longer…"), "link")
        deed = self._deeds.make if used.revoked else None
        renew.clicked.connect(
            lambda: deed(self.account, self.identity) if deed is not None else self._deeds.change_expiry(used)
        )
        row.addWidget(renew)
        self._column.addLayout(row)

    def _deed_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        used = self.used
        make = tr("Make another key…") if self._keys else tr("Make a key…")
        deeds: list[tuple[str, Callable[[], object]]] = []
        if used is not None:
            deeds.append((tr("Back up…"), lambda: self._deeds.back_up(used)))
            deeds.append((tr("Save for others…"), lambda: self._deeds.save_public(used)))
        deeds.append((make, lambda: self._deeds.make(self.account, self.identity)))
        for words, act in deeds:
            button = text_button(words, "link")
            button.setProperty("edge", "start")
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _fill(self, box: Choice, choices: tuple[Holding, ...], chosen: str) -> None:
        box.addItem(tr("The best one for this address"), "")
        for one in choices:
            words = tr("{name}, made on {day}", name=one.name, day=day_words(one.made))
            box.addItem(f"{words} · {one.fingerprint[-8:]}", one.fingerprint)
        if chosen and box.findData(chosen) < 0:
            box.addItem(tr("One that is not here ({end})", end=chosen[-8:]), chosen)
        box.setCurrentIndex(max(box.findData(chosen), 0))

    def _change(self, **changes: object) -> None:
        self._deeds.change_identity(self.account, self.identity, **changes)
