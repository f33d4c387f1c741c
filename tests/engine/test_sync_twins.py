"""One message in several folders (EMAILID, Gmail's labels), or moved by somebody else: its bytes come once."""

import sqlite3
from pathlib import Path

import pytest

from tests.engine.modelled import begun, downloads
from tests.engine.running import message
from tests.servers.model import COMMON, PLAIN, ModelServer

SETS = {"objectid": COMMON | {"OBJECTID"}, "gmail": (COMMON | {"X-GM-EXT-1"}) - {"QRESYNC"}}


def contents(commands: list[str]) -> list[str]:
    """Those that fetch texts or whole messages."""
    return [one for one in downloads(commands) if "ENVELOPE" not in one]


@pytest.mark.parametrize("offered", SETS.values(), ids=SETS.keys())
async def test_a_copy_is_not_downloaded(tmp_path: Path, offered: frozenset[str]) -> None:
    server = ModelServer(offered)
    server.create("Work")
    one = server.deliver("INBOX", message("both", text="Words to find."))
    async with begun(tmp_path, server) as engine:
        server.copy(one, "Work")
        start = len(server.commands)
        await engine.sync(bodies=True)
        assert contents(engine.commands_since(start)) == []
        assert engine.shown("Work") == server.shown("Work")
        await engine.until(lambda: engine.rows("Work")[0].has_body)
        (row,) = engine.rows("Work")
        assert engine.reader.whole(row.id) == one.data
        assert row.id in engine.reader.search("find", folder_id=engine.folder("Work").id)


@pytest.mark.parametrize("offered", [*SETS.values(), COMMON, PLAIN], ids=[*SETS, "common", "plain"])
async def test_what_somebody_else_moves_keeps_its_row(tmp_path: Path, offered: frozenset[str]) -> None:
    server = ModelServer(offered)
    server.create("Work")
    one = server.deliver("INBOX", message("moved"))
    async with begun(tmp_path, server) as engine:
        id_ = engine.ids("INBOX")["moved"]
        copy = server.move("INBOX", one, "Work")
        start = len(server.commands)
        await engine.sync(bodies=True)
        assert engine.ids("Work") == {"moved": id_}
        assert engine.rows("INBOX") == []
        back = server.move("Work", copy, "INBOX")
        await engine.sync(bodies=True)
        assert [row.subject for row in engine.rows("INBOX")] == ["moved"]
        if "OBJECTID" in offered or "X-GM-EXT-1" in offered:
            assert contents(engine.commands_since(start)) == []
        server.remove("INBOX", back)
        await engine.sync()
        assert engine.rows("INBOX") == []


async def test_gmail_labels_are_kept_and_followed(tmp_path: Path) -> None:
    server = ModelServer(SETS["gmail"])
    one = server.deliver("INBOX", message("labelled"), labels=("Work", "\\Important"))
    async with begun(tmp_path, server) as engine:
        id_ = engine.ids("INBOX")["labelled"]
        stored = engine.reader.message(id_)
        assert stored
        assert stored.labels == ("Work", "\\Important")
        one.labels = ("Home",)
        server.modseq += 1
        one.modseq = server.modseq
        await engine.sync()
        stored = engine.reader.message(id_)
        assert stored
        assert stored.labels == ("Home",)


@pytest.mark.parametrize(("offered", "thread"), [("OBJECTID", "T7"), ("X-GM-EXT-1", "number")])
async def test_conversations_as_the_server_sees_them_are_kept(tmp_path: Path, offered: str, thread: str) -> None:
    server = ModelServer(COMMON | {offered})
    inside = server.deliver("INBOX", message("inside"), thread_id="T7")
    server.deliver("INBOX", message("alone"))
    async with begun(tmp_path, server) as engine:
        db = sqlite3.connect(engine.profile.store)
        rows = db.execute("SELECT subject, detail.thread_id FROM message JOIN detail ON message_id = id")
        kept = dict(rows.fetchall())
        db.close()
        assert kept["inside"] == (inside.email_id[1:] if thread == "number" else thread)
        assert bool(kept["alone"]) == (thread == "number")
        assert sum("UID FETCH 1:2 (UID FLAGS" in command for command in server.commands) == 1
