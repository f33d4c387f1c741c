"""Messages that the server has and fails to give: the others come all the same, and nothing goes round in circles."""

from pathlib import Path

import pytest

from mailclient.bridge.commands import GoOnline, Sync
from mailclient.bridge.events import Failed, Finished
from mailclient.engine.sync.suspects import PIECES, Suspects
from mailclient.mail.account import Secret
from mailclient.mail.ids import FolderId, Uid
from tests.engine.modelled import SETTINGS, ModelledEngine, begun, downloads, fill
from tests.engine.running import message
from tests.servers.model import COMMON, PLAIN, HangupError, ModelFolder, ModelMessage, ModelServer, RefusedError


class Withholding(ModelServer):
    """``how`` says what is done instead of giving the header of ``poison``."""

    how = ""
    poison: frozenset[str] = frozenset()

    def fetch_answer(self, folder: ModelFolder, message: ModelMessage, items: list[bytes]) -> bytes | None:
        if message.subject in self.poison and b"ENVELOPE" in items:
            match self.how:
                case "silent":
                    return None
                case "headless":
                    items = [item for item in items if item != b"ENVELOPE" and not item.startswith(b"BODY.PEEK")]
                case "no":
                    raise RefusedError("corrupt message ")
                case "hangup":
                    raise HangupError
        return super().fetch_answer(folder, message, items)


@pytest.mark.parametrize("how", ["silent", "headless", "no"])
@pytest.mark.parametrize("offered", [COMMON, PLAIN], ids=["common", "plain"])
async def test_the_others_come(tmp_path: Path, how: str, offered: frozenset[str]) -> None:
    server = Withholding(offered)
    server.how, server.poison = how, frozenset({"number 30", "number 31", "number 99"})
    fill(server, "INBOX", 120)
    async with begun(tmp_path, server) as engine:
        inbox = engine.folder("INBOX")
        assert (inbox.total, inbox.withheld) == (117, 3)
        start = len(server.commands)
        assert isinstance(await engine.request(Sync("", folder_id=inbox.id)), Finished)
        await engine.offline()
        await engine.online_again()
        server.deliver("INBOX", message("news"))
        await engine.until(lambda: engine.folder("INBOX").total == 118)
        asked = downloads(engine.commands_since(start))
        assert len(asked) < 16, "asked for again when somebody wanted it, and not in circles"
        server.remove("INBOX", next(one for one in server.folders["INBOX"].messages if one.subject == "number 99"))
        await engine.sync()
        assert engine.folder("INBOX").withheld == 2
        server.how = ""
        await engine.sync()
        assert engine.folder("INBOX").withheld == 0
        assert engine.shown("INBOX") == server.shown("INBOX")


async def test_one_that_breaks_the_connection(tmp_path: Path) -> None:
    server = Withholding(COMMON)
    server.how, server.poison = "hangup", frozenset({"number 60"})
    server.create("Archive")
    fill(server, "INBOX", 120)
    fill(server, "Archive", 3)
    engine = ModelledEngine(tmp_path, server)
    try:
        await engine.start()
        engine.account = await engine.add(SETTINGS, Secret("x"))
        for _ in range(30):
            answer = await engine.request(Sync(""))
            if isinstance(answer, Finished):
                break
            await engine.engine.perform(GoOnline())
        assert isinstance(answer, Finished)
        assert (engine.folder("INBOX").total, engine.folder("INBOX").withheld) == (119, 1)
        assert engine.folder("Archive").total == 3
        start = len(server.commands)
        await engine.sync()
        assert not [one for one in engine.commands_since(start) if "ENVELOPE" in one]
    finally:
        await engine.stop()
        await server.stop()


async def test_a_server_that_refuses_everything_is_not_asked_a_thousand_times(tmp_path: Path) -> None:
    server = Withholding(COMMON)
    async with begun(tmp_path, server) as engine:
        server.how, server.poison = "no", frozenset(f"number {number}" for number in range(200))
        fill(server, "INBOX", 200)
        start = len(server.commands)
        assert isinstance(await engine.try_sync(), Failed)
        assert len(downloads(engine.commands_since(start))) < 60
        assert engine.folder("INBOX").withheld == 0


def test_suspects_narrow_down_to_one() -> None:
    suspects, folder, bad = Suspects(), FolderId(1), Uid(377)
    missing = [Uid(number) for number in range(1, 1001)]
    breaks = 0
    while suspects.culprit(folder, missing) != bad:
        breaks += 1
        assert breaks <= 2 * len(PIECES)
        for piece in suspects.pieces(folder, missing):
            suspects.asking(folder, piece)
            newest = [uid for uid in piece if uid > bad] if bad in piece else piece
            missing = [uid for uid in missing if uid not in newest]
            if bad in piece:
                break
            suspects.came(folder)
    assert breaks >= len(PIECES)


def test_a_broken_connection_alone_accuses_nobody() -> None:
    suspects, folder = Suspects(), FolderId(1)
    uids = [Uid(number) for number in range(1, 101)]
    suspects.asking(folder, uids)
    assert suspects.culprit(folder, uids) is None
    assert suspects.pieces(folder, uids) == [uids]
    suspects.asking(folder, uids)
    suspects.came(folder)
    suspects.asking(folder, [Uid(5)])
    assert suspects.culprit(folder, [Uid(5)]) is None
