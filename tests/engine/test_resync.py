"""What QRESYNC tells with a SELECT: news of the folder that was open before among it, or more than can be held."""

from pathlib import Path

import pytest

from mailclient.engine.accounts import opening
from mailclient.transport.memory import MemoryStream
from tests.engine.modelled import begun, fill
from tests.servers.model import ModelServer
from tests.servers.model_session import ModelSession


class _LateSession(ModelSession):
    """Tells what happened in the open mailbox when the next is opened, as it may until CLOSED (RFC 7162)."""

    def do_select(self, name: bytes, options: object = None) -> bytes:
        if self.folder is not None:
            self._out += [b"* VANISHED 1:2", b"* 1 FETCH (UID 3 FLAGS (\\Flagged))", b"* OK [CLOSED] now the next"]
        return super().do_select(name, options)


class LateServer(ModelServer):
    def session(self, stream: MemoryStream) -> ModelSession:
        return _LateSession(self, stream)


async def test_news_of_the_folder_before_are_not_of_this_one(tmp_path: Path) -> None:
    server = LateServer()
    server.create("Other")
    for path in ("INBOX", "Other"):
        fill(server, path, 5)
    async with begun(tmp_path, server) as engine:
        for path in ("INBOX", "Other"):
            server.flag(server.folders[path].messages[4], "\\Seen")
        before = {path: engine.ids(path) for path in ("INBOX", "Other")}
        await engine.sync()
        for path in ("INBOX", "Other"):
            assert engine.shown(path) == server.shown(path)
            assert engine.ids(path) == before[path]


async def test_more_changes_than_are_held_are_asked_for_in_slices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHANGED_MAX", 3)
    server = ModelServer()
    fill(server, "INBOX", 12)
    async with begun(tmp_path, server) as engine:
        for one in server.folders["INBOX"].messages[:10]:
            server.flag(one, "\\Seen")
        server.remove("INBOX", server.folders["INBOX"].messages[0])
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")
