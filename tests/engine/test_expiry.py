"""What has been in Trash or Junk for too long is deleted by itself, and nothing else ever is."""

import datetime as dt
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mailclient.bridge.commands import DeleteMessages, MoveMessages, SetExpiry, Sync
from mailclient.bridge.events import Failed, Finished, OperationDone
from mailclient.engine.outside import Outside
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.ids import FolderId, OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.stream import Dial
from tests.engine.filtered import Filtered
from tests.engine.modelled import SETTINGS, ModelledEngine
from tests.engine.running import RunningEngine, message
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.model import COMMON, ModelServer
from tests.servers.model_mailbox import ARRIVED
from tests.servers.second_client import SecondClient

SAVED = COMMON | {"SAVEDATE"}
DAY = dt.timedelta(days=1)
NO_ID = OperationId("")


class ClockedEngine(ModelledEngine):
    """Its clock stands still until it is moved."""

    time = ARRIVED

    def outside(self, dialled: Dial) -> Outside:
        return Outside(dial=dialled, credentials=self.credentials, now=lambda: self.time.timestamp())

    async def expire(self, path: str, days: int | None) -> Finished | Failed:
        return await self.request(SetExpiry("", self.folder(path).id, days))

    async def go_on(self, time: dt.timedelta) -> None:
        self.time += time
        assert isinstance(self.server, ModelServer)
        self.server.now += time

    async def looked(self) -> None:
        """Everything that was queued is done: what is queued last, and least urgent, came."""
        await self.sync()
        await self.until(lambda: not self.queue_busy())

    def queue_busy(self) -> bool:
        (task,) = self.engine._supervisor.all()
        queue = task.context.queue
        return any(queue.waiting(key) or queue.running(key) for key in ("expiry", "operations", "background"))


@asynccontextmanager
async def begun(directory: Path, capabilities: frozenset[str]) -> AsyncIterator[tuple[ClockedEngine, ModelServer]]:
    server = ModelServer(capabilities)
    server.create("Trash", attributes="\\Trash")
    server.create("Junk", attributes="\\Junk")
    engine = ClockedEngine(directory, server)
    await engine.start()
    engine.account = await engine.add(SETTINGS, Secret("x"))
    await engine.sync()
    try:
        yield engine, server
    finally:
        await engine.stop()
        await server.stop()


BOTH = pytest.mark.parametrize("offered", [SAVED, COMMON, frozenset({"IMAP4REV1"})], ids=["savedate", "own", "plain"])


@BOTH
async def test_by_the_time_in_the_folder_not_by_the_age(tmp_path: Path, offered: frozenset[str]) -> None:
    async with begun(tmp_path, offered) as (engine, server):
        assert isinstance(await engine.expire("Trash", 30), Finished)
        assert engine.folder("Trash").expires_after_days == 30
        server.deliver("Trash", message("long there"), received_at=ARRIVED - 400 * DAY)
        server.deliver("Junk", message("junk"))
        kept = server.deliver("INBOX", message("inbox"), received_at=ARRIVED - 400 * DAY)
        await engine.expire("Trash", 30)
        await engine.looked()
        await engine.go_on(20 * DAY)
        server.move("INBOX", kept, "Trash")
        server.deliver("INBOX", message("another"), received_at=ARRIVED - 400 * DAY)
        await engine.expire("Trash", 30)
        await engine.looked()
        assert [subject for subject, _ in server.shown("Trash")] == ["inbox", "long there"]
        await engine.go_on(10 * DAY + dt.timedelta(minutes=1))
        start = len(engine.events)
        await engine.expire("Trash", 30)
        await engine.wait_for(OperationDone, after=start)
        assert [subject for subject, _ in server.shown("Trash")] == ["inbox"]
        assert engine.subjects("Trash") == ["inbox"]
        assert ("SAVEDATE" in " ".join(server.commands)) == ("SAVEDATE" in offered)
        await engine.go_on(21 * DAY)
        await engine.expire("Trash", None)
        await engine.looked()
        assert [subject for subject, _ in server.shown("Trash")] == ["inbox"]
        assert [subject for subject, _ in server.shown("Junk")] == ["junk"]
        assert [subject for subject, _ in server.shown("INBOX")] == ["another"]


@BOTH
async def test_what_was_taken_out_and_put_back_begins_anew(tmp_path: Path, offered: frozenset[str]) -> None:
    async with begun(tmp_path, offered) as (engine, server):
        one = server.deliver("Trash", message("to and fro"))
        await engine.expire("Trash", 30)
        await engine.looked()
        await engine.go_on(29 * DAY)
        server.move("INBOX", server.move("Trash", one, "INBOX"), "Trash")
        await engine.sync()
        await engine.go_on(2 * DAY)
        await engine.expire("Trash", 30)
        await engine.looked()
        assert [subject for subject, _ in server.shown("Trash")] == ["to and fro"]


