"""Networks that lie, are silent or are not there; providers that are taken over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from mailclient.engine.discovery import autoconfig_host, discover
from mailclient.mail.discovery import Note, Step, StepState
from mailclient.mail.problem import ProblemKind
from mailclient.transport.dns import DomainNames, Service
from tests.engine.discovery.looking import AUTOCONFIG, WELL_KNOWN, Told, config, look
from tests.servers.authority import Authority
from tests.servers.listener import Listener
from tests.servers.loopback_internet import LoopbackInternet
from tests.servers.web_server import Page, WebServer

NO_DNS = DomainNames(("127.0.0.1",), 1, seconds=0.2)


async def test_no_network_at_all(internet: LoopbackInternet) -> None:
    found = await look("kim@plain.test", NO_DNS)
    assert found.proposals == ()
    assert found.problem is not None
    assert found.problem.kind is ProblemKind.NETWORK_UNREACHABLE


async def test_a_domain_that_is_not_there(internet: LoopbackInternet, names: DomainNames) -> None:
    told = Told()
    found = await look("kim@nowhere.test", names, told)
    assert found.problem is not None
    assert (found.problem.kind, found.problem.subject) == (ProblemKind.HOST_NOT_FOUND, "nowhere.test")
    assert told.states(Step.PROBE) == [], "no host of it can be there either"


@asynccontextmanager
async def portal(answer: bytes) -> AsyncIterator[int]:
    """Answers so to whatever comes, as the sign-in page of a network does."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    listener = await Listener.open(reply)
    yield listener.port
    await listener.close()


async def test_a_network_that_wants_a_sign_in_first(internet: LoopbackInternet, names: DomainNames) -> None:
    page = b"HTTP/1.1 302 Found\r\nLocation: http://hotel.test/\r\nContent-Length: 0\r\n\r\n"
    async with portal(page) as port:
        for label in ("imap", "mail", "smtp", "pop", "pop3"):
            for usual in (993, 995, 465, 143, 110, 587):
                internet.place(f"{label}.plain.test", usual, port)
        for host in ("autoconfig.plain.test", "plain.test"):
            internet.place(host, 443, port)
        found = await look("kim@plain.test", names)
    assert found.proposals == ()
    assert found.problem is not None
    assert found.problem.kind is ProblemKind.CAPTIVE_PORTAL


async def test_a_portal_with_a_certificate_of_its_own(
    internet: LoopbackInternet, names: DomainNames, authority: Authority
) -> None:
    page = Page(body=config("imap.attacker.test", "smtp.attacker.test"))
    pages = {("plain.test", WELL_KNOWN): page, ("autoconfig.plain.test", AUTOCONFIG): page}
    for certificate in (authority.wrong_host(), authority.self_signed()):
        async with WebServer(certificate, pages) as web:
            for host in ("plain.test", "autoconfig.plain.test"):
                internet.place(host, 443, web.port)
            told = Told()
            found = await look("kim@plain.test", names, told)
        assert found.proposals == ()
        assert found.problem is not None
        assert found.problem.certificate is not None, "its words say that in a hotel one signs in first"
        assert told.states(Step.AUTOCONFIG) == [StepState.RUNNING, StepState.FAILED]
        assert web.asked == []


