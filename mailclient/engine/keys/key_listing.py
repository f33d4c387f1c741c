"""The keys that GnuPG has, listed once and remembered until its files change: one listing costs up to a second."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from mailclient.crypto.openpgp.home import users_home
from mailclient.engine.keys.acceptance import addresses_of
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import MailError, ProblemKind

_TRUST = "trustdb.gpg"
_WATCHED = ("pubring.kbx", "pubring.gpg", _TRUST, "private-keys-v1.d", "pubring.db")
_AGAIN_SECONDS = 10.0
"""GnuPG is not asked again so soon after it could not answer: all that wait would wait one after the other."""
_Stamp = tuple[tuple[int, int], ...]


class KeyListing:
    """``lists`` blocks and gives all keys; ``files``: what changes when a key does."""

    def __init__(self, lists: Callable[[], list[OpenPgpKey]], files: Callable[[], tuple[Path, ...]]) -> None:
        self._lists = lists
        self._files = files
        self._turn = asyncio.Lock()
        self._listing: set[asyncio.Task[None]] = set()
        self._failed: tuple[float, MailError] | None = None
        self._stamp: _Stamp | None = None
        self._keys: dict[str, OpenPgpKey] = {}
        self._by_address: dict[str, list[OpenPgpKey]] = {}

    async def keys(self) -> MappingProxyType[str, OpenPgpKey]:
        """By fingerprint. ``MailError`` GNUPG_MISSING and others of GnuPG."""
        await self._refresh()
        return MappingProxyType(self._keys)

    async def naming(self, addresses: list[str]) -> dict[str, list[OpenPgpKey]]:
        """The keys that name these addresses, by address in lower case; none where there is no GnuPG.

        Without any file of keys GnuPG is not even started: most people have none.
        """
        try:
            if not any(map(any, await asyncio.to_thread(self._stamped))):
                return {}
            await self._refresh()
        except MailError as error:
            if error.problem.kind is not ProblemKind.GNUPG_MISSING:
                raise
            return {}
        return {address: self._by_address[address] for address in addresses if address in self._by_address}

    def forget(self) -> None:
        """Ask GnuPG again at the next question."""
        self._stamp = self._failed = None

    async def _refresh(self) -> None:
        """Whoever waits may stop waiting: the listing goes on, for the next one."""
        task = asyncio.create_task(self._list())
        self._listing.add(task)
        task.add_done_callback(self._ended)
        await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._listing.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be there any more to hear it

    async def _list(self) -> None:
        async with self._turn:
            stamp = await asyncio.to_thread(self._stamped)
            if stamp == self._stamp:
                return
            now = time.monotonic()
            if self._failed is not None and now - self._failed[0] < _AGAIN_SECONDS:
                raise self._failed[1]
            try:
                found = await asyncio.to_thread(self._lists)
            except MailError as error:
                self._failed = (time.monotonic(), error)
                raise
            self._failed = None
            self._keys = {key.fingerprint: key for key in found}
            self._by_address = {}
            for key in found:
                for address in addresses_of(key):
                    self._by_address.setdefault(address, []).append(key)
            self._stamp = self._as_listed(stamp, await asyncio.to_thread(self._stamped))

    def _as_listed(self, before: _Stamp, after: _Stamp) -> _Stamp:
        """A key that came meanwhile may not be among those listed; only the trust database is touched by listing."""
        files = zip(self._files(), before, after, strict=True)
        return tuple(later if path.name == _TRUST else sooner for path, sooner, later in files)

    def _stamped(self) -> _Stamp:
        return tuple(_of_file(path) for path in self._files())


def watched_files(home: Path | None, extra: Path) -> tuple[Path, ...]:
    """What changes when a key of GnuPG's home (None: the user's own) or of the extra keyring does."""
    folder = home or users_home()
    return (*(folder / name for name in _WATCHED), extra)


def _of_file(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
