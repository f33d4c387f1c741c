"""How strong a login was is remembered for good, and a weaker one is not gone any more without the user's word."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.bridge.commands import AddAccount, GoOnline, SetPassword
from mailclient.bridge.events import AccountState, AccountStateChanged, Failed, Finished, PasswordNeeded
from mailclient.engine.accounts import login_strength, login_ways
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.login_memory import forgotten, remembered
from mailclient.engine.accounts.login_strength import strength
from mailclient.engine.accounts.pop3_login import connect as connect_pop3
from mailclient.engine.accounts.smtp_session import open_session
from mailclient.mail.account import AccountSettings, LoginStrength, Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import dial
from mailclient.wire.sasl import choice
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.fixtures import StartScripted
from tests.servers.postfix import Postfix
from tests.servers.scripted import Peer

SECRET = Secret("open sesame")
TLS = Server("mail.test", 993, Security.TLS, "alice")
CLEAR = replace(TLS, security=Security.NONE)


@pytest.fixture(autouse=True)
def fresh_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_ways, "_led_in", {})


@pytest.fixture
def heard() -> Iterator[list[LoginStrength]]:
    """What sessions of this task tell of their logins."""
    told: list[LoginStrength] = []
    token = login_strength._hearer.set(lambda _server, reached: told.append(reached))
    yield told
    login_strength._hearer.reset(token)


def _without_scram(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the server offered no SCRAM any more."""
    monkeypatch.setattr(choice, "_DIGESTS", ())


@pytest.mark.parametrize(
    ("name", "server", "reached"),
    [
        ("SCRAM-SHA-256-PLUS", TLS, LoginStrength.PROVEN),
        ("SCRAM-SHA-1", CLEAR, LoginStrength.PROVEN),
        ("EXTERNAL", TLS, LoginStrength.PROVEN),
        ("XOAUTH2", TLS, LoginStrength.PROVEN),
        ("CRAM-MD5", TLS, LoginStrength.DIGEST),
        ("APOP", CLEAR, LoginStrength.DIGEST),
        ("PLAIN", TLS, LoginStrength.PROTECTED),
        ("LOGIN", CLEAR, LoginStrength.CLEAR),
        ("USER", TLS, LoginStrength.PROTECTED),
    ],
)
def test_how_strong_it_is(name: str, server: Server, reached: LoginStrength) -> None:
    assert strength(name, server) is reached


def test_only_this_login_is_remembered_and_never_less_than_before() -> None:
    settings = AccountSettings("a@mail.test", "", TLS, replace(TLS, port=465))
    proven = remembered(settings, TLS, LoginStrength.PROVEN)
    assert proven.incoming.strongest_login is LoginStrength.PROVEN
    assert proven.smtp == settings.smtp
    assert remembered(proven, TLS, LoginStrength.PROTECTED) == proven
    assert forgotten(proven) == settings


@pytest.mark.parametrize("offered", ["AUTH=PLAIN SASL-IR", "", "AUTH=LOGIN AUTH=PLAIN SASL-IR"])
async def test_imap_gives_no_password_to_who_offers_less(scripted: StartScripted, offered: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.send(f"* OK [CAPABILITY IMAP4rev1 {offered}] ready")
        await peer.expect_end()

    server = await scripted(script)
    strong = replace(server.address, strongest_login=LoginStrength.PROVEN)
    assert await _refused_imap(strong) is ProblemKind.LOGIN_WEAKENED


async def test_imap_gives_no_password_to_who_offers_the_strong_way_and_refuses_it(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN] ready")
        match = await peer.expect(r"(\S+) AUTHENTICATE SCRAM-SHA-256 .*")
        await peer.send(f"{match[1]} NO [CANNOT] not today")
        await peer.expect_end()

    server = await scripted(script)
    strong = replace(server.address, strongest_login=LoginStrength.PROVEN)
    assert await _refused_imap(strong) is ProblemKind.LOGIN_WEAKENED


async def _refused_imap(server: Server) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await ImapSession.open(server, SECRET, dial, timeout_seconds=10)
    return caught.value.problem.kind


async def test_the_way_back_from_scram_to_plain_at_the_first_login(
    scripted: StartScripted, heard: list[LoginStrength]
) -> None:
    """The server has this user's password in another form: what led in counts, not what was offered."""

    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN] ready")
        match = await peer.expect(r"(\S+) AUTHENTICATE SCRAM-SHA-256 .*")
        await peer.send(f"{match[1]} NO [CANNOT] not for you")
        match = await peer.expect(r"(\S+) AUTHENTICATE PLAIN .*")
        await peer.send(f"{match[1]} OK [CAPABILITY IMAP4rev1] in")
        await peer.expect(r"\S+ LOGOUT")

    server = await scripted(script)
    session = await ImapSession.open(server.address, SECRET, dial, timeout_seconds=10)
    await session.close()
    assert heard == [LoginStrength.PROTECTED]


