"""What a message names from the web, loaded over real TLS: only what it should be, telling nothing, bounded."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from mailclient.bridge.commands import AllowRemote, FetchRemote
from mailclient.bridge.events import AnyEvent, Finished, RemoteFailed, RemoteStored
from mailclient.engine.outside import Outside
from mailclient.engine.remote_content import loading, web_resource
from mailclient.engine.remote_content.loading import RemoteLoading
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.account import Account, Server
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.proxy import ProxyKind
from mailclient.mail.public_address import is_public
from mailclient.mail.remote_content import Remote, RemoteContent, RemoteKind
from mailclient.mime.html.sanitise import sanitise
from mailclient.store import accounts, bodies, messages
from mailclient.transport.connect import connect, connect_public, dial
from mailclient.transport.stream import Stream
from tests.engine.running import RunningEngine
from tests.servers.authority import Authority
from tests.servers.loopback_internet import LoopbackInternet
from tests.servers.proxies import RunningProxy
from tests.servers.web_server import Page, WebServer
from tests.unit.store.conftest import Store, store
from tests.unit.store.samples import new_message

__all__ = ["store"]

HOST, OTHER = "news.shop.org", "cdn.shop.org"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
GIF = b"GIF89a" + bytes(100)


def image(data: bytes = PNG) -> Page:
    return Page(body=data, media_type="image/png")


PAGES = {
    (HOST, "/a.png"): image(),
    (HOST, "/liar.png"): Page(body=b"<html><script>", media_type="image/png"),
    (HOST, "/a.svg"): Page(body=b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", media_type="image/svg+xml"),
    (HOST, "/moved"): Page(302, location=f"http://{OTHER}/b.gif"),
    (OTHER, "/b.gif"): image(GIF),
    (HOST, "/round"): Page(302, location="/round"),
    (HOST, "/inside"): Page(302, location="https://127.0.0.1/a.png"),
    (HOST, "/printer"): Page(302, location="https://printer.local/a.png"),
    (HOST, "/huge"): image(PNG + bytes(web_resource.IMAGE_BYTES)),
    (HOST, "/s.css"): Page(
        body=b"p{background:url(bg.png);position:fixed} @import 'more.css'; </style><script>", media_type="text/css"
    ),
    (HOST, "/bg.png"): image(),
    (HOST, "/page.css"): Page(body=b"<html>", media_type="text/html"),
    (HOST, "/open.gif"): image(GIF),
}


class Web:
    """A loader over a real store, with a web server for two hosts; ``load`` waits for the end of it."""

    def __init__(self, store: Store, server: WebServer, internet: LoopbackInternet) -> None:
        self.store = store
        self.server = server
        self.internet = internet
        self.events: list[AnyEvent] = []
        outside = Outside(dial=dial, credentials=MemoryCredentials(), web=dial)
        self.loading = RemoteLoading(store.writer, store.reader, outside, self.events.append)

    async def message(self, html: str) -> MessageId:
        clean = sanitise(html)
        (id_,) = await self.store.run(messages.insert, self.store.inbox, [new_message(1)])
        await self.store.run(bodies.store_body, id_, Body("x", clean.html, remote=clean.remote), b"", "")
        return id_

    async def load(self, html: str, **more: bool) -> MessageId:
        id_ = await self.message(html)
        await self.loading.load(FetchRemote(id_, **more))
        return id_

    def problem(self) -> ProblemKind:
        (failed,) = (event for event in self.events if isinstance(event, RemoteFailed))
        return failed.problem.kind


@pytest.fixture
async def web(store: Store, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Web]:
    internet = LoopbackInternet(monkeypatch)
    async with WebServer(authority.hosts("shop", HOST, OTHER, "localhost"), dict(PAGES)) as server:
        for host in (HOST, OTHER):
            internet.place(host, 443, server.port)
        yield Web(store, server, internet)


async def test_an_image_comes_and_tells_nothing(web: Web) -> None:
    id_ = await web.load(f"<img src=http://{HOST}/a.png?to=kim>")
    assert web.events == [RemoteStored(id_, 0)]
    assert web.store.reader.remote(id_, 0) == RemoteContent("image/png", PNG)
    (head,) = web.server.heads
    assert [line.partition(":")[0].lower() for line in head.split("\r\n")[1:] if line] == [
        "host", "accept", "accept-encoding", "connection", "user-agent",
    ]  # fmt: skip
    assert "User-Agent: Mozilla/5.0\r\n" in head


async def test_it_is_asked_for_once(web: Web) -> None:
    """Opened again it is read from the store; what was refused is asked for again only when that is wanted."""
    html = f"<img src=https://{HOST}/a.png><img src=https://{HOST}/a.png><img src=https://{HOST}/none.png>"
    id_ = await web.load(html)
    assert len(web.server.asked) == 2
    await web.loading.load(FetchRemote(id_))
    assert len(web.server.asked) == 2
    await web.loading.load(FetchRemote(id_, again=True))
    assert web.server.asked[2:] == [f"{HOST}/none.png"]


async def test_what_tracks_is_left_out(web: Web) -> None:
    html = f"<img src=https://{HOST}/a.png width=1 height=1><img src=https://{HOST}/open.gif><img src=https://{HOST}/moved>"
    id_ = await web.load(html)
    assert web.server.asked == [f"{HOST}/moved", f"{OTHER}/b.gif"]
    assert web.store.reader.remote(id_, 2) == RemoteContent("image/gif", GIF)
    await web.loading.load(FetchRemote(id_, trackers=True))
    assert len(web.server.asked) == 4


async def test_a_sheet_is_cleaned_and_its_images_come_after_it(web: Web) -> None:
    id_ = await web.load(f"<link rel=stylesheet href=https://{HOST}/s.css><p>x</p>")
    body = web.store.reader.body(id_)
    assert body
    assert [one.url for one in body.remote] == [f"https://{HOST}/s.css", f"https://{HOST}/bg.png"]
    assert web.store.reader.remote(id_, 0) == RemoteContent("text/css", b'.mail p{background:url("remote:1")}')
    assert web.store.reader.remote(id_, 1) == RemoteContent("image/png", PNG)
    assert web.server.asked == [f"{HOST}/s.css", f"{HOST}/bg.png"]


@pytest.mark.parametrize("path", ["liar.png", "a.svg", "round", "inside", "printer", "none", "huge", "page.css"])
async def test_what_is_no_picture_of_the_public_web_is_refused(web: Web, path: str) -> None:
    tag = "link rel=stylesheet href" if path.endswith(".css") else "img src"
    id_ = await web.load(f"<{tag}=https://{HOST}/{path}>")
    assert web.problem() in (ProblemKind.REMOTE_REFUSED, ProblemKind.SERVER_NONSENSE)
    content = web.store.reader.remote(id_, 0)
    assert content is not None
    assert not content
    assert all(host.startswith(HOST) for host in web.server.asked)
    assert len(web.server.asked) <= 5


async def test_a_host_that_has_no_tls_or_is_not_there(web: Web) -> None:
    """Nothing is noted: another time it may be."""
    id_ = await web.load("<img src=http://gone.shop.org/a.png>")
    assert web.problem() is ProblemKind.HOST_NOT_FOUND
    assert web.store.reader.remote_tried(id_) == frozenset()


async def test_a_name_that_leads_into_the_own_network(web: Web) -> None:
    """The resolver says 127.0.0.1 for everything here: with the dial of the real program nobody is asked."""
    dialled = partial(connect_public)
    with pytest.raises(MailError) as caught:
        await web_resource.fetch(f"https://{HOST}/a.png", RemoteKind.IMAGE, dialled)
    assert caught.value.problem.kind is ProblemKind.REMOTE_REFUSED
    assert web.server.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("172.31.0.1", False), ("192.168.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False),
        ("fe80::1%eth0", False), ("fd12::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True), ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False), ("nonsense", False), ("::7f00:1", False), ("::ffff:0:127.0.0.1", False),
        ("64:ff9b:1::a00:1", False), ("fec0::1", False), ("5f00::1", False), ("192.0.0.8", False),
    ],
)  # fmt: skip
def test_addresses_of_the_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_no_more_than_so_many_bytes(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BYTES_LIMIT", 300)
    monkeypatch.setattr(loading, "TOGETHER", 1)
    for number in range(4):
        web.server.pages[HOST, f"/{number}.png"] = image()
    await web.load("".join(f"<img src=https://{HOST}/{number}.png>" for number in range(4)))
    assert len(web.server.asked) == 2


async def test_no_longer_than_so_long(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "ALL_SECONDS", 0.2)
    web.server.silent.add(HOST)
    id_ = await web.load(f"<img src=https://{HOST}/a.png>")
    assert web.problem() is ProblemKind.TIMED_OUT
    assert web.store.reader.remote_tried(id_) == frozenset()


async def test_asked_twice_at_once_it_loads_once(web: Web) -> None:
    id_ = await web.message(f"<img src=https://{HOST}/a.png>")
    await asyncio.gather(web.loading.load(FetchRemote(id_)), web.loading.load(FetchRemote(id_)))
    assert len(web.server.asked) == 1


@pytest.mark.parametrize("kind", ProxyKind)
async def test_through_the_proxy_of_the_account(web: Web, kind: ProxyKind, server_directory: Path) -> None:
    """The proxy here cannot look names up, so that it is asked for an address; the certificate is the host's."""
    proxy = RunningProxy(kind, server_directory)
    proxy.start()
    try:
        (account,) = web.store.reader.accounts()
        incoming = replace(account.settings.incoming, proxy=proxy.proxy)
        await web.store.run(accounts.update, Account(account.id, replace(account.settings, incoming=incoming)))
        seen: list[Server] = []

        async def dialled(server: Server) -> Stream:
            seen.append(server)
            return await connect(replace(server, host="localhost", port=web.server.port))

        outside = Outside(dial=dial, credentials=MemoryCredentials(), web=dialled)
        web.loading = RemoteLoading(web.store.writer, web.store.reader, outside, web.events.append)
        await web.load(f"<img src=https://{HOST}/a.png>")
        assert [(server.host, server.port, server.proxy) for server in seen] == [(HOST, 443, proxy.proxy)]
    finally:
        proxy.stop()


async def test_senders_are_allowed_by_a_command(tmp_path: Path) -> None:
    engine = await RunningEngine(tmp_path / "profile").start()
    try:
        await engine.engine.perform(AllowRemote("1", "news@shop.org", allowed=True))
        await engine.wait_for(Finished)
        assert engine.reader.remote_allowed("news@shop.org")
        await engine.engine.perform(FetchRemote(MessageId(7)))
    finally:
        await engine.stop()


def test_what_a_sheet_is_named_for() -> None:
    sheet = sanitise("<link rel=stylesheet href=https://x.org/a.css>", "mail3").remote
    assert sheet == (Remote("https://x.org/a.css", RemoteKind.STYLE, "", "mail3"),)
