"""Signing and encrypting of one composer: what is chosen, what is known of the recipients, and what is shown of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog

from mailclient.bridge.draft import QUOTED_IN_CLEAR, DraftContent
from mailclient.gui.composer.before_sending.concern import Concern, Mend, Remedy
from mailclient.gui.composer.fields import Fields
from mailclient.gui.composer.protection.choice import choice_of, with_defaults
from mailclient.gui.composer.protection.concerns import protection_concerns
from mailclient.gui.composer.protection.key_deeds import KeyDeeds
from mailclient.gui.composer.protection.line import ProtectionLine
from mailclient.gui.composer.protection.readiness import Question, ReadinessWatch
from mailclient.gui.composer.protection.standing import Said, Situation, no_own_key, say, with_searches
from mailclient.gui.composer.protection.toggles import ProtectionToggles
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.address import Address
from mailclient.mail.identity import Encrypting
from mailclient.mail.protection import System
from mailclient.mime.addresses import parse_addresses
from mailclient.store.reader import Reader

_LONGEST_WAIT_MS = 5_000
"""For an answer about the keys, once the user wants to send."""


class Protecting(QObject):
    """``choice`` is what goes into the draft. Refreshed by the fields, by the user and by the engine's answers."""

    changed = Signal()
    """By the user: the draft is to be saved."""
    refreshed = Signal()
    """Something is known that was not."""

    def __init__(
        self, reader: Reader, link: EngineLink, fields: Fields, toggles: ProtectionToggles, heard: set[str]
    ) -> None:
        super().__init__(fields)
        self._link, self._fields, self._toggles, self._heard = link, fields, toggles, heard
        self.choice = choice_of(DraftContent(), fresh=True)
        self.watch = ReadinessWatch(link, self._question, self)
        self.deeds = KeyDeeds(reader, link, fields)
        self.line = ProtectionLine(self._mend_in_line)
        self._waiting: Callable[[], object] | None = None
        self._longest = QTimer(self, singleShot=True, interval=_LONGEST_WAIT_MS)
        self._longest.timeout.connect(self._give_up)
        self._gave_up = False
        """Nothing is heard about the keys: what goes to the engine unready is refused there."""
        self._asking: QDialog | None = None
        self._hidden_subject = ""
        """What the subject was while it was encrypted."""
        self.watch.told.connect(self._told)
        self.deeds.changed.connect(self._refresh)
        fields.changed.connect(self._note_change)
        fields.from_.shown.connect(self.watch.note_change)
        for field in fields.recipient_fields:
            field.readiness_wanted.connect(self._show_key)
        toggles.sign_wanted.connect(self.choose_sign)
        toggles.encrypt_wanted.connect(self.choose_encrypt)
        toggles.system_wanted.connect(self._choose_system)
        toggles.attach_key_wanted.connect(self._choose_attaching)
        toggles.set_up_wanted.connect(lambda: self.deeds.set_up(self._address()))
        toggles.keys_wanted.connect(self.deeds.show_all)

    def begin(self, draft: DraftContent, *, fresh: bool) -> None:
        """With what a draft says; the recipients are asked about after the first paint."""
        self.choice = choice_of(draft, fresh=fresh)
        self._refresh()
        self.watch.note_change()

    def _note_change(self) -> None:
        self.deeds.problem = None
        self.watch.note_change()

    def put_into(self, content: DraftContent) -> DraftContent:
        """The draft with what is chosen."""
        return self.choice.put_into(content)

    # --- what is known ------------------------------------------------------------------------------------------------

    def situation(self) -> Situation:
        """All that is known now; keys that are just being looked up on the user's word count as such."""
        names = {one.address.casefold(): one.name for one in self._recipients()}
        plan = with_searches(self.watch.plan, self.deeds.searching)
        return Situation(self.choice, self._fields.from_.identity, plan, names, self.deeds.sought)

    def concerns(self) -> Iterator[Concern]:
        """What is to be said before it goes."""
        return protection_concerns(self.situation(), consented=QUOTED_IN_CLEAR in self._heard)

    def settle(self, go_on: Callable[[], object]) -> bool:
        """Whether all is known that is needed to send; else ``go_on`` is called when it is, or after a while."""
        gave_up, self._gave_up = self._gave_up, False
        if gave_up or (self._waiting is None and (not self._matters() or self.watch.settled)):
            return True
        self._waiting = go_on
        self._longest.start()
        self.watch.ask_now()
        return False

    def _matters(self) -> bool:
        identity = self._fields.from_.identity
        unasked = identity is not None and (identity.signs or identity.encrypts is not Encrypting.NEVER)
        has_key = self.watch.plan is not None and bool(self.watch.plan.can_sign)
        return self.choice.encrypt or self.choice.sign or unasked or has_key

    def _told(self) -> None:
        self.choice = with_defaults(self.choice, self._fields.from_.identity, self.watch.plan)
        self._refresh()
        self._go_on()

    def _go_on(self) -> None:
        self._longest.stop()
        go_on, self._waiting = self._waiting, None
        if go_on is not None:
            go_on()

    def _give_up(self) -> None:
        self._gave_up = True
        self._go_on()

    def _question(self) -> Question:
        return Question(self._fields.account_id(), self._address(), tuple(one.address for one in self._recipients()))

    def _address(self) -> str:
        return next(iter(parse_addresses(self._fields.from_.text())), Address("", "")).address

    def _recipients(self) -> list[Address]:
        return [one for field in self._fields.recipient_fields for one in field.addresses()]

    def _refresh(self) -> None:
        now = self.situation()
        reason = no_own_key(now) if not now.can_protect else ""
        self._toggles.show_choice(self.choice, reason=reason, known=now.plan is not None)
        self.line.show_said(self._said(now))
        marks = now.marks() if now.shows_marks else None
        for field in self._fields.recipient_fields:
            field.show_readiness(marks)
        self._fields.show_subject_hidden(on=self.choice.encrypt)
        self.refreshed.emit()

    def _said(self, now: Situation) -> Said | None:
        problem = self.deeds.problem or (self.watch.problem if self.choice.encrypt else None)
        if problem is not None:
            return Said(str(problem_text(problem)), "triangle-alert")
        return say(now)

    # --- what the user does -------------------------------------------------------------------------------------------

    def choose_sign(self, on: bool) -> None:
        """As the user says."""
        self._choose(sign=on, sign_decided=True)

    def choose_encrypt(self, on: bool) -> None:
        """As the user says; what quotes a secret is asked about first."""
        if on:
            self._heard.discard(QUOTED_IN_CLEAR)
            self._hide_subject(hidden=True)
            sign = self.choice.sign or (not self.choice.sign_decided and self.situation().can_protect)
            self._choose(encrypt=True, encrypt_decided=True, sign=sign)
        elif self.choice.quotes_secret and QUOTED_IN_CLEAR not in self._heard:
            self._ask_clear()
        else:
            self._choose_clear()

    def _choose_clear(self) -> None:
        if self.choice.quotes_secret:
            self._heard.add(QUOTED_IN_CLEAR)
            self._hide_subject(hidden=False)
        self._choose(encrypt=False, encrypt_decided=True)

    def _hide_subject(self, *, hidden: bool) -> None:
        """What was hidden of the quoted message goes out in no header (RFC 9788 section 6.1)."""
        subject = self._fields.subject
        if not hidden and self.choice.encrypt and self.choice.clear_subject:
            self._hidden_subject = subject.text()
            subject.setText(self.choice.clear_subject)
        elif hidden and self._hidden_subject and subject.text() == self.choice.clear_subject:
            subject.setText(self._hidden_subject)

    def _ask_clear(self) -> None:
        self._asking = ask(
            self._fields.window(),
            tr("Send it without encryption?"),
            tr(
                "It quotes a message that came encrypted. Everybody on the way could read what was meant for you alone."
            ),
            tr("Without encryption"),
            self._choose_clear,
            danger=True,
        )

    def _choose_system(self, system: System | None) -> None:
        self._choose(system=system)

    def _choose_attaching(self, on: bool) -> None:
        self._choose(attach_key=on)

    def _choose(self, **chosen: object) -> None:
        self.choice = replace(self.choice, **chosen)  # type: ignore[arg-type]  # fields of a Choice
        self.deeds.problem = None
        self._refresh()
        self.watch.ask_now()
        self.changed.emit()

    def mend(self, mend: Mend) -> None:
        """What a button of the sheet is for, which has said what it means to send in clear."""
        match mend.remedy:
            case Remedy.ENCRYPT:
                self.choose_encrypt(True)
            case Remedy.SEND_CLEAR:
                self._choose_clear()
            case Remedy.SEND_UNSIGNED:
                self.choose_sign(False)
            case Remedy.SEND_SPLIT:
                self._choose(split=True)
            case Remedy.LOOK_UP_KEY:
                self.deeds.look_up(mend.subject.split())
            case Remedy.USE_KEY:
                self.deeds.use(mend.subject, self.situation())
            case Remedy.SHOW_KEY:
                self._show_key(mend.subject)
            case Remedy.SET_UP_KEY:
                self.deeds.set_up(mend.subject)
            case _:
                raise ValueError(mend)

    def _mend_in_line(self, mend: Mend) -> None:
        if mend.remedy is Remedy.SEND_CLEAR:
            self.choose_encrypt(False)
        else:
            self.mend(mend)

    def _show_key(self, address: str) -> None:
        """Which key a recipient has, how it is known, and what to do: at the recipient."""
        from mailclient.gui.composer.protection.chip_popover import ChipPopover  # seldom wanted

        for field in self._fields.recipient_fields:
            place = field.place_of(address)
            if place is not None:
                popover = ChipPopover(self._link, self.deeds, address, self.situation(), field)
                popover.remove_wanted.connect(partial(field.remove_address, address))
                popover.compare_wanted.connect(partial(self.deeds.compare, address=address))
                popover.open_at(field, field.rect_of(place))
                return
