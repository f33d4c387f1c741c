"""What is on its way and not sent yet.

A message that was just handed in is on its way for a few seconds; only what stays longer, or failed, is counted.
"""

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationState, OutboxRow, OutgoingState

_PATIENCE_SECONDS = 15.0
_UNSENT = (OutgoingState.QUEUED, OutgoingState.SENDING, OutgoingState.IN_DOUBT)


def waits_for_user(row: OutboxRow) -> bool:
    """It is not tried again by itself."""
    return row.operation_state is OperationState.FAILED


class Outbox(QObject):
    """Knows what is unsent. ``refresh`` is called on FoldersChanged. Sends ``RetryOperation``, ``UndoOperation``."""

    changed = Signal(int)
    """So many messages are unsent."""
    edit_requested = Signal(object, object)
    """OutboxRow, Outgoing: taken out of the outbox, to be opened in a composer."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self.rows: list[OutboxRow] = []
        self._taking: dict[OperationId, tuple[OutboxRow, Outgoing]] = {}
        self._soon = QTimer(self, singleShot=True, interval=int(_PATIENCE_SECONDS * 1000))
        self._soon.timeout.connect(self.refresh)
        link.received.connect(self._receive)

    def refresh(self) -> None:
        """Read the outbox again."""
        unsent = [row for row in self._reader.outbox() if row.state in _UNSENT]
        late = time.time() - _PATIENCE_SECONDS
        self.rows = [row for row in unsent if row.problem is not None or row.created_at < late]
        if len(self.rows) < len(unsent) and not self._soon.isActive():
            self._soon.start()
        self.changed.emit(len(self.rows))

    def send_again(self, row: OutboxRow) -> None:
        """Try now; for a message in doubt this is the user's word to send it."""
        self._link.operate(commands.RetryOperation(row.operation_id))

    def edit(self, row: OutboxRow) -> None:
        """Take it out and write on; nothing opens when it has just been sent after all."""
        outgoing = self._reader.outgoing(row.operation_id)
        if outgoing is not None:
            self._taking[row.operation_id] = row, outgoing
            self._link.operate(commands.UndoOperation(row.operation_id))

    def delete(self, row: OutboxRow, parent: QWidget) -> None:
        """Throw it away, after a question over ``parent``."""

        def act() -> None:
            self._link.operate(commands.UndoOperation(row.operation_id))
            if row.draft_id is not None:
                self._link.operate(commands.DiscardDraft(fresh_operation_id(), row.draft_id))

        title = tr("Delete “{subject}” unsent?", subject=row.subject or tr("(no subject)"))
        ask(parent, title, tr("This cannot be undone."), tr("Delete"), act, danger=True)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done in self._taking:
                self.edit_requested.emit(*self._taking.pop(done))
            case events.Refused(operation_id=done):
                self._taking.pop(done, None)
            case _:
                pass
