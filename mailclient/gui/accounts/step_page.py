"""The page on which something is waited for: a line for each step, as it happens."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from mailclient.bridge import events
from mailclient.gui.accounts.step_list import StepList
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.discovery import step_sentence
from mailclient.mail.discovery import StepState


class StepPage(QWidget):
    """Shows ``DiscoveryStep`` and ``LoginStep``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = StepList()
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_16)
        column.addWidget(progress)
        column.addWidget(self.list)
        column.addStretch()

    def show_discovery(self, event: events.DiscoveryStep) -> None:
        """How a step of the search stands."""
        self.list.tell(f"{event.step}/{event.subject}", step_sentence(event.step, event.subject), event.state)

    def show_login(self, event: events.LoginStep) -> None:
        """The step before has worked, or this one would not be there."""
        self.list.settle(StepState.FOUND)
        words = {
            events.LoginPhase.CONNECTING: tr("Connecting to {server}", server=event.subject),
            events.LoginPhase.SECURING: tr("Securing the connection"),
            events.LoginPhase.LOGGING_IN: tr("Logging in"),
            events.LoginPhase.SENDING: tr("Asking the server for sending, {server}", server=event.subject),
        }
        self.list.tell(f"{event.phase}/{event.subject}", words[event.phase], StepState.RUNNING)
