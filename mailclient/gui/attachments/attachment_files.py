"""Attachments as files: where they are saved, and the copies that other programs open."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QStandardPaths, QStorageInfo, QTemporaryDir

from mailclient.gui.attachments.file_danger import ending_of
from mailclient.gui.attachments.quarantine import mark_as_foreign
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.filename import safe_filename

_COPIES, _LOCK = "mailclient-copies-", ".lock"
_MEMORY_SYSTEMS = (b"tmpfs", b"ramfs")
_ICONS = (
    ("image/", "file-image"),
    ("audio/", "file-audio"),
    ("video/", "file-video-camera"),
    ("text/calendar", "calendar"),
    ("text/csv", "file-spreadsheet"),
    ("message/", "mail"),
    ("text/", "file-text"),
    ("application/pdf", "file-text"),
)
_ICON_WORDS = (
    (("spreadsheet", "excel"), "file-spreadsheet"),
    (("zip", "compressed", "tar", "archive", "7z"), "file-archive"),
    (("document", "word", "hwp", "rtf"), "file-text"),
)
_ICON_ENDINGS = {
    "file-spreadsheet": "xls xlsx ods csv cell",
    "file-archive": "zip gz tgz 7z rar tar xz",
    "file-text": "pdf doc docx odt hwp hwpx rtf txt md ppt pptx odp",
    "file-image": "png jpg jpeg gif webp svg heic bmp",
}


def icon_for(media_type: str, filename: str) -> str:
    """The name of the icon for a type; the file name decides where the type says nothing."""
    for start, icon in _ICONS:
        if media_type.startswith(start):
            return icon
    for words, icon in _ICON_WORDS:
        if any(word in media_type for word in words):
            return icon
    ending = ending_of(filename)
    return next((icon for icon, endings in _ICON_ENDINGS.items() if ending in endings.split()), "file")


def free_path(folder: Path, filename: str) -> Path:
    """A path in ``folder`` that does not exist: "name.ext", "name (2).ext" …; the name is made safe once more."""
    name = safe_filename(filename)
    path = folder / name
    number = 2
    while os.path.lexists(path):
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path


def save(data: bytes, path: Path) -> None:
    """Write ``data`` so that ``path`` is never half a file, nor runs. ``MailError``: FILE_UNREADABLE, DISK_FULL."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".saving-", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        mark_as_foreign(path)
    except OSError as error:
        kind = ProblemKind.DISK_FULL if error.errno == errno.ENOSPC else ProblemKind.FILE_UNREADABLE
        raise MailError(Problem(kind, str(path), str(error))) from error


def downloads() -> Path:
    """Where files are saved when nothing else was said."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    return Path(where) if where and Path(where).is_dir() else Path.home()


def memory_folder() -> Path | None:
    """A folder of the user's own that is in memory, not on a disk; None where the system has none."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    if not where or bytes(QStorageInfo(where).fileSystemType().data()) not in _MEMORY_SYSTEMS:
        return None
    return Path(where) if os.access(where, os.W_OK) else None


class OpenedFiles:
    """Copies of attachments for other programs, in a folder only the user can read; gone when the program ends.

    They are read-only, so that nobody edits a file that is about to disappear. ``parent``: where the folder is made.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = str(parent) if parent is not None else QDir.tempPath()
        self._folder: QTemporaryDir | None = None
        self._lock: QLockFile | None = None

    def put(self, data: bytes, filename: str) -> Path:
        """A fresh copy with this name. ``MailError``: FILE_UNREADABLE, DISK_FULL."""
        if self._folder is None:
            self._folder = QTemporaryDir(f"{self._parent}/{_COPIES}XXXXXX")
            if not self._folder.isValid():
                raise MailError(Problem(ProblemKind.FILE_UNREADABLE, self._parent, self._folder.errorString()))
            self._lock = _lock_of(Path(self._folder.path()))
            self._lock.tryLock(0)
        path = free_path(Path(self._folder.path()), filename)
        save(data, path)
        path.chmod(0o400)
        return path


def sweep_copies() -> None:
    """Remove what a program that was killed could not: nobody holds these folders any more."""
    for parent in {Path(QDir.tempPath()), memory_folder() or Path(QDir.tempPath())}:
        for folder in parent.glob(f"{_COPIES}*"):
            lock = _lock_of(folder)
            if os.path.exists(lock.fileName()) and lock.tryLock(0):
                shutil.rmtree(folder, ignore_errors=True)


def _lock_of(folder: Path) -> QLockFile:
    """It tells whether the program that made the folder still runs, however old it is."""
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(0)
    return lock


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
