"""Accounts that go: what stays behind, and what must not."""

from dataclasses import replace

from mailclient.bridge.commands import RemoveAccount
from mailclient.bridge.events import Finished
from mailclient.engine.accounts.credentials import Purpose
from mailclient.mail.account import AccountSettings, Secret
from tests.engine.running import RunningEngine
from tests.servers.dovecot import MailUser


async def test_a_login_of_two_accounts_keeps_its_password(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser
) -> None:
    """Two addresses, one mailbox: the password goes with the last of them."""
    password = Secret(mail_user.password)
    first = await engine.add(settings, password)
    second = await engine.add(replace(settings, email="alias@mail.test"), password)
    assert isinstance(await engine.request(RemoveAccount("", first)), Finished)
    assert await engine.credentials.password(settings.imap, Purpose.IMAP) == password
    await engine.online(second)
    assert isinstance(await engine.request(RemoveAccount("", second)), Finished)
    assert await engine.credentials.password(settings.imap, Purpose.IMAP) is None
