"""The engine killed (SIGKILL) at each step of a pass over a POP3 mailbox: nothing lost, nothing twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import Finished
from mailclient.mail.account import AccountKind, AccountSettings, Security, Server
from mailclient.mail.pop3 import Pop3Rules
from mailclient.profile import Profile
from mailclient.store import accounts
from mailclient.store.writer import Writer
from tests.engine.child_engine import ChildEngine
from tests.engine.pop3_desk import mail
from tests.engine.test_crash import steps
from tests.servers.dovecot import Dovecot, MailUser

MESSAGES = [*(mail(f"number {number}") for number in range(52)), mail("large", "x\r\n" * 400_000), mail("last")]


@pytest_asyncio.fixture
async def child(tmp_path: Path, dovecot: Dovecot, mail_user: MailUser) -> AsyncIterator[ChildEngine]:
    """An engine whose account keeps nothing on the server; not started."""
    profile = Profile(tmp_path / "profile")
    profile.create()
    smtp = Server("localhost", 1, Security.NONE, "")
    rules = Pop3Rules(leave_on_server=False)
    settings = AccountSettings(
        mail_user.name, "Alice", dovecot.pop3(mail_user), smtp, kind=AccountKind.POP3, pop3=rules
    )
    writer = await Writer.open(profile.store)
    await writer.transaction("add", accounts.add, settings)
    await writer.close()
    child = ChildEngine(profile, mail_user.password)
    yield child
    await child.end()


def here(child: ChildEngine) -> list[bytes]:
    return [data for row in child.rows("INBOX") if (data := child.reader.whole(row.id)) is not None]


@pytest.mark.parametrize(
    "death",
    [
        *steps("note what the server has", "store mail", "store piece", "store large message", "read what is known"),
        *steps("note deleted"),
    ],
)
async def test_killed_at_a_step(child: ChildEngine, dovecot: Dovecot, mail_user: MailUser, death: str) -> None:
    for data in MESSAGES:
        dovecot.deliver(mail_user, data)
    await child.start(death=death)
    await child.died()
    on_server = dovecot.messages(mail_user)
    assert {*on_server, *here(child)} == {*MESSAGES}
    if death != "before:note deleted":
        assert bool(on_server) == (death != "after:note deleted")
    await child.start()
    assert isinstance(await child.request(Sync("sync")), Finished)
    assert sorted(here(child)) == sorted(MESSAGES)
    assert len(child.rows("INBOX")) == len(MESSAGES)
    assert dovecot.messages(mail_user) == []
