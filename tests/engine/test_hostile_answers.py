"""Answers that are wrong in one place: what is stored already stays, and nothing is made of what cannot be."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import Finished
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from tests.engine.running import RunningEngine
from tests.servers.authority import Authority
from tests.servers.hostile import Attack, HostileServer
from tests.servers.scripted import Peer

THREE = ["number 1", "number 2", "number 3"]


class Turncoat(HostileServer):
    """Good until ``turn`` names an attack."""

    def turn(self, attacks: dict[str, Attack]) -> None:
        self._attacks = attacks


@pytest_asyncio.fixture
async def engine(tmp_path: Path, authority: Authority) -> AsyncIterator[RunningEngine]:
    running = await RunningEngine(tmp_path / "profile").start()
    yield running
    await running.stop()


async def begin(engine: RunningEngine, server: HostileServer) -> None:
    smtp = Server("localhost", 1, Security.NONE, "")
    await engine.add(AccountSettings("mallory@mail.test", "M", server.address, smtp), Secret("secret"))
    assert isinstance(await engine.request(Sync("")), Finished)
    assert sorted(engine.subjects("INBOX")) == THREE


async def fewer(peer: Peer, tag: str, arguments: str) -> None:
    """SELECT: one message less than we know."""
    del arguments
    await peer.send("* 2 EXISTS", "* OK [UIDVALIDITY 7] v", "* OK [UIDNEXT 4] n", f"{tag} OK [READ-WRITE] done")


@pytest.mark.parametrize(
    "answer",
    ["* ESEARCH UID ALL 1:4294967295", "* ESEARCH (", "* SEARCH 1 x", "* SEARCH", "* ESEARCH UID", ""],
)
async def test_a_search_that_cannot_be_read_removes_nothing(
    engine: RunningEngine, authority: Authority, answer: str
) -> None:
    async def search(peer: Peer, tag: str, arguments: str) -> None:
        del arguments
        await peer.send(*([answer] if answer else []), f"{tag} OK done")

    async with Turncoat(authority.localhost(), {}) as server:
        await begin(engine, server)
        server.turn({"SELECT": fewer, "UID SEARCH": search})
        await engine.request(Sync(""))
        assert sorted(engine.subjects("INBOX")) == THREE
