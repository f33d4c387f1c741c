"""Real mail servers through real proxies: microsocks and tinyproxy."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.engine.accounts.dialling import dialling, on_trial
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.smtp_session import open_session
from mailclient.engine.secrets.credentials import MemoryCredentials, proxy_entry
from mailclient.engine.sign_in.tokens import Tokens
from mailclient.mail.account import AccountSettings, LoginKind, Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.proxy import Proxy, ProxyKind
from mailclient.transport.client_key import Keys
from mailclient.transport.connect import connect
from mailclient.transport.stream import Stream
from tests.servers.authorisation import AuthorisationServer
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.fixtures import StartScripted
from tests.servers.postfix import Postfix
from tests.servers.process import free_ports
from tests.servers.proxies import PASSWORD, RunningProxy
from tests.servers.scripted import Peer


@pytest.fixture(params=[(kind, login) for kind in ProxyKind for login in (False, True)], ids=str)
def proxy(request: pytest.FixtureRequest, server_directory: Path) -> Iterator[RunningProxy]:
    kind, login = request.param
    running = RunningProxy(kind, server_directory, login=login)
    running.start()
    yield running
    running.stop()


def _keys(proxy: Proxy, password: str = PASSWORD) -> Keys:
    return Keys(Secret(password) if proxy.user else None)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_dovecot_through_a_proxy(
    proxy: RunningProxy, dovecot: Dovecot, mail_user: MailUser, security: Security
) -> None:
    credentials = MemoryCredentials()
    server = replace(dovecot.imap(mail_user, security), proxy=proxy.proxy)
    if name := proxy_entry(server):
        await credentials.entries.write(name, Secret(PASSWORD))
    session = await ImapSession.open(server, mail_user.secret, dialling(connect, credentials))
    assert session.capabilities
    await session.close()


async def test_postfix_through_a_proxy(proxy: RunningProxy, postfix: Postfix, mail_user: MailUser) -> None:
    server = replace(postfix.smtp(mail_user), proxy=proxy.proxy)

    async def dial(to: Server) -> Stream:
        return await connect(to, _keys(proxy.proxy))

    session = await open_session(dial, server, mail_user.secret)
    await session.leave()


async def test_nobody_behind_the_proxy(proxy: RunningProxy) -> None:
    [port] = free_ports(1)
    server = Server("127.0.0.1", port, Security.TLS, "alice", proxy=proxy.proxy)
    assert (await _problem(server, _keys(proxy.proxy))).kind is ProblemKind.PROXY_FAILED


@pytest.mark.parametrize("proxy", [(kind, True) for kind in ProxyKind], indirect=True, ids=str)
async def test_a_wrong_password(proxy: RunningProxy, dovecot: Dovecot, mail_user: MailUser) -> None:
    server = replace(dovecot.imap(mail_user), proxy=replace(proxy.proxy, user="alice"))
    assert (await _problem(server, Keys(Secret("wrong")))).kind is ProblemKind.PROXY_PASSWORD
    assert (await _problem(server, Keys())).kind is ProblemKind.PROXY_PASSWORD
    anonymous = replace(server, proxy=replace(proxy.proxy, user=""))
    assert (await _problem(anonymous, Keys())).kind is ProblemKind.PROXY_PASSWORD


async def _problem(server: Server, keys: Keys, seconds: float = 20.0) -> Problem:
    with pytest.raises(MailError) as caught:
        await connect(server, keys, timeout_seconds=seconds)
    return caught.value.problem


@pytest.mark.parametrize("kind", ProxyKind)
async def test_no_proxy_there(kind: ProxyKind) -> None:
    [port] = free_ports(1)
    server = Server("mail.example.org", 993, Security.TLS, "alice", proxy=Proxy(kind, "127.0.0.1", port))
    problem = await _problem(server, Keys())
    assert problem.kind is ProblemKind.PROXY_FAILED
    assert problem.subject == f"127.0.0.1:{port}"


@pytest.mark.parametrize("kind", ProxyKind)
async def test_a_proxy_that_says_nothing(scripted: StartScripted, kind: ProxyKind) -> None:
    async def script(peer: Peer) -> None:
        await peer.stall()

    silent = await scripted(script, security=Security.NONE)
    proxy = Proxy(kind, "127.0.0.1", silent.address.port)
    server = Server("mail.example.org", 993, Security.TLS, "alice", proxy=proxy)
    assert (await _problem(server, Keys(), 0.1)).kind is ProblemKind.TIMED_OUT


@pytest.mark.parametrize("kind", ProxyKind)
async def test_a_proxy_that_answers_one_byte_at_a_time_for_ever(scripted: StartScripted, kind: ProxyKind) -> None:
    async def script(peer: Peer) -> None:
        try:
            while True:
                await peer.send_bytes(b"\x05")
                await asyncio.sleep(0.02)
        except ConnectionError:
            return

    slow = await scripted(script, security=Security.NONE)
    proxy = Proxy(kind, "127.0.0.1", slow.address.port)
    server = Server("mail.example.org", 993, Security.TLS, "alice", proxy=proxy)
    problem = await _problem(server, Keys(), 0.3)
    assert problem.kind in {ProblemKind.TIMED_OUT, ProblemKind.PROXY_FAILED}


async def test_the_servers_first_words_in_one_packet_with_the_proxys(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.until(b"\r\n\r\n")
        await peer.send("HTTP/1.1 200 OK", "", "220 hello")
        await peer.expect_end()

    server = await scripted(script, security=Security.NONE)
    proxy = Proxy(ProxyKind.HTTP_CONNECT, "127.0.0.1", server.address.port)
    stream = await connect(Server("mail.example.org", 25, Security.NONE, "alice", proxy=proxy))
    assert await stream.read() == b"220 hello\r\n"
    await stream.close()


async def _failing(credentials: MemoryCredentials, settings: AccountSettings) -> None:
    async with on_trial(credentials, settings, "new", ""):
        assert await credentials.entries.read(proxy_entry(settings.incoming)) == Secret("new")
        raise RuntimeError


async def test_a_login_that_fails_leaves_the_keyring_as_it_was() -> None:
    credentials = MemoryCredentials()
    proxy = Proxy(ProxyKind.SOCKS5, "127.0.0.1", 1080, "alice")
    server = Server("mail.example.org", 993, Security.TLS, "alice", proxy=proxy)
    settings = AccountSettings("alice@example.org", "", server, replace(server, port=465))
    for earlier in (None, Secret("old")):
        if earlier:
            await credentials.entries.write(proxy_entry(server), earlier)
        with pytest.raises(RuntimeError):
            await _failing(credentials, settings)
        assert await credentials.entries.read(proxy_entry(server)) == earlier
        async with on_trial(credentials, settings, "new", "", keep=False):
            assert await credentials.entries.read(proxy_entry(server)) == Secret("new")
        assert await credentials.entries.read(proxy_entry(server)) == earlier
    async with on_trial(credentials, settings, "new", ""):
        pass
    assert await credentials.entries.read(proxy_entry(server)) == Secret("new")


async def test_tokens_are_renewed_through_the_proxy_or_not_at_all(proxy: RunningProxy, authority: Authority) -> None:
    provider = AuthorisationServer(authority.localhost())
    try:
        credentials = MemoryCredentials(now=lambda: 1_000.0)
        if proxy.proxy.user:
            await credentials.entries.write(f"proxy:{proxy.proxy.user}@127.0.0.1:{proxy.proxy.port}", Secret(PASSWORD))
        tokens = Tokens(provider.sign_in(), "kim", "expired", "refresh", 1.0)
        kept = Secret(credentials.grants.add(tokens))
        server = Server("imap.test", 993, Security.TLS, "kim", LoginKind.OAUTH, proxy=proxy.proxy)
        [port] = free_ports(1)
        away = replace(server, proxy=Proxy(proxy.proxy.kind, "127.0.0.1", port))
        with pytest.raises(MailError) as caught:
            await credentials.usable(away, kept)
        assert caught.value.problem.kind is ProblemKind.PROXY_FAILED
        provider.next_answers = [(200, b'{"access_token": "fresh", "expires_in": 3600}')]
        assert await credentials.usable(server, kept) == Secret("fresh")
        assert provider.next_answers == []
    finally:
        provider.stop()
