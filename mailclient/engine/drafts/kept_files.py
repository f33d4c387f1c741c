"""Attachments that were no files before (parts of messages, pasted pictures): kept as files of the profile, once.

So a save takes a path along and not the bytes, however often it is saved, and however large they are. A folder for each
draft, a file for each content; it goes when the draft has ended for good.
"""

import errno
import logging
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from mailclient.engine.composing.file_content import FileContent
from mailclient.engine.drafts.sealed_file import sealed_pieces, sealed_size
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.profile import Profile

log = logging.getLogger(__name__)


def keep(profile: Profile, draft_id: DraftId, data: bytes, key: bytes | None = None, salt: bytes = b"") -> None:
    """On return it is on the disk, sealed with ``key``. Blocks. ``MailError``: DISK_FULL, FILE_UNWRITABLE."""
    path = profile.draft_file(draft_id, data, salt)
    size = sealed_size(path)
    if size == len(data) or (size is None and key is None and path.exists() and path.stat().st_size == len(data)):
        return
    pieces = (data,) if key is None else sealed_pieces(key, path.name, len(data), (data,))
    _write(profile, path, pieces)


def seal_all(profile: Profile, paths: Iterable[Path], key: bytes) -> None:
    """Seal those of the files kept for drafts that are in the clear. Blocks. ``MailError`` as ``keep``."""
    for path in paths:
        if path.exists() and sealed_size(path) is None:
            content = FileContent(str(path), path.stat().st_size, path.stat().st_mtime_ns)
            _write(profile, path, sealed_pieces(key, path.name, content.size, content))


def kept_for(profile: Profile, draft_id: DraftId) -> list[Path]:
    """The files that are kept for it. Blocks."""
    folder = profile.draft_files / draft_id
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _write(profile: Profile, path: Path, pieces: Iterable[bytes]) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        for folder in (path.parent, profile.draft_files, profile.directory):
            _sync_folder(folder)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        kind = ProblemKind.DISK_FULL if full else ProblemKind.FILE_UNWRITABLE
        raise MailError(Problem(kind, str(path.parent), str(error))) from error


def folders(profile: Profile) -> list[DraftId]:
    """The drafts that files are kept for. Blocks."""
    if not profile.draft_files.is_dir():
        return []
    return [DraftId(folder.name) for folder in profile.draft_files.iterdir()]


def delete(profile: Profile, drafts: Collection[DraftId]) -> None:
    """Delete what is kept for these. Blocks."""
    for draft_id in drafts:
        try:
            shutil.rmtree(profile.draft_files / draft_id)
        except OSError as error:
            log.info("files of a draft stay: %s", error)


def _sync_folder(folder: Path) -> None:
    """Have the disk know a name that is new in it; only where folders can be opened."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
