"""Opens an encrypted part of a message in a window of its own, so that nothing of the message can draw it out."""

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.protection.opened_reader import OpenedReader
from mailclient.gui.protection.opening import MessageOpening, Opened
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import Problem, ProblemKind


class InnerPart(QObject):
    """One at a time. The message around it is fetched as a whole (``FetchWhole``) where it must be."""

    opened = Signal(object)
    """Opened, with a clear message."""
    locked = Signal(object)
    """Encryption: why it stays closed."""
    failed = Signal(object)
    """Problem."""

    def __init__(self, reader: OpenedReader, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self._wanted: tuple[MessageId, PartPath] | None = None
        self._opening = MessageOpening(link, self)
        self._opening.opened.connect(self._tell)
        self._opening.failed.connect(self.failed)

    def open(self, message_id: MessageId, path: PartPath) -> None:
        """This part of this message; ends what was asked before."""
        self._wanted = (message_id, path)
        clear = self._reader.clear(message_id)
        whole = clear.data if clear is not None else self._reader.whole(message_id)
        if whole is not None:
            self._opening.open_bytes(whole, path)
            return
        self._link.request(commands.FetchWhole(fresh_request_id(), (message_id,)), self._answer)

    def cancel(self) -> None:
        """The message around it is left."""
        self._wanted = None
        self._opening.cancel()

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if self._wanted is None:
            return
        message_id, path = self._wanted
        whole = self._reader.whole(message_id)
        if whole is not None:
            self._opening.open_bytes(whole, path)
        elif isinstance(event, events.Failed):
            self.failed.emit(event.problem)

    def _tell(self, opened: Opened) -> None:
        encryption = opened.protection.encryption
        if opened.clear is not None:
            self.opened.emit(opened)
        elif encryption is not None:
            self.locked.emit(encryption)
        else:
            self.failed.emit(Problem(ProblemKind.UNREADABLE_MESSAGE))
