"""Submission to a real Postfix, delivered into a real Dovecot."""

from dataclasses import replace

import pytest

from mailclient.engine.accounts import login_ways, smtp_session
from mailclient.engine.accounts.submission import SubmissionResult, check_login
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.meter import Meter
from mailclient.transport.stream import Stream
from mailclient.wire.sasl.choice import Identity, mechanisms
from mailclient.wire.sasl.mechanism import Mechanism
from tests.engine.submitting import submit
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import (
    BUSY_RECIPIENT,
    FORBIDDEN_LINE,
    MESSAGE_SIZE_LIMIT,
    REFUSED_SENDER,
    UNKNOWN_RECIPIENT,
    Postfix,
)

HEADER = (
    b"From: alice@mail.test\r\nTo: bob@mail.test\r\nSubject: =?utf-8?q?=ED=95=9C?= submission\r\n"
    b"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@mail.test>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
)


class _Commit:
    """What stands in for the commit of "in doubt"."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1


async def _submit(
    server: Server, user: MailUser, outgoing: Outgoing, commit: _Commit | None = None
) -> SubmissionResult:
    return await submit(dial, server, user.secret, outgoing, before_final_dot=commit or _Commit())


async def _problem_kind(server: Server, user: MailUser, outgoing: Outgoing) -> ProblemKind:
    commit = _Commit()
    with pytest.raises(MailError) as caught:
        await _submit(server, user, outgoing, commit)
    assert caught.value.problem.subject
    assert caught.value.problem.detail
    return caught.value.problem.kind


def _outgoing(sender: MailUser, *recipients: str, body: bytes = b"hello\r\n") -> Outgoing:
    return Outgoing(HEADER + b"\r\n" + body, sender.name, recipients)


def _body(message: bytes) -> bytes:
    return message.partition(b"\r\n\r\n")[2]


@pytest.fixture
def alice(dovecot: Dovecot) -> MailUser:
    return dovecot.add_user("alice")


@pytest.fixture
def bob(dovecot: Dovecot) -> MailUser:
    return dovecot.add_user("bob")


BODIES = {
    "dots": b".\r\n..\r\n...\r\n.hidden\r\n\r\n.\r\nQUIT\r\n.\r\n",
    "no line end": b"the last line has no end",
    "empty": b"",
    "blank lines at the end": b"x\r\n\r\n\r\n",
    "8 bit": "한국어 — déjà vu\r\n".encode() * 50,
    "long line": b"x" * 990 + b"\r\n." + b"y" * 990 + b"\r\n",
    "large": b"".join(b".%d is a line of many\r\n" % number for number in range(40_000)),
}


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("name", BODIES)
async def test_what_arrives_is_what_was_sent(
    postfix: Postfix, dovecot: Dovecot, alice: MailUser, bob: MailUser, security: Security, name: str
) -> None:
    body, commit = BODIES[name], _Commit()
    result = await _submit(postfix.smtp(alice, security), alice, _outgoing(alice, bob.name, body=body), commit)
    assert result.accepted == (bob.name,)
    assert result.refused == ()
    assert result.server_reply.startswith("250 2.0.0 Ok: queued as ")
    assert commit.count == 1
    postfix.wait_until_delivered()
    [message] = dovecot.messages(bob)
    assert HEADER in message
    assert _body(message) == (body if body.endswith(b"\r\n") or not body else body + b"\r\n")


async def test_bare_line_ends_cannot_smuggle_a_second_message(
    postfix: Postfix, dovecot: Dovecot, alice: MailUser, bob: MailUser
) -> None:
    for end in (b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n"):
        smuggled = b"MAIL FROM:<evil@mail.test>\r\nRCPT TO:<" + bob.name.encode() + b">\r\nDATA\r\nbad\r\n.\r\n"
        await _submit(postfix.smtp(alice), alice, _outgoing(alice, bob.name, body=b"x" + end + smuggled))
    postfix.wait_until_delivered()
    messages = dovecot.messages(bob)
    assert len(messages) == 5
    assert {_body(message).partition(b"MAIL")[0] for message in messages} == {b"x\r\n.\r\n"}


async def test_some_recipients_are_refused_and_the_others_get_it(
    postfix: Postfix, dovecot: Dovecot, alice: MailUser, bob: MailUser
) -> None:
    carol = dovecot.add_user("carol")
    outgoing = _outgoing(alice, UNKNOWN_RECIPIENT, bob.name, "not an address", BUSY_RECIPIENT, carol.name, bob.name)
    result = await _submit(postfix.smtp(alice), alice, outgoing)
    assert result.accepted == (bob.name, carol.name)
    assert {(each.address, each.code) for each in result.refused} == {(UNKNOWN_RECIPIENT, 550), ("not an address", 0)}
    assert [(each.address, each.code) for each in result.put_off] == [(BUSY_RECIPIENT, 450)]
    assert any("No such user here" in each.text for each in result.refused)
    postfix.wait_until_delivered()
    assert len(dovecot.messages(bob)) == len(dovecot.messages(carol)) == 1


async def test_all_recipients_are_refused(postfix: Postfix, alice: MailUser) -> None:
    commit = _Commit()
    with pytest.raises(MailError) as caught:
        await _submit(postfix.smtp(alice), alice, _outgoing(alice, UNKNOWN_RECIPIENT, BUSY_RECIPIENT), commit)
    problem = caught.value.problem
    assert problem.kind is ProblemKind.RECIPIENTS_REFUSED
    assert problem.subject == f"{UNKNOWN_RECIPIENT}, {BUSY_RECIPIENT}"
    assert "550 5.1.1" in problem.detail
    assert commit.count == 0


async def test_no_recipient_can_be_named(postfix: Postfix, alice: MailUser) -> None:
    outgoing = _outgoing(alice, "a b@mail.test", "x@mail.test>\r\nRCPT TO:<y@mail.test")
    assert await _problem_kind(postfix.smtp(alice), alice, outgoing) is ProblemKind.RECIPIENTS_REFUSED


async def test_all_recipients_are_refused_for_now(postfix: Postfix, alice: MailUser) -> None:
    outgoing = _outgoing(alice, BUSY_RECIPIENT)
    assert await _problem_kind(postfix.smtp(alice), alice, outgoing) is ProblemKind.ASKED_TO_WAIT


async def test_the_sender_is_refused(postfix: Postfix, alice: MailUser, bob: MailUser) -> None:
    outgoing = replace(_outgoing(alice, bob.name), mail_from=REFUSED_SENDER)
    assert await _problem_kind(postfix.smtp(alice), alice, outgoing) is ProblemKind.SENDER_NOT_ALLOWED


async def test_the_message_is_refused_after_the_final_dot(
    postfix: Postfix, dovecot: Dovecot, alice: MailUser, bob: MailUser
) -> None:
    outgoing = Outgoing(FORBIDDEN_LINE + b"\r\n" + HEADER + b"\r\n", alice.name, (bob.name,))
    assert await _problem_kind(postfix.smtp(alice), alice, outgoing) is ProblemKind.REFUSED_BY_POLICY
    postfix.wait_until_delivered()
    assert dovecot.messages(bob) == []


async def test_a_message_that_is_too_large_is_not_uploaded(postfix: Postfix, alice: MailUser, bob: MailUser) -> None:
    meters: list[Meter] = []

    async def metered(server: Server) -> Stream:
        meters.append(Meter(await dial(server)))
        return meters[-1]

    commit = _Commit()
    outgoing = _outgoing(alice, bob.name, body=b"x" * 70 + b"\r\n" + b"y" * MESSAGE_SIZE_LIMIT)
    with pytest.raises(MailError) as caught:
        await submit(metered, postfix.smtp(alice), alice.secret, outgoing, before_final_dot=commit)
    assert caught.value.problem.kind is ProblemKind.MESSAGE_TOO_LARGE
    assert meters[0].traffic.bytes_written < 1000
    assert commit.count == 0


async def test_a_message_is_handed_in_with_few_round_trips(postfix: Postfix, alice: MailUser) -> None:
    meters: list[Meter] = []

    async def metered(server: Server) -> Stream:
        meters.append(Meter(await dial(server)))
        return meters[-1]

    recipients = tuple(f"someone-{number}@elsewhere.example" for number in range(50))
    await submit(
        metered,
        postfix.smtp(alice, Security.TLS),
        alice.secret,
        _outgoing(alice, *recipients),
        before_final_dot=_Commit(),
    )
    # EHLO; three of SCRAM; MAIL, RCPT and DATA; content.
    assert meters[0].traffic.round_trips == 6


async def test_a_wrong_password(postfix: Postfix, alice: MailUser, bob: MailUser) -> None:
    stranger = replace(alice, password="wrong")
    kind = await _problem_kind(postfix.smtp(alice), stranger, _outgoing(alice, bob.name))
    assert kind is ProblemKind.WRONG_PASSWORD


async def test_a_password_with_a_nul_is_wrong(postfix: Postfix, alice: MailUser) -> None:
    with pytest.raises(MailError, match="wrong_password"):
        await check_login(dial, postfix.smtp(alice), Secret("a\0b"))


async def test_without_a_password_the_server_asks_for_one(postfix: Postfix, alice: MailUser, bob: MailUser) -> None:
    with pytest.raises(MailError) as caught:
        await submit(dial, postfix.smtp(alice), None, _outgoing(alice, UNKNOWN_RECIPIENT), before_final_dot=_Commit())
    assert caught.value.problem.kind in {ProblemKind.PASSWORD_MISSING, ProblemKind.RECIPIENTS_REFUSED}


async def test_starttls_on_the_tls_port(postfix: Postfix, alice: MailUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_session, "GREETING_SECONDS", 0.05)
    server = replace(postfix.smtp(alice, Security.TLS), security=Security.STARTTLS)
    with pytest.raises(MailError, match="tls_failed"):
        await check_login(dial, server, alice.secret)


async def test_in_the_clear_the_server_offers_no_login(postfix: Postfix, alice: MailUser) -> None:
    server = replace(postfix.smtp(alice), security=Security.NONE)
    with pytest.raises(MailError, match="encryption_required"):
        await check_login(dial, server, alice.secret)


async def test_the_login_is_checked(postfix: Postfix, alice: MailUser) -> None:
    await check_login(dial, postfix.smtp(alice), alice.secret)
    await check_login(dial, postfix.smtp(alice, Security.TLS), alice.secret)


async def test_an_outage(postfix: Postfix, alice: MailUser, bob: MailUser) -> None:
    postfix.stop()
    assert await _problem_kind(postfix.smtp(alice), alice, _outgoing(alice, bob.name)) is ProblemKind.CONNECTION_REFUSED
    postfix.start()
    await _submit(postfix.smtp(alice), alice, _outgoing(alice, bob.name))


async def test_progress_goes_up_to_the_whole(postfix: Postfix, alice: MailUser, bob: MailUser) -> None:
    steps: list[tuple[int, int]] = []
    outgoing = _outgoing(alice, bob.name, body=b"x" * 76 + b"\r\n" * 150_000)
    await submit(
        dial,
        postfix.smtp(alice),
        alice.secret,
        outgoing,
        before_final_dot=_Commit(),
        progress=lambda done, total: steps.append((done, total)),
    )
    total = len(outgoing.data)
    assert steps == sorted(steps)
    assert steps[-1] == (total, total)
    assert len(steps) >= 2


async def test_when_the_commit_fails_nothing_is_sent(
    postfix: Postfix, dovecot: Dovecot, alice: MailUser, bob: MailUser
) -> None:
    class DiskFullError(Exception):
        pass

    async def fail() -> None:
        raise DiskFullError

    with pytest.raises(DiskFullError):
        await submit(dial, postfix.smtp(alice), alice.secret, _outgoing(alice, bob.name), before_final_dot=fail)
    postfix.wait_until_delivered()
    assert dovecot.messages(bob) == []


async def test_addresses_that_are_not_ascii(postfix: Postfix, dovecot: Dovecot, alice: MailUser, bob: MailUser) -> None:
    result = await _submit(
        postfix.smtp(alice), alice, _outgoing(alice, "한국@elsewhere.example", "user@bücher.example", bob.name)
    )
    assert result.accepted == ("한국@elsewhere.example", "user@bücher.example", bob.name)


@pytest.mark.parametrize("name", ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5"])
async def test_each_mechanism_lets_in(
    postfix: Postfix, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def only(offered: list[str], who: Identity) -> list[Mechanism]:
        return [mechanism for mechanism in mechanisms(offered, who) if mechanism.name == name]

    monkeypatch.setattr(login_ways, "mechanisms", only)
    user = dovecot.add_user(password="비밀 , = pass")
    await check_login(dial, postfix.smtp(user), user.secret)
    with pytest.raises(MailError) as caught:
        await check_login(dial, postfix.smtp(user), Secret("wrong"))
    assert caught.value.problem.kind is ProblemKind.WRONG_PASSWORD
