"""A second working connection: when it is opened, what it is for, and life without it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import CancelFetch, FetchBody, FetchPart, SetFlags, SetOfflinePolicy, Sync, WatchFolder
from mailclient.bridge.events import BodyStored, Finished, OperationDone, PartStored, Progress, Work
from mailclient.engine.accounts import second_connection
from mailclient.engine.accounts.imap_presence import ImapPresence
from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId, OperationId, PartPath
from mailclient.mail.offline import Keep, OfflinePolicy
from tests.engine.running import RunningEngine, message
from tests.engine.tampering import Network
from tests.engine.test_priorities import with_attachment
from tests.servers.dovecot import Dovecot, MailUser

LOGIN = r"(AUTHENTICATE|LOGIN) .*"
SLICE = r"UID FETCH .*PEEK\[2\]<.*"
FIRST = 0
PART = PartPath("2")


@pytest.fixture
def network() -> Network:
    return Network()


@pytest_asyncio.fixture
async def engine(
    tmp_path: Path, network: Network, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> AsyncIterator[RunningEngine]:
    """A folder with a large message and one with small ones, of which the list alone is here; news are waited for."""
    running = await RunningEngine(tmp_path / "profile", dialled=network.dial).start()
    await fill(running, settings, dovecot, mail_user)
    await network.until(lambda: any("IDLE" in one.said for one in network.connections))
    yield running
    for connection in network.connections:
        connection.gate.set()
    await running.stop()


async def fill(engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, user: MailUser) -> None:
    dovecot.deliver(user, with_attachment(6_000_000))
    for number in range(3):
        dovecot.deliver(user, message(f"number {number}"), "Archive")
    account_id = await engine.add(settings, user.secret)
    headers_only = SetOfflinePolicy("", account_id, None, OfflinePolicy(Keep.HEADERS, 0))
    assert isinstance(await engine.request(headers_only), Finished)
    assert isinstance(await engine.request(Sync("")), Finished)


async def stall_a_large_part(engine: RunningEngine, network: Network) -> MessageId:
    """The first connection hangs in the first slice of a large part from now on."""
    large = engine.row("INBOX", "large").id
    slices: list[str] = []

    def hang(command: str) -> None:
        slices.append(command)
        if len(slices) == 1:
            network.connections[FIRST].gate.clear()

    network.answers(SLICE, hang)
    await engine.engine.perform(FetchPart(large, PART))
    await network.until(lambda: len(slices) == 1)
    return large


async def body_of(engine: RunningEngine, path: str, subject: str) -> None:
    row = engine.row(path, subject)
    start = len(engine.events)
    await engine.engine.perform(FetchBody(row.id))
    await engine.wait_for(BodyStored, lambda one: one.message_id == row.id, after=start)


async def test_a_body_does_not_wait_for_a_part_that_hangs(engine: RunningEngine, network: Network) -> None:
    await stall_a_large_part(engine, network)
    await body_of(engine, "Archive", "number 1")
    operation_id = OperationId("flag it")
    await engine.engine.perform(SetFlags(operation_id, (engine.row("Archive", "number 2").id,), add=Flag.FLAGGED))
    await engine.wait_for(OperationDone, lambda one: one.operation_id == operation_id)
    assert not any(isinstance(event, PartStored) for event in engine.events)
    assert len(network.open) == 3
    network.connections[FIRST].gate.set()
    await engine.wait_for(PartStored)


async def test_it_is_closed_when_there_is_nothing_left_to_do(
    engine: RunningEngine, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_connection, "_IDLE_SECONDS", 0.05)
    await stall_a_large_part(engine, network)
    await body_of(engine, "Archive", "number 1")
    assert len(network.open) == 3
    network.connections[FIRST].gate.set()
    await engine.wait_for(PartStored)
    await network.until(lambda: len(network.open) == 2)


async def test_a_server_that_will_not_have_it_is_not_asked_again(engine: RunningEngine, network: Network) -> None:
    network.answers(LOGIN, "NO [LIMIT] too many connections")
    await stall_a_large_part(engine, network)
    row = engine.row("Archive", "number 1")
    await engine.engine.perform(FetchBody(row.id))
    await network.until(lambda: len(network.connections) == 3 and len(network.open) == 2)
    network.connections[FIRST].gate.set()
    await engine.wait_for(PartStored)
    await engine.wait_for(BodyStored, lambda one: one.message_id == row.id)
    (task,) = engine.engine._supervisor.all()
    assert isinstance(task._presence, ImapPresence)
    assert task._presence._allowance.most == 2
    assert len(network.connections) == 3
    assert len(network.open) == 2


async def test_what_it_had_in_hand_when_it_was_lost_is_done_over_the_first(
    engine: RunningEngine, network: Network
) -> None:
    await stall_a_large_part(engine, network)
    await body_of(engine, "Archive", "number 1")
    second = network.connections[2]
    second.gate.clear()
    row = engine.row("Archive", "number 2")
    start = len(engine.events)
    await engine.engine.perform(FetchBody(row.id))
    await network.until(lambda: sum(line.startswith("UID FETCH") for line in second.said) == 2)
    second.break_off()
    network.connections[FIRST].gate.set()
    await engine.wait_for(PartStored)
    await engine.wait_for(BodyStored, lambda one: one.message_id == row.id, after=start)


async def test_the_place_of_a_folder_that_is_watched_is_given_back(
    tmp_path: Path, network: Network, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Without NOTIFY, three connections are two that wait and one that works: one of the two is closed for work."""
    network.answers(r"NOTIFY .*", "NO")
    engine = await RunningEngine(tmp_path / "other", dialled=network.dial).start()
    await fill(engine, settings, dovecot, mail_user)
    await engine.engine.perform(WatchFolder(engine.folder("Archive").id))
    await network.until(lambda: len(network.open) == 3)
    await stall_a_large_part(engine, network)
    await body_of(engine, "Archive", "number 1")
    assert network.most_open == 3
    network.connections[FIRST].gate.set()
    await engine.wait_for(PartStored)
    await engine.stop()


