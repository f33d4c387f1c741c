"""An engine in a process of its own, spoken to over its pipe."""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from mailclient.bridge.commands import AnyCommand, ShutDown
from mailclient.bridge.events import AnyEvent, Failed, Finished, OperationDone, OperationFailed
from mailclient.bridge.framing import encode, event_reader
from mailclient.mail.folder import Folder
from mailclient.mail.ids import OperationId
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow
from tests.engine.running import LOOK_SECONDS

EventT = TypeVar("EventT", bound=AnyEvent)
_ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90.0


class ChildEngine:
    """Start it, send commands, wait for events; it may die."""

    def __init__(self, profile: Profile, password: str) -> None:
        self.profile = profile
        self.events: list[AnyEvent] = []
        self.reader = Reader(profile.store)
        self.dead = asyncio.Event()
        self._password = password
        self._deaths = profile.directory.with_suffix(".death")
        self._arrived = asyncio.Event()
        self._process: Process | None = None
        self._listening: asyncio.Task[None] | None = None

    async def start(self, *, death: str = "", command: Sequence[str] = ()) -> "ChildEngine":
        self.doom(death)
        environment = {**os.environ, "MAIL_TEST_PASSWORD": self._password, "MAIL_TEST_DEATH": str(self._deaths)}
        program = command or ("-m", "tests.engine.mortal_process", str(self.profile.directory))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *program, stdin=PIPE, stdout=PIPE, cwd=_ROOT, env=environment
        )
        self.events.clear()
        self.dead.clear()
        self._listening = asyncio.create_task(self._listen(self._process))
        return self

    def doom(self, death: str) -> None:
        """Let it die there, now that it may be running (see ``mortal_process``); "" lets it live."""
        self._deaths.parent.mkdir(parents=True, exist_ok=True)
        self._deaths.with_suffix(".new").write_text(death)
        self._deaths.with_suffix(".new").replace(self._deaths)

    def send(self, command: AnyCommand) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        if not self.dead.is_set():
            self._process.stdin.write(encode(command))

    async def request(self, command: AnyCommand) -> Finished | Failed:
        """The answer to a command with a ``request_id``."""
        self.send(command)
        wanted = command.request_id  # type: ignore[union-attr]
        return await self.wait_for(lambda one: isinstance(one, Finished | Failed) and one.request_id == wanted)  # type: ignore[return-value]

    async def wait_for(self, matches: Callable[[AnyEvent], bool]) -> AnyEvent:
        """The first such event of this life; fails when it dies before."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen = 0
            while True:
                for event in self.events[seen:]:
                    if matches(event):
                        return event
                seen = len(self.events)
                assert not self.dead.is_set(), f"the engine died: {self.log()}"
                self._arrived.clear()
                await self._arrived.wait()

    async def over(self, operation_id: OperationId) -> OperationDone | OperationFailed:
        """How an operation ended in this life."""
        ended = await self.wait_for(
            lambda one: isinstance(one, OperationDone | OperationFailed) and one.operation_id == operation_id
        )
        assert isinstance(ended, OperationDone | OperationFailed)
        return ended

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until the store shows something; looked at after every event, and now and then: not all is told."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                assert not self.dead.is_set(), f"the engine died: {self.log()}"
                self._arrived.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._arrived.wait(), LOOK_SECONDS)

    async def died(self) -> int:
        """Wait for its end; the exit code."""
        assert self._process is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            code = await self._process.wait()
            await self.dead.wait()
        return code

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()

    def hang_up(self) -> None:
        """Close our end of its stdin."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()

    async def stop(self) -> int:
        """Ask it to end."""
        self.send(ShutDown())
        code = await self.died()
        self.reader.close()
        return code

    async def end(self) -> None:
        """Whatever state it is in."""
        self.kill()
        await self.died()
        self.reader.close()

    def log(self) -> str:
        return self.profile.log.read_text() if self.profile.log.exists() else ""

    def folder(self, path: str) -> Folder:
        return next(folder for folder in self.reader.folders() if folder.path == path)

    def rows(self, path: str) -> list[MessageRow]:
        return self.reader.rows([id_ for id_, _ in self.reader.message_ids(self.folder(path).id)])

    def subjects(self, path: str) -> list[str]:
        return sorted(row.subject for row in self.rows(path))

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        frames = event_reader()
        while data := await process.stdout.read(1024 * 1024):
            self.events += frames.receive(data)
            self._arrived.set()
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()
            with contextlib.suppress(OSError):
                await process.stdin.wait_closed()
        self.dead.set()
        self._arrived.set()
