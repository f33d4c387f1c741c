"""Signing in with the browser: the engine, an authorisation server, Dovecot that asks it, Postfix before that."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import (
    AddAccount,
    CancelRequest,
    RemoveAccount,
    SendMessage,
    SetGrant,
    SetPassword,
    StartSignIn,
    Sync,
)
from mailclient.bridge.events import AccountState, AccountStateChanged, BrowserNeeded, Failed, Finished, PasswordNeeded
from mailclient.engine.secrets.entries import MemoryEntries
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, Security
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import ProblemKind
from mailclient.mail.sign_in import SignIn
from tests.engine.browsing import browse
from tests.engine.running import RunningEngine, message
from tests.servers.authorisation import AuthorisationServer
from tests.servers.authority import Authority
from tests.servers.dovecot import MailUser
from tests.servers.oauth_dovecot import OAuthDovecot
from tests.servers.postfix import Postfix


@pytest.fixture(scope="module")
def provider(authority: Authority) -> Iterator[AuthorisationServer]:
    server = AuthorisationServer(authority.localhost())
    yield server
    server.stop()


@pytest.fixture(scope="module", params=["oauthbearer", "xoauth2"])
def token_dovecot(
    request: pytest.FixtureRequest, server_directory: Path, authority: Authority, provider: AuthorisationServer
) -> Iterator[OAuthDovecot]:
    """One that offers nothing but this mechanism, and passwords."""
    directory = server_directory / request.param
    directory.mkdir()
    server = OAuthDovecot(directory, authority, provider, f"plain {request.param}")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def token_postfix(server_directory: Path, authority: Authority, token_dovecot: OAuthDovecot) -> Iterator[Postfix]:
    directory = server_directory / f"{token_dovecot.directory.name}-postfix"
    directory.mkdir()
    server = Postfix(directory, authority.localhost(), token_dovecot)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def user(token_dovecot: OAuthDovecot, provider: AuthorisationServer) -> Iterator[MailUser]:
    made = token_dovecot.add_user(token_dovecot.directory.name, "a password that nobody uses")
    provider.user = made.name
    yield made
    provider.lifetime_seconds = 3600
    provider.denies, provider.rotates, provider.client_secret = False, True, ""


@pytest_asyncio.fixture
async def engine(tmp_path: Path, authority: Authority) -> AsyncIterator[RunningEngine]:
    running = await RunningEngine(tmp_path / "profile").start()
    yield running
    await running.stop()


@pytest.fixture
def settings(
    token_dovecot: OAuthDovecot, token_postfix: Postfix, user: MailUser, provider: AuthorisationServer
) -> AccountSettings:
    imap, smtp = token_dovecot.imap(user), token_postfix.smtp(user, Security.STARTTLS)
    oauth = token_dovecot.oauth
    return AccountSettings(user.name, "Kim", oauth(imap), oauth(smtp), sign_in=provider.sign_in())


async def sign_in(engine: RunningEngine, asked: SignIn, email: str, client_secret: str = "") -> Finished | Failed:
    """The whole of it, with the browser."""
    start = len(engine.events)
    await engine.engine.perform(StartSignIn("sign in", asked, email, client_secret))
    needed = await engine.wait_for(BrowserNeeded, after=start)
    assert needed.request_id == "sign in"
    page = await browse(needed.url)
    assert page.status == 200
    assert b"Thank you" in page.body
    answer = await engine.wait_for(Finished | Failed, lambda one: one.request_id == "sign in", after=start)  # type: ignore[arg-type]
    assert isinstance(answer, Finished | Failed)
    return answer


async def added(engine: RunningEngine, settings: AccountSettings) -> AccountId:
    assert settings.sign_in is not None
    granted = await sign_in(engine, settings.sign_in, settings.email)
    assert isinstance(granted, Finished)
    answer = await engine.request(AddAccount("", settings, "", "", grant=granted.grant))
    assert isinstance(answer, Finished), answer
    assert answer.account_id is not None
    return answer.account_id


def entries(engine: RunningEngine) -> dict[str, str]:
    kept = engine.credentials.entries
    assert isinstance(kept, MemoryEntries)
    return {name: secret.reveal() for name, secret in kept._secrets.items()}


async def test_from_the_browser_to_mail_read_and_sent(
    engine: RunningEngine,
    settings: AccountSettings,
    user: MailUser,
    token_dovecot: OAuthDovecot,
    token_postfix: Postfix,
    provider: AuthorisationServer,
) -> None:
    token_dovecot.deliver(user, message("hello"))
    account_id = await added(engine, settings)
    await engine.online(account_id)
    assert isinstance(await engine.request(Sync("")), Finished)
    assert [folder.total for folder in engine.reader.folders(account_id) if folder.name == "INBOX"] == [1]
    data = message("from here", to=user.name)
    outgoing = Outgoing(data, user.name, (user.name,))
    await engine.operate(SendMessage(OperationId(""), account_id, outgoing))
    token_postfix.wait_until_delivered()
    assert any(b"from here" in each for each in token_dovecot.messages(user))
    # One entry for the tokens; the servers' entries name it. The store has neither.
    kept = entries(engine)
    (grant_entry,) = (name for name in kept if name.startswith("grant:"))
    assert {value for name, value in kept.items() if name != grant_entry} == {grant_entry.removeprefix("grant:")}
    for secret in provider.secrets_of(user.name):
        assert secret in kept[grant_entry]
        for file in engine.profile.directory.glob("mail.sqlite3*"):
            assert secret.encode() not in file.read_bytes()
    await engine.request(RemoveAccount("", account_id))
    assert entries(engine) == {}


async def test_a_token_that_was_taken_back_is_renewed_once_and_nobody_is_asked(
    engine: RunningEngine, settings: AccountSettings, user: MailUser, provider: AuthorisationServer
) -> None:
    account_id = await added(engine, settings)
    await engine.online(account_id)
    renewals = provider.asked["refresh_token"]
    provider.take_back_access(user.name)
    start = len(engine.events)
    # All connections anew; and one is handed in at the same time: both servers need a new token at once.
    engine.engine._supervisor.go_online(False)
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE, after=start)
    engine.engine._supervisor.go_online(True)
    outgoing = Outgoing(message("hello", to=user.name), user.name, (user.name,))
    await engine.operate(SendMessage(OperationId(""), account_id, outgoing))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.ONLINE, after=start)
    assert provider.asked["refresh_token"] == renewals + 1
    assert not [event for event in engine.events[start:] if isinstance(event, PasswordNeeded)]
    (kept,) = (value for name, value in entries(engine).items() if name.startswith("grant:"))
    assert all(secret in kept for secret in provider.secrets_of(user.name))


async def test_a_grant_that_was_withdrawn_asks_the_user_to_sign_in_again(
    engine: RunningEngine, settings: AccountSettings, user: MailUser, provider: AuthorisationServer
) -> None:
    account_id = await added(engine, settings)
    await engine.online(account_id)
    before = entries(engine)
    provider.revoke(user.name)
    start = len(engine.events)
    engine.engine._supervisor.go_online(False)
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE, after=start)
    engine.engine._supervisor.go_online(True)
    needed = await engine.wait_for(PasswordNeeded, after=start)
    assert (needed.problem.kind, needed.problem.subject) == (ProblemKind.SIGN_IN_NEEDED, user.name)
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.STOPPED, after=start)
    assert settings.sign_in is not None
    granted = await sign_in(engine, settings.sign_in, user.name)
    assert isinstance(granted, Finished)
    start = len(engine.events)
    assert isinstance(await engine.request(SetGrant("", account_id, granted.grant)), Finished)
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.ONLINE, after=start)
    after = entries(engine)
    assert f"grant:{granted.grant}" in after
    assert len(after) == len(before)
    assert not {name for name in before if name.startswith("grant:")} & set(after)


async def test_a_provider_that_is_out_of_order_is_waited_for(
    engine: RunningEngine, settings: AccountSettings, user: MailUser, provider: AuthorisationServer
) -> None:
    account_id = await added(engine, settings)
    await engine.online(account_id)
    provider.take_back_access(user.name)
    provider.next_answers = [(503, b"<html>later</html>")]
    start = len(engine.events)
    engine.engine._supervisor.go_online(False)
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE, after=start)
    engine.engine._supervisor.go_online(True)
    waiting = await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.WAITING, after=start)
    assert waiting.problem is not None
    assert waiting.problem.kind is ProblemKind.SERVER_BUSY
    engine.engine._supervisor.go_online(True)
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.ONLINE, after=start)
    assert not [event for event in engine.events[start:] if isinstance(event, PasswordNeeded)]


async def test_an_account_that_signs_in_gets_other_settings_and_no_password(
    engine: RunningEngine, settings: AccountSettings, user: MailUser
) -> None:
    """Its grant stays; it is not taken for a password, nor a password for it."""
    account_id = await added(engine, settings)
    answer = await engine.request(SetPassword("", account_id, user.password))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.SIGN_IN_NEEDED
    before = entries(engine)
    changed = replace(settings, name="Another name")
    assert isinstance(await engine.request(AddAccount("", changed, "", "", account_id)), Finished)
    assert entries(engine) == before
    by_password = replace(
        settings,
        incoming=replace(settings.incoming, login=LoginKind.PASSWORD),
        smtp=replace(settings.smtp, login=LoginKind.PASSWORD),
        sign_in=None,
    )
    assert isinstance(await engine.request(AddAccount("", by_password, "", "", account_id)), Failed)
    assert entries(engine) == before
    given = AddAccount("", by_password, user.password, user.password, account_id)
    assert isinstance(await engine.request(given), Finished)
    assert set(entries(engine).values()) == {user.password}
    answer = await engine.request(AddAccount("", settings, "", "", account_id))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.SIGN_IN_NEEDED
    assert set(entries(engine).values()) == {user.password}


async def test_signing_in_as_somebody_else_is_noticed_before_anything_is_stored(
    engine: RunningEngine, settings: AccountSettings, provider: AuthorisationServer, token_dovecot: OAuthDovecot
) -> None:
    provider.user = token_dovecot.add_user("other").name
    granted = await sign_in(engine, provider.sign_in(), settings.email)
    assert isinstance(granted, Finished)
    answer = await engine.request(AddAccount("", settings, "", "", grant=granted.grant))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.TOKEN_REFUSED
    assert engine.reader.accounts() == []
    assert entries(engine) == {}


async def test_the_user_says_no(engine: RunningEngine, user: MailUser, provider: AuthorisationServer) -> None:
    provider.denies = True
    answer = await sign_in(engine, provider.sign_in(), user.name)
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.SIGN_IN_REFUSED
    assert answer.problem.detail == "access_denied: <b>no</b>!"


async def test_without_a_client_id_nothing_is_asked(engine: RunningEngine, provider: AuthorisationServer) -> None:
    asked = provider.asked["authorize"]
    answer = await engine.request(StartSignIn("", replace(provider.sign_in(), client_id=""), "kim@mail.test"))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.CLIENT_ID_MISSING
    assert answer.problem.subject == f"localhost:{provider.port}"
    assert provider.asked["authorize"] == asked


@pytest.mark.parametrize("url", ["http://localhost/authorize", "file:///etc/passwd", "javascript:alert(1)", ""])
async def test_only_https_is_opened_in_the_browser(
    engine: RunningEngine, provider: AuthorisationServer, url: str
) -> None:
    for asked in (replace(provider.sign_in(), authorize_url=url), replace(provider.sign_in(), token_url=url)):
        answer = await engine.request(StartSignIn("", asked, "kim@mail.test"))
        assert isinstance(answer, Failed)
        assert answer.problem.kind is ProblemKind.SIGN_IN_REFUSED
    assert not [event for event in engine.events if isinstance(event, BrowserNeeded)]


async def test_who_does_not_want_to_wait_cancels(engine: RunningEngine, provider: AuthorisationServer) -> None:
    await engine.engine.perform(StartSignIn("given up", provider.sign_in(), "kim@mail.test"))
    needed = await engine.wait_for(BrowserNeeded)
    await engine.engine.perform(CancelRequest("given up"))
    answer = await engine.wait_for(Failed)
    assert (answer.request_id, answer.problem.kind) == ("given up", ProblemKind.CANCELLED)
    with pytest.raises(Exception, match="connection_refused"):
        await browse(needed.url)


async def test_a_client_secret_of_the_user_is_sent_and_kept_with_the_tokens(
    engine: RunningEngine, settings: AccountSettings, user: MailUser, provider: AuthorisationServer
) -> None:
    """Google gives one to installed programs, and asks for it with each renewal."""
    provider.client_secret = "the user's own client secret"
    assert isinstance(await sign_in(engine, provider.sign_in(), user.name), Failed)
    granted = await sign_in(engine, provider.sign_in(), user.name, provider.client_secret)
    assert isinstance(granted, Finished)
    provider.lifetime_seconds = 1
    assert isinstance(await engine.request(AddAccount("", settings, "", "", grant=granted.grant)), Finished)
    await engine.credentials.grants.renewed(granted.grant, await engine.credentials.grants.access_token(granted.grant))
    assert provider.seen[-1]["client_secret"] == provider.client_secret
    assert provider.client_secret not in repr(engine.events)


async def test_pop3_by_token(
    engine: RunningEngine,
    settings: AccountSettings,
    user: MailUser,
    token_dovecot: OAuthDovecot,
    provider: AuthorisationServer,
) -> None:
    token_dovecot.deliver(user, message("by POP3"))
    pop3 = token_dovecot.oauth(token_dovecot.pop3(user))
    assert pop3.login is LoginKind.OAUTH
    account_id = await added(engine, replace(settings, incoming=pop3, kind=AccountKind.POP3))
    assert isinstance(await engine.request(Sync("")), Finished)
    provider.take_back_access(user.name)
    token_dovecot.deliver(user, message("after the token was taken back"))
    assert isinstance(await engine.request(Sync("")), Finished)
    assert [folder.total for folder in engine.reader.folders(account_id) if folder.name == "INBOX"] == [2]
