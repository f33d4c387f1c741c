"""A running engine with an account on Dovecot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.mail.account import AccountSettings, Security, Server
from tests.engine.pop3_desk import Pop3Desk
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.pop3_model import Pop3Box


@pytest.fixture
def settings(dovecot: Dovecot, mail_user: MailUser) -> AccountSettings:
    """An account that reads; nobody listens on its submission port."""
    return AccountSettings(
        mail_user.name, "Alice Example", dovecot.imap(mail_user), Server("localhost", 1, Security.NONE, "")
    )


@pytest_asyncio.fixture
async def engine(tmp_path: Path, dovecot: Dovecot) -> AsyncIterator[RunningEngine]:
    running = RunningEngine(tmp_path / "profile")
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def box() -> Pop3Box:
    """A POP3 mailbox in memory."""
    return Pop3Box()


@pytest_asyncio.fixture
async def desk(tmp_path: Path, box: Pop3Box) -> AsyncIterator[Pop3Desk]:
    """An account that is downloaded from ``box``."""
    desk = await Pop3Desk.open(tmp_path / "mail.sqlite", dialled=box.dial)
    yield desk
    await desk.close()
    await box.end()
