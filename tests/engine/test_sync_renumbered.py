"""UIDVALIDITY changes, goes, comes, lies: rows, texts, tags and waiting operations stay what they are."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import MoveMessages, SetFlags, Sync
from mailclient.bridge.events import Failed
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from tests.engine.modelled import ModelledEngine, begun, downloads, fill
from tests.engine.running import message
from tests.servers.model import COMMON, PLAIN, ModelFolder, ModelServer

NO_ID = OperationId("")
SETS = {
    "objectid": COMMON | {"OBJECTID"},
    "qresync": COMMON,
    "condstore": COMMON - {"QRESYNC"},
    "plain": PLAIN,
    "gmail": (COMMON | {"X-GM-EXT-1"}) - {"QRESYNC"},
}


@pytest.fixture(params=list(SETS.values()), ids=list(SETS))
def server(request: pytest.FixtureRequest) -> ModelServer:
    return ModelServer(request.param)


@pytest_asyncio.fixture
async def engine(tmp_path: Path, server: ModelServer) -> AsyncIterator[ModelledEngine]:
    running = ModelledEngine(tmp_path, server)
    yield running
    await running.stop()
    await server.stop()


async def test_nothing_is_downloaded_again(
    engine: ModelledEngine, server: ModelServer, expected_warnings: list[str]
) -> None:
    expected_warnings.append("renumbered by its server")
    server.create("Archive")
    fill(server, "INBOX", 20)
    for _ in range(3):
        server.deliver("INBOX", message("the same", message_id="same"))
    await engine.begin()
    ids = engine.ids("INBOX")
    same = [row.id for row in sorted(engine.rows("INBOX"), key=lambda row: row.uid or 0) if row.subject == "the same"]
    await engine.offline()
    await engine.operate(SetFlags(NO_ID, (ids["number 1"],), add=Flag.FLAGGED), done=False)
    last = await engine.operate(MoveMessages(NO_ID, (ids["number 2"],), engine.folder("Archive").id), done=False)
    server.renumber("INBOX", first=7, step=3)
    start = len(server.commands)
    await engine.online_again()
    await engine.done(last)
    await engine.sync(bodies=True)
    now = engine.ids("INBOX") | engine.ids("Archive")
    assert {subject: id_ for subject, id_ in now.items() if subject != "the same"} == {
        subject: id_ for subject, id_ in ids.items() if subject != "the same"
    }
    rows = sorted(engine.rows("INBOX"), key=lambda row: row.uid or 0)
    assert [row.id for row in rows if row.subject == "the same"] == same
    if server.offers("UIDPLUS"):  # else what was moved is left behind, marked, and is a message of its own
        assert downloads(engine.commands_since(start)) == []
    assert engine.shown("INBOX") == server.shown("INBOX")
    assert engine.shown("Archive") == server.shown("Archive")
    assert all(row.has_body for row in engine.rows("INBOX"))
    assert len(server.folders["Archive"].messages) == 1


@pytest.mark.parametrize("cut", range(3, 12))
async def test_cut_off_at_any_command(
    engine: ModelledEngine, server: ModelServer, expected_warnings: list[str], cut: int
) -> None:
    expected_warnings.append("renumbered by its server")
    fill(server, "INBOX", 30)
    await engine.begin()
    ids = engine.ids("INBOX")
    await engine.offline()
    server.renumber("INBOX", first=31)
    server.deliver("INBOX", message("news"))
    server.drop_after.add(len(server.commands) + cut)
    start = len(server.commands)
    await engine.online_again()
    while isinstance(await engine.try_sync(), Failed):
        await engine.online_again()
    assert {subject: id_ for subject, id_ in engine.ids("INBOX").items() if subject != "news"} == ids
    assert engine.shown("INBOX") == server.shown("INBOX")
    assert all("31" in one or "61" in one for one in downloads(engine.commands_since(start)) if "BODYSTRUCTURE" in one)


class AlwaysNew(ModelServer):
    """Another UIDVALIDITY each time the folder is opened."""

    def select_lines(self, folder: ModelFolder) -> list[str]:
        if self.lying:
            self.renumber("INBOX")
        return super().select_lines(folder)

    lying = False


async def test_changing_all_the_time_stops_nobody(tmp_path: Path, expected_warnings: list[str]) -> None:
    expected_warnings.append("renumbered by its server")
    server = AlwaysNew()
    server.create("Archive")
    fill(server, "INBOX", 5)
    async with begun(tmp_path, server) as engine:
        ids = engine.ids("INBOX")
        server.lying = True
        server.deliver("Archive", message("news"))
        for _ in range(6):
            failed = await engine.try_sync()
        assert isinstance(failed, Failed)
        assert failed.problem.kind is ProblemKind.NUMBERING_UNSTABLE
        start = len(server.commands)
        await engine.request(Sync("", folder_id=engine.folder("Archive").id))
        assert engine.subjects("Archive") == ["news"]
        assert engine.ids("INBOX") == ids
        assert not [one for one in engine.commands_since(start) if "FETCH" in one and "MESSAGE-ID" not in one]


class NoValidity(ModelServer):
    """UIDVALIDITY 0, against RFC 9051 section 2.3.1.1."""

    def select_lines(self, folder: ModelFolder) -> list[str]:
        return [line for line in super().select_lines(folder) if "UIDVALIDITY" not in line]


async def test_no_uidvalidity_at_all(tmp_path: Path, expected_warnings: list[str]) -> None:
    """Uids hold for one connection: the next one finds all rows again by what they are."""
    expected_warnings.append("renumbered by its server")
    server = NoValidity(PLAIN)
    fill(server, "INBOX", 5)
    async with begun(tmp_path, server) as engine:
        ids = engine.ids("INBOX")
        server.remove("INBOX", server.folders["INBOX"].messages[0])
        server.renumber("INBOX", first=3)
        await engine.offline()
        await engine.online_again()
        start = len(server.commands)
        await engine.sync(bodies=True)
        assert engine.ids("INBOX") == {subject: id_ for subject, id_ in ids.items() if subject != "number 0"}
        assert downloads(engine.commands_since(start)) == []


async def test_made_anew_with_the_same_uidvalidity(
    engine: ModelledEngine, server: ModelServer, expected_warnings: list[str]
) -> None:
    """UIDNEXT went back and the uids are other messages: what we know means nothing."""
    expected_warnings.append("renumbered by its server")
    fill(server, "INBOX", 6)
    await engine.begin()
    folder = server.folders["INBOX"]
    folder.messages, folder.uid_next, folder.vanished = [], 1, []
    for subject in ("other 1", "other 2"):
        server.deliver("INBOX", message(subject))
    await engine.sync(bodies=True)
    assert engine.shown("INBOX") == server.shown("INBOX")
    assert sorted(engine.ids("INBOX")) == ["other 1", "other 2"]


class UidNextTooLow(ModelServer):
    """UIDNEXT is not above the highest uid."""

    def select_lines(self, folder: ModelFolder) -> list[str]:
        return [re.sub(r"UIDNEXT \d+", "UIDNEXT 2", line) for line in super().select_lines(folder)]


async def test_a_uidnext_that_is_too_low_is_not_believed(tmp_path: Path) -> None:
    server = UidNextTooLow(PLAIN)
    fill(server, "INBOX", 5)
    async with begun(tmp_path, server) as engine:
        ids = engine.ids("INBOX")
        server.deliver("INBOX", message("news"))
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")
        assert ids.items() <= engine.ids("INBOX").items()
