"""Grants: renewed in time, once, and written down before anything else is done with them."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mailclient.engine.accounts.logging_in import with_secret
from mailclient.engine.secrets.credentials import Credentials, Purpose
from mailclient.engine.secrets.entries import MemoryEntries
from mailclient.engine.sign_in.authorization import Authorization
from mailclient.engine.sign_in.grants import Grants
from mailclient.engine.sign_in.token_endpoint import TokenEndpoint
from mailclient.engine.sign_in.tokens import Tokens
from mailclient.mail.account import LoginKind, Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import provider_of, providers
from mailclient.transport.https import Reply
from mailclient.transport.stream import Dial
from tests.servers.authorisation import AuthorisationServer
from tests.servers.authority import Authority

SIGN_IN = SignIn("", "client", "https://p.example/authorize", "https://p.example/token", ("a", "b"), ("x=y",))
TOKENS = Tokens(SIGN_IN, "kim@p.example", "at-1", "rt-1", 10_000.0, "shh")
IMAP = Server("imap.p.example", 993, Security.TLS, "kim", LoginKind.OAUTH)


class Entries(MemoryEntries):
    """A keyring that may refuse, and tells what was written when."""

    def __init__(self) -> None:
        super().__init__()
        self.locked = False
        self.log: list[str] = []

    async def write(self, name: str, secret: Secret) -> None:
        if self.locked:
            raise MailError(Problem(ProblemKind.KEYRING_LOCKED))
        self.log.append(f"write {secret.reveal()}")
        await super().write(name, secret)


class Provider:
    """The token endpoint, played."""

    def __init__(self) -> None:
        self.number = 1
        self.now = 0.0
        self.problem: Problem | None = None
        self.slow = asyncio.Event()
        self.slow.set()

    async def refresh(self, tokens: Tokens, _dial: Dial) -> Tokens:
        assert tokens.refresh_token == f"rt-{self.number}", "an old refresh token was used"
        await self.slow.wait()
        if self.problem is not None:
            raise MailError(self.problem)
        self.number += 1
        return replace(
            tokens, access_token=f"at-{self.number}", refresh_token=f"rt-{self.number}", expires_at=self.now + 3600
        )


class Desk:
    """Grants over these two."""

    def __init__(self) -> None:
        self.entries = Entries()
        self.provider = Provider()
        self.grants = self.restarted()

    def restarted(self) -> Grants:
        return Grants(self.entries, self.provider, lambda: self.provider.now)  # type: ignore[arg-type]

    async def kept(self) -> str:
        grant = self.grants.add(TOKENS)
        await self.grants.keep(grant)
        self.entries.log.clear()
        return grant


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_token_is_used_until_shortly_before_its_end(desk: Desk) -> None:
    grant = await desk.kept()
    desk.provider.now = 9_879
    assert await desk.grants.access_token(grant) == Secret("at-1")
    desk.provider.now = 9_881
    assert await desk.grants.access_token(grant) == Secret("at-2")
    assert (await desk.entries.read(f"grant:{grant}")) is not None
    assert len(desk.entries.log) == 1
    assert "rt-2" in desk.entries.log[0]


async def test_after_a_start_it_is_read_again(desk: Desk) -> None:
    grant = await desk.kept()
    assert await desk.restarted().access_token(grant) == Secret("at-1")


async def test_many_who_need_it_at_once_renew_it_once(desk: Desk) -> None:
    grant = await desk.kept()
    desk.provider.now = 20_000
    desk.provider.slow.clear()
    asked = [asyncio.create_task(desk.grants.access_token(grant)) for _ in range(5)]
    asked += [asyncio.create_task(desk.grants.renewed(grant, Secret("at-1"))) for _ in range(5)]
    await asyncio.sleep(0)
    asked[0].cancel()
    desk.provider.slow.set()
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert set(results[1:]) == {Secret("at-2")}
    assert desk.provider.number == 2


async def test_a_renewal_is_finished_and_kept_though_nobody_waits(desk: Desk) -> None:
    """The provider has taken the old refresh token back: given up half-way, the user would have to sign in again."""
    grant = await desk.kept()
    desk.provider.now = 20_000
    desk.provider.slow.clear()
    asked = asyncio.create_task(desk.grants.access_token(grant))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    desk.provider.slow.set()
    await asyncio.gather(*desk.grants._renewals.values())
    assert await desk.restarted().access_token(grant) == Secret("at-2")


async def test_what_cannot_be_kept_is_not_used_and_not_lost(desk: Desk) -> None:
    grant = await desk.kept()
    desk.provider.now = 20_000
    desk.entries.locked = True
    for _ in range(2):
        with pytest.raises(MailError) as caught:
            await desk.grants.access_token(grant)
        assert caught.value.problem.kind is ProblemKind.KEYRING_LOCKED
    assert desk.provider.number == 2
    desk.entries.locked = False
    assert await desk.grants.access_token(grant) == Secret("at-2")
    assert await desk.restarted().access_token(grant) == Secret("at-2")
    assert desk.provider.number == 2


async def test_a_refused_token_that_is_not_the_present_one_needs_no_renewal(desk: Desk) -> None:
    grant = await desk.kept()
    assert await desk.grants.renewed(grant, Secret("at-0")) == Secret("at-1")
    assert await desk.grants.renewed(grant, Secret("at-1")) == Secret("at-2")


async def test_what_nobody_keeps_is_nowhere(desk: Desk) -> None:
    grant = desk.grants.add(TOKENS)
    desk.provider.now = 20_000
    assert await desk.grants.access_token(grant) == Secret("at-2")
    assert desk.entries.log == []
    with pytest.raises(MailError) as caught:
        await desk.restarted().access_token(grant)
    assert caught.value.problem.kind is ProblemKind.SIGN_IN_NEEDED


async def test_an_entry_that_is_no_grant(desk: Desk, expected_warnings: list[str]) -> None:
    expected_warnings.append("grant x: no tokens")
    for text in ("", "{}", "[]", '{"sign_in": {}}', "no json", '{"sign_in": null}'):
        await desk.entries.write("grant:x", Secret(text))
        with pytest.raises(MailError) as caught:
            await desk.restarted().access_token("x")
        assert caught.value.problem.kind is ProblemKind.SIGN_IN_NEEDED


def test_tokens_as_they_are_kept() -> None:
    assert Tokens.decode(TOKENS.encode()) == TOKENS
    shown = repr(TOKENS)
    assert not any(secret in shown for secret in ("at-1", "rt-1", "shh"))


async def test_trying_with_a_renewed_token(desk: Desk) -> None:
    credentials = Credentials(desk.entries)
    credentials.grants = desk.grants
    await credentials.store(IMAP, Purpose.IMAP, Secret(await desk.kept()))
    tried: list[str] = []

    async def attempt(secret: Secret) -> str:
        tried.append(secret.reveal())
        if secret.reveal() in taken_back:
            raise MailError(Problem(ProblemKind.TOKEN_REFUSED, "kim", "because"))
        return "in"

    taken_back = {"at-1"}
    assert await with_secret(credentials, IMAP, Purpose.IMAP, attempt) == "in"
    assert tried == ["at-1", "at-2"]
    taken_back = {"at-2", "at-3"}
    tried.clear()
    with pytest.raises(MailError) as caught:
        await with_secret(credentials, IMAP, Purpose.IMAP, attempt)
    assert caught.value.problem == Problem(ProblemKind.SIGN_IN_NEEDED, "kim", "because")
    assert tried == ["at-2", "at-3"]
    # A token that the user has given cannot be renewed, and is not tried twice.
    given = replace(IMAP, login=LoginKind.TOKEN)
    taken_back = {"given"}
    await credentials.store(given, Purpose.IMAP, Secret("given"))
    tried.clear()
    with pytest.raises(MailError) as caught:
        await with_secret(credentials, given, Purpose.IMAP, attempt)
    assert (caught.value.problem.kind, tried) == (ProblemKind.TOKEN_REFUSED, ["given"])


async def test_no_login_without_anything_kept() -> None:
    async def attempt(secret: Secret) -> None:
        raise AssertionError(secret)

    for login, kind in (
        (LoginKind.OAUTH, ProblemKind.SIGN_IN_NEEDED),
        (LoginKind.PASSWORD, ProblemKind.PASSWORD_MISSING),
    ):
        with pytest.raises(MailError) as caught:
            await with_secret(Credentials(MemoryEntries()), replace(IMAP, login=login), Purpose.IMAP, attempt)
        assert caught.value.problem == Problem(kind, "kim")


async def test_tokens_of_a_known_provider_go_to_no_other_server() -> None:
    credentials = Credentials(MemoryEntries())
    google = replace(TOKENS, sign_in=replace(SIGN_IN, provider="google"), expires_at=None)
    kept = Secret(credentials.grants.add(google))
    for host in ("imap.gmail.com", "SMTP.gmail.com"):
        assert await credentials.usable(replace(IMAP, host=host), kept) == Secret("at-1")
    for host in ("imap.p.example", "imap.gmail.com.evil.test", "outlook.office365.com"):
        with pytest.raises(MailError) as caught:
            await credentials.usable(replace(IMAP, host=host), kept)
        assert caught.value.problem == Problem(ProblemKind.SIGN_IN_ELSEWHERE, host)


# --- the token endpoint ---------------------------------------------------------------------------------------------


@pytest.fixture
def provider(authority: Authority) -> Iterator[AuthorisationServer]:
    server = AuthorisationServer(authority.localhost())
    server.user = "kim"
    yield server
    server.stop()


async def refused(endpoint: TokenEndpoint, tokens: Tokens) -> Problem:
    with pytest.raises(MailError) as caught:
        await endpoint.refresh(tokens)
    for secret in ("at-1", "rt-1", "shh"):
        assert secret not in f"{caught.value!r} {caught.value.problem!r}"
    return caught.value.problem


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"error": "invalid_grant", "error_description": "rt-1 is old"}', ProblemKind.SIGN_IN_NEEDED),
        (401, b'{"error": "invalid_client"}', ProblemKind.SIGN_IN_NEEDED),
        (400, b'{"error": "interaction_required"}', ProblemKind.SIGN_IN_NEEDED),
        (400, b'{"error": "invalid_request"}', ProblemKind.SERVER_REFUSED),
        (400, b'{"error": "temporarily_unavailable"}', ProblemKind.SERVER_BUSY),
        (503, b"<html>later</html>", ProblemKind.SERVER_BUSY),
        (429, b'{"error": "invalid_grant"}', ProblemKind.SERVER_BUSY),
        (500, b'{"error": "invalid_grant"}', ProblemKind.SERVER_BUSY),
        (200, b"", ProblemKind.SERVER_NONSENSE),
        (200, b"[" * 5000, ProblemKind.SERVER_NONSENSE),
        (200, b'{"access_token": 5}', ProblemKind.SERVER_NONSENSE),
        (200, b'{"access_token": "x", "token_type": "mac"}', ProblemKind.SERVER_NONSENSE),
        (200, b'{"access_token": "' + b"x" * 20_000 + b'"}', ProblemKind.SERVER_NONSENSE),
        (200, b'{"access_token": "' + b"x" * 300_000 + b'"}', ProblemKind.SERVER_NONSENSE),
        (302, b"", ProblemKind.SERVER_NONSENSE),
        (404, b"<html>not here</html>", ProblemKind.SERVER_NONSENSE),
    ],
)
async def test_what_a_provider_may_answer(
    provider: AuthorisationServer, status: int, body: bytes, kind: ProblemKind
) -> None:
    provider.next_answers = [(status, body)]
    tokens = replace(TOKENS, sign_in=provider.sign_in())
    told = b"rt-1" in body
    endpoint = TokenEndpoint(lambda: 0.0)
    if told:
        with pytest.raises(MailError) as caught:
            await endpoint.refresh(tokens)
        assert caught.value.problem == Problem(kind, "kim@p.example", "invalid_grant: … is old")
    else:
        assert (await refused(endpoint, tokens)).kind is kind


@pytest.mark.parametrize(
    ("expires", "at"),
    [
        ("3600", 3700.0),
        ('"3600"', 3700.0),
        ("-1", None),
        ('"soon"', None),
        ("1e99", None),
        ("NaN", None),
        ("9" * 400, None),
    ],
)
async def test_how_long_a_token_lives(provider: AuthorisationServer, expires: str, at: float | None) -> None:
    provider.next_answers = [(200, f'{{"access_token": "new", "expires_in": {expires}}}'.encode())]
    fresh = await TokenEndpoint(lambda: 100.0).refresh(replace(TOKENS, sign_in=provider.sign_in()))
    assert (fresh.access_token, fresh.refresh_token, fresh.expires_at) == ("new", "rt-1", at)
    assert fresh.client_secret == "shh"


async def test_a_secret_that_is_repeated_and_cut_off_is_not_told() -> None:
    secret = "0123456789" * 10
    words = "x" * 250 + secret

    async def repeating(*_rest: object, **_more: object) -> Reply:
        return Reply(400, {}, json.dumps({"error": "invalid_grant", "error_description": words}).encode())

    with pytest.raises(MailError) as caught:
        await TokenEndpoint(lambda: 0.0, repeating).refresh(replace(TOKENS, refresh_token=secret))
    assert secret[:5] not in caught.value.problem.detail
    assert caught.value.problem.detail.endswith("x…")


async def test_without_a_refresh_token_nobody_is_asked() -> None:
    async def nobody(*_rest: object, **_more: object) -> Reply:
        raise AssertionError

    problem = await refused(TokenEndpoint(lambda: 0.0, nobody), replace(TOKENS, refresh_token=""))
    assert problem.kind is ProblemKind.SIGN_IN_NEEDED


# --- the authorization request ---------------------------------------------------------------------------------------


def test_the_challenge_is_that_of_rfc_7636() -> None:
    known = Authorization("state", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert known.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    first, second = Authorization(), Authorization()
    assert len(first.verifier) == 43
    assert len({first.state, first.verifier, second.state, second.verifier}) == 4
    assert first.verifier not in repr(first)


def test_the_address_for_the_browser() -> None:
    attempt = Authorization("st&te", "verifier")
    sign_in = replace(SIGN_IN, authorize_url="https://p.example/authorize?tenant=1")
    url = attempt.url(sign_in, "http://127.0.0.1:1234", "kim+x@p.example")
    assert url == (
        "https://p.example/authorize?tenant=1&x=y&response_type=code&client_id=client"
        "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1234&state=st%26te"
        f"&code_challenge={attempt.challenge}&code_challenge_method=S256&scope=a+b&login_hint=kim%2Bx%40p.example"
    )
    assert "verifier" not in url


def test_the_providers_of_this_build() -> None:
    assert set(providers()) == {"google", "microsoft", "yahoo", "fastmail"}
    for name, provider in providers().items():
        sign_in = provider.sign_in
        assert (sign_in.provider, sign_in.client_id, provider.client_secret) == (name, "", "")
        assert sign_in.authorize_url.startswith("https://")
        assert sign_in.token_url.startswith("https://")
        assert sign_in.scopes
        assert provider.with_client("mine").client_id == "mine"
    found = provider_of("Kim@GoogleMail.com")
    assert found is not None
    assert found.name == "Google"
    assert provider_of("kim@example.org") is None
