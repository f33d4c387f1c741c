"""Given up at any moment of connecting or of taking leave: no connection stays open, however far it had come."""

import asyncio
from pathlib import Path

from mailclient.bridge.commands import GoOnline
from mailclient.bridge.events import AccountState, AccountStateChanged
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.mail.account import Secret, Server
from mailclient.transport.stream import Stream
from tests.engine.modelled import SETTINGS, begun
from tests.servers.model import ModelServer

_STEPS_BEYOND = 10
"""So many rounds in which the connection was at work already."""


class Listening(ModelServer):
    """Knows the streams that were dialled, and which of them the engine has closed."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Stream] = []
        self.closed: list[Stream] = []

    async def dial(self, server: Server) -> Stream:
        stream = await super().dial(server)
        close = stream.close

        async def noted() -> None:
            self.closed.append(stream)
            await close()

        stream.close = noted  # type: ignore[method-assign]
        self.opened.append(stream)
        return stream


async def test_whatever_step_it_is_at(tmp_path: Path) -> None:
    server = Listening()
    async with begun(tmp_path, server) as engine:
        beyond = steps = 0
        while beyond < _STEPS_BEYOND:
            await engine.offline()
            assert set(server.opened) == set(server.closed), f"left open when given up after {steps} turns of the loop"
            server.opened.clear()
            server.closed.clear()
            told = len(engine.events)
            await engine.engine.perform(GoOnline())
            steps += 1
            for _ in range(steps):
                await asyncio.sleep(0)
            beyond += any(
                isinstance(one, AccountStateChanged) and one.state is AccountState.ONLINE
                for one in engine.events[told:]
            )
        assert steps > 2 * _STEPS_BEYOND, "connecting takes more turns than that: this has tested nothing"


async def test_a_farewell_that_is_given_up() -> None:
    server, steps, finished = Listening(), 0, False
    while not finished:
        session = await ImapSession.open(SETTINGS.incoming, Secret("x"), server.dial)
        closing = asyncio.create_task(session.close())
        steps += 1
        for _ in range(steps):
            await asyncio.sleep(0)
        finished = closing.done()
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)
        assert set(server.opened) == set(server.closed), f"left open when given up after {steps} turns of the loop"
    assert steps > 4, "saying goodbye takes more turns than that: this has tested nothing"
    await server.stop()
