"""One message to many: each row once, whatever happens; stopped and slowed."""

import msgspec
import pytest

from mailclient.bridge.commands import StartMerge, StopMerge
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Acknowledged
from mailclient.bridge.merge import MergeContent
from mailclient.engine import merging
from mailclient.engine.merging import row_operation
from mailclient.engine.operations import send_draft
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import OutgoingState
from mailclient.store.writer import Writer
from tests.engine.running import RunningEngine
from tests.engine.test_submission_lane import account, recipients_of
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp

MERGE = OperationId("merge")
DRAFT = DraftContent(to="{Address}", subject="For {name}", html="<p>Dear {Name}</p>")


def content(rows: tuple[tuple[str, str], ...], spacing_seconds: float = 0.0) -> bytes:
    return msgspec.msgpack.encode(MergeContent(DRAFT, ("Name", "Address"), rows, spacing_seconds))


async def test_each_row_goes_once(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    rows = (("Ann", "ann@mail.test"), ("<b>B\r\nBcc: x@mail.test", "bob@mail.test"), ("Nobody", "no address"))
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        for _ in range(2):
            await engine.engine.perform(StartMerge(MERGE, account_id, content(rows)))
        await engine.until(lambda: (row := engine.reader.merge(MERGE)) is not None and row.done == 3)
        await engine.done(row_operation(MERGE, 1))
        await engine.done(row_operation(MERGE, 0))
    assert sorted(recipients_of(server)) == ["ann@mail.test", "bob@mail.test"]
    assert engine.reader.merge(MERGE).failed == 1  # type: ignore[union-attr]
    second = next(one.data for one in server.taken if b"bob@mail.test" in one.data)
    assert b"&lt;b&gt;B" in second
    assert b"\nBcc:" not in second.partition(b"\r\n\r\n")[0]


async def test_it_goes_on_after_a_restart(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    """The engine ends when some rows are in the outbox, one of which it has not noted."""
    rows = tuple((f"P{number}", f"p{number}@mail.test") for number in range(12))
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.engine.perform(StartMerge(MERGE, account_id, content(rows)))
        await engine.until(lambda: (row := engine.reader.merge(MERGE)) is not None and row.done >= 4)
        await engine.stop()
        await engine.start()
        await engine.until(lambda: (row := engine.reader.merge(MERGE)) is not None and row.done == 12)
        # One may have been handed in when the engine ended: nobody knows, and it is not sent again.
        await engine.until(lambda: all(row.state is OutgoingState.IN_DOUBT for row in engine.reader.outbox()))
    doubtful = [address for row in engine.reader.outbox() for address in row.recipients]
    taken = recipients_of(server)
    assert len(doubtful) <= 1
    assert len(taken) == len(set(taken)), "sent twice"
    assert sorted({*taken, *doubtful}) == sorted(address for _name, address in rows)


async def test_stopped_it_takes_back_what_waits(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    rows = tuple((f"P{number}", f"p{number}@mail.test") for number in range(6))
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.engine.perform(StartMerge(MERGE, account_id, content(rows, 3_600)))
        await engine.until(lambda: (row := engine.reader.merge(MERGE)) is not None and row.done == 6)
        await engine.until(lambda: len(server.taken) == 1)
        times = sorted(row.send_at or 0 for row in engine.reader.outbox())
        assert times[-1] - times[-2] == 3_600
        await engine.engine.perform(StopMerge(OperationId("stop"), MERGE))
        await engine.wait_for(Acknowledged, after=0)
        await engine.until(lambda: engine.reader.outbox() == [])
    assert recipients_of(server) == ["p0@mail.test"]


async def test_a_row_that_is_made_while_it_is_stopped_does_not_go_out(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word to stop comes when the bytes of the second row are written, and its row is still to come."""
    live = send_draft.DraftSending.write
    written = 0

    async def write(self: send_draft.DraftSending, *rest: object) -> int:
        nonlocal written
        written += 1
        if written == 2:
            await engine.engine._merging.stop(StopMerge(OperationId("stop"), MERGE))
        return await live(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(send_draft.DraftSending, "write", write)
    rows = tuple((f"P{number}", f"p{number}@mail.test") for number in range(4))
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.engine.perform(StartMerge(MERGE, account_id, content(rows, 0)))
        await engine.wait_for(Acknowledged, lambda one: one.operation_id == "stop")
        await engine.wait_for(Acknowledged, lambda one: one.operation_id == row_operation(MERGE, 1))
        await engine.until(lambda: engine.reader.outbox() == [])
    assert recipients_of(server) in ([], ["p0@mail.test"])


async def test_a_full_disk_holds_it_up_only_until_there_is_room(
    engine: RunningEngine,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
    expected_warnings: list[str],
) -> None:
    expected_warnings.append("a merge waits")
    monkeypatch.setattr(merging, "_AGAIN_SECONDS", 0.1)
    live, left = Writer.copying, 2

    async def filling(self: Writer, name: str, *rest: object, **more: object) -> object:
        nonlocal left
        if name == "keep a piece" and left:
            left -= 1
            raise MailError(Problem(ProblemKind.DISK_FULL, "mail.sqlite3"))
        return await live(self, name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "copying", filling)
    rows = (("Ann", "ann@mail.test"), ("Bob", "bob@mail.test"))
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.engine.perform(StartMerge(MERGE, account_id, content(rows)))
        await engine.done(row_operation(MERGE, 0))
        await engine.done(row_operation(MERGE, 1))
    assert sorted(recipients_of(server)) == ["ann@mail.test", "bob@mail.test"]


async def test_who_does_not_unlock_the_key_is_asked_once(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def locked(*_of: object) -> object:
        nonlocal asked
        asked += 1
        raise MailError(Problem(ProblemKind.PASSPHRASE_CANCELLED))

    monkeypatch.setattr(send_draft.DraftSending, "built", locked)
    rows = tuple((f"P{number}", f"p{number}@mail.test") for number in range(4))
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.engine.perform(StartMerge(MERGE, account_id, content(rows)))
        await engine.until(lambda: (row := engine.reader.merge(MERGE)) is not None and row.stopped)
    row = engine.reader.merge(MERGE)
    assert row is not None
    assert (asked, row.done, row.failed) == (1, 0, 0)
