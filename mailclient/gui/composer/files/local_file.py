"""A file on disk as an attachment, and whether it is still what was attached."""

import os
import stat
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QMimeDatabase

from mailclient.bridge.draft import DraftFile
from mailclient.language import tr


class NotAttachableError(Exception):
    """This path cannot be attached; the words say why."""


class FileState(StrEnum):
    """A file compared with what it was when it was attached."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


def local_file(path: Path) -> DraftFile:
    """The file at ``path``; its bytes are read when the message is made. ``NotAttachableError``.

    Nothing but a regular file is opened: a pipe or a device would keep the window waiting.
    """
    name = shown_name(path)
    try:
        found = path.stat()
    except PermissionError as error:
        raise NotAttachableError(tr("“{name}” may not be read by you.", name=name)) from error
    except OSError as error:
        raise NotAttachableError(tr("“{name}” is not there.", name=name)) from error
    if stat.S_ISDIR(found.st_mode):
        raise NotAttachableError(tr("“{name}” is a folder: attach it as a zip file.", name=name))
    if not stat.S_ISREG(found.st_mode):
        raise NotAttachableError(tr("“{name}” is a device and no file.", name=name))
    if not os.access(path, os.R_OK):
        raise NotAttachableError(tr("“{name}” may not be read by you.", name=name))
    media_type = QMimeDatabase().mimeTypeForFile(str(path)).name() or "application/octet-stream"
    return DraftFile(name, media_type, path=str(path), size=found.st_size, modified_ns=found.st_mtime_ns)


def shown_name(path: Path) -> str:
    """The name without what would break a line or cannot be encoded."""
    name = path.name or str(path)
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text)


def state_of(file: DraftFile) -> FileState:
    """As it is now; bytes that are in the draft itself do not change."""
    if not file.path:
        return FileState.SAME
    try:
        found = Path(file.path).stat()
    except OSError:
        return FileState.GONE
    if not stat.S_ISREG(found.st_mode):
        return FileState.GONE
    same = file.size in (-1, found.st_size) and file.modified_ns in (-1, found.st_mtime_ns)
    return FileState.SAME if same else FileState.CHANGED


def local_again(file: DraftFile) -> DraftFile:
    """The same attachment with what is at its path now; itself where nothing is."""
    try:
        now = local_file(Path(file.path))
    except NotAttachableError:
        return file
    return DraftFile(file.filename, now.media_type, path=file.path, size=now.size, modified_ns=now.modified_ns)


def file_size(file: DraftFile) -> int:
    """Bytes; 0 for a file that is gone."""
    if not file.path:
        return len(file.data)
    if file.size >= 0:
        return file.size
    try:
        return Path(file.path).stat().st_size
    except OSError:
        return 0
