"""Reading messages that came as files, beside the window's own work: one of 25 MB takes half a second."""

from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal

from mailclient.mail.ids import MessageId

ATTACHED = MessageId(0)
"""Stands for such a message; no message of the store has this id."""


class AttachedReading(QObject):
    """What reads messages is imported with the first of them."""

    ready = Signal(object)
    """AttachedMessage: a reader that knows the message as ``ATTACHED``."""

    def __init__(self, store: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store

    def read(self, data: bytes) -> None:
        """``ready`` follows, unless the window has gone by then."""

        def work() -> None:
            from mailclient.gui.message_view.attached_message import AttachedMessage
            from mailclient.gui.protection.clear_message import clear_message

            message = AttachedMessage(self._store, clear_message(data), ATTACHED)
            try:
                self.ready.emit(message)
            except RuntimeError:  # the window has gone
                return

        QThreadPool.globalInstance().start(work)
