"""What was found for an address, to be looked at and changed; or the same form, opened, where nothing was found."""

from dataclasses import replace

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QVBoxLayout, QWidget

from mailclient.gui.accounts.pop3_form import Pop3Form
from mailclient.gui.accounts.server_guess import guess
from mailclient.gui.accounts.server_line import FactLine, ServerLine, align_badges
from mailclient.gui.accounts.servers_form import ServersForm
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.radio_card import RadioCard
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr
from mailclient.language.discovery import kind_advice, note_sentence, source_name
from mailclient.mail.account import AccountKind, AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.discovery import Discovery, Note, Proposal
from mailclient.mail.problem import Problem

_WARNED = frozenset({Note.NOT_PROTECTED, Note.UNSIGNED_DNS, Note.GUESSED, Note.CERTIFICATE_UNPROVEN})
"""What the user has to look at before a password goes there; other notes are advice."""


class ServersPage(QWidget):
    """``settings`` is what the account is to be. Only the values of the chosen kind are shown."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: dict[AccountKind, Proposal] = {}
        self._settings = guess("")
        self._by_hand = False
        self.imap = RadioCard(tr("IMAP (recommended)"), kind_advice(AccountKind.IMAP))
        self.pop3 = RadioCard(tr("POP3"), kind_advice(AccountKind.POP3))
        self._kinds = QButtonGroup(self)
        self.bar = Bar()
        self.incoming, self.smtp = ServerLine(tr("Incoming")), ServerLine(tr("Outgoing"))
        self.user, self.source = FactLine(tr("User name")), FactLine(tr("Known from"))
        self.consent = QCheckBox(tr("These are the right servers"))
        self.more = text_button("", "link")
        self.more.setCheckable(True)
        self.documentation = text_button(tr("The provider's instructions"), "link")
        self.advice = PlainLabel(wordWrap=True)
        self.advice.setProperty("kind", "muted")
        self.form = ServersForm()
        self.pop3_form = Pop3Form()
        self.card = QFrame()
        self._arrange()
        for card in (self.imap, self.pop3):
            self._kinds.addButton(card.button)
            card.button.clicked.connect(self._choose_kind)
        self.more.toggled.connect(self._unfold)
        self.form.changed.connect(self._show_values)
        self.form.changed.connect(self.changed)
        self.documentation.clicked.connect(self._open_documentation)

    # --- what is shown ---------------------------------------------------------------------------------------------

    def show_found(self, person: Address, discovery: Discovery) -> None:
        """The proposals for this person, the best of each kind; the form by hand where there are none."""
        self._offers = {}
        for proposal in discovery.proposals:
            self._offers.setdefault(proposal.settings.kind, proposal)
        if not self._offers:
            self.show_by_hand(person)
            return
        self._by_hand = False
        kind = AccountKind.IMAP if AccountKind.IMAP in self._offers else AccountKind.POP3
        self._take(replace(self._offers[kind].settings, name=person.name, email=person.address))
        self._unfold(False)

    def show_by_hand(self, person: Address) -> None:
        """The usual names and ports for this address, all fields open."""
        self._offers = {}
        self._by_hand = True
        self._take(guess(person.address, person.name))
        self._unfold(True)

    @property
    def by_hand(self) -> bool:
        """Nothing was found, or nobody looked."""
        return self._by_hand

    @property
    def proposal(self) -> Proposal | None:
        """What was found for the kind chosen; None by hand."""
        return self._offers.get(self._settings.kind)

    def settings(self, person: Address) -> AccountSettings:
        """The account as it is to be."""
        shown = replace(self.form.settings(self._settings), name=person.name, email=person.address)
        return replace(shown, pop3=self.pop3_form.rules())

    def put(self, settings: AccountSettings) -> None:
        """Something of it was changed elsewhere (an exception for a certificate)."""
        self._settings = settings
        self.form.fill(settings)
        self._show_values()

    def complete(self) -> bool:
        """Whether all is filled in and looked at; says what is not, where it is."""
        if not self.form.complete():
            self._unfold(True)
            return False
        if not self.consent.isHidden() and not self.consent.isChecked():
            self.tell(tr("Look at the names of the servers first: your password goes there."), tone="warning")
            self.consent.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        return True

    def complain(self, problem: Problem, *, at_smtp: bool = False) -> bool:
        """Say the problem at the field it belongs to; False when it belongs to none."""
        said = self.form.complain(problem, at_smtp=at_smtp)
        if said:
            self._unfold(True)
            self.form.complain(problem, at_smtp=at_smtp)
        return said

    def refuse_smtp_password(self, sentence: str) -> None:
        """The server for sending did not take the password."""
        self._unfold(True)
        self.form.refuse_smtp_password(sentence)

    def tell(self, words: str, *, tone: str = "danger") -> None:
        """Say something at the top."""
        self.bar.tell(words, tone=tone, icon="triangle-alert" if tone != "info" else "info")
        self.bar.setVisible(bool(words))

    # --- inside ----------------------------------------------------------------------------------------------------

    def _take(self, settings: AccountSettings) -> None:
        self._settings = settings
        self.form.fill(settings)
        self.pop3_form.fill(settings.pop3)
        (self.pop3 if settings.kind is AccountKind.POP3 else self.imap).button.setChecked(True)
        # IMAP alone is no choice and no news; that it is POP3 alone has to be known.
        self.imap.setVisible(self._by_hand or len(self._offers) > 1)
        self.pop3.setVisible(self._by_hand or AccountKind.POP3 in self._offers)
        self._show_proposal()
        self._show_values()
        self.pop3_form.setVisible(settings.kind is AccountKind.POP3)

    def _choose_kind(self) -> None:
        kind = AccountKind.POP3 if self.pop3.button.isChecked() else AccountKind.IMAP
        if kind is self._settings.kind:
            return
        old = self.settings(Address(self._settings.name, self._settings.email))
        if kind in self._offers:
            new = replace(self._offers[kind].settings, name=old.name, email=old.email)
        else:
            new = replace(guess(old.email, old.name, kind), smtp=old.smtp)
        self._take(replace(new, pop3=old.pop3))
        self.changed.emit()

    def _show_proposal(self) -> None:
        proposal = self.proposal
        notes = proposal.notes if proposal is not None else ()
        warned = [note_sentence(note, proposal) for note in notes if note in _WARNED] if proposal else []
        advice = [note_sentence(note, proposal) for note in notes if note not in _WARNED] if proposal else []
        confirm = proposal is not None and proposal.confirm
        if confirm and not warned:
            warned = [tr("These servers do not belong to the domain of your address.")]
        self.tell(" ".join(warned), tone="warning")
        self.consent.setVisible(confirm)
        self.consent.setChecked(False)
        self.advice.setText("\n".join(advice))
        self.advice.setVisible(bool(advice))
        self.documentation.setVisible(proposal is not None and bool(proposal.documentation))
        self.source.fact.setText(source_name(proposal) if proposal is not None else "")

    def _show_values(self) -> None:
        settings = self.form.settings(self._settings)
        self.incoming.show_server(settings.incoming)
        self.smtp.show_server(settings.smtp)
        align_badges(self.incoming, self.smtp)
        self.user.fact.setText(settings.incoming.user or tr("to be entered"))

    def _unfold(self, on: bool) -> None:
        on = on or self._by_hand
        self.more.blockSignals(True)
        self.more.setChecked(on)
        self.more.blockSignals(False)
        self.form.setVisible(on)
        self.card.setVisible(not on)
        self.more.setVisible(not self._by_hand)
        self.more.setText(tr("Show only what matters") if on else tr("Change"))
        bind_icon(self.more, "chevron-up" if on else "chevron-down", tokens.ICON_SMALL, "accent_text")
        self.changed.emit()

    def _open_documentation(self) -> None:
        if self.proposal is not None and self.proposal.documentation.startswith("https://"):
            QDesktopServices.openUrl(QUrl(self.proposal.documentation))

    def _arrange(self) -> None:
        self.card.setProperty("kind", "card")
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(tokens.SPACE_16, tokens.SPACE_12, tokens.SPACE_16, tokens.SPACE_12)
        inner.setSpacing(tokens.SPACE_8)
        for line in (self.incoming, self.smtp, self.user, self.source):
            inner.addWidget(line)
        self.bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        for widget in (self.bar, self.imap, self.pop3, self.card, self.consent):
            column.addWidget(widget)
        column.addSpacing(tokens.SPACE_4)
        column.addWidget(self.form)
        column.addLayout(link_row(self.more, self.documentation))
        column.addWidget(self.pop3_form)
        column.addWidget(self.advice)
        column.addStretch()
