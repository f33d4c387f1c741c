"""An engine that runs in the test's own loop, with everything it told."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from mailclient.bridge.commands import AnyCommand
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    Acknowledged,
    AnyEvent,
    Failed,
    Finished,
    OperationDone,
    Refused,
)
from mailclient.engine.engine import Engine
from mailclient.engine.event_bus import EventBus
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.account import AccountSettings, Secret
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow
from mailclient.transport.connect import dial
from mailclient.transport.stream import Dial

EventT = TypeVar("EventT", bound=AnyEvent)
PATIENCE_SECONDS = 300.0
"""Longer than the engine itself waits for a silent server, and than Dovecot for the lock of a renamed folder: 120 s."""
LOOK_SECONDS = 0.1


async def until(true: Callable[[], bool], changed: asyncio.Event) -> None:
    """Wait for what need not be told by ``changed``: looked at whenever that is set, and now and then."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not true():
            changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), LOOK_SECONDS)


class RunningEngine:
    """Start, ask, wait for events. ``events`` holds all since the start."""

    def __init__(self, directory: Path, *, dialled: Dial = dial, credentials: MemoryCredentials | None = None) -> None:
        self.profile = Profile(directory)
        self.profile.create()
        self.credentials = credentials or MemoryCredentials()
        self.events: list[AnyEvent] = []
        self.reader = Reader(self.profile.store)
        self._arrived = asyncio.Event()
        self._bus = EventBus(self._deliver)
        self.engine = Engine(self.profile, self.outside(dialled), self._bus.publish)
        self._numbers = iter(range(1, 1_000_000))

    def outside(self, dialled: Dial) -> Outside:
        return Outside(dial=dialled, credentials=self.credentials)

    async def start(self) -> Self:
        await self.engine.open()
        return self

    async def stop(self) -> None:
        await self.engine.close()
        self._bus.close()
        self.reader.close()

    def _deliver(self, event: AnyEvent) -> None:
        self.events.append(event)
        self._arrived.set()

    async def wait_for(
        self, kind: type[EventT], matches: Callable[[EventT], bool] = lambda _event: True, *, after: int = 0
    ) -> EventT:
        """The first such event, from number ``after`` on."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen = after
            while True:
                for event in self.events[seen:]:
                    if isinstance(event, kind) and matches(event):
                        return event
                seen = len(self.events)
                self._arrived.clear()
                await self._arrived.wait()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until the store shows something; looked at after every event, and now and then: not all is told."""
        await until(true, self._arrived)

    async def add(self, settings: AccountSettings, password: Secret) -> AccountId:
        """An account whose logins are not tried first."""
        await self.engine.add_trusted_account(settings, password)
        return next(one.id for one in self.reader.accounts() if one.settings.email == settings.email)

    async def online(self, account_id: AccountId) -> None:
        await self.wait_for(
            AccountStateChanged, lambda one: one.account_id == account_id and one.state is AccountState.ONLINE
        )

    async def request(self, command: AnyCommand) -> Finished | Failed:
        """Ask, and wait for the one answer."""
        start = len(self.events)
        numbered = replace_id(command, "request_id", f"request {next(self._numbers)}")
        await self.engine.perform(numbered)
        wanted = numbered.request_id  # type: ignore[union-attr]
        answer = await self.wait_for(Finished | Failed, lambda one: one.request_id == wanted, after=start)  # type: ignore[arg-type]
        assert isinstance(answer, Finished | Failed)
        return answer

    async def operate(self, command: AnyCommand, *, done: bool = True) -> OperationId:
        """Hand in an operation; wait until it is acknowledged, and done."""
        start = len(self.events)
        operation_id = OperationId(f"operation {next(self._numbers)}")
        await self.engine.perform(replace_id(command, "operation_id", operation_id))
        answer = await self.wait_for(
            Acknowledged | Refused,  # type: ignore[arg-type]
            lambda one: one.operation_id == operation_id,
            after=start,
        )
        assert isinstance(answer, Acknowledged), answer
        if done:
            await self.done(operation_id)
        return operation_id

    async def done(self, operation_id: OperationId) -> None:
        await self.wait_for(OperationDone, lambda one: one.operation_id == operation_id)

    def folder(self, path: str) -> Folder:
        return next(folder for folder in self.reader.folders() if folder.path == path)

    def rows(self, path: str) -> list[MessageRow]:
        """What the folder shows, newest first."""
        return self.reader.rows([id_ for id_, _ in self.reader.message_ids(self.folder(path).id)])

    def subjects(self, path: str) -> list[str]:
        return [row.subject for row in self.rows(path)]

    def row(self, path: str, subject: str) -> MessageRow:
        return next(row for row in self.rows(path) if row.subject == subject)

    def flags(self, message_id: MessageId) -> Flag:
        return self.reader.rows([message_id])[0].flags.bits


def replace_id(command: AnyCommand, name: str, value: str) -> AnyCommand:
    """The command with its own id."""
    import msgspec

    return msgspec.structs.replace(command, **{name: value})


def message(subject: str, *, to: str = "someone@mail.test", message_id: str = "", text: str = "Hello.") -> bytes:
    """A small message with CRLF lines."""
    identity = message_id or f"{subject.replace(' ', '-')}@test.example"
    return (
        f"From: Alice Example <alice@mail.test>\r\nTo: {to}\r\nSubject: {subject}\r\n"
        f"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{identity}>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


__all__ = ["RunningEngine", "message", "replace_id", "until"]
