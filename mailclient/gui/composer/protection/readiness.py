"""How it stands with the recipients of one message, as the engine says: asked late and seldom."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import AccountId
from mailclient.mail.key import ProtectionPlan
from mailclient.mail.problem import Problem

PAUSE_MS = 350
"""After the last change of the recipients."""


@dataclass(frozen=True, slots=True)
class Question:
    """From whom, to whom; addresses as typed, in their order."""

    account_id: AccountId
    from_: str
    recipients: tuple[str, ...]


class ReadinessWatch(QObject):
    """Of one composer. Sends ``AskReadiness``; asks again at ``KeysChanged`` and when the engine came back."""

    told = Signal()
    """There is an answer to the newest question, or none is to be had (``problem``)."""

    def __init__(self, link: EngineLink, question: Callable[[], Question], parent: QObject) -> None:
        super().__init__(parent)
        self._link, self._question = link, question
        self._asked: Question | None = None
        """What is being asked just now."""
        self._answered: Question | None = None
        self.plan: ProtectionPlan | None = None
        """The newest answer, maybe to an older question; None before the first."""
        self.problem: Problem | None = None
        """Why there is no answer to the newest question."""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.ask_now)
        link.received.connect(self._receive)

    @property
    def settled(self) -> bool:
        """Whether ``plan`` or ``problem`` is about what is in the fields now."""
        return self._answered is not None and self._answered == self._question()

    def note_change(self) -> None:
        """The recipients or the sender may be others: ask in a moment."""
        self._pause.start()

    def ask_now(self) -> None:
        """Ask at once, unless it is known or being asked."""
        self._pause.stop()
        if self._asked is not None or self.settled:
            return
        question = self._asked = self._question()
        self._link.request(
            commands.AskReadiness(fresh_request_id(), question.account_id, question.from_, question.recipients),
            lambda answer: self._answer(question, answer),
        )

    def _answer(self, question: Question, answer: events.Finished | events.Failed) -> None:
        if not isValid(self) or self._asked is not question:
            return
        self._asked = None
        self._answered = question
        if isinstance(answer, events.Finished):
            self.plan, self.problem = answer.plan, None
        else:
            self.problem = answer.problem
        if self.settled:
            self.told.emit()
        else:
            self._pause.start()

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.KeysChanged() if self._answered is not None or self._asked is not None:
                self._answered = None
                self._pause.start()
            case events.Ready() | events.EverythingChanged():  # what was asked of an engine that is gone has no answer
                self._asked = self._answered = None
                self._pause.start()
            case _:
                pass
