"""The same story of submission told to two real servers of different authors: Postfix and Exim.

What only one of them does (Postfix: SCRAM, CHUNKING without limits; Exim: "452 too many recipients") has its own tests.
"""

import asyncio
import tracemalloc
from dataclasses import replace

import pytest

from mailclient.engine.accounts import login_ways
from mailclient.engine.accounts.mail_object import MailObject
from mailclient.engine.accounts.submission import Submission, check_login
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.submission import Report, Reports, SubmissionWishes
from mailclient.transport.connect import dial
from mailclient.transport.meter import Meter
from mailclient.transport.stream import Stream
from mailclient.wire.sasl.choice import Identity, mechanisms
from mailclient.wire.sasl.mechanism import Mechanism
from tests.engine.submitting import mail_object, submit
from tests.servers import exim as exim_server
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.exim import BUSY_RECIPIENT, FORBIDDEN_LINE, RECIPIENTS_MAX, UNKNOWN_RECIPIENT, Exim
from tests.servers.postfix import Postfix

HEADER = (
    b"From: alice@mail.test\r\nTo: bob@mail.test\r\nSubject: story\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <1@mail.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\n"
)


@pytest.fixture(params=["postfix", "exim"])
def mta(request: pytest.FixtureRequest) -> Postfix | Exim:
    server: Postfix | Exim = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def alice(dovecot: Dovecot) -> MailUser:
    return dovecot.add_user("alice")


@pytest.fixture
def bob(dovecot: Dovecot) -> MailUser:
    return dovecot.add_user("bob")


async def _nothing() -> None:
    return


def _outgoing(sender: MailUser, *recipients: str, body: bytes = b"hello\r\n") -> Outgoing:
    return Outgoing(HEADER + body, sender.name, recipients)


async def _problem(server: Server, user: MailUser, outgoing: Outgoing) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await submit(dial, server, user.secret, outgoing, before_final_dot=_nothing)
    return caught.value.problem.kind


BODIES = {
    "dots": b".\r\n..\r\n...\r\n.hidden\r\n\r\n.\r\nQUIT\r\n.\r\n",
    "8 bit": "한국어 — déjà vu\r\n".encode() * 50,
    "in chunks": b"".join(b".%d is a line of many\r\n" % number for number in range(70_000)),
}


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("name", BODIES)
async def test_what_arrives_is_what_was_sent(
    mta: Postfix | Exim, dovecot: Dovecot, alice: MailUser, bob: MailUser, security: Security, name: str
) -> None:
    outgoing = _outgoing(alice, bob.name, body=BODIES[name])
    result = await submit(dial, mta.smtp(alice, security), alice.secret, outgoing, before_final_dot=_nothing)
    assert result.accepted == (bob.name,)
    mta.wait_until_delivered()
    [message] = dovecot.messages(bob)
    assert message.partition(b"\r\n\r\n")[2] == BODIES[name]


async def test_each_recipient_has_its_own_answer(
    mta: Postfix | Exim, dovecot: Dovecot, alice: MailUser, bob: MailUser
) -> None:
    outgoing = _outgoing(alice, UNKNOWN_RECIPIENT, bob.name, BUSY_RECIPIENT)
    result = await submit(dial, mta.smtp(alice), alice.secret, outgoing, before_final_dot=_nothing)
    assert result.accepted == (bob.name,)
    assert [(each.address, each.code) for each in result.refused] == [(UNKNOWN_RECIPIENT, 550)]
    assert [each.address for each in result.put_off] == [BUSY_RECIPIENT]
    mta.wait_until_delivered()
    assert len(dovecot.messages(bob)) == 1


async def test_refusals(mta: Postfix | Exim, dovecot: Dovecot, alice: MailUser, bob: MailUser) -> None:
    server = mta.smtp(alice)
    assert await _problem(server, alice, _outgoing(alice, UNKNOWN_RECIPIENT)) is ProblemKind.RECIPIENTS_REFUSED
    assert await _problem(server, alice, _outgoing(alice, BUSY_RECIPIENT)) is ProblemKind.ASKED_TO_WAIT
    forbidden = Outgoing(FORBIDDEN_LINE + b"\r\n" + HEADER, alice.name, (bob.name,))
    assert await _problem(server, alice, forbidden) is ProblemKind.REFUSED_BY_POLICY
    stranger = replace(alice, password="wrong")
    assert await _problem(server, stranger, _outgoing(alice, bob.name)) is ProblemKind.WRONG_PASSWORD
    mta.wait_until_delivered()
    assert dovecot.messages(bob) == []


async def test_many_messages_over_one_connection_also_after_refusals(
    mta: Postfix | Exim, dovecot: Dovecot, alice: MailUser, bob: MailUser
) -> None:
    """Each refusal leaves the connection so that the next message can go: after a lone dot, RSET, a refused chunk."""
    submission = await Submission.open(dial, mta.smtp(alice, Security.TLS), alice.secret)
    large = BODIES["in chunks"]
    refused = (
        _outgoing(alice, UNKNOWN_RECIPIENT),
        _outgoing(alice, UNKNOWN_RECIPIENT, body=large),
        Outgoing(FORBIDDEN_LINE + b"\r\n" + HEADER, alice.name, (bob.name,)),
        Outgoing(FORBIDDEN_LINE + b"\r\n" + HEADER + large, alice.name, (bob.name,)),
        replace(_outgoing(alice, bob.name), mail_from="not an address"),
    )
    for number, outgoing in enumerate(refused):
        with pytest.raises(MailError):
            await submission.hand_in(mail_object(outgoing), before_final=_nothing)
        assert submission.usable, number
        good = mail_object(_outgoing(alice, bob.name, UNKNOWN_RECIPIENT, body=b"%d\r\n" % number))
        assert (await submission.hand_in(good, before_final=_nothing)).accepted == (bob.name,)
    await submission.close()
    mta.wait_until_delivered()
    bodies = [message.partition(b"\r\n\r\n")[2] for message in dovecot.messages(bob)]
    assert sorted(bodies) == [b"%d\r\n" % number for number in range(len(refused))]


