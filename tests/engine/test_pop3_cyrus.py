"""A POP3 account against a real Cyrus: SCRAM, several clients at a mailbox, other ways to say the same."""

import imaplib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.engine.accounts.pop3_login import connect
from mailclient.mail.account import Secret
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import dial
from mailclient.wire.pop3.commands import Dele
from tests.engine.pop3_desk import Pop3Desk, mail
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import MailUser

MESSAGES = [mail("one", ".dots\r\n.."), mail("two", "x" * 900), mail("three", "line\r\n" * 200_000)]


@pytest.fixture
def user(cyrus: Cyrus) -> MailUser:
    return cyrus.add_user()


@pytest_asyncio.fixture
async def desk(tmp_path: Path, cyrus: Cyrus, user: MailUser) -> AsyncIterator[Pop3Desk]:
    with imaplib.IMAP4_SSL("localhost", cyrus.imaps_port) as session:
        session.login(user.name, user.password)
        for data in MESSAGES:
            assert session.append("INBOX", None, None, data)[0] == "OK"
    desk = await Pop3Desk.open(tmp_path / "mail.sqlite", cyrus.pop3(user), user.secret)
    yield desk
    await desk.close()


def left(cyrus: Cyrus, user: MailUser) -> int:
    with imaplib.IMAP4_SSL("localhost", cyrus.imaps_port) as session:
        session.login(user.name, user.password)
        return int(session.select("INBOX", readonly=True)[1][0] or b"0")


async def test_download_and_delete(cyrus: Cyrus, user: MailUser, desk: Pop3Desk) -> None:
    await desk.run()
    assert desk.wholes() == sorted(MESSAGES)
    assert left(cyrus, user) == 3
    await desk.delete("two")
    await desk.run()
    assert left(cyrus, user) == 2
    desk.obey(Pop3Rules(leave_on_server=False))
    await desk.run()
    assert left(cyrus, user) == 0
    assert desk.subjects() == ["one", "three"]


async def test_two_clients(cyrus: Cyrus, user: MailUser, desk: Pop3Desk) -> None:
    """Cyrus 3.6 lets several into a mailbox."""
    other = await connect(dial, cyrus.pop3(user), user.secret)
    assert (await other.ask(Dele(2)))[0].status.ok
    await desk.run()
    assert len(desk.rows()) == 3
    status = await other.leave()
    assert status is not None
    assert status.ok
    await desk.run()
    assert left(cyrus, user) == 2
    assert len(desk.rows()) == 3


async def test_a_wrong_password(cyrus: Cyrus, user: MailUser, desk: Pop3Desk) -> None:
    del desk
    with pytest.raises(MailError) as caught:
        await connect(dial, cyrus.pop3(user), Secret("wrong"))
    assert caught.value.problem.kind is ProblemKind.WRONG_PASSWORD
