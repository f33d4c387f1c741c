"""The line at the bottom: only there while there is work, or while something waits for the network.

It appears after half a second of work and stays a little after it, so that short work does not make it blink.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from mailclient.bridge.events import AccountState, AccountStateChanged, OperationProgress, Progress, Work
from mailclient.gui.controls.button import icon_button, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.problems import problem_text
from mailclient.mail.ids import AccountId, FolderId, OperationId

_APPEAR_MS = 500
_STAY_MS = 900
_HEIGHT = 28


class StatusLine(QFrame):
    """Told by progress and states of accounts; asks for names and for how many operations wait."""

    stop_requested = Signal(object)
    """OperationId: the user has seen enough of it."""

    again_requested = Signal()
    """Connect now, not at the next try."""

    def __init__(
        self,
        folder_name: Callable[[FolderId], str],
        waiting: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "status")
        self.setFixedHeight(_HEIGHT)
        self._folder_name = folder_name
        self._waiting = waiting
        self._work: dict[tuple[AccountId, Work], Progress] = {}
        self._operations: dict[OperationId, OperationProgress] = {}
        self._stopping: set[OperationId] = set()
        self._states: dict[AccountId, AccountState] = {}
        self._words = PlainLabel()
        self._words.setProperty("kind", "meta")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(120)
        self.again = text_button(tr("Try now"), "link")
        self.again.clicked.connect(self.again_requested)
        self.stop = icon_button("x", tr("Stop"), size=tokens.ICON_SMALL)
        self.stop.setFixedSize(_HEIGHT - 4, _HEIGHT - 4)
        self.stop.clicked.connect(self._stop)
        self._appear = QTimer(self, singleShot=True, interval=_APPEAR_MS)
        self._appear.timeout.connect(self._show_words)
        self._vanish = QTimer(self, singleShot=True, interval=_STAY_MS)
        self._vanish.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_16, 0, tokens.SPACE_16, 0)
        row.setSpacing(tokens.SPACE_12)
        row.addWidget(self._words)
        row.addWidget(self.again)
        row.addWidget(self._bar)
        row.addWidget(self.stop)
        row.addStretch()
        self.hide()

    @property
    def text(self) -> str:
        """What there is to say now, shown or not yet."""
        return self._sentence()

    def show_progress(self, progress: Progress) -> None:
        """Work went on, or ended."""
        if progress.work is Work.PART:
            return
        key = (progress.account_id, progress.work)
        if progress.done >= progress.total:
            self._work.pop(key, None)
        else:
            self._work[key] = progress
        self.refresh()

    def show_operation(self, progress: OperationProgress) -> None:
        """A long operation went on."""
        self._operations[progress.operation_id] = progress
        self.refresh()

    def end_operation(self, operation_id: OperationId) -> None:
        """It is over, one way or another."""
        self._operations.pop(operation_id, None)
        self._stopping.discard(operation_id)
        self.refresh()

    def show_state(self, change: AccountStateChanged) -> None:
        """An account came or went online."""
        self._states[change.account_id] = change.state
        tell_plainly(self, str(problem_text(change.problem)) if change.problem is not None else "")
        if change.state in (AccountState.OFFLINE, AccountState.WAITING, AccountState.STOPPED):
            self._work = {key: work for key, work in self._work.items() if key[0] != change.account_id}
        self.refresh()

    def forget(self) -> None:
        """The engine is gone, and its work with it."""
        self._work.clear()
        self._operations.clear()
        self._stopping.clear()
        self._states.clear()
        self.refresh()

    def refresh(self) -> None:
        """Say what there is to say, or leave."""
        if not self._sentence():
            self._appear.stop()
            if self.isVisible() and not self._vanish.isActive():
                self._vanish.start()
            return
        self._vanish.stop()
        if self.isVisible():
            self._show_words()
        elif not self._appear.isActive():
            self._appear.start()

    def _show_words(self) -> None:
        sentence = self._sentence()
        if not sentence:
            return
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        busiest = self._longest() or max(self._work.values(), key=lambda work: work.total, default=None)
        self.stop.setVisible(isinstance(busiest, OperationProgress))
        self.stop.setEnabled(isinstance(busiest, OperationProgress) and busiest.operation_id not in self._stopping)
        self._bar.setVisible(busiest is not None)
        self.again.setVisible(AccountState.WAITING in self._states.values())
        if busiest is not None:
            self._bar.setRange(0, 1000)
            self._bar.setValue(busiest.done * 1000 // max(busiest.total, 1))
        self.show()

    def _longest(self) -> OperationProgress | None:
        return max(self._operations.values(), key=lambda one: one.total, default=None)

    def _stop(self) -> None:
        longest = self._longest()
        if longest is not None:
            self._stopping.add(longest.operation_id)
            self._show_words()
            self.stop_requested.emit(longest.operation_id)

    def _sentence(self) -> str:
        words = [_work_words(work, self._folder_name) for work in self._work.values()][:2]
        if (longest := self._longest()) is not None:
            done, total = f"{longest.done:,}", f"{longest.total:,}"
            stopping = longest.operation_id in self._stopping
            doing = tr("Carrying out changes {done} of {total}", done=done, total=total)
            words.insert(0, tr("Stopping…") if stopping else doing)
        if self._states and all(state is AccountState.OFFLINE for state in self._states.values()):
            words.append(tr("Offline"))
        elif any(state is AccountState.WAITING for state in self._states.values()):
            words.append(tr("No connection; trying again"))
        waiting = self._waiting() - len(self._operations)
        if waiting > 0 and words:
            words.append(tr_n("{count} change waiting", "{count} changes waiting", waiting))
        return "  ·  ".join(words)


def _work_words(work: Progress, folder_name: Callable[[FolderId], str]) -> str:
    done, total = f"{work.done:,}", f"{work.total:,}"
    name = folder_name(work.folder_id) if work.folder_id is not None else ""
    match work.work:
        case Work.HEADERS if name:
            return tr("Syncing {folder} {done} of {total}", folder=name, done=done, total=total)
        case Work.HEADERS:
            return tr("Syncing {done} of {total}", done=done, total=total)
        case Work.BODIES:
            return tr("Fetching messages {done} of {total}", done=done, total=total)
        case Work.SEARCH:
            return tr("The server is searching ({percent} %)", percent=work.done * 100 // max(work.total, 1))
        case Work.SENDING:
            return tr("Sending {percent} %", percent=work.done * 100 // max(work.total, 1))
        case _:
            return tr("Carrying out changes {done} of {total}", done=done, total=total)
