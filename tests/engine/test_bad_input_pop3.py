"""POP3: each way in which a server keeps us out has its own problem, and the account stops or waits as it should.

The words are those of large providers and servers. Nobody is asked again with what was refused, and mail that comes
late comes once. A full disk while mail is downloaded is in ``test_pop3_pass``.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import GoOnline, SetPassword
from mailclient.bridge.events import AccountState, AccountStateChanged, Finished, PasswordNeeded
from mailclient.engine.accounts.remedy import NEEDS_PASSWORD, TOO_MANY_LOGINS_SECONDS
from mailclient.language.problems import problem_text
from mailclient.mail.account import AccountKind, AccountSettings, Secret, Security, Server
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import ProblemKind
from tests.engine.patient import DAY, PatientEngine
from tests.engine.pop3_desk import mail
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.pop3_model import PASSWORD, Pop3Box

SETTINGS = AccountSettings(
    "alice@mail.test",
    "Alice",
    Server("pop3.test", 995, Security.TLS, "alice"),
    Server("localhost", 1, Security.NONE, ""),
    AccountKind.POP3,
)
STOPS, WAITS = AccountState.STOPPED, AccountState.WAITING


@dataclass
class Post:
    """An account whose mail is downloaded from a box in memory."""

    engine: PatientEngine
    box: Pop3Box

    async def problem_at_login(self, answer: str) -> tuple[AccountId, AccountStateChanged]:
        self.box.login_answer = answer
        account_id = await self.engine.add(SETTINGS, Secret(PASSWORD))
        told = await self.engine.wait_for(AccountStateChanged, lambda event: event.problem is not None)
        return account_id, told

    @property
    def logins(self) -> int:
        return len(self.box.asked("PASS"))


@pytest_asyncio.fixture
async def post(tmp_path: Path, box: Pop3Box) -> AsyncIterator[Post]:
    box.add(mail("one"))
    engine = PatientEngine(tmp_path / "profile", box.dial)
    await engine.start()
    yield Post(engine, box)
    await engine.stop()
    await box.end()


LOGINS = {
    # Gmail
    "-ERR [AUTH] Username and password not accepted.": (ProblemKind.WRONG_PASSWORD, STOPS),
    "-ERR [AUTH] Application-specific password required: https://support.google.com/accounts/answer/185833": (
        ProblemKind.APP_PASSWORD_NEEDED,
        STOPS,
    ),
    "-ERR [AUTH] Web login required: https://support.google.com/mail/answer/78754": (ProblemKind.ACCOUNT_LOCKED, STOPS),
    "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page": (
        ProblemKind.ACCESS_DISABLED,
        STOPS,
    ),
    "-ERR [SYS/TEMP] Temporary system problem. Please try again later.": (ProblemKind.LOGIN_UNAVAILABLE, WAITS),
    "-ERR [IN-USE] Unable to lock maildrop": (ProblemKind.MAILBOX_IN_USE, WAITS),
    # Outlook
    "-ERR Logon failure: unknown user name or bad password.": (ProblemKind.WRONG_PASSWORD, STOPS),
    "-ERR LogonDenied-BasicAuthBlocked": (ProblemKind.PASSWORD_LOGIN_OFF, STOPS),
    "-ERR Exceeded the login limit for a 15 minute period. Reduce the frequency of requests to the POP3 server.": (
        ProblemKind.TOO_MANY_LOGINS,
        WAITS,
    ),
    # Dovecot, Cyrus, Courier, qpopper
    "-ERR [AUTH] Authentication failed.": (ProblemKind.WRONG_PASSWORD, STOPS),
    "-ERR [AUTH] Account locked": (ProblemKind.ACCOUNT_LOCKED, STOPS),
    "-ERR [AUTH] Password expired": (ProblemKind.PASSWORD_EXPIRED, STOPS),
    "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.": (
        ProblemKind.ENCRYPTION_REQUIRED,
        STOPS,
    ),
    "-ERR [SYS/TEMP] Temporary authentication failure.": (ProblemKind.LOGIN_UNAVAILABLE, WAITS),
    "-ERR [SYS/TEMP] Internal login failure. Refer to server log for more information.": (
        ProblemKind.LOGIN_UNAVAILABLE,
        WAITS,
    ),
    "-ERR Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)": (
        ProblemKind.TOO_MANY_CONNECTIONS,
        WAITS,
    ),
    "-ERR [IN-USE] Mailbox is locked by another POP3 session": (ProblemKind.MAILBOX_IN_USE, WAITS),
    "-ERR [LOGIN-DELAY] minimum time between mail checks violation": (ProblemKind.LOGIN_TOO_SOON, WAITS),
    "-ERR [AUTH] Too many failed logins, wait a while": (ProblemKind.TOO_MANY_LOGINS, WAITS),
}


@pytest.mark.parametrize("answer", LOGINS)
async def test_a_refused_login(post: Post, answer: str) -> None:
    """It is given once. Who must act is told so and waited for; else it is tried again in a while. Then all is well."""
    kind, state = LOGINS[answer]
    account_id, told = await post.problem_at_login(answer)
    assert told.problem is not None
    assert (told.problem.kind, told.state) == (kind, state)
    assert post.logins == 1
    assert problem_text(told.problem).next_step
    if state is STOPS:
        await post.engine.let_pass(DAY)
        assert post.logins == 1
        post.box.login_answer = "+OK"
        await _act(post, account_id, kind)
    else:
        if kind is ProblemKind.TOO_MANY_LOGINS:
            await post.engine.let_pass(TOO_MANY_LOGINS_SECONDS - 1)
            assert post.logins == 1
        post.box.login_answer = "+OK"
        await post.engine.let_pass(DAY if kind is ProblemKind.LOGIN_TOO_SOON else 5)
    await post.engine.until(lambda: post.engine.subjects("INBOX") == ["one"])
    assert [one.data for one in post.box.messages] == [mail("one")]


async def _act(post: Post, account_id: AccountId, kind: ProblemKind) -> None:
    """What the user does: enters the password where one is asked for, else says to connect."""
    asked = [event for event in post.engine.events if isinstance(event, PasswordNeeded)]
    assert bool(asked) == (kind in NEEDS_PASSWORD)
    if not asked:
        await post.engine.engine.perform(GoOnline())
        return
    assert isinstance(await post.engine.request(SetPassword("", account_id, PASSWORD)), Finished)


async def test_a_server_that_falls_silent_brings_it_later_and_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A half-open connection: a word is never answered."""
    post.box.silent.add("RETR 1")
    with monkeypatch.context() as impatient:
        impatient.setattr("mailclient.engine.accounts.pop3_session.ANSWER_SECONDS", 1.0)
        await post.engine.add(SETTINGS, Secret(PASSWORD))
        told = await post.engine.wait_for(AccountStateChanged, lambda event: event.problem is not None)
    assert told.problem is not None
    assert (told.problem.kind, told.state) == (ProblemKind.TIMED_OUT, WAITS)
    post.box.silent.clear()
    await post.engine.let_pass(5)
    await post.engine.until(lambda: post.engine.subjects("INBOX") == ["one"])


async def test_a_locked_account_on_dovecot(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.lock(mail_user)
    smtp = Server("localhost", 1, Security.NONE, "")
    settings = AccountSettings(mail_user.name, "Alice", dovecot.pop3(mail_user), smtp, AccountKind.POP3)
    await engine.add(settings, mail_user.secret)
    told = await engine.wait_for(AccountStateChanged, lambda event: event.problem is not None)
    assert told.problem is not None
    assert (told.problem.kind, told.state) == (ProblemKind.ACCOUNT_LOCKED, STOPS)
    assert not [event for event in engine.events if isinstance(event, PasswordNeeded)]
