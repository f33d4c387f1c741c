"""News of all folders over one connection (NOTIFY), and what takes its place where it is refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import Sync, WatchFolder
from mailclient.bridge.events import Finished
from mailclient.engine.accounts import notify_watch
from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.rounds import Watched
from mailclient.mail.account import AccountSettings
from tests.engine.running import RunningEngine, message
from tests.engine.tampering import Network
from tests.servers.dovecot import Dovecot, MailUser

NOTIFY = r"NOTIFY SET .*"


@pytest.fixture
def network() -> Network:
    return Network()


@pytest_asyncio.fixture
async def engine(tmp_path: Path, network: Network, dovecot: Dovecot) -> AsyncIterator[RunningEngine]:
    running = await RunningEngine(tmp_path / "profile", dialled=network.dial).start()
    yield running
    await running.stop()


async def begin(engine: RunningEngine, network: Network, settings: AccountSettings, user: MailUser) -> None:
    """All is here, and a connection waits for news."""
    await engine.add(settings, user.secret)
    assert isinstance(await engine.request(Sync("")), Finished)
    await network.until(lambda: waiting(network) == 1)


def watched(engine: RunningEngine) -> Watched:
    (task,) = engine.engine._supervisor.all()
    assert isinstance(task.agenda, Agenda)
    return task.agenda.rounds.watched


def asked(network: Network, word: str) -> int:
    """How often a command of this name was given, on any connection."""
    return sum(line.split(" ")[0] == word for one in network.connections for line in one.said)


def waiting(network: Network) -> int:
    """Connections that wait for news, or did."""
    return sum("IDLE" in one.said for one in network.connections)


async def test_news_of_any_folder_come_by_one_connection(
    engine: RunningEngine, network: Network, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, message("filed"), "Archive")
    await begin(engine, network, settings, mail_user)
    dovecot.deliver(mail_user, message("news"), "Archive")
    await engine.until(lambda: engine.folder("Archive").unread == 2)
    dovecot.doveadm("flags", "add", "-u", mail_user.name, "\\Seen", "mailbox", "Archive", "subject", "news")
    await engine.until(lambda: engine.folder("Archive").unread == 1)
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "Archive", "subject", "filed")
    await engine.until(lambda: engine.subjects("Archive") == ["news"])
    dovecot.doveadm("mailbox", "create", "-u", mail_user.name, "New folder")
    dovecot.deliver(mail_user, message("in it"), "New folder")
    await engine.until(lambda: any(one.path == "New folder" and one.total == 1 for one in engine.reader.folders()))
    dovecot.deliver(mail_user, message("past the index"))
    await engine.until(lambda: engine.subjects("INBOX") == ["past the index"])
    assert network.most_open == 2
    assert asked(network, "IDLE") >= 1
    assert asked(network, "NOTIFY") == 1


async def test_with_notify_no_connection_is_opened_for_the_folder_looked_at(
    engine: RunningEngine, network: Network, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await begin(engine, network, settings, mail_user)
    await engine.engine.perform(WatchFolder(engine.folder("Archive").id))
    dovecot.deliver(mail_user, message("news"), "Archive")
    await engine.until(lambda: engine.subjects("Archive") == ["news"])
    assert len(network.connections) == 2


@pytest.mark.parametrize(
    "answer", ["NO not for you", "BAD what is NOTIFY?", "NO [BADEVENT (MailboxName SubscriptionChange)] too much"]
)
async def test_a_server_that_announces_notify_and_refuses_it_gets_idle(
    engine: RunningEngine,
    network: Network,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    answer: str,
) -> None:
    network.answers(NOTIFY, answer)
    await begin(engine, network, settings, mail_user)
    await engine.engine.perform(WatchFolder(engine.folder("Archive").id))
    await network.until(lambda: waiting(network) == 2)
    dovecot.deliver(mail_user, message("inbox"))
    await engine.until(lambda: engine.subjects("INBOX") == ["inbox"])
    dovecot.deliver(mail_user, message("looked at"), "Archive")
    await engine.until(lambda: engine.subjects("Archive") == ["looked at"])
    assert asked(network, "NOTIFY") == 1
    assert network.most_open == 3


async def test_events_the_server_does_not_know_are_left_out(
    engine: RunningEngine, network: Network, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    def answer(command: str) -> str | None:
        return "NO [BADEVENT (MessageNew MessageExpunge FlagChange)]" if "MailboxName" in command else None

    network.answers(NOTIFY, answer)
    await begin(engine, network, settings, mail_user)
    dovecot.deliver(mail_user, message("news"), "Archive")
    await engine.until(lambda: engine.subjects("Archive") == ["news"])
    assert asked(network, "NOTIFY") == 2
    assert watched(engine) is Watched.ALL


async def test_after_an_overflow_all_folders_are_looked_at_and_notify_is_asked_again(
    engine: RunningEngine,
    network: Network,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notify_watch, "_AGAIN_SECONDS", 0.01)
    await begin(engine, network, settings, mail_user)
    dovecot.deliver(mail_user, message("one"), "Archive")
    await engine.until(lambda: engine.subjects("Archive") == ["one"])
    for count in (1, 2):
        dovecot.deliver(mail_user, message(f"lost {count}"), "Sent")
        network.open[-1].say("* OK [NOTIFICATIONOVERFLOW] too much")
        await engine.until(lambda count=count: len(engine.subjects("Sent")) == count)  # type: ignore[misc]
        dovecot.deliver(mail_user, message(f"told {count}"), "Archive")
        await engine.until(lambda count=count: len(engine.subjects("Archive")) == 1 + count)  # type: ignore[misc]
    network.open[-1].say("* OK [NOTIFICATIONOVERFLOW] too much")
    dovecot.deliver(mail_user, message("inbox"))
    await engine.until(lambda: engine.subjects("INBOX") == ["inbox"])
    await engine.until(lambda: watched(engine) is Watched.SOME)
    assert asked(network, "NOTIFY") == 3
