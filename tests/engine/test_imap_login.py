"""The way in to real servers: each mechanism, channel binding, compression, and what is asked once."""

import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mailclient.engine.accounts import imap_session, login_ways
from mailclient.engine.accounts.imap_login import Welcome, compression_pays, settle
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.imap_wire import ImapWire
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.client_key import Keys
from mailclient.transport.connect import connect, dial
from mailclient.transport.deflate import DeflateStream
from mailclient.transport.meter import Meter, Traffic
from mailclient.transport.stream import READ_LIMIT, Dial, Stream
from mailclient.transport.tls import Securing, TlsFacts
from mailclient.transport.transcript import Transcript
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.events import LiteralChunk
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.sasl.choice import Identity, mechanisms
from mailclient.wire.sasl.mechanism import Mechanism
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot, MailUser

DOVECOT = ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5"]
CYRUS = ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", *DOVECOT]


@pytest.fixture(autouse=True)
def fresh_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of servers met before."""
    monkeypatch.setattr(login_ways, "_led_in", {})


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The one mechanism that is tried."""
    name: str = request.param

    def limited(offered: list[str], who: Identity) -> Iterator[Mechanism]:
        return (mechanism for mechanism in mechanisms(offered, who) if mechanism.name == name)

    monkeypatch.setattr(login_ways, "mechanisms", limited)
    return name


async def mechanism_used(server: Server, secret: Secret, dial_: Dial = dial) -> str:
    session = await ImapSession.open(server, secret, dial_, timeout_seconds=20)
    await session.close()
    return session.welcome.mechanism


async def refusal(server: Server, secret: Secret, dial_: Dial = dial) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await ImapSession.open(server, secret, dial_, timeout_seconds=20)
    return caught.value.problem.kind


@pytest.mark.parametrize("only", DOVECOT, indirect=True)
async def test_dovecot_takes_each_mechanism(dovecot: Dovecot, only: str) -> None:
    user = dovecot.add_user(password="비밀 , = pass")
    assert await mechanism_used(dovecot.imap(user), user.secret) == only
    assert await refusal(dovecot.imap(user), Secret("wrong")) is ProblemKind.WRONG_PASSWORD


@pytest.mark.parametrize("security", list(Security))
async def test_dovecot_gets_the_strongest(dovecot: Dovecot, mail_user: MailUser, security: Security) -> None:
    assert await mechanism_used(dovecot.imap(mail_user, security), mail_user.secret) == "SCRAM-SHA-256"


async def dial_tls12(server: Server) -> Stream:
    """Python knows no channel binding that Cyrus knows too but with TLS 1.2."""
    securing = Securing(server, Keys())
    securing.context = ssl.create_default_context()
    securing.context.maximum_version = ssl.TLSVersion.TLSv1_2
    return await connect(server, securing=securing)


@pytest.mark.parametrize("only", CYRUS, indirect=True)
async def test_cyrus_takes_each_mechanism(cyrus: Cyrus, only: str) -> None:
    user = cyrus.add_user(password="비밀 , = pass")
    assert await mechanism_used(cyrus.imap(user), user.secret, dial_tls12) == only
    assert await refusal(cyrus.imap(user), Secret("wrong"), dial_tls12) is ProblemKind.WRONG_PASSWORD


@pytest.mark.parametrize(
    ("security", "mechanism"), [(Security.TLS, "SCRAM-SHA-256-PLUS"), (Security.NONE, "SCRAM-SHA-256")]
)
async def test_cyrus_gets_the_strongest(cyrus: Cyrus, security: Security, mechanism: str) -> None:
    user = cyrus.add_user()
    assert await mechanism_used(cyrus.imap(user, security), user.secret, dial_tls12) == mechanism


async def test_a_binding_that_the_server_computes_otherwise_is_tried_once(cyrus: Cyrus) -> None:
    user = cyrus.add_user()
    lines: list[str] = []

    async def noted(server: Server) -> Stream:
        return Transcript(await dial(server), lines.append)

    for attempts in (2, 1):
        lines.clear()
        assert await mechanism_used(cyrus.imap(user), user.secret, noted) == "SCRAM-SHA-256"
        assert len([line for line in lines if "AUTHENTICATE" in line]) == attempts


