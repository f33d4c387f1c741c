"""A profile: the folder that holds one user's store, lock, socket, log and window settings."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_SOCKET_PATH_LIMIT = 100
"""Bytes; Linux allows 108 with the ending zero, macOS 104."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Paths only; ``create`` makes the folder, readable by its owner alone."""

    directory: Path

    @classmethod
    def default(cls) -> "Profile":
        """The profile of the user who runs the program."""
        return cls(Path(platformdirs.user_data_dir("mailclient", appauthor=False)))

    def create(self) -> None:
        """Make the folder when it is not there (mode 0700)."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def store(self) -> Path:
        """The SQLite file."""
        return self.directory / "mail.sqlite3"

    @property
    def draft_files(self) -> Path:
        """Where attachments of drafts are that were no files before."""
        return self.directory / "draft files"

    def draft_file(self, draft_id: str, data: bytes, salt: bytes = b"") -> Path:
        """Where the bytes of an attachment are kept: the same bytes of the same draft at the same place.

        ``salt``: of what is secret, so that its name does not tell who guesses it that he is right.
        """
        return self.draft_files / draft_id / hashlib.sha256(salt + data).hexdigest()

    @property
    def lock(self) -> Path:
        """The file whose lock the engine holds."""
        return self.directory / "engine.lock"

    @property
    def log(self) -> Path:
        """The engine's log."""
        return self.directory / "engine.log"

    @property
    def vault(self) -> Path:
        """The passwords, encrypted, where the system has no keyring."""
        return self.directory / "passwords.vault"

    @property
    def settings(self) -> Path:
        """The window's own settings: sizes, theme, language. Nothing of the mail."""
        return self.directory / "window.ini"

    @property
    def window_lock(self) -> Path:
        """Held by the window that shows this profile."""
        return self.directory / "window.lock"

    @property
    def window_call(self) -> Path:
        """Made by a second start, for the window that is there: come to the front."""
        return self.directory / "window.call"

    @property
    def socket(self) -> Path:
        """The engine's local socket; elsewhere when the profile's path is too long for one."""
        path = self.directory / "engine.sock"
        if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT:
            return path
        name = hashlib.sha256(os.fsencode(self.directory.resolve())).hexdigest()[:24]
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
        return base / f"mailclient-{os.getuid() if hasattr(os, 'getuid') else 0}-{name}" / "engine.sock"
