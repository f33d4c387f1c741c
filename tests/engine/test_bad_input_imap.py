"""IMAP: each way in which a server keeps us out has its own problem, and the account stops or waits as it should.

The words are those of large providers and servers. Nobody is asked again with what was refused.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import (
    AppendMessage,
    CopyMessages,
    GoOnline,
    RetryOperation,
    SendMessage,
    SetPassword,
    Sync,
)
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    Finished,
    OperationFailed,
    PasswordNeeded,
)
from mailclient.engine.accounts.remedy import NEEDS_PASSWORD, TOO_MANY_LOGINS_SECONDS
from mailclient.language.problems import problem_text
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.rows import OperationState, OutgoingState
from tests.engine.patient import DAY, PatientEngine
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model import ModelServer
from tests.servers.model_smtp import ModelSmtp

SECRET = Secret("open sesame")
SETTINGS = AccountSettings(
    "alice@mail.test",
    "Alice",
    Server("imap.test", 993, Security.TLS, "alice@mail.test"),
    Server("localhost", 1, Security.NONE, ""),
)
STOPS, WAITS = AccountState.STOPPED, AccountState.WAITING


@dataclass
class Post:
    """An account on a server in memory."""

    engine: PatientEngine
    server: ModelServer

    async def problem_at_login(self, answer: str) -> tuple[AccountId, AccountStateChanged]:
        self.server.login_answer = answer
        account_id = await self.engine.add(SETTINGS, SECRET)
        told = await self.engine.wait_for(AccountStateChanged, lambda event: event.problem is not None)
        return account_id, told

    @property
    def logins(self) -> int:
        return sum(command.startswith("LOGIN") for command in self.server.commands)


@pytest_asyncio.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    server = ModelServer()
    engine = PatientEngine(tmp_path / "profile", server.dial)
    await engine.start()
    yield Post(engine, server)
    await engine.stop()


LOGINS = {
    # Gmail
    "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)": (ProblemKind.WRONG_PASSWORD, STOPS),
    "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)": (
        ProblemKind.APP_PASSWORD_NEEDED,
        STOPS,
    ),
    "NO [WEBALERT https://accounts.google.com/signin/continue] Web login required.": (
        ProblemKind.ACCOUNT_LOCKED,
        STOPS,
    ),
    "NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)": (
        ProblemKind.ACCOUNT_LOCKED,
        STOPS,
    ),
    "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page (Failure)": (
        ProblemKind.ACCESS_DISABLED,
        STOPS,
    ),
    "NO [ALERT] Too many simultaneous connections. (Failure)": (ProblemKind.TOO_MANY_CONNECTIONS, WAITS),
    "NO [ALERT] Account exceeded command or bandwidth limits. (Failure)": (ProblemKind.SERVER_BUSY, WAITS),
    # Outlook and Microsoft 365
    "NO LOGIN failed.": (ProblemKind.WRONG_PASSWORD, STOPS),
    "NO [AUTHENTICATIONFAILED] LogonDenied-BasicAuthBlocked": (ProblemKind.PASSWORD_LOGIN_OFF, STOPS),
    "NO AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor.": (
        ProblemKind.PASSWORD_LOGIN_OFF,
        STOPS,
    ),
    "NO AADSTS50053: The account is locked, you've tried to sign in too many times.": (
        ProblemKind.TOO_MANY_LOGINS,
        WAITS,
    ),
    "NO AADSTS50057: The user account is disabled.": (ProblemKind.ACCOUNT_LOCKED, STOPS),
    "NO AADSTS50055: The password is expired.": (ProblemKind.PASSWORD_EXPIRED, STOPS),
    "BAD User is authenticated but not connected.": (ProblemKind.MAILBOX_UNOPENED, WAITS),
    # Yahoo, iCloud
    "NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials": (ProblemKind.WRONG_PASSWORD, STOPS),
    "NO [LIMIT] LOGIN Rate limit hit.": (ProblemKind.TOO_MANY_LOGINS, WAITS),
    "NO [UNAVAILABLE] LOGIN Server error - Please try again later": (ProblemKind.LOGIN_UNAVAILABLE, WAITS),
    "NO [AUTHENTICATIONFAILED] Authentication Failed": (ProblemKind.WRONG_PASSWORD, STOPS),
    # Dovecot and RFC 5530
    "NO [AUTHENTICATIONFAILED] Authentication failed.": (ProblemKind.WRONG_PASSWORD, STOPS),
    "NO [AUTHENTICATIONFAILED] Account locked": (ProblemKind.ACCOUNT_LOCKED, STOPS),
    "NO [CONTACTADMIN] Ask the help desk": (ProblemKind.ACCOUNT_LOCKED, STOPS),
    "NO [EXPIRED] Password expired": (ProblemKind.PASSWORD_EXPIRED, STOPS),
    "NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.": (
        ProblemKind.ENCRYPTION_REQUIRED,
        STOPS,
    ),
    "NO [UNAVAILABLE] Temporary authentication failure. [mail:2026-11-21]": (ProblemKind.LOGIN_UNAVAILABLE, WAITS),
    "NO [UNAVAILABLE] Internal error occurred. Refer to server log for more information.": (
        ProblemKind.LOGIN_UNAVAILABLE,
        WAITS,
    ),
    "NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)": (
        ProblemKind.TOO_MANY_CONNECTIONS,
        WAITS,
    ),
    "NO [AUTHENTICATIONFAILED] Too many failed login attempts, try again later": (ProblemKind.TOO_MANY_LOGINS, WAITS),
    "NO [AUTHENTICATIONFAILED] Your account is temporarily locked": (ProblemKind.TOO_MANY_LOGINS, WAITS),
    "NO [INUSE] in use": (ProblemKind.SERVER_BUSY, WAITS),
    "NO [AUTHORIZATIONFAILED] not as this user": (ProblemKind.SERVER_REFUSED, WAITS),
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
        post.server.login_answer = "OK"
        await _act(post, account_id, kind)
    else:
        if kind is ProblemKind.TOO_MANY_LOGINS:
            await post.engine.let_pass(TOO_MANY_LOGINS_SECONDS - 1)
            assert post.logins == 1
        post.server.login_answer = "OK"
        await post.engine.let_pass(5)
    await post.engine.online(account_id)


async def _act(post: Post, account_id: AccountId, kind: ProblemKind) -> None:
    """What the user does: enters a password where one is asked for, else says to connect."""
    asked = [event for event in post.engine.events if isinstance(event, PasswordNeeded)]
    assert bool(asked) == (kind in NEEDS_PASSWORD)
    if not asked:
        await post.engine.engine.perform(GoOnline())
        return
    assert isinstance(await post.engine.request(SetPassword("", account_id, "the right one")), Finished)


async def test_another_network_ends_no_pause_after_too_many_logins(post: Post) -> None:
    await post.problem_at_login("NO [LIMIT] LOGIN Rate limit hit.")
    post.engine.engine._supervisor.network_changed()
    await post.engine.let_pass(60)
    assert post.logins == 1


async def test_a_login_that_opens_no_mailbox(post: Post) -> None:
    """Exchange: OK to the login, BAD to all that follows."""
    account_id = await post.engine.add(SETTINGS, SECRET)
    await post.engine.online(account_id)
    post.server.answer = "BAD User is authenticated but not connected."
    answer = await post.engine.request(Sync("", account_id))
    assert getattr(answer, "problem", Problem(ProblemKind.INTERNAL)).kind is ProblemKind.MAILBOX_UNOPENED


# --- a full mailbox, on a real server ---------------------------------------------------------------------------


async def test_a_full_mailbox_takes_nothing_and_loses_nothing(engine: RunningEngine, rich_dovecot: Dovecot) -> None:
    """The quota there is 10 MB: what does not fit stays here until there is room, and is put there once."""
    user = rich_dovecot.add_user()
    large = message("large", text="x" * 998 + "\r\n" + ("y" * 998 + "\r\n") * 5_500)
    rich_dovecot.deliver(user, large)
    settings = AccountSettings(user.name, "Alice", rich_dovecot.imap(user), Server("localhost", 1, Security.NONE, ""))
    account_id = await engine.add(settings, user.secret)
    assert isinstance(await engine.request(Sync("", account_id)), Finished)
    folder = engine.folder("INBOX")
    command = AppendMessage(OperationId(""), folder.id, large.replace(b"large@", b"second@"))
    operation_id = await engine.operate(command, done=False)
    failed = await engine.wait_for(OperationFailed)
    assert (failed.operation_id, failed.problem.kind) == (operation_id, ProblemKind.QUOTA_FULL)
    assert "INBOX" in str(problem_text(failed.problem))
    assert len(rich_dovecot.messages(user)) == 1
    copied = await engine.operate(
        CopyMessages(OperationId(""), (engine.row("INBOX", "large").id,), folder.id), done=False
    )
    failed = await engine.wait_for(OperationFailed, lambda event: event.operation_id == copied)
    assert failed.problem.kind is ProblemKind.QUOTA_FULL
    rich_dovecot.doveadm("expunge", "-u", user.name, "mailbox", "INBOX", "ALL")
    await engine.engine.perform(RetryOperation(operation_id))
    await engine.done(operation_id)
    assert [b"second@" in one for one in rich_dovecot.messages(user)] == [True]


async def test_a_locked_account_on_dovecot(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.lock(mail_user)
    smtp = Server("localhost", 1, Security.NONE, "")
    settings = AccountSettings(mail_user.name, "Alice", dovecot.imap(mail_user), smtp)
    await engine.add(settings, mail_user.secret)
    told = await engine.wait_for(AccountStateChanged, lambda event: event.problem is not None)
    assert told.problem is not None
    assert (told.problem.kind, told.state) == (ProblemKind.ACCOUNT_LOCKED, STOPS)
    assert not [event for event in engine.events if isinstance(event, PasswordNeeded)]


async def test_what_was_sent_and_finds_no_room_in_sent_is_not_sent_again(
    engine: RunningEngine, rich_dovecot: Dovecot
) -> None:
    user = rich_dovecot.add_user()
    rich_dovecot.deliver(user, message("large", text=("y" * 998 + "\r\n") * 10_000))
    async with ModelSmtp(("8BITMIME",)) as smtp:
        settings = AccountSettings(user.name, "Alice", rich_dovecot.imap(user), smtp.address)
        account_id = await engine.add(settings, user.secret)
        assert isinstance(await engine.request(Sync("", account_id)), Finished)
        outgoing = Outgoing(message("letter", text="x" * 900_000), user.name, ("bob@mail.test",))
        operation_id = await engine.operate(SendMessage(OperationId(""), account_id, outgoing), done=False)
        failed = await engine.wait_for(OperationFailed)
        assert failed.problem.kind is ProblemKind.QUOTA_FULL
        (row,) = engine.reader.outbox()
        assert (row.state, row.operation_state) == (OutgoingState.SENT, OperationState.FAILED)
        rich_dovecot.doveadm("expunge", "-u", user.name, "mailbox", "INBOX", "ALL")
        await engine.engine.perform(RetryOperation(operation_id))
        await engine.done(operation_id)
        assert len(smtp.taken) == 1
    assert rich_dovecot.messages(user, "Sent") == [outgoing.data]
