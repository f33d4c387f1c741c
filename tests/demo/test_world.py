"""The demonstration's world over its streams: mail goes in by SMTP and is seen by IMAP."""

import asyncio
import base64
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from mailclient.demo import DemoWorld, demo_accounts
from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.stream import Stream
from tests.demo.conftest import NOW

ALICE, MINJI = demo_accounts()
_PATIENCE_SECONDS = 30


class Gate:
    """A sleep that lasts until it is opened."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._open = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self._open.wait()

    def open(self) -> None:
        self._open.set()


class Talk:
    """Lines over a stream."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._data = b""

    async def line(self) -> str:
        while b"\r\n" not in self._data:
            more = await asyncio.wait_for(self.stream.read(), _PATIENCE_SECONDS)
            assert more, "the server hung up"
            self._data += more
        line, _, self._data = self._data.partition(b"\r\n")
        return line.decode()

    async def say(self, line: str) -> str:
        """Send a line; the first line of the answer that is no SMTP continuation."""
        await self.stream.write(line.encode() + b"\r\n")
        while True:
            answer = await self.line()
            if answer[3:4] != "-":
                return answer

    async def until(self, start: str) -> list[str]:
        lines = [await self.line()]
        while not lines[-1].startswith(start):
            lines.append(await self.line())
        return lines


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest_asyncio.fixture
async def world(gate: Gate) -> AsyncIterator[DemoWorld]:
    world = DemoWorld(lambda: NOW, sleep=gate.sleep)
    yield world
    await world.close()


async def _submission(world: DemoWorld) -> Talk:
    talk = Talk(world.dial(ALICE.smtp))
    assert (await talk.line()).startswith("220")
    assert (await talk.say("EHLO [127.0.0.1]")).startswith("250 AUTH")
    secret = base64.b64encode(f"\0{ALICE.email}\0demo".encode()).decode()
    assert (await talk.say(f"AUTH PLAIN {secret}")).startswith("235")
    return talk


async def _idling(world: DemoWorld, server: Server) -> Talk:
    talk = Talk(world.dial(server))
    await talk.line()
    await talk.say(f"a LOGIN {server.user} demo")
    await talk.stream.write(b"b SELECT INBOX\r\n")
    await talk.until("b OK")
    assert (await talk.say("c IDLE")).startswith("+")
    return talk


async def _send(talk: Talk, recipient: str, subject: str, *fields: str) -> str:
    assert (await talk.say(f"MAIL FROM:<{ALICE.email}> SIZE=300 BODY=8BITMIME")).startswith("250")
    assert (await talk.say(f"RCPT TO:<{recipient}>")).startswith("250")
    assert (await talk.say("DATA")).startswith("354")
    lines = [f"From: {ALICE.email}", f"To: {recipient}", f"Subject: {subject}", "Message-ID: <sent-1@harbour.example>"]
    return await talk.say("\r\n".join([*lines, *fields, "", "..a dot", "Hello!", "."]))


async def test_mail_to_the_other_account_arrives_while_it_idles(world: DemoWorld) -> None:
    idling = await _idling(world, MINJI.incoming)
    count = len(world.stores[MINJI.email].inbox.mail)
    talk = await _submission(world)
    assert (await _send(talk, MINJI.email, "Arrived")).startswith("250")
    assert await idling.line() == f"* {count + 1} EXISTS"
    newest = max(world.stores[MINJI.email].inbox.mail)
    data = world.stores[MINJI.email].inbox.mail[newest].data
    assert data.endswith(b"\r\n\r\n.a dot\r\nHello!\r\n")


async def test_a_person_answers_after_a_while(world: DemoWorld, gate: Gate) -> None:
    inbox = world.stores[ALICE.email].inbox
    count = len(inbox.mail)
    idling = await _idling(world, ALICE.incoming)
    await _send(await _submission(world), "priya@harbour.example", "Colours")
    assert len(inbox.mail) == count
    gate.open()
    assert await idling.line() == f"* {count + 1} EXISTS"
    answer = inbox.mail[max(inbox.mail)].data
    assert b"Subject: Re: Colours\r\n" in answer
    assert b"In-Reply-To: <sent-1@harbour.example>" in answer
    assert b"> .a dot" in answer
    assert gate.asked == [4.0]


async def test_nobody_answers_an_answer(world: DemoWorld, gate: Gate) -> None:
    count = len(world.stores[ALICE.email].inbox.mail)
    gate.open()
    await _send(await _submission(world), "priya@harbour.example", "Away", "Auto-Submitted: auto-replied")
    await _send(await _submission(world), "nobody@else.example", "Away")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(world.stores[ALICE.email].inbox.mail) == count