async def test_reports_are_asked_for(mta: Postfix | Exim, dovecot: Dovecot, alice: MailUser, bob: MailUser) -> None:
    reports = Reports((Report.SUCCESS, Report.FAILURE), whole=True, envelope_id="a+b=c d")
    outgoing = replace(_outgoing(alice, bob.name), wishes=SubmissionWishes(reports))
    result = await submit(dial, mta.smtp(alice), alice.secret, outgoing, before_final_dot=_nothing)
    assert result.accepted == (bob.name,)
    mta.wait_until_delivered()
    if isinstance(mta, Postfix):
        mta.wait_until_delivered()
        [report] = [message for message in dovecot.messages(alice) if b"delivery-status" in message]
        assert b"Original-Envelope-Id: a+b=c d" in report
        assert f"Original-Recipient: rfc822;{bob.name}".encode() in report


async def test_what_is_wished_and_not_offered_is_not_sent(mta: Postfix | Exim, alice: MailUser, bob: MailUser) -> None:
    outgoing = replace(_outgoing(alice, bob.name), wishes=SubmissionWishes(require_tls=True))
    assert await _problem(mta.smtp(alice), alice, outgoing) is ProblemKind.REQUIRETLS_MISSING


async def test_addresses_that_are_not_ascii(mta: Postfix | Exim, alice: MailUser, bob: MailUser) -> None:
    outgoing = _outgoing(alice, "한국@elsewhere.example", "user@bücher.example", bob.name)
    result = await submit(dial, mta.smtp(alice), alice.secret, outgoing, before_final_dot=_nothing)
    assert result.accepted == ("한국@elsewhere.example", "user@bücher.example", bob.name)


@pytest.mark.parametrize("size", [1_000, 1_500_000], ids=["data", "chunks"])
async def test_the_envelope_is_one_flight(mta: Postfix | Exim, alice: MailUser, size: int) -> None:
    meters: list[Meter] = []

    async def metered(server: Server) -> Stream:
        meters.append(Meter(await dial(server)))
        return meters[-1]

    submission = await Submission.open(metered, mta.smtp(alice, Security.TLS), alice.secret)
    before = meters[0].traffic.round_trips
    recipients = (f"someone-{number}@elsewhere.example" for number in range(RECIPIENTS_MAX))
    outgoing = _outgoing(alice, *recipients, body=b"x" * 70 + b"\r\n" + b"y\r\n" * (size // 3))
    await submission.hand_in(mail_object(outgoing), before_final=_nothing)
    # MAIL, RCPT (and DATA); the content. Chunks are answered while the next ones go out.
    assert meters[0].traffic.round_trips - before >= 2
    if size < 10_000:
        assert meters[0].traffic.round_trips - before == 2
    await submission.close()


@pytest.mark.parametrize("name", ["PLAIN", "LOGIN", "CRAM-MD5"])
async def test_each_mechanism_lets_in(
    mta: Postfix | Exim, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def only(offered: list[str], who: Identity) -> list[Mechanism]:
        return [mechanism for mechanism in mechanisms(offered, who) if mechanism.name == name]

    monkeypatch.setattr(login_ways, "mechanisms", only)
    user = dovecot.add_user(password="비밀 = pass")
    await check_login(dial, mta.smtp(user), user.secret)
    with pytest.raises(MailError) as caught:
        await check_login(dial, mta.smtp(user), Secret("wrong"))
    assert caught.value.problem.kind is ProblemKind.WRONG_PASSWORD


async def test_more_recipients_than_exim_takes_at_once(
    exim: Exim, dovecot: Dovecot, alice: MailUser, bob: MailUser
) -> None:
    """ "452 too many recipients": they are left for the next transaction, and none gets it twice."""
    everyone = [dovecot.add_user(f"r{number}") for number in range(RECIPIENTS_MAX * 2 + 1)]
    submission = await Submission.open(dial, exim.smtp(alice, Security.TLS), alice.secret)
    mail: MailObject = mail_object(_outgoing(alice, *(user.name for user in everyone)))
    transactions = 0
    while True:
        result = await submission.hand_in(mail, before_final=_nothing)
        transactions += 1
        assert len(result.accepted) <= RECIPIENTS_MAX
        if not result.untried:
            break
        mail = replace(mail, recipients=result.untried)
    await submission.close()
    assert transactions == 3
    await asyncio.to_thread(exim.wait_until_delivered)
    assert [len(dovecot.messages(user)) for user in everyone] == [1] * len(everyone)


async def test_memory_stays_flat_while_a_large_message_goes(exim: Exim, alice: MailUser) -> None:
    """40 MB that are nowhere as a whole: what is held at a time is a few pieces."""

    class Endless:
        size = 40_000_000

        async def read(self, start: int, length: int) -> bytes:
            if start == 0:
                return (HEADER + b"x" * 70 + b"\r\n").ljust(length, b"y")
            return (b"z" * 70 + b"\r\n") * (min(length, self.size - start) // 72)

    submission = await Submission.open(dial, exim.smtp(alice, Security.TLS), alice.secret)
    tracemalloc.start()
    try:
        await submission.hand_in(
            MailObject(Endless(), alice.name, ("someone@elsewhere.example",)), before_final=_nothing
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    await submission.close()
    assert peak < 10_000_000
    assert Endless.size < exim_server.MESSAGE_SIZE_LIMIT
