"""An engine with a GnuPG home of its own, and gpg itself beside it."""

import shutil
import subprocess
import tempfile
import time as clock
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import AnyCommand
from mailclient.bridge.events import Failed, Finished
from mailclient.engine.outside import Outside
from mailclient.mail.problem import ProblemKind
from mailclient.transport.stream import Dial
from tests.engine.running import RunningEngine


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


class KeyEngine(RunningEngine):
    """With ``answers`` and ``refuses`` for requests; ``web``: where it looks keys up."""

    web: Dial | None = None
    time = clock.time()

    def outside(self, dialled: Dial) -> Outside:
        outside = Outside(dial=dialled, credentials=self.credentials, now=lambda: self.time)
        if self.web is None:
            return outside
        return Outside(dial=dialled, credentials=self.credentials, now=lambda: self.time, web=self.web)

    async def answers(self, command: AnyCommand) -> Finished:
        answer = await self.request(command)
        assert isinstance(answer, Finished), answer
        return answer

    async def refuses(self, command: AnyCommand) -> ProblemKind:
        answer = await self.request(command)
        assert isinstance(answer, Failed), answer
        return answer.problem.kind


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
async def engine(people: People) -> AsyncIterator[KeyEngine]:
    """The profile has a short path, for the sockets of GnuPG's agent."""
    del people
    folder = Path(tempfile.mkdtemp(prefix="ke", dir="/tmp"))
    (folder / "gnupg").mkdir(mode=0o700)
    running = KeyEngine(folder)
    await running.start()
    yield running
    await running.stop()
    shutil.rmtree(folder, ignore_errors=True)
