"""Small pictures of files that are here already, drawn when they are first looked at."""

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from mailclient.gui.attachments.file_kind import FileKind, file_kind
from mailclient.gui.attachments.picture_drawing import PictureDrawing
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId, PartPath
from mailclient.store.reader import Reader

_SIDE = 128
"""Pixels: enough for the sharpest screens."""
_KEPT = 600
_LARGEST = 12_000_000


class Thumbnails(QObject):
    """Keeps the last few hundred; nothing is fetched from a server for them."""

    drawn = Signal()

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._drawing = PictureDrawing(self)
        self._images: dict[tuple[MessageId, PartPath], QImage | None] = {}

    def image(self, message_id: MessageId, attachment: Attachment) -> QImage | None:
        """The picture; None while there is none (``drawn`` is emitted when it comes)."""
        key = (message_id, attachment.path)
        if key in self._images:
            return self._images[key]
        kind = file_kind(attachment.media_type, attachment.filename, attachment.size)
        if kind not in (FileKind.PICTURE, FileKind.PDF) or attachment.size > _LARGEST:
            return None
        self._images[key] = None
        while len(self._images) > _KEPT:
            del self._images[next(iter(self._images))]
        data = self._reader.part(message_id, attachment.path)
        if data is not None:
            self._drawing.want(data, kind, QSize(_SIDE, _SIDE), lambda image, _size: self._keep(key, image))
        return None

    def _keep(self, key: tuple[MessageId, PartPath], image: QImage) -> None:
        if key in self._images:
            self._images[key] = image
            self.drawn.emit()
