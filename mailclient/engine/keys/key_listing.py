"""The keys that GnuPG has, listed once and remembered until its files change: one listing costs up to a second."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from mailclient.engine.keys.acceptance import addresses_of
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import MailError, ProblemKind

_WATCHED = ("pubring.kbx", "pubring.gpg", "trustdb.gpg", "private-keys-v1.d", "pubring.db")
_Stamp = tuple[tuple[int, int], ...]


class KeyListing:
    """``lists`` blocks and gives all keys; ``files``: what changes when a key does."""

    def __init__(self, lists: Callable[[], list[OpenPgpKey]], files: Callable[[], tuple[Path, ...]]) -> None:
        self._lists = lists
        self._files = files
        self._turn = asyncio.Lock()
        self._stamp: _Stamp | None = None
        self._keys: dict[str, OpenPgpKey] = {}
        self._by_address: dict[str, list[OpenPgpKey]] = {}

    async def keys(self) -> MappingProxyType[str, OpenPgpKey]:
        """By fingerprint. ``MailError`` GNUPG_MISSING and others of GnuPG."""
        await self._refresh()
        return MappingProxyType(self._keys)

    async def naming(self, addresses: list[str]) -> dict[str, list[OpenPgpKey]]:
        """The keys that name these addresses, by address in lower case; none where there is no GnuPG."""
        try:
            await self._refresh()
        except MailError as error:
            if error.problem.kind is not ProblemKind.GNUPG_MISSING:
                raise
            return {}
        return {address: self._by_address[address] for address in addresses if address in self._by_address}

    def forget(self) -> None:
        """Ask GnuPG again at the next question."""
        self._stamp = None

    async def _refresh(self) -> None:
        async with self._turn:
            stamp = await asyncio.to_thread(self._stamped)
            if stamp == self._stamp:
                return
            found = await asyncio.to_thread(self._lists)
            self._keys = {key.fingerprint: key for key in found}
            self._by_address = {}
            for key in found:
                for address in addresses_of(key):
                    self._by_address.setdefault(address, []).append(key)
            # Listing itself may touch the trust database: what is there now is what was listed.
            self._stamp = await asyncio.to_thread(self._stamped)

    def _stamped(self) -> _Stamp:
        return tuple(_of_file(path) for path in self._files())


def watched_files(home: Path | None, extra: Path) -> tuple[Path, ...]:
    """What changes when a key of GnuPG's home (None: the user's own) or of the extra keyring does."""
    folder = home or Path(os.environ.get("GNUPGHOME") or _default_home())
    return (*(folder / name for name in _WATCHED), extra)


def _default_home() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", ""), "gnupg")
    return Path.home() / ".gnupg"


def _of_file(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
