"""A made-up part of the Internet on loopback: a real name server, a web server, Dovecot and Postfix by other names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.transport.dns import DomainNames
from tests.engine.discovery.looking import DOMAINS
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.loopback_internet import LoopbackInternet
from tests.servers.name_server import NameServer
from tests.servers.postfix import Postfix

RECORDS = (
    # all of it, TLS first; a heavier and a less wanted server beside it
    "srv-host=_imaps._tcp.srv.test,imap2.srv.test,994,5,50",
    "srv-host=_imaps._tcp.srv.test,imap.srv.test,993,0,10",
    "srv-host=_imaps._tcp.srv.test,light.srv.test,993,0,1",
    "srv-host=_imap._tcp.srv.test,imap.srv.test,143,0,1",
    "srv-host=_submissions._tcp.srv.test,smtp.srv.test,465,0,1",
    "srv-host=_pop3s._tcp.srv.test",  # expressly not offered
    "srv-host=_pop3._tcp.srv.test,pop.srv.test,110,0,1",
    # where Dovecot's users are
    "srv-host=_imaps._tcp.mail.test,imap.mail.test,993,0,1",
    "srv-host=_pop3s._tcp.mail.test,pop.mail.test,995,0,1",
    "srv-host=_submissions._tcp.mail.test,smtp.mail.test,465,0,1",
    # only STARTTLS, and nothing to send with
    "srv-host=_imap._tcp.half.test,imap.half.test,143,0,1",
    # sent away by DNS
    "srv-host=_imaps._tcp.lured.test,imap.attacker.test,993,0,1",
    "srv-host=_submissions._tcp.lured.test,smtp.lured.test,465,0,1",
    "host-record=plain.test,127.0.0.1",
    "mx-host=company.test,aspmx.l.google.com,1",
    "mx-host=company.test,mx.backup.test,50",
    "mx-host=hosted.test,mx1.mail.hoster.test,10",
    "mx-host=probed.test,probed.test,10",
    "host-record=silent.test,127.0.0.1",
)


@pytest.fixture(scope="session")
def name_server(server_directory: Path) -> Iterator[NameServer]:
    directory = server_directory / "names"
    directory.mkdir()
    server = NameServer(directory, RECORDS)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def names(name_server: NameServer) -> DomainNames:
    return name_server.names


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> LoopbackInternet:
    """Nothing is there until a test places it."""
    return LoopbackInternet(monkeypatch)


@pytest.fixture(scope="session")
def probed_servers(server_directory: Path, authority: Authority) -> Iterator[tuple[Dovecot, Postfix]]:
    """Both with a certificate for the usual names of ``DOMAINS``."""
    certificate = authority.hosts(
        "probed", *(f"{label}.{domain}" for domain in DOMAINS for label in ("imap", "pop", "smtp"))
    )
    places = [server_directory / name for name in ("probed-dovecot", "probed-postfix")]
    for place in places:
        place.mkdir()
    dovecot = Dovecot(places[0], certificate)
    dovecot.start()
    postfix = Postfix(places[1], certificate, dovecot)
    postfix.start()
    yield dovecot, postfix
    postfix.stop()
    dovecot.stop()
