"""Whom the password is shown when address books are looked for: nobody whom only DNS has named."""

import pytest

from mailclient.engine.carddav.dav import DavLogin
from mailclient.engine.carddav.finding import check_url, find_books
from mailclient.mail.account import Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.dns import DomainNames, Service
from mailclient.transport.stream import Stream


class _Names(DomainNames):
    """``servers`` is the host that the record names."""

    async def services(self, name: str) -> tuple[Service, ...]:
        assert name == "_carddavs._tcp.example.org"
        return (Service(self.servers[0], 443, 0, 0),)

    async def texts(self, name: str) -> tuple[str, ...]:
        return ()


async def _hosts_asked(host: str, place: str) -> tuple[list[str], Problem]:
    asked: list[str] = []

    async def dial(server: Server) -> Stream:
        asked.append(server.host)
        raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, server.host))

    async def secret(_again: bool) -> Secret:
        return Secret("pw")

    with pytest.raises(MailError) as caught:
        await find_books(dial, _Names((host,)), place, DavLogin("kim", secret))
    return list(dict.fromkeys(asked)), caught.value.problem


async def test_a_record_of_the_same_organisation_is_followed() -> None:
    hosts, _problem = await _hosts_asked("dav.example.org", "kim@example.org")
    assert hosts == ["dav.example.org", "example.org"]


async def test_one_of_another_is_told_and_not_asked() -> None:
    hosts, problem = await _hosts_asked("dav.evil.example", "kim@example.org")
    assert hosts == ["example.org"]
    assert (problem.kind, problem.subject) == (ProblemKind.BOOKS_ELSEWHERE, "dav.evil.example")


@pytest.mark.parametrize("url", ["https://kim:hunter2@example.org/", "https://kim@example.org/", "http://a:hunter2@b/"])
def test_a_password_in_a_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(MailError) as caught:
        check_url(url)
    assert "hunter2" not in repr(caught.value.problem)
