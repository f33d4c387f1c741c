"""The way in to real servers: each mechanism, channel binding, compression, and what is asked once."""

import ssl
from collections.abc import Iterator

import pytest

from mailclient.engine.accounts import login_ways
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import connect, dial
from mailclient.transport.stream import Dial, Stream
from mailclient.transport.transcript import Transcript
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
    context = ssl.create_default_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return await connect(server, context=context)


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
