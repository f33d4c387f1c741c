"""The pictures in the text: parts with a Content-ID, shown scaled, never fetched from anywhere."""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes
from uuid import uuid4

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeDatabase, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QImageReader, QTextDocument

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.editing.passage import Passage, with_runs
from mailclient.gui.composer.editing.run import Picture, Run
from mailclient.gui.composer.editing.run_writing import OBJECT
from mailclient.gui.theme import theme
from mailclient.language import tr

SMALL, MEDIUM = 240, 480
WIDEST = 640
"""Pixels. A picture that is wider is shown so wide unless one chooses otherwise; its file stays as it is."""
_SHOWN_WIDEST = 1_600
"""What is held for the screen is no wider."""
_PIXEL_LIMIT = 120_000_000
DATA_LIMIT = 20_000_000
"""Bytes of a picture that stands in HTML."""
_DATA_URL = re.compile(r"data:(image/[a-z0-9.+-]{1,30})(?:;[a-z-]+=[^;,]{0,50})*(;base64)?,", re.IGNORECASE)
_TYPES = {b"png": "image/png", b"jpeg": "image/jpeg", b"gif": "image/gif", b"webp": "image/webp"}
_AWAITED = (120, 80)
_KIND = QTextDocument.ResourceType.ImageResource.value


@dataclass(frozen=True, slots=True)
class _Kept:
    file: DraftFile
    size: QSize
    """In pixels; empty: it cannot be shown."""


class Pictures:
    """Of one document. What was taken in stays, so that Undo can bring it back."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._kept: dict[str, _Kept] = {}

    def __contains__(self, content_id: str) -> bool:
        return content_id in self._kept

    def take(self, file: DraftFile) -> Picture | None:
        """Keep a picture, with a new Content-ID if it has none; None: it is none that can be shown."""
        image, size, media_type = _read(file)
        if image is None and not file.content_id:
            return None
        content_id = file.content_id or f"{uuid4().hex[:20]}@pictures"
        kept = DraftFile(
            file.filename or tr("picture.png"),
            file.media_type if file.content_id or not media_type else media_type,
            path=file.path,
            data=file.data,
            content_id=content_id,
            size=file.size,
            modified_ns=file.modified_ns,
        )
        self._kept[content_id] = _Kept(kept, size)
        if image is not None:
            self._document.addResource(_KIND, QUrl(f"cid:{content_id}"), image)
        return Picture(content_id, width=WIDEST if size.width() > WIDEST else 0)

    def come(self, files: Iterable[DraftFile]) -> None:
        """Take these, and lay out the lines that show them; all of a long text would take its time."""
        names = set()
        for file in files:
            self.take(file)
            names.add(f"cid:{file.content_id}")
        found = self._document.find(OBJECT, 0)
        while not found.isNull():
            if found.charFormat().toImageFormat().name() in names:
                self._document.markContentsDirty(found.block().position(), found.block().length())
            found = self._document.find(OBJECT, found)

    def files(self, content_ids: Iterable[str]) -> tuple[DraftFile, ...]:
        """The files of these pictures, as far as they are here."""
        return tuple(self._kept[one].file for one in dict.fromkeys(content_ids) if one in self._kept)

    def natural_width(self, content_id: str) -> int:
        """In pixels; 0: it is not known."""
        return self._kept[content_id].size.width() if content_id in self._kept else 0

    def taken_in(self, passages: list[Passage], urls: Sequence[str]) -> list[Passage]:
        """Pictures that stand in the HTML itself become parts; what is none leaves its alternative text."""
        if not urls:
            return passages
        found: dict[str, Picture | None] = {}
        for number, url in enumerate(urls):
            file = file_of_data_url(url)
            found[f"data:{number}"] = self.take(file) if file is not None else None

        def settled(run: Run) -> Run:
            if run.picture is None or run.picture.content_id not in found:
                return run
            taken = found[run.picture.content_id]
            if taken is None:
                return Run(run.picture.alt, run.look)
            shown = Picture(taken.content_id, run.picture.alt, run.picture.width or taken.width)
            return Run("", run.look, shown)

        return [with_runs(one, settled) for one in passages]

    def without_strange(self, passages: list[Passage]) -> list[Passage]:
        """Pictures that are none of ours leave their alternative text."""

        def settled(run: Run) -> Run:
            strange = run.picture is not None and run.picture.content_id not in self
            return Run(run.picture.alt, run.look) if strange and run.picture is not None else run

        return [with_runs(one, settled) for one in passages]


def awaited_picture() -> QImage:
    """Stands in the text where a picture is not there yet."""
    made = QImage(*_AWAITED, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(QColor(theme().palette.field))
    return made


def file_from(path: Path) -> DraftFile:
    """A file on disk as an attachment; its bytes are read when the message is sent."""
    media_type = QMimeDatabase().mimeTypeForFile(str(path)).name()
    return DraftFile(path.name, media_type or "application/octet-stream", path=str(path))


def file_of_image(image: QImage) -> DraftFile:
    """A picture of the clipboard as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs have bytes, Qt takes str
    return DraftFile(tr("picture.png"), "image/png", data=bytes(buffer.data().data()))


def file_of_data_url(url: str) -> DraftFile | None:
    """A picture that stands in the HTML itself; None where it is too large or none."""
    head = _DATA_URL.match(url[:300])
    if head is None or len(url) > DATA_LIMIT * 2:
        return None
    try:
        body = url[head.end() :]
        data = base64.b64decode(unquote_to_bytes(body)) if head.group(2) else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None
    media_type = head.group(1).lower()
    return DraftFile(f"{tr('picture')}.{media_type.partition('/')[2]}", media_type, data=data)


def _read(file: DraftFile) -> tuple[QImage | None, QSize, str]:
    """The picture for the screen, its true size, and its media type by its first bytes."""
    data = file.data
    if not data and file.path:
        try:
            data = Path(file.path).read_bytes()
        except OSError:
            return None, QSize(), ""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    media_type = _TYPES.get(bytes(reader.format().data()), "")
    size = reader.size()
    if not media_type or not size.isValid() or size.width() * size.height() > _PIXEL_LIMIT:
        return None, QSize(), ""
    if size.width() > _SHOWN_WIDEST:
        reader.setScaledSize(size.scaled(_SHOWN_WIDEST, size.height(), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return (None, QSize(), "") if image.isNull() else (image, size, media_type)
