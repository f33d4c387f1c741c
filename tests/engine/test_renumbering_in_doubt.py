"""A renumbered folder of which the server names no message, though it has some, keeps what it has."""

from pathlib import Path

from mailclient.transport.memory import MemoryStream
from tests.engine.modelled import begun, downloads, fill
from tests.servers.model import ModelServer
from tests.servers.model_session import ModelSession


class _Silent(ModelSession):
    def do_uid_search(self, *words: bytes) -> None:
        assert isinstance(self.server, SilentServer)
        if self.server.silent:
            self._out.append(b"* SEARCH")
        else:
            super().do_uid_search(*words)


class SilentServer(ModelServer):
    silent = False

    def session(self, stream: MemoryStream) -> ModelSession:
        return _Silent(self, stream)


async def test_rows_are_kept_until_the_server_names_its_messages(tmp_path: Path, expected_warnings: list[str]) -> None:
    expected_warnings.append("renumbered by its server")
    server = SilentServer()
    fill(server, "INBOX", 5)
    async with begun(tmp_path, server) as engine:
        before = engine.ids("INBOX")
        server.renumber("INBOX", 100)
        server.silent = True
        await engine.try_sync()
        assert engine.ids("INBOX") == before
        server.silent = False
        start = len(server.commands)
        await engine.sync()
        assert engine.ids("INBOX") == before
        assert not downloads(engine.commands_since(start))