async def test_a_full_mailbox_sends_a_report(world: DemoWorld, gate: Gate) -> None:
    idling = await _idling(world, ALICE.incoming)
    gate.open()
    await _send(await _submission(world), "old.friend@bounce.example", "Are you there")
    await idling.line()
    inbox = world.stores[ALICE.email].inbox
    assert b"multipart/report" in inbox.mail[max(inbox.mail)].data


async def test_some_recipients_are_refused(world: DemoWorld) -> None:
    talk = await _submission(world)
    await talk.say(f"MAIL FROM:<{ALICE.email}>")
    assert (await talk.say("RCPT TO:<somebody@refused.example>")).startswith("550 5.1.1")
    assert (await talk.say("DATA")).startswith("554")
    assert (await talk.say("RCPT TO:<요정@별.example> X=1")).startswith("250")


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("MAIL FROM:<a@b.example>", "530"),
        ("AUTH PLAIN bm9uc2Vuc2U=", "501"),
        ("AUTH CRAM-MD5", "504"),
        ("DATA", "554"),
        ("RCPT TO:<a@b.example>", "503"),
        ("EHLO", "501"),
        ("EXPN all", "500"),
        ("MAIL FROM:", "530"),
        ("\x00\x01\x02", "500"),
    ],
)
async def test_submission_out_of_order(world: DemoWorld, line: str, reply: str) -> None:
    talk = Talk(world.dial(ALICE.smtp))
    await talk.line()
    await talk.say("EHLO me.example")
    assert (await talk.say(line)).startswith(reply)


async def test_auth_login_and_a_wrong_password(world: DemoWorld) -> None:
    talk = Talk(world.dial(ALICE.smtp))
    await talk.line()
    await talk.say("EHLO me.example")
    assert await talk.say("AUTH LOGIN") == "334 VXNlcm5hbWU6"
    assert await talk.say(base64.b64encode(ALICE.email.encode()).decode()) == "334 UGFzc3dvcmQ6"
    assert (await talk.say(base64.b64encode(b"wrong").decode())).startswith("535")


async def test_no_other_host_is_found(world: DemoWorld) -> None:
    with pytest.raises(MailError) as error:
        world.dial(Server("imap.elsewhere.example", 993, Security.TLS, "me"))
    assert error.value.problem.kind is ProblemKind.HOST_NOT_FOUND


async def test_the_mailboxes_are_filled(world: DemoWorld) -> None:
    alice = world.stores[ALICE.email]
    assert len(alice.inbox.mail) > 40
    assert 5 < alice.inbox.unseen() < 30
    assert alice.find("Projects/Aurora") is not None
    assert world.stores[MINJI.email].find("프로젝트/오로라") is not None
    received = [mail.received for mail in alice.inbox.mail.values()]
    assert received == sorted(received)


async def ask_web(world: DemoWorld, url_path: str, method: str = "GET") -> tuple[str, bytes]:
    stream = world.dial_web(Server("images.tideline.example", 443, Security.TLS, ""))
    await stream.write(f"{method} {url_path} HTTP/1.1\r\nHost: images.tideline.example\r\n\r\n".encode())
    answer = b""
    while data := await asyncio.wait_for(stream.read(), _PATIENCE_SECONDS):
        answer += data
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode().partition("\r\n")[0], body


async def test_the_web_of_the_demonstration_has_the_pictures_that_the_mail_names(world: DemoWorld) -> None:
    status, picture = await ask_web(world, "/week/sea-glass.jpg?x=1")
    assert (status, picture[:3]) == ("HTTP/1.1 200 OK", b"\xff\xd8\xff")
    assert (await ask_web(world, "/open.gif"))[1].startswith(b"GIF89a")
    assert (await ask_web(world, "/nothing"))[0].startswith("HTTP/1.1 404")
    assert (await ask_web(world, "/unsubscribe?u=2217", "POST"))[0].startswith("HTTP/1.1 200")


@pytest.mark.parametrize(("host", "port"), [("images.tideline.org", 443), ("tideline.example", 80)])
async def test_the_web_of_the_demonstration_has_no_way_out(world: DemoWorld, host: str, port: int) -> None:
    with pytest.raises(MailError) as raised:
        world.dial_web(Server(host, port, Security.TLS, ""))
    assert raised.value.problem.kind is ProblemKind.HOST_NOT_FOUND
