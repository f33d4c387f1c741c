"""Servers that lie about their numbers, and answers that nobody expects."""

import re
from pathlib import Path

import pytest

from mailclient.bridge.commands import SetFlags
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from tests.engine.modelled import begun, fill
from tests.engine.running import message
from tests.servers.model import COMMON, PLAIN, ModelFolder, ModelMessage, ModelServer

NO_ID = OperationId("")


async def test_modseq_that_goes_back(tmp_path: Path) -> None:
    """Restored from a backup: changes we were told of are undone, and no mod-sequence says so."""
    server = ModelServer(COMMON)
    fill(server, "INBOX", 10)
    async with begun(tmp_path, server) as engine:
        folder = server.folders["INBOX"]
        for one in folder.messages[:5]:
            server.flag(one, "\\Flagged")
        await engine.sync()
        for one in folder.messages:
            one.flags.clear()
            one.modseq = 3
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")


class NoModseq(ModelServer):
    """CONDSTORE is offered, but this mailbox keeps no mod-sequences (RFC 7162 section 3.1.2.2)."""

    def select_lines(self, folder: ModelFolder) -> list[str]:
        lines = [line for line in super().select_lines(folder) if "MODSEQ" not in line]
        return [*lines, "* OK [NOMODSEQ] "]

    def status_items(self, folder: ModelFolder) -> dict[str, object]:
        return super().status_items(folder) | {"HIGHESTMODSEQ": 0}


class Forgetful(ModelServer):
    """QRESYNC that tells of no message that vanished."""

    def remove(self, path: str, message: ModelMessage) -> None:
        super().remove(path, message)
        self.folders[path].vanished.clear()
        self.modseq += 1
        self.folders[path].messages[0].modseq = self.modseq


class Wild(ModelServer):
    """Counts that are wrong by some, sizes that are wrong by far."""

    def select_lines(self, folder: ModelFolder) -> list[str]:
        return [
            re.sub(r"\* (\d+) EXISTS", lambda m: f"* {int(m[1]) + 3} EXISTS", line)
            for line in super().select_lines(folder)
        ]

    def item(self, message: ModelMessage, item: bytes) -> bytes:
        return b"RFC822.SIZE 5" if item == b"RFC822.SIZE" else super().item(message, item)


@pytest.mark.parametrize("make", [NoModseq, Forgetful, Wild], ids=lambda one: one.__name__)
async def test_what_others_do_is_seen_all_the_same(tmp_path: Path, make: type[ModelServer]) -> None:
    server = make(COMMON)
    fill(server, "INBOX", 10)
    async with begun(tmp_path, server) as engine:
        messages = server.folders["INBOX"].messages
        server.flag(messages[3], "\\Flagged")
        server.remove("INBOX", messages[5])
        server.deliver("INBOX", message("news"))
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")
        start = len(server.commands)
        await engine.sync()
        assert not [one for one in engine.commands_since(start) if "ENVELOPE" in one], "nothing is fetched twice"


async def test_vanished_names_far_more_than_there_ever_was(tmp_path: Path) -> None:
    server = ModelServer(COMMON)
    fill(server, "INBOX", 10)
    async with begun(tmp_path, server) as engine:
        folder = server.folders["INBOX"]
        server.remove("INBOX", folder.messages[0])
        folder.vanished += [(server.modseq, uid) for uid in range(5_000, 25_000)]
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")


async def test_uids_that_jump_and_come_in_any_order(tmp_path: Path) -> None:
    server = ModelServer(PLAIN)
    server.folders["INBOX"].uid_next = 4_000_000_000
    fill(server, "INBOX", 3)
    server.folders["INBOX"].uid_next = 4_294_967_200
    fill(server, "INBOX", 3)
    server.folders["INBOX"].messages.reverse()
    async with begun(tmp_path, server) as engine:
        assert engine.folder("INBOX").total == 6
        server.deliver("INBOX", message("news"))
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")


@pytest.mark.parametrize("offered", [COMMON, PLAIN], ids=["common", "plain"])
async def test_flags_changed_on_both_sides(tmp_path: Path, offered: frozenset[str]) -> None:
    """What the user did is shown until the server has it; then what the server says, with both changes."""
    server = ModelServer(offered)
    fill(server, "INBOX", 2)
    async with begun(tmp_path, server) as engine:
        ids = engine.ids("INBOX")
        await engine.offline()
        one = await engine.operate(SetFlags(NO_ID, (ids["number 0"],), add=Flag.FLAGGED), done=False)
        other = await engine.operate(SetFlags(NO_ID, (ids["number 1"],), add=Flag.SEEN), done=False)
        messages = server.folders["INBOX"].messages
        server.flag(messages[0], "\\Seen")
        server.flag(messages[1], "\\Seen")
        server.flag(messages[1], "blue")
        assert engine.flags(ids["number 0"]) == Flag.FLAGGED
        await engine.online_again()
        await engine.done(one)
        await engine.done(other)
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")
        assert server.shown("INBOX") == [
            ("number 0", frozenset({"\\Flagged", "\\Seen"})),
            ("number 1", frozenset({"\\Seen", "blue"})),
        ]


class Expunging(ModelServer):
    """Another client removes a message while we fetch."""

    armed = False

    def fetch_answer(self, folder: ModelFolder, message: ModelMessage, items: list[bytes]) -> bytes | None:
        if self.armed and b"ENVELOPE" in items:
            self.armed = False
            self.remove("INBOX", folder.messages[-1])
        return super().fetch_answer(folder, message, items)


@pytest.mark.parametrize("offered", [COMMON, PLAIN], ids=["common", "plain"])
async def test_expunged_while_we_fetch(tmp_path: Path, offered: frozenset[str]) -> None:
    server = Expunging(offered)
    async with begun(tmp_path, server) as engine:
        fill(server, "INBOX", 10)
        server.armed = True
        await engine.sync()
        await engine.sync()
        assert engine.shown("INBOX") == server.shown("INBOX")
        assert engine.folder("INBOX").withheld == 0
