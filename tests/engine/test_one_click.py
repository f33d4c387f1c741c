"""Leaving a list by one request (RFC 8058): over real TLS, once, telling nothing, to the list's own host only."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from mailclient.bridge.commands import LeaveList
from mailclient.bridge.events import AnyEvent, OperationDone, OperationFailed
from mailclient.engine.operations import payload, special_mail
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.engine.unsubscribing import Unsubscribing
from mailclient.mail.ids import MessageId, OperationId
from mailclient.mail.mailing_list import UnsubscribeWay
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.special_action import ActionKind, Progress
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.store import bodies, messages, operations
from mailclient.store.rows import OperationState
from mailclient.transport.connect import connect_public, dial
from mailclient.transport.stream import Dial
from tests.engine.special_letters import newsletter
from tests.servers.authority import Authority
from tests.servers.loopback_internet import LoopbackInternet
from tests.servers.web_server import Page, WebServer
from tests.unit.store.conftest import Store, store
from tests.unit.store.samples import new_message

__all__ = ["store"]

HOST, OTHER = "news.shop.org", "other.shop.org"
NOW = 1_800_000_000.0


class Leaving:
    """A store with a newsletter, the lane that leaves lists, and a web server for two hosts."""

    def __init__(self, store: Store, server: WebServer, web: Dial = dial) -> None:
        self.store, self.server = store, server
        self.events: list[AnyEvent] = []
        self._arrived = asyncio.Event()
        self.slept: list[float] = []
        self.while_asleep: Callable[[], None] = lambda: None
        self._time = NOW
        outside = Outside(
            dial=dial, credentials=MemoryCredentials(), web=web, now=lambda: self._time, sleep=self._sleep
        )
        self.lane = Unsubscribing(store.writer, store.reader, outside, self._deliver)
        self.message_id = MessageId(0)

    def _deliver(self, event: AnyEvent) -> None:
        self.events.append(event)
        self._arrived.set()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._time += seconds
        self.while_asleep()

    async def ask(self) -> OperationId:
        (self.message_id,) = await self.store.run(messages.insert, self.store.inbox, [new_message(1)])
        body = message_body(read(newsletter("alice@mail.test")))
        await self.store.run(bodies.store_body, self.message_id, body, b"", "")
        command = LeaveList(OperationId("leave"), self.message_id, UnsubscribeWay.ONE_CLICK)
        await self.store.run(special_mail.insertion(self.store.reader, command, NOW))
        return command.operation_id

    async def run_until(self, true: Callable[[], bool]) -> None:
        running = asyncio.create_task(self.lane.run())
        try:
            async with asyncio.timeout(20):
                while not true():
                    self._arrived.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._arrived.wait(), 0.05)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def run(self) -> AnyEvent:
        await self.ask()
        await self.run_until(lambda: bool(self.events))
        return self.events[0]

    def progress(self) -> Progress:
        (action,) = self.store.reader.special_actions_about(ActionKind.UNSUBSCRIBE, "offers.shop.org")
        return action.progress


@pytest.fixture
async def leaving(store: Store, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Leaving]:
    internet = LoopbackInternet(monkeypatch)
    async with WebServer(authority.hosts("shop", HOST, OTHER)) as server:
        for host in (HOST, OTHER):
            internet.place(host, 443, server.port)
        yield Leaving(store, server)


async def test_one_request_is_enough_and_tells_nothing(leaving: Leaving) -> None:
    leaving.server.pages[HOST, "/leave"] = Page(body=b"Bye.", media_type="text/html")
    assert isinstance(await leaving.run(), OperationDone)
    (head,) = leaving.server.heads
    assert head.startswith("POST /leave?who=7 HTTP/1.1\r\n")
    names = {line.partition(":")[0].lower() for line in head.split("\r\n")[1:] if line}
    assert names == {"host", "accept", "accept-encoding", "connection", "content-type", "content-length"}
    assert "Content-Type: application/x-www-form-urlencoded\r\n" in head
    assert leaving.server.contents == [b"List-Unsubscribe=One-Click"]
    assert leaving.progress() is Progress.DONE


async def test_asked_twice_is_asked_once(leaving: Leaving) -> None:
    leaving.server.pages[HOST, "/leave"] = Page()
    await leaving.run()
    command = LeaveList(OperationId("leave"), leaving.message_id, UnsubscribeWay.ONE_CLICK)
    await leaving.store.run(special_mail.insertion(leaving.store.reader, command, NOW))
    await leaving.run_until(lambda: True)
    assert len(leaving.server.heads) == 1


@pytest.mark.parametrize("status", [404, 500, 403])
async def test_a_list_that_refuses_is_told(leaving: Leaving, status: int) -> None:
    leaving.server.pages[HOST, "/leave"] = Page(status)
    failed = await leaving.run()
    assert isinstance(failed, OperationFailed)
    assert failed.problem.kind is ProblemKind.UNSUBSCRIBE_REFUSED
    assert failed.problem.detail == f"HTTP {status}"
    assert leaving.progress() is Progress.FAILED


async def test_a_redirection_is_followed_on_the_same_host(leaving: Leaving) -> None:
    leaving.server.pages[HOST, "/leave"] = Page(303, location="/bye")
    leaving.server.pages[HOST, "/bye"] = Page(body=b"Bye.")
    assert isinstance(await leaving.run(), OperationDone)
    assert [head.split(" ")[0] for head in leaving.server.heads] == ["POST", "GET"]
    assert leaving.server.contents[1] == b""


@pytest.mark.parametrize("location", [f"https://{OTHER}/bye", f"http://{HOST}/bye", "file:///etc/passwd"])
async def test_a_redirection_elsewhere_is_not_followed(leaving: Leaving, location: str) -> None:
    leaving.server.pages[HOST, "/leave"] = Page(302, location=location)
    failed = await leaving.run()
    assert isinstance(failed, OperationFailed)
    assert len(leaving.server.heads) == 1


async def test_redirections_end(leaving: Leaving) -> None:
    leaving.server.pages[HOST, "/leave"] = Page(307, location="/leave")
    assert isinstance(await leaving.run(), OperationFailed)
    assert len(leaving.server.heads) == 3


async def test_without_a_connection_it_is_tried_again(leaving: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    internet = LoopbackInternet(monkeypatch)
    states: list[Progress] = []

    def come_back() -> None:
        states.append(leaving.progress())
        if len(states) == 3:
            internet.place(HOST, 443, leaving.server.port)

    leaving.while_asleep = come_back
    leaving.server.pages[HOST, "/leave"] = Page()
    assert isinstance(await leaving.run(), OperationDone)
    assert leaving.slept == [60.0, 120.0, 240.0]
    assert states == [Progress.WAITING] * 3
    assert len(leaving.server.heads) == 1


async def test_a_lost_answer_is_not_asked_for_again(leaving: Leaving) -> None:
    operation_id = await leaving.ask()
    assert await leaving.store.run(operations.set_running, operation_id)  # and here the engine died
    await leaving.run_until(lambda: leaving.progress() is Progress.FAILED)
    row = await leaving.store.run(operations.find, operation_id)
    assert row is not None
    assert row.kind == payload.UNSUBSCRIBE
    assert row.state is OperationState.FAILED
    assert row.problem is not None
    assert row.problem.kind is ProblemKind.UNSUBSCRIBE_IN_DOUBT
    assert leaving.server.heads == []


async def test_nothing_goes_out_while_offline(leaving: Leaving) -> None:
    leaving.server.pages[HOST, "/leave"] = Page()
    leaving.lane.go_online(False)
    await leaving.ask()
    running = asyncio.create_task(leaving.lane.run())
    for _ in range(50):
        await asyncio.sleep(0)
    assert leaving.server.heads == []
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    leaving.lane.go_online(True)
    await leaving.run_until(lambda: bool(leaving.events))
    assert len(leaving.server.heads) == 1


async def test_a_private_address_is_never_asked(store: Store, authority: Authority) -> None:
    async with WebServer(authority.hosts("shop", HOST)) as server:
        leaving = Leaving(store, server, connect_public)
        message_id = (await store.run(messages.insert, store.inbox, [new_message(1)]))[0]
        text = newsletter("alice@mail.test").replace(
            b"https://news.shop.org/", f"https://127.0.0.1:{server.port}/".encode()
        )
        body = message_body(read(text))
        assert body.special.unsubscribe is not None
        assert UnsubscribeWay.ONE_CLICK not in body.special.unsubscribe.ways
        offered = replace(body.special.unsubscribe, one_click=True)  # as a name that leads there would be
        await store.run(
            bodies.store_body, message_id, replace(body, special=replace(body.special, unsubscribe=offered)), b"", ""
        )
        command = LeaveList(OperationId("leave"), message_id, UnsubscribeWay.ONE_CLICK)
        await store.run(special_mail.insertion(store.reader, command, NOW))
        await leaving.run_until(lambda: len(leaving.slept) > 1)
        assert server.heads == []


async def test_a_way_that_is_not_offered_is_refused(leaving: Leaving) -> None:
    await leaving.ask()
    command = LeaveList(OperationId("web"), leaving.message_id, UnsubscribeWay.WEB)
    special_mail.insertion(leaving.store.reader, command, NOW)  # the https address can be opened, too
    (plain,) = await leaving.store.run(messages.insert, leaving.store.inbox, [new_message(2)])
    with pytest.raises(MailError) as refused:
        special_mail.insertion(leaving.store.reader, LeaveList(OperationId("x"), plain, UnsubscribeWay.MAIL), NOW)
    assert refused.value.problem.kind is ProblemKind.UNSUBSCRIBE_IMPOSSIBLE
