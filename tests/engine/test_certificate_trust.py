"""Exceptions for a certificate, through the whole engine: refused, excepted, changed, made good again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import AddAccount, Sync, TrustCertificate
from mailclient.bridge.events import AccountState, AccountStateChanged, Failed, Finished
from mailclient.engine.certificate_trust import excepting
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.certificate import fingerprint_text
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from tests.engine.east import PASSWORD
from tests.engine.running import RunningEngine
from tests.servers.authority import Authority, Certificate
from tests.servers.east import EastServer
from tests.servers.east_cases import BENIGN_SMTP, SETUP, EastCase

IMAP = {"implicit_tls": True, "caps": ["Imap4Rev1"], "caps_tls": ["Imap4Rev1", {"Auth": "Plain"}]}
IMAP["caps_tls_auth"] = ["Imap4Rev1"]


@pytest_asyncio.fixture(params=[True, False], ids=["tls", "starttls"])
async def server(request: pytest.FixtureRequest, authority: Authority) -> AsyncIterator[EastServer]:
    """IMAP with a certificate that nobody has signed."""
    described = {**IMAP, "implicit_tls": request.param, "cert": {"Cert": {"crt_path": "self-signed"}}}
    made = EastServer(EastCase("imap", "imap", SETUP, "", described), authority, authority)
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def smtp(authority: Authority) -> AsyncIterator[Server]:
    made = EastServer(EastCase("smtp", "smtp", SETUP, "", BENIGN_SMTP), authority, authority)
    await made.start()
    yield made.address
    await made.stop()


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    engine = await RunningEngine(tmp_path / "profile").start()
    yield engine
    await engine.stop()


def _settings(server: EastServer, smtp: Server, trusted: str = "") -> AccountSettings:
    return AccountSettings("alice@mail.test", "", replace(server.address, trusted_certificate=trusted), smtp)


async def _stopped_by(engine: RunningEngine, kind: ProblemKind, after: int) -> Problem:
    state = await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.STOPPED, after=after)
    assert state.problem is not None
    assert state.problem.kind is kind
    return state.problem


async def _trust(engine: RunningEngine, account_id: AccountId, server: Server, fingerprint: str) -> Finished | Failed:
    return await engine.request(TrustCertificate("", account_id, server.host, server.port, fingerprint))


async def test_an_account_is_added_with_an_exception(
    running: RunningEngine, server: EastServer, smtp: Server, authority: Authority
) -> None:
    refused = await running.request(AddAccount("", _settings(server, smtp), PASSWORD, PASSWORD))
    assert isinstance(refused, Failed)
    assert refused.problem.kind is ProblemKind.CERTIFICATE_UNTRUSTED
    assert refused.problem.certificate is not None
    assert refused.problem.certificate.fingerprint == authority.self_signed().fingerprint
    trusting = _settings(server, smtp, refused.problem.certificate.fingerprint)
    added = await running.request(AddAccount("", trusting, PASSWORD, PASSWORD))
    assert isinstance(added, Finished), added
    assert added.account_id is not None
    await running.online(added.account_id)
    assert server.hearing.logins_in_the_clear == 0


async def test_an_exception_ends_when_the_certificate_changes(
    running: RunningEngine, server: EastServer, smtp: Server, authority: Authority
) -> None:
    account_id = await running.add(_settings(server, smtp), Secret(PASSWORD))
    problem = await _stopped_by(running, ProblemKind.CERTIFICATE_UNTRUSTED, 0)
    assert problem.certificate is not None
    began = len(running.events)
    answer = await _trust(running, account_id, server.address, fingerprint_text(problem.certificate.fingerprint))
    assert isinstance(answer, Finished)
    await running.wait_for(AccountStateChanged, lambda one: one.state is AccountState.ONLINE, after=began)
    stored = running.reader.accounts()[0].settings
    assert stored.incoming.trusted_certificate == problem.certificate.fingerprint
    assert stored.smtp.trusted_certificate == ""

    logins = server.hearing.logins
    other = authority.self_signed("another")
    _show(server, other)
    began = len(running.events)
    await _trust(running, account_id, server.address, problem.certificate.fingerprint)
    changed = await _stopped_by(running, ProblemKind.CERTIFICATE_CHANGED, began)
    assert changed.certificate is not None
    assert changed.certificate.fingerprint == other.fingerprint
    assert problem.certificate.fingerprint in changed.detail
    synced = await running.request(Sync(""))
    assert isinstance(synced, Failed)
    assert synced.problem.kind is ProblemKind.CERTIFICATE_CHANGED
    assert server.hearing.logins == logins

    # A proper one is accepted in spite of the exception.
    _show(server, authority.localhost())
    began = len(running.events)
    await _trust(running, account_id, server.address, problem.certificate.fingerprint)
    await running.wait_for(AccountStateChanged, lambda one: one.state is AccountState.ONLINE, after=began)


def _show(server: EastServer, certificate: Certificate) -> None:
    """From the next connection on."""
    server.context.load_cert_chain(certificate.cert_file, certificate.key_file)


async def test_an_exception_can_be_taken_back(
    running: RunningEngine, server: EastServer, smtp: Server, authority: Authority
) -> None:
    trusting = _settings(server, smtp, authority.self_signed().fingerprint)
    account_id = await running.add(trusting, Secret(PASSWORD))
    await running.online(account_id)
    began = len(running.events)
    assert isinstance(await _trust(running, account_id, server.address, ""), Finished)
    await _stopped_by(running, ProblemKind.CERTIFICATE_UNTRUSTED, began)


async def test_what_cannot_be_trusted(running: RunningEngine, server: EastServer, smtp: Server) -> None:
    account_id = await running.add(_settings(server, smtp), Secret(PASSWORD))
    elsewhere = replace(server.address, host="elsewhere.test")
    for answer in (
        await _trust(running, AccountId(99), server.address, "ab" * 32),
        await _trust(running, account_id, elsewhere, "ab" * 32),
        await _trust(running, account_id, server.address, "no fingerprint"),
    ):
        assert isinstance(answer, Failed)
    assert running.reader.accounts()[0].settings == _settings(server, smtp)


def test_an_exception_is_for_one_host_and_port() -> None:
    imap = Server("Mail.test", 993, Security.TLS, "a")
    settings = AccountSettings("a@mail.test", "", imap, replace(imap, port=465))
    trusting = excepting(settings, "mail.test", 465, "ab" * 32)
    assert trusting.incoming == imap
    assert trusting.smtp.trusted_certificate == "ab" * 32
    with pytest.raises(MailError, match="account_unknown"):
        excepting(settings, "mail.test", 25, "ab" * 32)