async def test_silent_hosts_end_in_time_and_lose_nothing(
    internet: LoopbackInternet, names: DomainNames, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Autoconfig never answers; what DNS said is there when the time is over, which nothing else ends."""
    monkeypatch.setattr(discover, "_GRACE_SECONDS", 1_000.0)
    monkeypatch.setattr(autoconfig_host, "FETCH_SECONDS", 1_000.0)
    host = "autoconfig.srv.test"
    async with WebServer(authority.hosts("silent", host), silent={host}) as web:
        internet.place(host, 443, web.port)
        began = asyncio.get_running_loop().time()
        found = await look("kim@srv.test", names, total_seconds=5.0)
        assert asyncio.get_running_loop().time() - began < 30
    assert found.proposals[0].source is Step.SRV


@asynccontextmanager
async def tarpit() -> AsyncIterator[int]:
    """Accepts and says nothing."""

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    listener = await Listener.open(wait)
    yield listener.port
    await listener.close()


async def test_every_host_is_silent(internet: LoopbackInternet, names: DomainNames) -> None:
    async with tarpit() as port:
        for label in ("imap.", "mail.", "smtp.", "pop.", "pop3.", "autoconfig.", ""):
            for usual in (993, 995, 465, 143, 110, 587, 443):
                internet.place(f"{label}silent.test", usual, port)
        began = asyncio.get_running_loop().time()
        found = await look("kim@silent.test", names, total_seconds=1.5)
        assert asyncio.get_running_loop().time() - began < 30
    assert found.proposals == ()


# --- attacks ------------------------------------------------------------------------------------------------------


async def test_dns_sends_to_a_server_elsewhere(internet: LoopbackInternet, names: DomainNames) -> None:
    (one,) = (await look("kim@lured.test", names)).proposals
    assert one.settings.incoming.host == "imap.attacker.test"
    assert (one.confirm, one.notes) == (True, (Note.UNSIGNED_DNS,))


class OddNames(DomainNames):
    """DNS takes any bytes as a name."""

    async def mail_exchangers(self, domain: str) -> tuple[str, ...]:
        return ("x/y.attacker.test", "a?b@attacker.test", "mx attacker.test", "", "127.0.0.1")

    async def services(self, name: str) -> tuple[Service, ...]:
        return (Service("imap/x.attacker.test", 993, 0, 0), Service("", 0, 0, 0), Service("plain.test", 0, 0, 0))


async def test_dns_names_that_are_none(internet: LoopbackInternet) -> None:
    found = await look("kim@plain.test", OddNames())
    assert found.proposals == ()
    assert not [host for host in internet.asked if "attacker" in host]


async def test_redirections(internet: LoopbackInternet, names: DomainNames, authority: Authority) -> None:
    """To plain HTTP: not followed. To another domain: the user has to look. In circles: given up."""
    certificate = authority.hosts("redirected", "autoconfig.plain.test", "plain.test", "other.test")
    pages = {
        ("autoconfig.plain.test", AUTOCONFIG): Page(302, location="http://autoconfig.plain.test/x.xml"),
        ("plain.test", WELL_KNOWN): Page(302, location="https://other.test/x.xml"),
        ("other.test", "/x.xml"): Page(body=config()),
    }
    async with WebServer(certificate, pages) as web:
        for host in ("autoconfig.plain.test", "plain.test", "other.test"):
            internet.place(host, 443, web.port)
        (one,) = (await look("kim@plain.test", names)).proposals
        assert (one.source, one.confirm) == (Step.WELL_KNOWN, True)
        web.pages["other.test", "/x.xml"] = Page(302, location="https://other.test/x.xml")
        assert (await look("kim@plain.test", names)).proposals == ()


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "clientConfig">]><clientConfig>&a;</clientConfig>',
        b"<clientConfig>" + b" " * 10_000_000,
        b"<clientConfig>" * 1000,
    ],
)
async def test_hostile_files(internet: LoopbackInternet, names: DomainNames, authority: Authority, body: bytes) -> None:
    pages = {("autoconfig.plain.test", AUTOCONFIG): Page(body=body)}
    async with WebServer(authority.hosts("hostile", "autoconfig.plain.test"), pages) as web:
        internet.place("autoconfig.plain.test", 443, web.port)
        told = Told()
        found = await look("kim@plain.test", names, told)
    assert found.proposals == ()
    assert told.states(Step.AUTOCONFIG) == [StepState.RUNNING, StepState.FAILED]


async def test_a_file_that_wants_no_protection(
    internet: LoopbackInternet, names: DomainNames, authority: Authority
) -> None:
    """Marked, and behind what DNS says although that is trusted less."""
    pages = {("autoconfig.srv.test", AUTOCONFIG): Page(body=config(socket="plain"))}
    async with WebServer(authority.hosts("open", "autoconfig.srv.test"), pages) as web:
        internet.place("autoconfig.srv.test", 443, web.port)
        found = await look("kim@srv.test", names)
    assert found.proposals[0].protected
    open_ = found.proposals[-1]
    assert (open_.protected, open_.confirm, open_.notes) == (False, True, (Note.NOT_PROTECTED,))