async def test_a_part_that_nobody_waits_for_is_stopped_after_the_slice_in_hand(
    engine: RunningEngine, network: Network
) -> None:
    large = await stall_a_large_part(engine, network)
    await engine.engine.perform(CancelFetch(large, PART))
    network.connections[FIRST].gate.set()
    await body_of(engine, "Archive", "number 1")
    await body_of(engine, "Archive", "number 2")
    assert sum("PEEK[2]<" in line for line in network.connections[FIRST].said) <= 2
    assert engine.reader.part(large, PART) is None


async def test_over_one_connection_a_body_goes_before_the_rest_of_a_part(
    engine: RunningEngine, network: Network
) -> None:
    network.answers(LOGIN, "NO [LIMIT] too many connections")
    large = await stall_a_large_part(engine, network)
    row = engine.row("Archive", "number 1")
    await engine.engine.perform(FetchBody(row.id))
    await network.until(lambda: len(network.connections) == 3 and len(network.open) == 2)
    network.connections[FIRST].gate.set()
    await engine.wait_for(PartStored)
    stored = [event for event in engine.events if isinstance(event, BodyStored | PartStored)]
    assert [event.message_id for event in stored] == [row.id, large]
    told = [event for event in engine.events if isinstance(event, Progress) and event.work is Work.PART]
    assert told[-1].done == told[-1].total
    assert engine.reader.part(large, PART) == bytes(range(256)) * (6_000_000 // 256)


async def test_a_body_that_nobody_waits_for_is_not_asked_for(engine: RunningEngine, network: Network) -> None:
    network.answers(LOGIN, "NO [LIMIT] too many connections")
    await stall_a_large_part(engine, network)
    row = engine.row("Archive", "number 1")
    await engine.engine.perform(FetchBody(row.id))
    await engine.engine.perform(CancelFetch(row.id))
    network.connections[FIRST].gate.set()
    await engine.wait_for(PartStored)
    assert not any(isinstance(event, BodyStored) and event.message_id == row.id for event in engine.events[-5:])