@pytest.mark.parametrize("strongest", [LoginStrength.PROVEN, LoginStrength.DIGEST])
async def test_smtp(scripted: StartScripted, strongest: LoginStrength) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", "250 AUTH PLAIN LOGIN")
        await peer.expect("QUIT")
        await peer.send("221 bye")

    server = await scripted(script)
    with pytest.raises(MailError) as caught:
        await open_session(dial, replace(server.address, strongest_login=strongest), SECRET)
    assert caught.value.problem.kind is ProblemKind.LOGIN_WEAKENED


@pytest.mark.parametrize("strongest", [LoginStrength.PROVEN, LoginStrength.DIGEST])
async def test_pop3(scripted: StartScripted, strongest: LoginStrength) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("+OK ready")
        await peer.expect("CAPA")
        await peer.send("+OK", "USER", "SASL PLAIN", ".")
        await peer.expect("QUIT")
        await peer.send("+OK bye")

    server = await scripted(script)
    with pytest.raises(MailError) as caught:
        await connect_pop3(dial, replace(server.address, strongest_login=strongest), SECRET)
    assert caught.value.problem.kind is ProblemKind.LOGIN_WEAKENED


async def test_dovecot_and_postfix_are_remembered_across_starts(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = AccountSettings(mail_user.name, "Alice", dovecot.imap(mail_user), postfix.smtp(mail_user))
    first = await RunningEngine(tmp_path / "profile").start()
    try:
        added = await first.request(AddAccount("", settings, mail_user.password, mail_user.password))
        assert isinstance(added, Finished)
        assert added.account_id is not None
        await first.online(added.account_id)
        await first.until(lambda: _strongest(first) is LoginStrength.PROVEN)
        credentials = first.credentials
    finally:
        await first.stop()

    _without_scram(monkeypatch)
    second = RunningEngine(tmp_path / "profile", credentials=credentials)
    await second.start()
    try:
        needed = await second.wait_for(PasswordNeeded)
        assert needed.problem.kind is ProblemKind.LOGIN_WEAKENED
        state = await second.wait_for(AccountStateChanged, lambda one: one.state is AccountState.STOPPED)
        assert state.problem == needed.problem
        # Not by trying again …
        before = len(second.events)
        await second.engine.perform(GoOnline())
        await second.wait_for(PasswordNeeded, after=before)
        # … nor by a password typed for another reason …
        answer = await second.request(SetPassword("", needed.account_id, mail_user.password))
        assert isinstance(answer, Failed)
        assert answer.problem.kind is ProblemKind.LOGIN_WEAKENED
        assert _strongest(second) is LoginStrength.PROVEN
        # … but by the user's word.
        answer = await second.request(SetPassword("", needed.account_id, mail_user.password, accept_weaker=True))
        assert isinstance(answer, Finished), answer
        await second.online(needed.account_id)
        await second.until(lambda: _strongest(second) is LoginStrength.PROTECTED)
    finally:
        await second.stop()


def _strongest(engine: RunningEngine) -> LoginStrength:
    return engine.reader.accounts()[0].settings.incoming.strongest_login


async def test_an_account_that_is_only_tried_is_not_remembered(dovecot: Dovecot, mail_user: MailUser) -> None:
    async with asyncio.timeout(20):
        session = await ImapSession.open(dovecot.imap(mail_user), mail_user.secret, dial)
        await session.close()
    assert login_strength._hearer.get() is None
