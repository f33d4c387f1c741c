"""The programs of this computer that open a kind of file (freedesktop.org: Desktop Entry and MIME Applications).

On Linux from ``mimeinfo.cache``; elsewhere the system keeps that to itself, and one is chosen by hand.
"""

import mimetypes
import os
import re
import shlex
from configparser import ConfigParser, Error
from dataclasses import dataclass
from pathlib import Path

_MOST = 8
_FIELD = re.compile(r"%[a-zA-Z]")
_FILE_FIELDS = ("%f", "%F", "%u", "%U")


@dataclass(frozen=True, slots=True)
class Program:
    """What it is called, and the words of its command line (with %f and the like)."""

    name: str
    words: tuple[str, ...]

    def command(self, path: Path) -> list[str]:
        """The command line that opens this file."""
        placed = [str(path) if word in _FILE_FIELDS else word for word in self.words]
        if not any(word in _FILE_FIELDS for word in self.words):
            placed.append(str(path))
        return [word for word in placed if not _FIELD.fullmatch(word)]


def programs_for(media_type: str, filename: str) -> list[Program]:
    """A few, those the user installed first. A file without a telling type is taken for what its name says."""
    if media_type in ("", "application/octet-stream"):
        media_type = mimetypes.guess_type(filename)[0] or media_type
    found: dict[str, Program] = {}
    for folder in _folders():
        for entry in _entries_for(folder / "mimeinfo.cache", media_type):
            program = _program(folder / entry)
            if program is not None:
                found.setdefault(program.name, program)
    return list(found.values())[:_MOST]


def _folders() -> list[Path]:
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    others = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(folder) / "applications" for folder in (home, *others.split(":")) if folder]


def _entries_for(cache: Path, media_type: str) -> list[str]:
    read = _read(cache)
    line = read.get("MIME Cache", media_type, fallback="") if read is not None else ""
    return [entry for entry in line.split(";") if entry]


def _program(file: Path) -> Program | None:
    read = _read(file)
    if read is None or not read.has_section("Desktop Entry"):
        return None
    entry = read["Desktop Entry"]
    if "true" in (entry.get("Hidden", ""), entry.get("Terminal", "")) or not entry.get("Exec"):
        return None
    try:
        words = shlex.split(entry["Exec"])
    except ValueError:
        return None
    return Program(entry.get("Name", file.stem), tuple(words)) if words else None


def _read(file: Path) -> ConfigParser | None:
    """None for what is not there or not written as it should be: another program's file, of no use then."""
    parser = ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        return parser if parser.read(file, "utf-8") else None
    except (Error, UnicodeDecodeError):
        return None
