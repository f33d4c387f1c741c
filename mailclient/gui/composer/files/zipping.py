"""Several files or a folder as one zip file, written on a thread of the pool."""

import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, SignalInstance

from mailclient.mail.problem import Problem, ProblemKind

_PIECE = 1024 * 1024


class Zipping(QObject):
    """One zip file being made; names in it are UTF-8. Exactly one of ``done`` and ``failed`` follows, unless it is
    cancelled: then neither, and nothing is left on the disk."""

    progressed = Signal(float)
    """0 to 1."""
    done = Signal(object)
    """Path"""
    failed = Signal(object)
    """Problem"""

    def __init__(
        self, paths: Sequence[Path], target: Path, parent: QObject | None = None, *, names: Sequence[str] = ()
    ) -> None:
        """``names``: what each is called in it; its own name where none is given."""
        super().__init__(parent)
        self.paths, self.target = tuple(paths), target
        self.names = tuple(names) or tuple(path.name for path in self.paths)
        self.cancelled = False

    def start(self) -> None:
        """Begin."""
        QThreadPool.globalInstance().start(_Job(self))

    def cancel(self) -> None:
        """Stop at the next piece."""
        self.cancelled = True


class _Job(QRunnable):
    def __init__(self, zipping: Zipping) -> None:
        super().__init__()
        self._zipping = zipping

    def run(self) -> None:
        """Write it beside its place, then put it there."""
        zipping = self._zipping
        begun = zipping.target.with_name(zipping.target.name + ".part")
        try:
            begun.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(begun)
            if not zipping.cancelled:
                begun.replace(zipping.target)
        except OSError as error:
            kind = ProblemKind.DISK_FULL if error.errno in _NO_ROOM else ProblemKind.FILE_UNREADABLE
            name = os.fsdecode(error.filename) if error.filename else str(zipping.target)
            self._tell(zipping.failed, Problem(kind, name, str(error)))
        else:
            if not zipping.cancelled:
                self._tell(zipping.done, zipping.target)
        finally:
            begun.unlink(missing_ok=True)

    def _write(self, begun: Path) -> None:
        found = list(_files(self._zipping.paths, self._zipping.names))
        total = sum(size for _path, _name, size in found) or 1
        written, told = 0, 0
        with zipfile.ZipFile(begun, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as packed:
            for path, name, _size in found:
                entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
                entry.compress_type = zipfile.ZIP_DEFLATED
                if entry.is_dir():
                    packed.writestr(entry, b"")
                    continue
                with path.open("rb") as source, packed.open(entry, "w", force_zip64=entry.file_size > 2**31) as target:
                    while piece := source.read(_PIECE):
                        if self._zipping.cancelled:
                            return
                        target.write(piece)
                        written += len(piece)
                        if written * 50 // total > told:
                            told = written * 50 // total
                            self._tell(self._zipping.progressed, min(written / total, 1.0))

    @staticmethod
    def _tell(signal: SignalInstance, value: object) -> None:
        try:
            signal.emit(value)
        except RuntimeError:  # the composer is gone meanwhile
            return


_NO_ROOM = (28, 122)
"""ENOSPC, EDQUOT."""


def _files(paths: Sequence[Path], names: Sequence[str]) -> Iterator[tuple[Path, str, int]]:
    """Each file with the name it gets and its size; of folders all regular files, links are not followed."""
    taken: set[str] = set()
    for top, called in zip(paths, names, strict=True):
        for path, name in _below(top, called):
            mode = path.lstat() if path != top else path.stat()
            if stat.S_ISREG(mode.st_mode) or stat.S_ISDIR(mode.st_mode):
                free = _free(unicodedata.normalize("NFC", name), taken)
                taken.add(free)
                yield path, free, mode.st_size if stat.S_ISREG(mode.st_mode) else 0


def _below(top: Path, called: str) -> Iterator[tuple[Path, str]]:
    if not top.is_dir():
        yield top, called
        return
    for folder, names, files in os.walk(top, onerror=_raise):
        names.sort()
        if not names and not files:
            yield Path(folder), f"{Path(called, Path(folder).relative_to(top))}/"
        for name in sorted(files):
            path = Path(folder, name)
            yield path, str(Path(called, path.relative_to(top)))


def _raise(error: OSError) -> None:
    raise error


def _free(name: str, taken: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    number = 2
    tried = name
    while tried in taken:
        tried = f"{stem} ({number}){dot}{extension}" if stem else f"{name} ({number})"
        number += 1
    return tried
