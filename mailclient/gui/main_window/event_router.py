"""Which event refreshes what. Events carry ids only: every answer to one is to read the store again, in that place."""

from PySide6.QtCore import QObject, QTimer, Signal

from mailclient.bridge import events
from mailclient.bridge.commands import CancelOperation, GoOnline, RetryOperation, WatchFolder
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.account_questions import AccountQuestions
from mailclient.gui.main_window.bars import Bars
from mailclient.gui.main_window.status_line import StatusLine
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.undo import UndoStack
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.outbox.told_sent import late_words
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.language.sending import refused_sentence
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem
from mailclient.store.rows import OperationState, OutgoingState

_COUNTS_PAUSE_MS = 400
_FOLDERS_PAUSE_MS = 120
"""Counts change with every slice of a sync; reading all folders for each would be a waste."""


class EventRouter(QObject):
    """Listens to ``link`` and refreshes the window's parts; the message view and the composer listen themselves."""

    folders_changed = Signal()
    """Counts, drafts or the outbox look different; not more often than every 120 ms."""

    def __init__(
        self, window: MainWindow, link: EngineLink, bars: Bars, status: StatusLine, toast: Toast, undo: UndoStack
    ) -> None:
        super().__init__(window)
        self._window = window
        self._link = link
        self._bars = bars
        self._status = status
        self._toast = toast
        self._undo = undo
        self._questions = AccountQuestions(window.reader, link, bars, window)
        self._folders_due = QTimer(self, singleShot=True, interval=_FOLDERS_PAUSE_MS)
        self._folders_due.timeout.connect(window.refresh_folders)
        self._folders_due.timeout.connect(self.folders_changed)
        self._counts_due = QTimer(self, singleShot=True, interval=_COUNTS_PAUSE_MS)
        self._counts_due.timeout.connect(self._count_conversations)
        status.stop_requested.connect(lambda operation_id: link.operate(CancelOperation(operation_id)))
        status.again_requested.connect(lambda: link.send(GoOnline()))
        link.received.connect(self.receive)
        link.running_changed.connect(self._engine_changed)

    def receive(self, event: events.AnyEvent) -> None:
        """Refresh what this event is about."""
        messages = self._window.list_column.messages
        match event:
            case events.MessagesChanged(folder_id=folder_id, list_changed=changed, message_ids=ids):
                if not messages.concerns(folder_id):
                    self._counts_due.start()
                    return
                self._window.searching.mail_came()
                if changed:
                    messages.refresh(ids)
                else:
                    messages.repaint(ids)
                self._window.update_selection()
            case events.FoldersChanged():
                if not self._folders_due.isActive():
                    self._folders_due.start()
            case events.Ready():
                self._watch()
                self._refresh_all()
            case events.EverythingChanged() | events.AccountsChanged():
                self._refresh_all()
            case events.Progress():
                self._status.show_progress(event)
                self._show_asking(event)
            case events.SearchesChanged():
                self._window.refresh_folders()
            case events.AccountStateChanged():
                self._status.show_state(event)
                self._questions.show_state(event)
            case events.PasswordNeeded(account_id=account_id, problem=problem, server=server):
                self._questions.ask_password(account_id, problem, server)
            case events.VaultLocked(exists=exists):
                self._questions.ask_vault(exists)
            case events.OperationProgress():
                self._status.show_operation(event)
            case events.Acknowledged():
                self._status.refresh()
            case events.OperationCancelled(operation_id=operation_id, done=done, total=total):
                self._status.end_operation(operation_id)
                self._toast.tell(tr("Stopped: {done} of {total} are done", done=f"{done:,}", total=f"{total:,}"))
            case events.OperationFailed(operation_id=operation_id, problem=problem):
                self._status.end_operation(operation_id)
                self._tell_failed(operation_id, problem)
            case events.Refused(operation_id=operation_id, problem=problem):
                self._undo.forget(operation_id)
                self._toast.tell(str(problem_text(problem)))
            case events.OperationDone(operation_id=operation_id, refused=refused):
                self._bars.clear(f"outbox-{operation_id}")
                self._tell_refused(refused)
                self._status.end_operation(operation_id)
            case events.SentLate(due=due):
                self._toast.tell(late_words(due))
            case events.Failed(request_id="", problem=problem):
                self._bars.show_problem("engine", problem, tone="danger")
            case _:
                pass

    def _show_asking(self, event: events.Progress) -> None:
        """How far the servers are with searching is said where what was found is."""
        if event.work is events.Work.SEARCH and event.total and self._window.searching.question is not None:
            self._window.list_column.scope.show_share(event.done / event.total)

    def _count_conversations(self) -> None:
        """A message in another folder may belong to a conversation in this one."""
        messages = self._window.list_column.messages
        if messages.mail_list is not None and messages.mail_list.conversations:
            messages.paint_anew()

    def _refresh_all(self) -> None:
        self._window.refresh_folders()
        self._window.list_column.messages.refresh()
        self._show_outbox()
        self._status.refresh()
        self.folders_changed.emit()

    def _watch(self) -> None:
        self._bars.clear("engine")
        if self._window.folder is not None:
            self._link.send(WatchFolder(self._window.folder.id))

    def _engine_changed(self, running: bool) -> None:
        if not running:
            self._status.forget()

    # --- what could not be done -------------------------------------------------------------------------------------

    def _tell_failed(self, operation_id: OperationId, problem: Problem) -> None:
        self._undo.forget(operation_id)
        sending = any(row.operation_id == operation_id for row in self._window.reader.outbox())
        if sending:
            self._show_outbox()
            return

        def again() -> None:
            self._link.operate(RetryOperation(operation_id))

        self._toast.tell(str(problem_text(problem)), tr("Try again"), again)

    def _tell_refused(self, refused: tuple[str, ...]) -> None:
        if refused:
            self._toast.tell(refused_sentence(refused))

    def _show_outbox(self) -> None:
        """A bar for each message that waits for its user's word."""
        self._bars.clear_all("outbox-")
        for row in self._window.reader.outbox():
            stuck = row.operation_state in (OperationState.FAILED, OperationState.IN_DOUBT)
            if not stuck or row.problem is None:
                continue

            doubtful = row.state is OutgoingState.IN_DOUBT

            def again(operation_id: OperationId = row.operation_id, doubtful: bool = doubtful) -> None:
                self._bars.clear(f"outbox-{operation_id}")
                self._link.operate(RetryOperation(operation_id, even_in_doubt=doubtful))

            subject = row.subject or tr("(no subject)")
            if row.state in (OutgoingState.SENT, OutgoingState.FILED):
                name = tr("“{subject}” was sent, but its copy is not in Sent. ", subject=subject)
                action = tr("Try again")
            else:
                name = tr("“{subject}” was not sent. ", subject=subject)
                action = tr("Send again")
            self._bars.show_problem(f"outbox-{row.operation_id}", row.problem, ((action, again),), prefix=name)
