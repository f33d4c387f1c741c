"""All about keys over a store and a GnuPG home of its own, and gpg itself beside it."""

import asyncio
import shutil
import subprocess
import tempfile
import time as clock
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest
import pytest_asyncio

from mailclient.bridge.events import AnyEvent, Finished
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.keys.key_requests import KeyRequest
from mailclient.engine.keys.key_work import KeyWork
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.profile import Profile
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from mailclient.transport.stream import Dial


@dataclass(frozen=True)
class People:
    """Keys that gpg made in a home of its own: armoured, as people send them. ``secret``: of alice, no passphrase."""

    home: Path
    alice: str
    bob: str
    carol: str

    def gpg(self, *arguments: str, data: bytes = b"", home: Path | None = None) -> bytes:
        command = ["gpg", "--homedir", str(home or self.home), "--batch", "--no-tty", "--yes", *arguments]
        return subprocess.run(command, input=data, capture_output=True, timeout=60, check=False).stdout

    def public(self, fingerprint: str) -> bytes:
        return self.gpg("--armor", "--export", fingerprint)

    def secret(self, fingerprint: str) -> bytes:
        return self.gpg("--armor", "--export-secret-keys", fingerprint)

    def made(self, user_id: str, expires: str = "never") -> str:
        """The fingerprint of a new key."""
        words = ("--passphrase", "", "--pinentry-mode", "loopback", "--status-fd", "1")
        said = self.gpg(*words, "--quick-generate-key", user_id, "future-default", "default", expires)
        return next(line.split()[3].decode() for line in said.splitlines() if b"KEY_CREATED" in line)


class KeyDesk:
    """What the engine has for keys, over a store of its own; ``events`` are what it told."""

    def __init__(self, folder: Path, web: Dial) -> None:
        self.profile = Profile(folder)
        self.time = clock.time()
        self.events: list[AnyEvent] = []
        self._stirred = asyncio.Event()
        self._outside = Outside(dial=web, web=web, credentials=MemoryCredentials(), now=lambda: self.time)

    async def open(self) -> Self:
        self.writer = await Writer.open(self.profile.store, self._changed)
        self.reader = Reader(self.profile.store)
        self.work = KeyWork(self.profile, self.writer, self.reader, self._outside, self._publish)
        self._task = asyncio.create_task(self.work.run())
        return self

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self.work.close()
        self.reader.close()
        await self.writer.close()

    def _changed(self, changes: Changes) -> None:
        self.work.heard(changes)
        self._stirred.set()

    def _publish(self, event: AnyEvent) -> None:
        self.events.append(event)
        self._stirred.set()

    async def told(self, event: AnyEvent) -> None:
        """Wait for it; what was told before does not count."""
        self.events.clear()
        await self.until(lambda: event in self.events)

    async def until(self, true: Callable[[], bool]) -> None:
        """Asked after each event and each transaction."""
        async with asyncio.timeout(60):
            while not true():
                self._stirred.clear()
                await self._stirred.wait()

    @property
    def book(self) -> KeyBook:
        return self.work.book

    async def answers(self, command: KeyRequest) -> Finished:
        return await self.work.requests.answer(command)

    async def refuses(self, command: KeyRequest) -> ProblemKind:
        with pytest.raises(MailError) as caught:
            await self.work.requests.answer(command)
        return caught.value.problem.kind


@pytest.fixture(scope="session")
def people() -> Iterator[People]:
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not here")
    home = Path(tempfile.mkdtemp(prefix="kp", dir="/tmp"))
    try:
        made = People(home, "", "", "")
        alice = made.made("Alice Ärmel <alice@keys.example>")
        bob = made.made("Bob <bob@keys.example>")
        carol = made.made("Carol <carol@keys.example>")
        yield People(home, alice, bob, carol)
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, timeout=20)
        shutil.rmtree(home, ignore_errors=True)


@pytest_asyncio.fixture
async def desk(people: People) -> AsyncIterator[KeyDesk]:
    """The profile has a short path, for the sockets of GnuPG's agent."""
    del people
    folder = Path(tempfile.mkdtemp(prefix="ke", dir="/tmp"))
    (folder / "gnupg").mkdir(mode=0o700)
    opened = await KeyDesk(folder, dial).open()
    yield opened
    await opened.close()
    shutil.rmtree(folder, ignore_errors=True)
