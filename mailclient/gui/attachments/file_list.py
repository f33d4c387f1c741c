"""The files of all messages, newest first, found little by little: a mailbox has hundreds of thousands of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QTimer, Signal

from mailclient.gui.attachments.attachment_files import icon_for
from mailclient.gui.attachments.file_kind import FileKind, file_kind
from mailclient.gui.message_view.chip import size_text
from mailclient.mail.body import Attachment
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow, RowKey

_CHUNK = 200
"""Messages looked at in one go."""
_SLICE_SECONDS = 0.012
_PAGE = 80
"""Files that are found ahead of what is looked at."""
_Index = QModelIndex | QPersistentModelIndex


class FileGroup(StrEnum):
    """What one filters by."""

    ALL = "all"
    PICTURES = "pictures"
    PDF = "pdf"
    DOCUMENTS = "documents"
    SOUND = "sound"
    ARCHIVES = "archives"
    MESSAGES = "messages"


_GROUP_OF_ICON = {
    "file-image": FileGroup.PICTURES,
    "file-audio": FileGroup.SOUND,
    "file-video-camera": FileGroup.SOUND,
    "file-spreadsheet": FileGroup.DOCUMENTS,
    "file-text": FileGroup.DOCUMENTS,
    "calendar": FileGroup.DOCUMENTS,
    "file-archive": FileGroup.ARCHIVES,
    "mail": FileGroup.MESSAGES,
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, and the message it came with."""

    attachment: Attachment
    message: MessageRow


def group_of(attachment: Attachment) -> FileGroup:
    """What it is filtered as; ALL for what is of none."""
    if file_kind(attachment.media_type, attachment.filename) is FileKind.PDF:
        return FileGroup.PDF
    icon = icon_for(attachment.media_type, attachment.filename)
    return _GROUP_OF_ICON.get(icon, FileGroup.ALL)


class FileList(QAbstractListModel):
    """Finds files in slices of a few milliseconds, a page ahead of what is shown; ``fetchMore`` goes on."""

    settled = Signal()
    """It has found a page, or all."""

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._found: list[FoundFile] = []
        self._group = FileGroup.ALL
        self._words: tuple[str, ...] = ()
        self._folders: tuple[FolderId, ...] = ()
        self._before: RowKey | None = None
        self._ended = False
        self._wanted = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._look_on)

    def filter(self, group: FileGroup, words: str) -> None:
        """Begin anew: files of this kind in which (or in whose sender or subject) all these words occur."""
        self.beginResetModel()
        self._found.clear()
        self._group, self._words = group, tuple(words.casefold().split())
        self._before, self._ended, self._wanted = None, False, _PAGE
        self._folders = tuple(folder.id for folder in self._reader.folders() if folder.selectable)
        self.endResetModel()
        self._timer.start()

    @property
    def is_looking(self) -> bool:
        """Whether more may be found without being asked for."""
        return self._timer.isActive()

    def file(self, index: _Index) -> FoundFile | None:
        """What a row shows."""
        return self._found[index.row()] if 0 <= index.row() < len(self._found) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, D102 - Qt's own signature
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: _Index, role: int = 0) -> Any:
        """The words for a screen reader; the delegate asks ``file``."""
        found = self.file(index)
        if found is None or role not in (0, 11):
            return None
        attachment = found.attachment
        return f"{attachment.filename}, {size_text(attachment.size)}, {found.message.sender.label}"

    def canFetchMore(self, parent: _Index) -> bool:  # noqa: D102
        return not parent.isValid() and not self._ended and not self._timer.isActive()

    def fetchMore(self, parent: _Index) -> None:  # noqa: D102
        self._wanted = len(self._found) + _PAGE
        self._timer.start()

    def _look_on(self) -> None:
        until = monotonic() + _SLICE_SECONDS
        while not self._ended and len(self._found) < self._wanted:
            self._take_chunk()
            if monotonic() > until:
                return
        self._timer.stop()
        self.settled.emit()

    def _take_chunk(self) -> None:
        with_files = MailList(self._folders, quick=Quick.ATTACHMENT)
        keys = self._reader.list_ids(with_files, before=self._before, limit=_CHUNK) if self._folders else []
        self._ended = len(keys) < _CHUNK
        if not keys:
            return
        self._before = RowKey(keys[-1][1], keys[-1][0])
        fitting = self._fitting([id_ for id_, _received in keys])
        if fitting:
            self.beginInsertRows(QModelIndex(), len(self._found), len(self._found) + len(fitting) - 1)
            self._found.extend(fitting)
            self.endInsertRows()

    def _fitting(self, ids: Sequence[MessageId]) -> list[FoundFile]:
        files = self._reader.files_of(ids)
        rows = self._reader.rows([id_ for id_ in ids if files.get(id_)])
        return [FoundFile(one, row) for row in rows for one in files[row.id] if self._fits(one, row)]

    def _fits(self, attachment: Attachment, row: MessageRow) -> bool:
        if self._group not in (FileGroup.ALL, group_of(attachment)):
            return False
        if not self._words:
            return True
        text = f"{attachment.filename} {row.sender.name} {row.sender.address} {row.subject}".casefold()
        return all(word in text for word in self._words)
