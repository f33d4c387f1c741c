"""Sending what is in a composer: what is to be said before, handing it to the engine, what is left behind."""

import msgspec
from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.before_sending.concern import Concern, Matter, Mend
from mailclient.gui.composer.before_sending.concerns import concerns, unheard
from mailclient.gui.composer.before_sending.looking import letter_of
from mailclient.gui.composer.before_sending.mending import AT_ONCE, STAYING, carry_out
from mailclient.gui.composer.before_sending.sheet import ConcernSheet
from mailclient.gui.composer.paper import Paper
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem
from mailclient.store.reader import Reader

_IN_THE_BAR = frozenset({Matter.NO_RECIPIENT, Matter.NO_ADDRESS, Matter.COMING})
"""There is nothing to decide about these."""


class Sending(QObject):
    """Of one composer. Sends ``SendDraft``; the engine makes the message. Until it has answered all stays here."""

    sent = Signal(object)
    """SentMessage: the engine has it on the disk; nothing is lost when the composer goes."""
    failed = Signal(object)
    """Problem: nothing was stored."""

    def __init__(self, pane: Paper, reader: Reader, link: EngineLink, hold_seconds: float) -> None:
        super().__init__(pane)
        self._pane, self._reader, self._link, self._hold_seconds = pane, reader, link, hold_seconds
        self._draft: DraftContent | None = None
        self._waiting_for: OperationId | None = None
        self.sheet: ConcernSheet | None = None
        """What is being said before it goes."""
        self._mending = False
        pane.keeper.saved.connect(self._saved)
        link.received.connect(self._receive)

    @property
    def running(self) -> bool:
        """Whether it is on its way to the engine."""
        return self._draft is not None

    def send(self) -> None:
        """Send it, unless there is something to say about it first."""
        if self.running or self.sheet is not None:
            return
        self._pane.fields.finish()
        if not self._pane.protecting.settle(self._go_on):
            self._pane.bottom.state.setText(tr("Looking at the keys…"))
            return
        found = self._concerns()
        told = [concern for concern in found if concern.matter in _IN_THE_BAR]
        if told:
            self._tell(told)
        elif found:
            self._ask(found)
        else:
            self._hand_over()

    def _go_on(self) -> None:
        """What is to be known about the keys is known, or will not be."""
        self._pane.bottom.state.setText("")
        self.send()

    def _concerns(self) -> list[Concern]:
        return unheard(concerns(letter_of(self._pane, self._reader)), self._pane.heard)

    def _tell(self, told: list[Concern]) -> None:
        self._pane.tell(told[0])
        if told[0].matter is not Matter.COMING:
            self._pane.fields.to.setFocus()

    # --- the sheet ------------------------------------------------------------------------------------------------

    def _ask(self, found: list[Concern]) -> None:
        self.sheet = ConcernSheet(found, self._pane.window())
        self.sheet.mend_wanted.connect(self._mend)
        self.sheet.overruled.connect(self._overrule)
        self.sheet.finished.connect(self._answered)
        self._pane.protecting.refreshed.connect(self._look_again)
        self.sheet.open()

    def _answered(self) -> None:
        self._pane.protecting.refreshed.disconnect(self._look_again)
        self.sheet = None

    def _look_again(self) -> None:
        """Something about the keys is known that was not: the sheet says what is left, and goes when nothing is."""
        if self.sheet is not None and not self._mending:
            found = self._concerns()
            if not found:
                self.sheet.accept()
                self.send()
            elif tuple(found) != self.sheet.concerns:
                self.sheet.show_concerns(found)

    def _overrule(self) -> None:
        """Once for this message: what was confirmed is not asked again."""
        if self.sheet is not None:
            self._pane.heard.update(concern.key for concern in self.sheet.concerns)
        self._hand_over()

    def _mend(self, mend: Mend) -> None:
        """What is done at once leaves the sheet; when nothing is left in it the message goes. Else back to writing."""
        sheet = self.sheet
        if sheet is None:
            return
        if mend.remedy in STAYING:
            carry_out(mend, self._pane)
            return
        if mend.remedy not in AT_ONCE:
            sheet.accept()
            carry_out(mend, self._pane)
            return
        self._mending = True
        carry_out(mend, self._pane)
        self._mending = False
        found = self._concerns()
        told = [concern for concern in found if concern.matter in _IN_THE_BAR]
        if told or not found:
            sheet.accept()
            self.send()
        else:
            sheet.show_concerns(found)

    # --- handing over ---------------------------------------------------------------------------------------------

    def _hand_over(self) -> None:
        pane = self._pane
        self._draft = pane.content()
        pane.busy(tr("Sending…"))
        if any(file.data for file in pane.keeper.without_bytes(self._draft).files):
            pane.keeper.note_change()  # bytes go over first, and are a path from then on
            pane.keeper.save_now()
        else:
            self._send()

    def _saved(self) -> None:
        if self.running and self._waiting_for is None:
            self._send()

    def _send(self) -> None:
        pane = self._pane
        assert self._draft is not None
        pane.keeper.before_sending()
        self._waiting_for = fresh_operation_id()
        content = msgspec.msgpack.encode(pane.keeper.without_bytes(self._draft))
        account_id = pane.fields.account_id()
        self._link.operate(
            commands.SendDraft(self._waiting_for, pane.draft_id, account_id, content, self._hold_seconds)
        )

    def stay_for(self, problem: Problem) -> None:
        """It could not be handed over: everything is as it was."""
        self._draft = self._waiting_for = None
        self.failed.emit(problem)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done == self._waiting_for:
                self._taken(done)
            case events.Refused(operation_id=done, problem=problem) if done == self._waiting_for:
                self.stay_for(problem)
            case events.Progress(work=events.Work.PROTECTING, done=done, total=total) if self.running and total:
                self._pane.bottom.state.setText(tr("Encrypting… {percent} %", percent=str(100 * done // total)))
            case _:
                pass

    def _taken(self, operation_id: OperationId) -> None:
        draft, self._draft = self._draft, None
        self._waiting_for = None
        pane = self._pane
        if draft is not None:
            account_id, replaces = pane.fields.account_id(), pane.opening.replaces
            self.sent.emit(
                SentMessage(operation_id, account_id, pane.draft_id, draft.subject, self._hold_seconds, draft, replaces)
            )