async def test_the_password_is_tried_without_the_binding_once_only(cyrus: Cyrus) -> None:
    user = cyrus.add_user()
    lines: list[str] = []

    async def noted(server: Server) -> Stream:
        return Transcript(await dial(server), lines.append)

    assert await refusal(cyrus.imap(user), Secret("wrong"), noted) is ProblemKind.WRONG_PASSWORD
    tried = [line.split()[3] for line in lines if "AUTHENTICATE" in line]
    assert tried == ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"]


# --- after the login ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("brand", ["dovecot", "cyrus"])
async def test_compressed(brand: str, request: pytest.FixtureRequest) -> None:
    """Everything as without, in a fifth of the bytes."""
    server: Dovecot | Cyrus = request.getfixturevalue("rich_dovecot" if brand == "dovecot" else "cyrus")
    user = server.add_user()
    carried = Traffic()

    async def below_tls(to: Server) -> Stream:
        return Carried(await dial(to), carried)

    session = await ImapSession.open(server.imap(user), user.secret, below_tls, timeout_seconds=20, compress=True)
    assert session.welcome.compressed
    message = b"Subject: large\r\n\r\n" + b"All work and no play makes Jack a dull boy.\r\n" * 20_000
    await session.run(Append("INBOX", len(message), iter([message[:500_000], message[500_000:]])))
    await session.select("INBOX")
    received = bytearray()

    async def take(chunk: LiteralChunk) -> None:
        received.extend(chunk.data)

    await session.run(UidFetch(NumberSet.of([1]), (peek(""),)), on_chunk=take)
    assert received == message
    await session.close()
    assert carried.bytes_written < len(message) / 5
    assert carried.bytes_read < len(message) / 5


async def test_not_compressed_on_the_same_computer(rich_dovecot: Dovecot) -> None:
    user = rich_dovecot.add_user()
    session = await ImapSession.open(rich_dovecot.imap(user), user.secret, dial, timeout_seconds=20)
    assert not session.welcome.compressed
    await session.close()


@pytest.mark.parametrize(
    ("host", "pays"),
    [
        ("mail.example.org", True),
        ("192.0.2.1", True),
        ("localhost", False),
        ("LocalHost.", False),
        ("127.0.0.1", False),
        ("::1", False),
    ],
)
def test_where_compression_pays(host: str, pays: bool) -> None:
    assert compression_pays(host) is pays


@pytest.mark.parametrize("brand", ["dovecot", "rich_dovecot", "cyrus"])
async def test_all_is_asked_in_one_flight(brand: str, request: pytest.FixtureRequest) -> None:
    server: Dovecot | Cyrus = request.getfixturevalue(brand)
    user = server.add_user()
    traffic = Traffic()
    before: list[Traffic] = []

    async def metered(to: Server) -> Stream:
        return Meter(await dial(to), traffic)

    async def noted(wire: ImapWire, mechanism: str, *, compress: bool) -> Welcome:
        before.append(replace(traffic))
        return await settle(wire, mechanism, compress=compress)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imap_session, "settle", noted)
        session = await ImapSession.open(server.imap(user), user.secret, metered, timeout_seconds=20, compress=True)
    assert traffic.round_trips - before[0].round_trips == 1
    assert traffic.bytes_read - before[0].bytes_read + traffic.bytes_written - before[0].bytes_written < 900
    assert "QRESYNC" in session.enabled
    assert session.welcome.server_id["name"]
    namespaces = session.welcome.namespaces
    assert namespaces is not None
    assert namespaces.personal[0].delimiter == "/"
    assert session.welcome.latency_seconds > 0
    assert session.tls is not None
    assert session.tls.version == "TLSv1.3"
    await session.close()


class Carried:
    """What goes over the socket of a stream whose compression begins above."""

    def __init__(self, stream: Stream, traffic: Traffic) -> None:
        self._stream = stream
        self._traffic = traffic

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = await self._stream.read(limit)
        self._traffic.bytes_read += len(data)
        return data

    async def write(self, data: bytes) -> None:
        self._traffic.bytes_written += len(data)
        await self._stream.write(data)

    async def start_tls(self) -> None:
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        return DeflateStream(self, "test")

    @property
    def tls(self) -> TlsFacts | None:
        return self._stream.tls

    async def close(self) -> None:
        await self._stream.close()
