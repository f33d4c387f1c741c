"""Server programs that Debian does not install side by side: ``scripts/test`` unpacks them into .venv/servers."""

import shutil
from pathlib import Path

import pytest

_PLACE = Path(__file__).parents[2] / ".venv" / "servers"


class Unpacked:
    """A copy of the unpacked packages that other users can enter; ``environment`` is what their programs need."""

    def __init__(self, directory: Path) -> None:
        if not (_PLACE / "complete").exists():
            pytest.skip("the server packages are not unpacked in .venv/servers (scripts/test does it)")
        self._root = directory / "root"
        shutil.copytree(_PLACE / "root", self._root, symlinks=True)
        directory.chmod(0o755)

    def program(self, path: str) -> Path:
        """By its path in the package, as "usr/bin/imapd"."""
        found = self._root / path
        assert found.is_file(), f"{path} is in none of the unpacked packages"
        return found

    def files(self, pattern: str) -> list[Path]:
        """By a pattern of their paths, such as "usr/lib/*/libx.so"."""
        return list(self._root.glob(pattern))

    @property
    def environment(self) -> dict[str, str]:
        """Where their libraries are."""
        folders = [
            self._root / "usr/lib",
            *self._root.glob("usr/lib/*-linux-gnu*"),
            *self._root.glob("lib/*-linux-gnu*"),
        ]
        return {"LD_LIBRARY_PATH": ":".join(str(folder) for folder in folders)}
