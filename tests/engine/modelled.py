"""An engine whose account is on a ``ModelServer``, and what tests of exactness ask of both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from mailclient.bridge.commands import GoOnline, Sync
from mailclient.bridge.events import AccountState, AccountStateChanged, Failed, Finished
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.ids import AccountId, MessageId
from tests.engine.running import RunningEngine, message
from tests.servers.model import ModelServer

SETTINGS = AccountSettings(
    "kim@model.test",
    "Kim",
    Server("model.test", 143, Security.NONE, "kim"),
    Server("model.test", 25, Security.NONE, "kim"),
)


class ModelledEngine(RunningEngine):
    """Start it with ``begin``."""

    def __init__(self, directory: Path, server: ModelServer, host: str = "model.test") -> None:
        super().__init__(directory, dialled=server.dial)
        self.server = server
        self.settings = replace(SETTINGS, incoming=replace(SETTINGS.incoming, host=host))
        self.account = AccountId(0)

    async def begin(self) -> "ModelledEngine":
        """With an account, everything synchronised, texts too."""
        await self.start()
        self.account = await self.add(self.settings, Secret("x"))
        await self.sync(bodies=True)
        return self

    async def sync(self, *, bodies: bool = False) -> Finished:
        answer = await self.request(Sync("", bodies=bodies))
        assert isinstance(answer, Finished), answer
        return answer

    async def try_sync(self) -> Finished | Failed:
        return await self.request(Sync(""))

    async def offline(self) -> None:
        start = len(self.events)
        await self.engine.perform(GoOnline(online=False))
        await self.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE, after=start)

    async def online_again(self) -> None:
        await self.engine.perform(GoOnline())

    def ids(self, path: str) -> dict[str, MessageId]:
        """Subject → id."""
        return {row.subject: row.id for row in self.rows(path)}

    def shown(self, path: str) -> list[tuple[str, frozenset[str]]]:
        """As ``ModelServer.shown``."""
        return sorted(((row.subject, frozenset(row.flags.to_imap())) for row in self.rows(path)), key=repr)

    def commands_since(self, start: int) -> list[str]:
        return self.server.commands[start:]


@asynccontextmanager
async def begun(directory: Path, server: ModelServer, host: str = "model.test") -> AsyncIterator[ModelledEngine]:
    """An engine that has begun; ended, with the server, at the end of the block."""
    engine = ModelledEngine(directory, server, host)
    try:
        yield await engine.begin()
    finally:
        await engine.stop()
        await server.stop()


def fill(server: ModelServer, path: str, count: int) -> None:
    """``number 0`` … in a folder."""
    for number in range(count):
        server.deliver(path, message(f"number {number}"))


def downloads(commands: list[str]) -> list[str]:
    """Those that fetch headers to show, or contents."""
    return [one for one in commands if ("BODY" in one or "ENVELOPE" in one) and "(MESSAGE-ID)" not in one]
