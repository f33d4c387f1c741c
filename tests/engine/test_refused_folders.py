"""A folder that the server will not open, now or ever, is not asked for again and again."""

import asyncio
from pathlib import Path

import pytest

from mailclient.transport.memory import MemoryStream
from tests.engine.modelled import begun, fill
from tests.servers.model import COMMON, ModelServer, RefusedError
from tests.servers.model_session import ModelSession


class _Refusing(ModelSession):
    def do_select(self, name: bytes, options: object = None) -> bytes:
        if name == b"Closed" and isinstance(self.server, RefusingServer) and self.server.refusal:
            raise RefusedError(self.server.refusal)
        return super().do_select(name, options)


class RefusingServer(ModelServer):
    refusal = ""

    def session(self, stream: MemoryStream) -> ModelSession:
        return _Refusing(self, stream)


@pytest.mark.parametrize("refusal", ["[INUSE] not now ", "[SERVERBUG] ", "[NOPERM] never ", ""])
async def test_a_folder_that_is_not_opened_is_left_for_a_while(tmp_path: Path, refusal: str) -> None:
    server = RefusingServer(COMMON)
    fill(server, "INBOX", 3)
    server.create("Closed")
    async with begun(tmp_path, server) as engine:
        await engine.offline()
        server.refusal = refusal
        server.deliver("Closed", server.folders["INBOX"].messages[0].data)
        start = len(server.commands)
        await engine.online_again()

        def asked() -> list[str]:
            return [
                one for one in engine.commands_since(start) if "Closed" in one and ("SELECT" in one or "EXAM" in one)
            ]

        shown = 0 if refusal else 1
        await engine.until(lambda: bool(asked()) and len(engine.rows("Closed")) == shown)
        for _ in range(10_000):
            await asyncio.sleep(0)
        assert len(asked()) <= 4, asked()
        assert len(engine.rows("Closed")) == shown


class _Babbling(ModelSession):
    def do_uid_search(self, *words: bytes) -> None:
        if self._selected() is self.server.folders["Bad"]:
            self._out.append(b"* SEARCH 1 2 banana")
        else:
            super().do_uid_search(*words)


class BabblingServer(ModelServer):
    def session(self, stream: MemoryStream) -> ModelSession:
        return _Babbling(self, stream)


async def test_nonsense_about_one_folder_keeps_no_other_from_its_mail(tmp_path: Path) -> None:
    server = BabblingServer(COMMON)
    for path in ("Bad", "Zoo"):
        server.create(path)
    async with begun(tmp_path, server) as engine:
        await engine.offline()
        for path in ("Bad", "Zoo"):
            fill(server, path, 3)
        await engine.online_again()
        await engine.until(lambda: len(engine.rows("Zoo")) == 3)
        assert engine.rows("Bad") == []
