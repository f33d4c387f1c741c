"""Asks the engine to open a message, and joins what comes; what is large is read away from the window's own work."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Protection

if TYPE_CHECKING:  # reading messages is imported with the first that is opened
    from mailclient.gui.protection.clear_message import ClearMessage

WHOLE = PartPath("")
Ask = Callable[[str], commands.OpenMessage | commands.OpenBytes]
"""From a request id to what is asked."""


@dataclass(frozen=True, slots=True)
class Opened:
    """``clear`` None: what is stored is right (merely signed), or it could not be opened: see ``protection``."""

    protection: Protection
    clear: "ClearMessage | None" = field(default=None, repr=False)

    @property
    def is_secret(self) -> bool:
        """Whether what is shown was encrypted."""
        encryption = self.protection.encryption
        return self.clear is not None and encryption is not None and encryption.decrypted


class MessageOpening(QObject):
    """One at a time: what is asked next ends what was asked before. Sends ``OpenMessage`` or ``OpenBytes``.

    Asked again by itself when the engine comes back. ``cancel`` sends ``CancelRequest``.
    """

    opened = Signal(object)
    """Opened."""
    failed = Signal(object)
    """Problem."""
    progressed = Signal(int)
    """Bytes of clear text that have come."""
    _read = Signal(str, object)
    """Request id, Opened: from the thread that read it."""

    def __init__(self, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self._ask: Ask | None = None
        self._request = ""
        self._pieces: list[bytes] = []
        self._come = 0
        self._read.connect(self._tell)
        link.received.connect(self._receive)

    @property
    def running(self) -> bool:
        """Whether an answer is still to come."""
        return self._ask is not None

    def open_message(self, message_id: MessageId) -> None:
        """Of the store."""
        self._begin(lambda request_id: commands.OpenMessage(request_id, message_id))

    def open_bytes(self, data: bytes, path: PartPath = WHOLE) -> None:
        """A message that is no row of the store, or (``path``) an encrypted part of one."""
        self._begin(lambda request_id: commands.OpenBytes(request_id, data, path))

    def cancel(self) -> None:
        """The answer is not wanted any more; what has come of it is let go."""
        if self._request:
            self._link.send(commands.CancelRequest(self._request))
        self._forget()

    def _begin(self, ask: Ask) -> None:
        self.cancel()
        self._ask = ask
        self._request = request_id = fresh_request_id()
        self._link.request(ask(request_id), lambda event: self._answer(request_id, event))

    def _forget(self) -> None:
        self._ask = None
        self._request = ""
        self._pieces = []
        self._come = 0

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.ClearPiece(request_id=request_id, data=data) if request_id == self._request:
                self._pieces.append(data)
                self._come += len(data)
                self.progressed.emit(self._come)
            case events.Ready() if self._ask is not None:
                self._begin_again(self._ask)
            case _:
                pass

    def _begin_again(self, ask: Ask) -> None:
        """The engine that was asked is gone, or was not there yet."""
        self._forget()
        self._begin(ask)

    def _answer(self, request_id: str, event: events.Finished | events.Failed) -> None:
        if request_id != self._request or not isValid(self):
            return
        opened = event.opened if isinstance(event, events.Finished) else None
        if opened is None or opened.size != self._come:
            self._forget()
            problem = event.problem if isinstance(event, events.Failed) else Problem(ProblemKind.INTERNAL)
            self.failed.emit(problem)
            return
        pieces, self._pieces = self._pieces, []
        if not pieces:
            self._tell(request_id, Opened(opened.protection))
            return

        def work() -> None:
            from mailclient.gui.protection.clear_message import clear_message

            read = Opened(opened.protection, clear_message(b"".join(pieces)))
            try:
                self._read.emit(request_id, read)
            except RuntimeError:  # the window has gone
                return

        QThreadPool.globalInstance().start(work)

    def _tell(self, request_id: str, opened: Opened) -> None:
        if request_id == self._request:
            self._forget()
            self.opened.emit(opened)