async def test_what_the_user_takes_out_meanwhile_is_left_alone(tmp_path: Path) -> None:
    async with begun(tmp_path, SAVED) as (engine, server):
        server.deliver("Trash", message("rescued"))
        server.deliver("Trash", message("old"))
        await engine.expire("Trash", 30)
        await engine.looked()
        await engine.offline()
        await engine.go_on(31 * DAY)
        rescued = engine.ids("Trash")["rescued"]
        await engine.operate(MoveMessages(NO_ID, (rescued,), engine.folder("INBOX").id), done=False)
        await engine.online_again()
        await engine.sync()
        await engine.until(lambda: not server.shown("Trash"))
        assert [subject for subject, _ in server.shown("INBOX")] == ["rescued"]


async def test_another_program_rescues_between_the_decision_and_the_deed(tmp_path: Path) -> None:
    """The deletion is in the log already; it spares what is elsewhere by then."""
    async with begun(tmp_path, COMMON) as (engine, server):
        one = server.deliver("Trash", message("rescued"))
        await engine.expire("Trash", 30)
        await engine.looked()
        id_ = engine.ids("Trash")["rescued"]
        await engine.offline()
        trash = engine.folder("Trash").id
        delete = DeleteMessages(NO_ID, (id_,), forever=True, only_in=trash)
        operation = await engine.operate(delete, done=False)
        server.move("Trash", one, "INBOX")
        await engine.online_again()
        await engine.done(operation)
        await engine.sync()
        assert [subject for subject, _ in server.shown("INBOX")] == ["rescued"]
        assert engine.subjects("INBOX") == ["rescued"]


async def test_a_folder_without_save_dates_counts_by_what_we_saw(tmp_path: Path) -> None:
    """There SAVEDBEFORE stands for BEFORE (RFC 8514 section 4.3), which must not count."""
    async with begun(tmp_path, SAVED) as (engine, server):
        server.deliver("Trash", message("old mail"), received_at=ARRIVED - 400 * DAY, saved_at=None)
        await engine.expire("Trash", 30)
        await engine.looked()
        assert [subject for subject, _ in server.shown("Trash")] == ["old mail"]
        await engine.go_on(31 * DAY)
        await engine.expire("Trash", 30)
        await engine.until(lambda: not server.shown("Trash"))


async def test_nothing_counts_while_the_clock_has_gone_back(tmp_path: Path) -> None:
    async with begun(tmp_path, COMMON) as (engine, server):
        await engine.expire("Trash", 30)
        await engine.looked()
        await engine.go_on(-9000 * DAY)
        server.deliver("Trash", message("new"))
        await engine.offline()
        await engine.online_again()
        await engine.looked()
        await engine.go_on(9001 * DAY)
        await engine.expire("Trash", 30)
        await engine.looked()
        assert [subject for subject, _ in server.shown("Trash")] == ["new"]


async def test_what_cannot_be_chosen(tmp_path: Path) -> None:
    async with begun(tmp_path, COMMON) as (engine, server):
        for path, days in (("INBOX", 30), ("Trash", 0), ("Trash", 40_000)):
            failed = await engine.expire(path, days)
            assert isinstance(failed, Failed)
            assert failed.problem.kind is ProblemKind.EXPIRY_IMPOSSIBLE
        failed = await engine.request(SetExpiry("", FolderId(999), 30))
        assert isinstance(failed, Failed)
        assert failed.problem.kind is ProblemKind.FOLDER_GONE
        server.capabilities |= {"ACL"}
        server.folders["Trash"].rights = "lrs"
        await engine.offline()
        await engine.online_again()
        await engine.sync()
        failed = await engine.expire("Trash", 30)
        assert isinstance(failed, Failed)
        assert failed.problem.kind is ProblemKind.NOT_PERMITTED


async def test_dovecot(tmp_path: Path, rich_dovecot: Dovecot) -> None:
    await _real_server(tmp_path, rich_dovecot)


async def test_cyrus(tmp_path: Path, cyrus: Cyrus) -> None:
    await _real_server(tmp_path, cyrus)


async def _real_server(directory: Path, server: Dovecot | Cyrus) -> None:
    user = server.add_user()
    filtered = Filtered(dial, ("OBJECTID",))
    ahead = 0.0

    class Ahead(RunningEngine):
        def outside(self, dialled: Dial) -> Outside:
            return Outside(dial=dialled, credentials=self.credentials, now=lambda: time.time() + ahead)

    engine = await Ahead(directory / "profile", dialled=filtered.dial).start()
    try:
        settings = AccountSettings(
            "alice@mail.test", "Alice", server.imap(user), Server("localhost", 1, Security.NONE, "")
        )
        await engine.add(settings, user.secret)
        assert isinstance(await engine.request(Sync("")), Finished)
        trash = engine.folder("Trash")
        with SecondClient(server.imap(user), user.secret) as other:
            other.append(message("in the trash"), "Trash")
            assert isinstance(await engine.request(SetExpiry("", trash.id, 1)), Finished)
            await engine.until(lambda: any("SAVEDBEFORE" in command for command in filtered.commands))
            assert other.subjects("Trash") == ["in the trash"]
            start = len(engine.events)
            ahead = 86_400.0 + 60
            assert isinstance(await engine.request(SetExpiry("", trash.id, 1)), Finished)
            await engine.wait_for(OperationDone, after=start)
            assert other.subjects("Trash") == []
        assert "SAVEDATE" in filtered.used
    finally:
        await engine.stop()
