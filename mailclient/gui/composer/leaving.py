"""How a composer is left without being sent: the draft is kept, or thrown away by the user's word."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from mailclient.bridge import events
from mailclient.gui.composer.paper import Paper
from mailclient.gui.drafts.close_question import ask_keep
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem


class Leaving(QObject):
    """Of one composer: saves, then has the copy in the Drafts folder renewed; the engine does that when it can."""

    done = Signal()
    """What is written is where it shall be: the composer may go."""
    failed = Signal(object)
    """Problem: it could not be kept."""
    stayed = Signal()
    """The user goes on writing."""

    def __init__(self, pane: Paper, link: EngineLink) -> None:
        super().__init__(pane)
        self._pane = pane
        self._waiting_for: OperationId | None = None
        self._question: QDialog | None = None
        self.running = False
        """It goes as soon as the draft is kept."""
        pane.keeper.saved.connect(self._saved)
        link.received.connect(self._receive)

    @property
    def asking(self) -> bool:
        """Whether the user is being asked."""
        return self._question is not None

    def may_leave(self) -> bool:
        """Ask what to do with what is written; nothing is asked when nothing is. False: not now, maybe soon."""
        if self.running or self.asking:
            return False
        if not self._pane.touched:
            if self._pane.opening.replaces is None:
                self._pane.keeper.discard()
            return True
        if self._pane.choices.keeps_drafts:
            self.keep()
            return False
        self._question = ask_keep(self._pane, self.keep, self._pane.discard)
        self._question.finished.connect(self._answered)
        return False

    def _answered(self, result: int) -> None:
        self._question = None
        if result == QDialog.DialogCode.Rejected:
            self.stayed.emit()

    def keep(self) -> None:
        """Keep the draft: first here, then in the account's Drafts folder."""
        self._pane.fields.finish()
        self._pane.busy(tr("Saving…"))
        self.running = True
        self._pane.keeper.put_away()

    def throw_away(self) -> None:
        """Throw away what is written, also its copy in the Drafts folder."""
        self._pane.keeper.discard()

    def stay_for(self, problem: Problem) -> None:
        """It could not be kept: stay."""
        self.running = False
        self._waiting_for = None
        self.failed.emit(problem)

    def _saved(self) -> None:
        """The newest words are on the disk here; the engine is to put a copy on the server."""
        if not self.running or self._waiting_for is not None:
            return
        self._waiting_for = self._pane.keeper.file()
        if self._waiting_for is None:
            self._end()

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done == self._waiting_for:
                self._end()
            case events.Refused(operation_id=done, problem=problem) if done == self._waiting_for:
                self.stay_for(problem)
            case _:
                pass

    def _end(self) -> None:
        self.running = False
        self._waiting_for = None
        self.done.emit()
