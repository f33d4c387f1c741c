"""What another connection moves into a folder while that folder gets a pass, without telling its uid, is kept."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from mailclient.store import places
from mailclient.transport.memory import MemoryStream
from tests.engine.modelled import ModelledEngine, begun, fill
from tests.engine.running import message
from tests.servers.model import PLAIN, ModelServer
from tests.servers.model_session import ModelSession


class _Pausing(ModelSession):
    async def _answer(self, line: bytes, literals: list[bytes]) -> None:
        server = self.server
        assert isinstance(server, PausingServer)
        asked = b"UID SEARCH" in line and self.folder is server.folders["Work"] and server.meanwhile is not None
        if asked and server.meanwhile is not None:
            await server.meanwhile()
            server.meanwhile = None
        await super()._answer(line, literals)
        if asked:
            server.move("INBOX", server.folders["INBOX"].messages[0], "Work")


class PausingServer(ModelServer):
    meanwhile: Callable[[], Awaitable[None]] | None = None

    def session(self, stream: MemoryStream) -> ModelSession:
        return _Pausing(self, stream)


async def note_move(engine: ModelledEngine) -> None:
    """As our other connection notes it; this one was answered before."""
    id_, target = engine.ids("INBOX")["number 0"], engine.folder("Work").id
    await engine.engine._writer.transaction("messages are moved", places.place, id_, target, None)


async def test_its_row_is_the_same_afterwards(tmp_path: Path) -> None:
    server = PausingServer(PLAIN)
    server.create("Work")
    fill(server, "INBOX", 2)
    server.deliver("Work", message("older"))
    async with begun(tmp_path, server) as engine:
        moved = engine.ids("INBOX")["number 0"]
        server.deliver("Work", message("newer"))
        server.meanwhile = lambda: note_move(engine)
        await engine.sync()
        await engine.sync()
        assert moved in {row.id for row in engine.rows("Work")}
        assert len(engine.rows("Work")) == 3
