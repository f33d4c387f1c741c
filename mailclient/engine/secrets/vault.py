"""The vault: a file of the profile with all passwords, for computers without a keyring. See ``vault_file.py``.

The passphrase is asked for once per start; what is in the vault, and the key, are then in this process alone. Every
change writes the whole file anew: beside the old one, to the disk, then in its place. Only the engine that holds the
profile's lock touches it. Calls block.
"""

import errno
import os
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from mailclient.engine.secrets.vault_file import Cost, VaultDamaged, VaultKey, WrongPassphrase, new_key, seal, unseal


class VaultShut(Exception):  # noqa: N818  it says what is the case
    """The passphrase is needed first; ``exists`` false: there is no vault yet."""

    def __init__(self, *, exists: bool) -> None:
        super().__init__("the vault is locked" if exists else "there is no vault")
        self.exists = exists


class Vault:
    """A ``PasswordPlace``; its methods raise ``VaultShut`` and OSError, too. ``cost`` is that of a new vault."""

    def __init__(self, path: Path, cost: Cost | None = None) -> None:
        self.path = path
        self._cost = cost or Cost()
        self._entries: dict[str, str] = {}
        self._key: VaultKey | None = None
        self._turn = threading.Lock()

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    @property
    def is_open(self) -> bool:
        """Whether the passphrase has been given."""
        return self._key is not None

    def make(self, passphrase: str, entries: dict[str, str]) -> None:
        """A new one with these entries, open. An empty passphrase is a ``WrongPassphrase``; never over another one."""
        if not passphrase:
            raise WrongPassphrase
        with self._turn:
            if self.exists:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.path))
            self._put(entries, new_key(passphrase, self._cost))

    def open(self, passphrase: str) -> None:
        """Raises ``WrongPassphrase`` and ``VaultDamaged``."""
        with self._turn:
            self._entries, self._key = unseal(self._read(), passphrase)

    def change_passphrase(self, old: str, new: str) -> None:
        """From now on ``new``. Raises as ``open``."""
        if not new:
            raise WrongPassphrase
        with self._turn:
            if not self.exists:
                raise VaultShut(exists=False)
            entries, _ = unseal(self._read(), old)
            self._put(entries, new_key(new, self._cost))

    def read(self, name: str) -> str | None:
        """See ``PasswordPlace``."""
        with self._turn:
            self._opened()
            return self._entries.get(name)

    def write(self, name: str, password: str) -> None:
        """See ``PasswordPlace``."""
        with self._turn:
            key = self._opened()
            if self._entries.get(name) != password:
                self._put(self._entries | {name: password}, key)

    def erase(self, name: str) -> None:
        """See ``PasswordPlace``."""
        with self._turn:
            key = self._opened()
            if name in self._entries:
                self._put({other: value for other, value in self._entries.items() if other != name}, key)

    def _opened(self) -> VaultKey:
        if self._key is None:
            raise VaultShut(exists=self.exists)
        return self._key

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            raise VaultShut(exists=False) from None
        except OSError as error:
            raise VaultDamaged(str(error)) from error

    def _put(self, entries: dict[str, str], key: VaultKey) -> None:
        """On the disk first; when that fails, all is as before."""
        _replace(self.path, seal(entries, key))
        self._entries, self._key = entries, key


def _replace(path: Path, data: bytes) -> None:
    """The file has ``data`` or what it had before, whatever happens; mode 0600 from its first byte."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
