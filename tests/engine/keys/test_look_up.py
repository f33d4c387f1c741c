"""Web key directories and keyservers: a real web server over TLS, hosts with names of their own on loopback."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from mailclient.bridge.commands import AskReadiness, ListKeys, LookUpKey, SetKeySettings
from mailclient.bridge.events import KeysChanged
from mailclient.engine.keys.look_up import keyserver_url
from mailclient.engine.keys.web_key_directory import hashed, urls
from mailclient.mail.ids import AccountId
from mailclient.mail.key import KeySettings, KeySource, Readiness
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.protection import Acceptance
from mailclient.mail.proxy import Proxy, ProxyKind
from mailclient.store import accounts
from tests.engine.keys.conftest import KeyDesk, People
from tests.servers.authority import Authority
from tests.servers.loopback_internet import LoopbackInternet
from tests.servers.web_server import Page, WebServer
from tests.unit.store.samples import settings

HOSTS = ("openpgpkey.keys.example", "keys.example", "keyserver.example")
DIRECT = f"/.well-known/openpgpkey/hu/{hashed('bob')}"
ADVANCED = f"/.well-known/openpgpkey/keys.example/hu/{hashed('bob')}"


@pytest_asyncio.fixture
async def web(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WebServer]:
    internet = LoopbackInternet(monkeypatch)
    async with WebServer(authority.hosts("keys", *HOSTS)) as server:
        for host in HOSTS:
            internet.place(host, 443, server.port)
        yield server


def test_the_example_of_the_draft() -> None:
    advanced, direct = urls("Joe.Doe@Example.ORG")
    name = "iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe"
    assert advanced == f"https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/{name}"
    assert direct == f"https://example.org/.well-known/openpgpkey/hu/{name}"
    assert urls("a b@bücher.example")[1].startswith("https://xn--bcher-kva.example/")
    assert keyserver_url("k.example", "a+b&c=d@x.example").endswith("search=a%2Bb%26c%3Dd%40x.example")


@pytest.mark.parametrize("address", ["nobody", "a@", "@x.example", "a@x.example/../b", "a@host:8080", "a@localhost"])
def test_what_is_no_address_of_a_domain(address: str) -> None:
    with pytest.raises(MailError):
        urls(address)


async def test_the_advanced_way_and_the_address_alone(desk: KeyDesk, people: People, web: WebServer) -> None:
    two = people.made("Bob <bob@keys.example>")
    people.gpg("--quick-add-uid", two, "The boss <boss@keys.example>")
    web.pages["openpgpkey.keys.example", ADVANCED] = Page(200, people.gpg("--export", two))
    (found,) = (await desk.answers(LookUpKey("", "bob@keys.example", keyserver=False))).keys
    assert (found.fingerprint, found.source, found.acceptance) == (two, KeySource.WKD, Acceptance.UNDECIDED)
    assert [person.address for person in found.people] == ["bob@keys.example"]
    assert web.asked == [f"openpgpkey.keys.example{ADVANCED}?l=bob"]
    assert b"pub:" not in people.gpg("--list-keys", "--with-colons", home=desk.profile.directory / "gnupg")


async def test_the_direct_way_where_there_is_no_such_host(
    desk: KeyDesk, people: People, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    internet = LoopbackInternet(monkeypatch)
    async with WebServer(authority.hosts("keys", *HOSTS)) as web:
        internet.place("keys.example", 443, web.port)
        web.pages["keys.example", DIRECT] = Page(200, people.gpg("--export", people.bob))
        (found,) = (await desk.answers(LookUpKey("", "bob@keys.example", keyserver=False))).keys
    assert found.fingerprint == people.bob


async def test_a_key_of_somebody_else_is_not_taken(desk: KeyDesk, people: People, web: WebServer) -> None:
    web.pages["openpgpkey.keys.example", ADVANCED] = Page(200, people.gpg("--export", people.carol))
    refused = await desk.refuses(LookUpKey("", "bob@keys.example", keyserver=False))
    assert refused is ProblemKind.KEY_NOT_FOUND
    assert (await desk.answers(ListKeys(""))).keys == ()


@pytest.mark.parametrize("page", [Page(404), Page(301, location="https://keys.example/"), Page(200, b"<html>")])
async def test_nothing_of_use(desk: KeyDesk, web: WebServer, page: Page) -> None:
    web.pages["openpgpkey.keys.example", ADVANCED] = page
    refused = await desk.refuses(LookUpKey("", "bob@keys.example", keyserver=False))
    assert refused is ProblemKind.KEY_NOT_FOUND


async def test_too_much_and_an_untrusted_server(
    desk: KeyDesk, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    internet = LoopbackInternet(monkeypatch)
    async with WebServer(authority.wrong_host()) as web:
        internet.place("openpgpkey.keys.example", 443, web.port)
        command = LookUpKey("", "bob@keys.example", keyserver=False)
        assert await desk.refuses(command) is ProblemKind.CERTIFICATE_WRONG_HOST
        assert web.asked == []
    async with WebServer(authority.hosts("keys", *HOSTS)) as web:
        internet.place("openpgpkey.keys.example", 443, web.port)
        web.pages["openpgpkey.keys.example", ADVANCED] = Page(200, bytes(600_000))
        assert await desk.refuses(command) is ProblemKind.SERVER_NONSENSE


async def test_the_keyserver_comes_after_the_domain(desk: KeyDesk, people: People, web: WebServer) -> None:
    await desk.answers(SetKeySettings("", KeySettings(keyserver="keyserver.example")))
    web.pages["keyserver.example", "/pks/lookup"] = Page(200, people.public(people.bob))
    (found,) = (await desk.answers(LookUpKey("", "bob@keys.example"))).keys
    assert (found.fingerprint, found.source) == (people.bob, KeySource.KEYSERVER)
    assert [one.partition("/")[0] for one in web.asked] == ["openpgpkey.keys.example", "keyserver.example"]


async def test_addressing_asks_nobody_unless_the_user_chose_it(desk: KeyDesk, people: People, web: WebServer) -> None:
    web.pages["openpgpkey.keys.example", ADVANCED] = Page(200, people.gpg("--export", people.bob))
    ask = AskReadiness("", AccountId(0), "me@keys.example", ("bob@keys.example",))
    plan = (await desk.answers(ask)).plan
    assert plan is not None
    assert plan.recipients[0].openpgp is Readiness.MISSING
    await desk.answers(SetKeySettings("", KeySettings(look_up=True)))
    assert web.asked == []
    plan = (await desk.answers(ask)).plan
    assert plan is not None
    assert plan.recipients[0].openpgp is Readiness.LOOKING
    await desk.told(KeysChanged())
    plan = (await desk.answers(ask)).plan
    assert plan is not None
    assert plan.recipients[0].openpgp is Readiness.UNDECIDED
    await desk.answers(ask)
    assert len(web.asked) == 1


async def test_through_the_proxy_that_an_account_has(desk: KeyDesk, web: WebServer) -> None:
    """Who hides from the servers of his own mail does not want to be seen by those of others."""
    socks = Proxy(ProxyKind.SOCKS5, "nowhere.test", 1080)
    account = settings("alice@keys.example")
    through = replace(account, incoming=replace(account.incoming, proxy=socks))
    await desk.writer.transaction("add", accounts.add, through)
    refused = await desk.refuses(LookUpKey("", "bob@keys.example", keyserver=True))
    assert (refused, web.asked) == (ProblemKind.PROXY_FAILED, [])
