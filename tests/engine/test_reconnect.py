"""Connections that are lost, half-open or hang: the account comes back by itself, and calmly."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import AccountState, AccountStateChanged, Finished
from mailclient.engine.accounts import account_task, imap_presence, standing, stirring
from mailclient.engine.accounts.account_task import AccountTask
from mailclient.engine.backoff import BackOff
from mailclient.engine.sync import headers
from mailclient.mail.account import AccountSettings
from mailclient.mail.problem import ProblemKind
from tests.engine.running import RunningEngine, message
from tests.engine.tampering import Network
from tests.servers.dovecot import Dovecot, MailUser


@pytest.fixture
def network() -> Network:
    return Network()


@pytest_asyncio.fixture
async def engine(
    tmp_path: Path, network: Network, settings: AccountSettings, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningEngine]:
    monkeypatch.setattr(stirring, "_SPREAD_SECONDS", 0.01)
    monkeypatch.setattr(account_task, "_AT_ONCE_SECONDS", 0.01)
    running = await RunningEngine(tmp_path / "profile", dialled=network.dial).start()
    await running.add(settings, mail_user.secret)
    assert isinstance(await running.request(Sync("")), Finished)
    await network.until(lambda: any("IDLE" in one.said for one in network.connections))
    yield running
    await running.stop()


def task_of(engine: RunningEngine) -> AccountTask:
    (task,) = engine.engine._supervisor.all()
    return task


def states(engine: RunningEngine, after: int) -> set[AccountState]:
    return {event.state for event in engine.events[after:] if isinstance(event, AccountStateChanged)}


async def test_half_open_connections_are_found_after_a_sleep_and_nobody_is_told(
    engine: RunningEngine, network: Network, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_presence, "_PROOF_SECONDS", 0.2)
    monkeypatch.setattr(standing, "SILENCE_SECONDS", 60.0)
    start = len(engine.events)
    for connection in network.open:
        connection.go_dead()
    dead = list(network.connections)
    dovecot.deliver(mail_user, message("while we slept"))
    engine.engine._supervisor.network_changed()
    await engine.until(lambda: engine.subjects("INBOX") == ["while we slept"])
    assert not any(connection.open for connection in dead)
    assert states(engine, start) <= {AccountState.ONLINE, AccountState.SYNCING}


async def test_connections_that_are_alive_stay(engine: RunningEngine, network: Network) -> None:
    before = list(network.open)
    engine.engine._supervisor.network_changed()
    await network.until(lambda: all("NOOP" in connection.said for connection in before))
    assert isinstance(await engine.request(Sync("")), Finished)
    assert network.open == before


async def test_a_connection_that_is_lost_and_found_again_is_not_told(
    engine: RunningEngine, network: Network, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "SILENCE_SECONDS", 60.0)
    start, before = len(engine.events), len(network.connections)
    network.connections[0].break_off()
    dovecot.deliver(mail_user, message("news"))
    await engine.until(lambda: engine.subjects("INBOX") == ["news"])
    assert len(network.connections) > before
    assert states(engine, start) <= {AccountState.ONLINE, AccountState.SYNCING}


async def test_a_server_that_is_away_is_told_once_and_tried_as_soon_as_the_network_is_another(
    engine: RunningEngine, network: Network
) -> None:
    task = task_of(engine)
    task._backoff = BackOff(lambda: 0.5, first_seconds=0.01, longest_seconds=0.01)
    start = len(engine.events)
    network.problem = ProblemKind.NETWORK_UNREACHABLE
    tries = network.tries
    for connection in network.open:
        connection.break_off()
    waiting = await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.WAITING, after=start)
    assert waiting.problem is not None
    assert waiting.problem.kind is ProblemKind.NETWORK_UNREACHABLE
    await network.until(lambda: network.tries > tries + 5)
    task._backoff = BackOff(lambda: 0.5, first_seconds=3600.0, longest_seconds=3600.0)
    network.problem = None
    told = [event.state for event in engine.events[start:] if isinstance(event, AccountStateChanged)]
    assert told[told.index(AccountState.WAITING) :] == [AccountState.WAITING]
    engine.engine._supervisor.network_changed()
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.ONLINE, after=start)
    assert task._backoff.next_wait() < 3600


@pytest.mark.parametrize("kind", [ProblemKind.CERTIFICATE_WRONG_HOST, ProblemKind.CLOCK_WRONG])
async def test_what_a_portal_caused_is_over_in_another_network(
    engine: RunningEngine, network: Network, kind: ProblemKind
) -> None:
    start, tries = len(engine.events), network.tries
    network.problem = kind
    for connection in network.open:
        connection.break_off()
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.STOPPED, after=start)
    told = network.tries
    assert told <= tries + 2
    network.problem = None
    engine.engine._supervisor.network_changed()
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.ONLINE, after=start)


async def test_a_refused_password_is_not_tried_again_in_another_network(
    engine: RunningEngine, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stirring, "_SPREAD_SECONDS", 0.0)
    start = len(engine.events)
    network.problem = ProblemKind.WRONG_PASSWORD
    for connection in network.open:
        connection.break_off()
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.STOPPED, after=start)
    tries = network.tries
    engine.engine._supervisor.network_changed()
    for _ in range(100):
        await asyncio.sleep(0)
    assert network.tries == tries


async def test_a_try_that_hangs_begins_anew_in_another_network(
    engine: RunningEngine, network: Network, dovecot: Dovecot, mail_user: MailUser
) -> None:
    network.hangs = True
    tries = network.tries
    for connection in network.open:
        connection.break_off()
    await network.until(lambda: network.tries > tries)
    network.hangs = False
    engine.engine._supervisor.network_changed()
    dovecot.deliver(mail_user, message("news"))
    await engine.until(lambda: engine.subjects("INBOX") == ["news"])


async def test_a_request_outlives_a_connection_that_is_lost(
    engine: RunningEngine, network: Network, dovecot: Dovecot, mail_user: MailUser
) -> None:
    network.answers("LIST .*", lambda _command: network.connections[0].break_off())
    assert isinstance(await engine.request(Sync("")), Finished)
    assert not network.connections[0].open


async def test_many_new_messages_go_on_where_the_connection_was_lost(
    tmp_path: Path,
    network: Network,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(headers, "FETCH_SLICE", 10)
    monkeypatch.setattr(headers, "_SHORT_SECONDS", 1e9)
    dovecot.deliver(mail_user, message("first"))
    first = await RunningEngine(tmp_path / "profile", dialled=network.dial).start()
    await first.add(settings, mail_user.secret)
    assert isinstance(await first.request(Sync("")), Finished)
    await first.stop()
    for number in range(200):
        dovecot.deliver(mail_user, message(f"number {number}"))
    asked: list[str] = []

    def lose_once(command: str) -> None:
        asked.append(command.split(" ")[2])
        if len(asked) == 8:
            for connection in network.connections:
                connection.break_off()

    network.answers(r"UID FETCH .*BODYSTRUCTURE.*", lose_once)
    again = RunningEngine(tmp_path / "profile", dialled=network.dial, credentials=first.credentials)
    await again.start()
    await again.until(lambda: again.folder("INBOX").total == 201)
    await again.stop()
    messages = sum(_size(sequence) for sequence in asked)
    assert len(asked) > 8
    assert messages <= 200 + 40, "what was stored is not asked for again, only what was under way"


def _size(sequence: str) -> int:
    ends = [part.partition(":") for part in sequence.split(",")]
    return sum(int(last or first) - int(first) + 1 for first, _, last in ends)
