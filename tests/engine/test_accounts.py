"""Accounts that go: what stays behind, and what must not."""

import sqlite3
from dataclasses import replace
from typing import Any

import pytest

from mailclient.bridge.commands import AddAccount, RemoveAccount
from mailclient.bridge.events import Failed, Finished
from mailclient.engine.secrets.credentials import Purpose
from mailclient.mail.account import AccountSettings, Secret
from mailclient.mail.problem import ProblemKind
from mailclient.store import accounts
from tests.engine.running import RunningEngine
from tests.servers.dovecot import MailUser
from tests.servers.postfix import Postfix


async def test_a_login_of_two_accounts_keeps_its_password(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser
) -> None:
    """Two addresses, one mailbox: the password goes with the last of them."""
    password = Secret(mail_user.password)
    first = await engine.add(settings, password)
    second = await engine.add(replace(settings, email="alias@mail.test"), password)
    assert isinstance(await engine.request(RemoveAccount("", first)), Finished)
    assert await engine.credentials.password(settings.incoming, Purpose.IMAP) == password
    await engine.online(second)
    assert isinstance(await engine.request(RemoveAccount("", second)), Finished)
    assert await engine.credentials.password(settings.incoming, Purpose.IMAP) is None


async def test_an_account_that_cannot_be_stored_leaves_no_password(
    engine: RunningEngine,
    settings: AccountSettings,
    postfix: Postfix,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: Any) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(accounts, "add", full)
    whole = replace(settings, smtp=postfix.smtp(mail_user))
    failed = await engine.request(AddAccount("", whole, mail_user.password, mail_user.password))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.DISK_FULL
    assert await engine.credentials.password(whole.incoming, Purpose.IMAP) is None
    assert await engine.credentials.password(whole.smtp, Purpose.SMTP) is None
