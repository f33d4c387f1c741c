"""What others do to folders: renamed, swapped, deleted, made again, made hollow; and what LIST says of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import SetFlags
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.rights import Rights
from mailclient.wire.imap.mailbox_name import encode_name
from tests.engine.modelled import ModelledEngine, begun, downloads, fill
from tests.engine.running import message
from tests.servers.model import COMMON, PLAIN, ModelFolder, ModelServer, list_line

NO_ID = OperationId("")
SETS = {
    "objectid": COMMON | {"OBJECTID"},
    "objectid without list-status": (COMMON | {"OBJECTID"}) - {"LIST-STATUS", "LIST-EXTENDED"},
    "qresync": COMMON,
    "plain": PLAIN,
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


def paths(engine: ModelledEngine) -> set[str]:
    return {folder.path for folder in engine.reader.folders()}


async def test_renamed_with_all_below_it(engine: ModelledEngine, server: ModelServer) -> None:
    for path in ("Work", "Work/a", "Work/a/b"):
        server.create(path)
        fill(server, path, 4)
    await engine.begin()
    ids = {path: (engine.folder(path).id, engine.ids(path)) for path in ("Work", "Work/a", "Work/a/b")}
    server.rename("Work", "Job")
    server.deliver("Job/a", message("news"))
    start = len(server.commands)
    await engine.sync(bodies=True)
    assert paths(engine) == {"INBOX", "Job", "Job/a", "Job/a/b"}
    for path, (folder_id, known) in ids.items():
        now = path.replace("Work", "Job")
        assert engine.folder(now).id == folder_id
        assert known.items() <= engine.ids(now).items()
        assert engine.shown(now) == server.shown(now)
    assert len(downloads(engine.commands_since(start))) <= 2, "the header and the text of the news"


async def test_an_operation_waits_while_its_folder_is_renamed(engine: ModelledEngine, server: ModelServer) -> None:
    server.create("Work")
    fill(server, "Work", 4)
    await engine.begin()
    await engine.offline()
    wanted = engine.ids("Work")["number 2"]
    operation = await engine.operate(SetFlags(NO_ID, (wanted,), add=Flag.FLAGGED), done=False)
    server.rename("Work", "Job")
    await engine.online_again()
    await engine.done(operation)
    await engine.sync()
    assert engine.ids("Job")["number 2"] == wanted
    assert engine.shown("Job") == server.shown("Job")
    assert ("number 2", frozenset({"\\Flagged"})) in server.shown("Job")


async def test_two_that_swap_their_names(
    engine: ModelledEngine, server: ModelServer, expected_warnings: list[str]
) -> None:
    expected_warnings.append("renumbered by its server")
    for path in ("a", "b"):
        server.create(path)
        server.deliver(path, message(f"in {path}"))
    await engine.begin()
    known = {path: engine.folder(path).id for path in ("a", "b")}
    folders = server.folders
    folders["a"], folders["b"] = folders["b"], folders["a"]
    await engine.sync(bodies=True)
    assert engine.subjects("a") == ["in b"]
    assert engine.subjects("b") == ["in a"]
    if server.offers("OBJECTID") and server.offers("LIST-STATUS"):
        assert {"a": engine.folder("b").id, "b": engine.folder("a").id} == known


async def test_deleted_and_made_again(
    engine: ModelledEngine, server: ModelServer, expected_warnings: list[str]
) -> None:
    expected_warnings.append("renumbered by its server")
    server.create("Work")
    fill(server, "Work", 3)
    await engine.begin()
    del server.folders["Work"]
    server.create("Work")
    server.deliver("Work", message("another"))
    await engine.sync()
    assert engine.shown("Work") == server.shown("Work")
    del server.folders["Work"]
    await engine.sync()
    assert paths(engine) == {"INBOX"}


async def test_what_merely_looks_alike_is_another_folder(engine: ModelledEngine, server: ModelServer) -> None:
    """Same UIDVALIDITY and numbers, other messages."""
    folder = server.create("Work")
    fill(server, "Work", 3)
    await engine.begin()
    del server.folders["Work"]
    server.create("New", uid_next=1)
    server.folders["New"].uid_validity = folder.uid_validity
    for number in range(3):
        server.deliver("New", message(f"other {number}"))
    await engine.sync()
    assert engine.shown("New") == server.shown("New")
    assert "Work" not in paths(engine)


async def test_hollow_now_and_filled_again(
    engine: ModelledEngine, server: ModelServer, expected_warnings: list[str]
) -> None:
    expected_warnings.append("renumbered by its server")
    for path in ("Work", "Work/a"):
        server.create(path)
        fill(server, path, 2)
    await engine.begin()
    server.folders["Work"].attributes = "\\Noselect"
    await engine.sync()
    work = engine.folder("Work")
    assert (work.selectable, work.total, work.unread) == (False, 0, 0)
    assert engine.rows("Work") == []
    assert engine.shown("Work/a") == server.shown("Work/a")
    server.folders["Work"].attributes = ""
    await engine.sync()
    assert engine.folder("Work").id == work.id
    assert engine.shown("Work") == server.shown("Work")


NAMES = [
    *(
        'say "hello"',
        "back\\slash",
        "100%",
        "star*",
        "a & b",
        "&",
        "😀",
        "받은 편지",
        " leading",
        "trailing ",
        "\x01\x7f",
    ),
    *(
        "work",
        "Work",
        "WORK",
        "(x)",
        "{3}",
        "~tilde",
        "#hash",
        "[Gmail]",
        "a,b;c",
        "/".join("abcdefghijklmnopqrstuvwxyzABCD"),
    ),
]


async def test_any_names(engine: ModelledEngine, server: ModelServer) -> None:
    for number, name in enumerate(NAMES):
        server.create(encode_name(name).decode())
        server.deliver(encode_name(name).decode(), message(f"in {number}"))
    await engine.begin()
    for number, name in enumerate(NAMES):
        assert engine.subjects(name) == [f"in {number}"], name
    assert engine.folder(NAMES[-1]).depth == 29
    assert not engine.folder("a/b").selectable


class Odd(ModelServer):
    """A flat namespace beside one with dots, raw 8-bit names that read like encoded ones, everything told twice."""

    def list_lines(self) -> list[bytes]:
        lines = [list_line(path, folder) for path, folder in self.folders.items() if path != "raw"]
        return [
            *lines,
            b'* LIST (\\Noselect) "/" "INBOX"',
            *lines,
            b'* LIST () "/" "&AOk-"',
            b'* LIST () "/" "\xc3\xa9"',
        ]


async def test_odd_lists(tmp_path: Path) -> None:
    server = Odd()
    server.create("flat/not a path", delimiter=None)
    server.create("#news.comp.mail", delimiter=".")
    server.create("~bob/in")
    server.create("&AOk-")
    server.create("é")
    async with begun(tmp_path, server) as engine:
        known = {folder.path: folder.selectable for folder in engine.reader.folders()}
        assert known == {
            "INBOX": True,
            "flat/not a path": True,
            "#news.comp.mail": True,
            "~bob/in": True,
            "é": True,
            "Ã©": True,
            "#news.comp": False,
            "#news": False,
            "~bob": False,
        }
        assert engine.folder("flat/not a path").name == "flat/not a path"
        assert engine.folder("#news.comp.mail").depth == 2


async def test_rights_and_what_the_folder_keeps(tmp_path: Path) -> None:
    server = ModelServer(COMMON | {"ACL"})
    server.create("shared", rights="lrs")
    server.create("frozen", read_only=True)
    server.create("few", permanent_flags="\\Seen")
    async with begun(tmp_path, server) as engine:
        assert engine.folder("shared").rights == Rights.LOOKUP | Rights.READ | Rights.SEEN
        assert engine.folder("frozen").rights == Rights.READ_ONLY
        assert engine.folder("INBOX").rights == Rights.ALL
        assert engine.folder("INBOX").keeps("blue")
        assert engine.folder("few").kept_flags == ("\\Seen",)
        assert not engine.folder("few").keeps("blue")
        server.folders["frozen"].read_only = False
        await engine.sync()
        assert engine.folder("frozen").rights == Rights.ALL


def test_the_model_lists_a_nil_delimiter() -> None:
    assert list_line("a", ModelFolder("F1", 1, delimiter=None)) == b'* LIST () NIL "a"'
