"""A running engine with an account on Dovecot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.mail.account import AccountSettings, Security, Server
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser


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
