"""Folders subscribed to are known, and chosen, also where LIST does not tell them (LSUB)."""

from pathlib import Path

from mailclient.bridge.commands import SubscribeFolder
from mailclient.mail.ids import OperationId
from tests.engine.modelled import begun
from tests.servers.model import PLAIN, ModelServer


async def test_without_list_extended(tmp_path: Path) -> None:
    server = ModelServer(PLAIN)
    for path in ("Work", "Old"):
        server.create(path)
    server.subscribed = {"INBOX", "Work", "Gone"}
    async with begun(tmp_path, server) as engine:
        assert [one.path for one in engine.reader.folders() if one.subscribed] == ["INBOX", "Work"]
        await engine.operate(SubscribeFolder(OperationId(""), engine.folder("Old").id, on=True))
        server.subscribed.discard("Work")
        await engine.sync()
        assert [one.path for one in engine.reader.folders() if one.subscribed] == ["INBOX", "Old"]
        assert server.subscribed == {"INBOX", "Gone", "Old"}
