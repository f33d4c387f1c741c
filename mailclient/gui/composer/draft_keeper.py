"""Saves what is being written while it is written."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import AccountId, DraftId, OperationId

PAUSE_MS = 300
"""After the last key."""
LONGEST_MS = 2_000
"""After the first key that is not saved."""

Current = Callable[[], tuple[AccountId, DraftContent]]


class DraftKeeper(QObject):
    """Sends ``SaveDraft``: one at a time, so that a slow disk is not flooded; the last text always follows."""

    saved = Signal()
    """The text as it is now is on the disk."""
    refused = Signal(object)
    """Problem: it could not be written; it is tried again with the next key."""

    def __init__(self, link: EngineLink, draft_id: DraftId, current: Current, parent: QObject) -> None:
        super().__init__(parent)
        self._link, self._draft_id, self._current = link, draft_id, current
        self._waiting_for: OperationId | None = None
        self._changed = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._pause.timeout.connect(self.save_now)
        self._longest.timeout.connect(self.save_now)
        self.ever_saved = False
        link.received.connect(self._receive)

    def note_change(self) -> None:
        """Something was typed."""
        self._changed = True
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def save_now(self) -> None:
        """Save what is not saved yet."""
        self._pause.stop()
        self._longest.stop()
        if not self._changed or self._waiting_for is not None:
            return
        self._changed = False
        self.ever_saved = True
        account_id, content = self._current()
        self._waiting_for = fresh_operation_id()
        data = msgspec.msgpack.encode(content)
        self._link.operate(commands.SaveDraft(self._waiting_for, self._draft_id, account_id, data))

    def stop(self) -> None:
        """Save no more: the message is sent or thrown away."""
        self._pause.stop()
        self._longest.stop()
        self._changed = False

    def discard(self) -> None:
        """Throw the saved draft away."""
        self.stop()
        if self.ever_saved:
            self._link.operate(commands.DiscardDraft(fresh_operation_id(), self._draft_id))

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done == self._waiting_for:
                self._waiting_for = None
                if self._changed:
                    if not self._pause.isActive():
                        self.save_now()
                else:
                    self.saved.emit()
            case events.Refused(operation_id=done, problem=problem) if done == self._waiting_for:
                self._waiting_for = None
                self._changed = True
                self.refused.emit(problem)
            case _:
                pass
