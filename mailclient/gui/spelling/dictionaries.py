"""Where dictionaries lie: in the profile (added by the user), on the system, and the English one of the library.

One is added from a ``.dic`` with its ``.aff`` beside it, or from a package that holds such files: what LibreOffice
(``.oxt``) and Mozilla (``.xpi``) offer, or any ZIP.
"""

import os
import shutil
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

_ON_SYSTEM = (
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
    "~/Library/Spelling",
    "~/.local/share/hunspell",
)
LARGEST_BYTES = 60 * 1024 * 1024
"""Of one file; the largest known dictionaries have 20 MB."""
_MOST_MEMBERS = 2_000


class NoDictionaryError(Exception):
    """The file holds no dictionary that can be used."""


def dictionaries(own: Path) -> dict[str, Path]:
    """Name (``en_US``) → its ``.dic``; those in ``own`` go before those of the system."""
    found: dict[str, Path] = {}
    for folder in (own, *(Path(name).expanduser() for name in _ON_SYSTEM), *_of_the_library()):
        for path in sorted(folder.glob("*.dic")):
            if path.with_suffix(".aff").is_file() and not path.stem.startswith("hyph_"):
                found.setdefault(path.stem.replace("-", "_"), path)
    return found


def add_dictionary(path: Path, own: Path) -> list[str]:
    """Copy what ``path`` holds into ``own``; the names. ``NoDictionaryError``, ``OSError``."""
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = _copy_files(path, own) if path.suffix.lower() in (".dic", ".aff") else _unpack(path, own)
    if not names:
        raise NoDictionaryError
    return names


def _copy_files(path: Path, own: Path) -> list[str]:
    pair = [path.with_suffix(suffix) for suffix in (".aff", ".dic")]
    if not all(file.is_file() and file.stat().st_size <= LARGEST_BYTES for file in pair):
        return []
    for file in pair:
        shutil.copyfile(file, own / file.name)
    return [path.stem]


def _unpack(path: Path, own: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as package:
            members = {PurePosixPath(one.filename): one for one in package.infolist()[:_MOST_MEMBERS]}
            names = []
            for inside, dic in members.items():
                aff = members.get(inside.with_suffix(".aff"))
                if inside.suffix != ".dic" or aff is None or inside.name.startswith("hyph_"):
                    continue
                if max(dic.file_size, aff.file_size) <= LARGEST_BYTES:
                    for member in (aff, dic):
                        _write(package.read(member), own / PurePosixPath(member.filename).name)
                    names.append(inside.stem)
            return names
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise NoDictionaryError from error


def _write(data: bytes, path: Path) -> None:
    """All of it or nothing: a dictionary cut off crashes whoever reads it."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(data)
    os.replace(beside, path)


def _of_the_library() -> list[Path]:
    found = find_spec("hunspell")
    if found is None or found.origin is None:
        return []
    bundled = Path(sys.prefix) if getattr(sys, "frozen", False) else Path(found.origin).parent
    return [bundled / "dictionaries"]
