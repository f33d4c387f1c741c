"""Sending what is in a composer: what is to be said before, handing it over, what is left behind."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.concerns import Concern, concerns
from mailclient.gui.composer.handover import Handover
from mailclient.gui.composer.outgoing import outgoing_of, stamp_for
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem

if TYPE_CHECKING:
    from mailclient.gui.composer.pane import ComposerPane


class Sending(QObject):
    """Of one composer. Sends ``SendMessage`` and ``DeleteMessages`` (of the draft it replaces)."""

    sent = Signal(object)
    """SentMessage: the engine has it on the disk; nothing is lost when the composer goes."""
    failed = Signal(object)
    """Problem: nothing was stored."""

    def __init__(self, pane: "ComposerPane", link: EngineLink, hold_seconds: float) -> None:
        super().__init__(pane)
        self._pane, self._link, self._hold_seconds = pane, link, hold_seconds
        self._handover = Handover(link, self)
        self._handover.taken.connect(self._taken)
        self._handover.failed.connect(self._failed)
        self._draft: DraftContent | None = None

    @property
    def running(self) -> bool:
        """Whether it is on its way to the engine."""
        return self._handover.running

    def send(self, *, sure: bool = False) -> None:
        """Send it, unless there is something to say about it first; ``sure``: the user has heard the worries."""
        pane = self._pane
        if self.running:
            return
        pane.fields.finish()
        found = self._concerns()
        if any(concern.blocking for concern in found) or (found and not sure):
            self._tell(found)
            return
        account = pane.account()
        draft = pane.content()
        self._draft = draft
        pane.keeper.before_sending()
        pane.busy(tr("Sending…"))
        self._handover.start(
            partial(outgoing_of, draft, account, stamp_for(account)),
            lambda outgoing: commands.SendMessage(
                fresh_operation_id(),
                account.id,
                outgoing,
                hold_seconds=self._hold_seconds,
                answered=draft.answered,
                forwarded=draft.forwarded,
                draft_id=pane.draft_id,
            ),
        )

    def _concerns(self) -> list[Concern]:
        pane = self._pane
        found = concerns(
            recipients=pane.fields.recipients(),
            unreadable=pane.fields.unreadable(),
            subject=pane.fields.subject.text(),
            own_text=pane.editor.own_text(),
            attachments=len(pane.files.files()) + pane.files.awaited,
            size=pane.files.total_size(),
        )
        if pane.files.awaited:
            found.insert(0, Concern(tr("An attachment is still being fetched."), blocking=True))
        return found

    def _tell(self, found: list[Concern]) -> None:
        """All reasons in one bar: the user decides once."""
        pane = self._pane
        blocking = [concern for concern in found if concern.blocking]
        words = " ".join(concern.sentence for concern in blocking or found)
        if blocking:
            pane.bar.tell(words, tone="danger", icon="triangle-alert")
            if not pane.fields.recipients() or pane.fields.unreadable():
                pane.fields.to.setFocus()
        else:
            pane.bar.tell(words, tone="warning", icon="triangle-alert")
            pane.bar.add_action(tr("Send anyway"), lambda: self.send(sure=True))
        pane.bar.show()

    def _taken(self, operation_id: OperationId) -> None:
        draft, self._draft = self._draft, None
        replaces = self._pane.opening.replaces
        if draft is not None:
            account_id, draft_id = self._pane.fields.account_id(), self._pane.draft_id
            self.sent.emit(
                SentMessage(operation_id, account_id, draft_id, draft.subject, self._hold_seconds, draft, replaces)
            )

    def _failed(self, problem: Problem) -> None:
        self._draft = None
        self.failed.emit(problem)
