"""What is protected inside a message, beside its text: offered in bars, and opened apart from it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.attached_reading import ATTACHED
from mailclient.gui.message_view.bars import BodyBars
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.protection.inner_part import InnerPart
from mailclient.gui.protection.key_deeds import KeyDeeds
from mailclient.gui.protection.notes import ProtectionNotes
from mailclient.gui.protection.opened_reader import OpenedReader
from mailclient.gui.protection.opening import Opened
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.store.rows import StoredMessage


class ProtectedInside(QObject):
    """Of one pane; ``show_message`` with what is shown, ``clear`` when another message is."""

    window_wanted = Signal(object, object)
    """AttachedMessage, Opened: an encrypted part to be read by itself."""
    locked = Signal(object)
    """Encryption of a part that could not be opened."""
    failed = Signal(object)
    """Problem."""

    def __init__(
        self, reader: OpenedReader, link: EngineLink, bars: BodyBars, parts: Parts, keys: KeyDeeds, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._store: Path = reader.path
        self._parts, self._keys = parts, keys
        self._message_id: MessageId | None = None
        self.notes = ProtectionNotes(bars, self)
        self._inner = InnerPart(reader, link, self)
        self.notes.part_requested.connect(self._open)
        self.notes.key_requested.connect(self._look_at)
        self.notes.setup_requested.connect(self._set_up)
        self._inner.opened.connect(self._show)
        self._inner.locked.connect(self.locked)
        self._inner.failed.connect(self.failed)

    def show_message(self, message: StoredMessage, body: Body) -> None:
        """Offer what is in it."""
        self._message_id = message.row.id
        self.notes.show_message(message, body)

    def clear(self) -> None:
        """Nothing of it is wanted any more."""
        self._message_id = None
        self._inner.cancel()
        self.notes.clear()

    def _open(self, path: PartPath) -> None:
        if self._message_id is not None:
            self._inner.open(self._message_id, path)

    def _show(self, opened: Opened) -> None:
        from mailclient.gui.message_view.attached_message import AttachedMessage

        if opened.clear is not None:
            self.window_wanted.emit(AttachedMessage(self._store, opened.clear, ATTACHED), opened)

    def _look_at(self, attachment: Attachment) -> None:
        if self._message_id is not None:
            self._parts.want(self._message_id, attachment.path, self._keys.look_at, self.failed.emit)

    def _set_up(self, attachment: Attachment) -> None:
        if self._message_id is not None:
            self._parts.want(self._message_id, attachment.path, self._keys.take_over, self.failed.emit)
