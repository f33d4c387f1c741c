"""What stands in the way of sending, each told as what it is: portals, wrong ports, slow and half servers, old servers.

What servers say in words is in ``tests/unit/engine/test_smtp_refusal.py``.
"""

import asyncio
from dataclasses import replace

import pytest

from mailclient.engine.accounts import smtp_session
from mailclient.engine.accounts.submission import SubmissionResult, check_login
from mailclient.language.problems import problem_text
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.submission import NO_WISHES, Reports, SubmissionWishes
from mailclient.transport.connect import dial
from tests.engine.submitting import submit
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.fixtures import StartScripted
from tests.servers.model_smtp import ModelSmtp
from tests.servers.postfix import MESSAGE_SIZE_LIMIT, Postfix
from tests.servers.scripted import Peer

ASCII = b"Subject: hello\r\n\r\nhello\r\n"
EIGHT_BIT = "Subject: hello\r\n\r\n안녕\r\n".encode()


async def _nothing() -> None:
    return


async def _send(
    server: ModelSmtp, *recipients: str, data: bytes = ASCII, wishes: SubmissionWishes = NO_WISHES
) -> SubmissionResult:
    outgoing = Outgoing(data, "alice@mail.test", recipients or ("bob@mail.test",), wishes)
    password = Secret("open sesame") if server.user else None
    return await submit(dial, server.address, password, outgoing, before_final_dot=_nothing)


async def _problem(server: ModelSmtp, *recipients: str, data: bytes = ASCII) -> Problem:
    with pytest.raises(MailError) as caught:
        await _send(server, *recipients, data=data)
    assert server.taken == []
    return caught.value.problem


# --- not a submission server ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/\r\n\r\n", ProblemKind.CAPTIVE_PORTAL),
        (b"<html><body>Welcome to the hotel</body></html>\r\n", ProblemKind.CAPTIVE_PORTAL),
        (b"+OK POP3 ready\r\n", ProblemKind.NOT_A_MAIL_SERVER),
        (b"* OK IMAP4rev1 ready\r\n", ProblemKind.NOT_A_MAIL_SERVER),
        (b"SSH-2.0-OpenSSH_9.2\r\n", ProblemKind.NOT_A_MAIL_SERVER),
        (b"\x15\x03\x01\x00\x02\x02\x0a" + b"\n" * 8, ProblemKind.NOT_A_MAIL_SERVER),
        (b"x" * 20_000, ProblemKind.NOT_A_MAIL_SERVER),
    ],
)
async def test_something_else_answers(scripted: StartScripted, words: bytes, kind: ProblemKind) -> None:
    async def script(peer: Peer) -> None:
        await peer.send_bytes(words)
        await peer.stall()

    server = await scripted(script, security=Security.STARTTLS)
    with pytest.raises(MailError) as caught:
        await check_login(dial, server.address, Secret("open sesame"))
    assert caught.value.problem.kind is kind


async def test_plain_text_on_a_port_for_tls(postfix: Postfix, dovecot: Dovecot) -> None:
    alice = dovecot.add_user("alice")
    plain = replace(postfix.smtp(alice, Security.STARTTLS), security=Security.TLS)
    with pytest.raises(MailError) as caught:
        await check_login(dial, plain, alice.secret)
    assert caught.value.problem.kind is ProblemKind.TLS_FAILED
    assert "587" in problem_text(caught.value.problem).next_step


# --- too slow ---------------------------------------------------------------------------------------------------


async def test_a_reply_has_a_limit_however_it_drips(scripted: StartScripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte now and then keeps no connection alive: the limit is for the whole reply."""
    monkeypatch.setattr(smtp_session, "REPLY_SECONDS", 0.3)

    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        try:
            while True:
                await peer.send_bytes(b"2" if not sent else b"5")
                sent.append(1)
                await asyncio.sleep(0.05)
        except ConnectionError:
            return

    sent: list[int] = []
    server = await scripted(script, security=Security.NONE)
    with pytest.raises(MailError) as caught:
        await check_login(dial, server.address, None)
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT
    assert len(sent) < 30


async def test_a_greeting_has_a_limit_however_it_drips(
    scripted: StartScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_session, "GREETING_SECONDS", 0.3)

    async def script(peer: Peer) -> None:
        try:
            while True:
                await peer.send_bytes(b"220-still here\r\n")
                await asyncio.sleep(0.05)
        except ConnectionError:
            return

    server = await scripted(script, security=Security.NONE)
    with pytest.raises(MailError) as caught:
        await check_login(dial, server.address, None)
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT


# --- old servers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("refusal", ["500 what?", "502 5.5.1 not implemented"])
async def test_a_server_that_knows_only_helo(refusal: str) -> None:
    async with ModelSmtp(reply={"EHLO": refusal}) as server:
        await _send(server)
    assert [line.split()[0] for line in server.said[0]][:5] == ["EHLO", "HELO", "MAIL", "RCPT", "DATA"]
    assert len(server.taken) == 1


async def test_helo_never_stands_for_a_login() -> None:
    async with ModelSmtp(reply={"EHLO": "502 not implemented"}, user="alice") as server:
        assert (await _problem(server)).kind is ProblemKind.SERVER_REFUSED
    assert "HELO" not in "".join(server.said[0])


async def test_text_in_8_bits_is_not_sent_where_it_would_be_damaged() -> None:
    async with ModelSmtp(("PIPELINING",)) as server:
        assert (await _problem(server, data=EIGHT_BIT)).kind is ProblemKind.MESSAGE_NEEDS_8BIT
        await _send(server, data=ASCII)


async def test_mechanisms_in_the_old_spelling() -> None:
    async with ModelSmtp(("AUTH=PLAIN LOGIN",), user="alice") as server:
        await _send(server)
    assert server.said[0][1].startswith("AUTH PLAIN ")
    assert "AUTH=" not in server.taken[0].mail


async def test_an_international_address_is_refused_alone() -> None:
    """The domain has an ASCII form for servers without SMTPUTF8; what stands before the @ has none."""
    async with ModelSmtp() as server:
        result = await _send(server, "한국@mail.test", "bob@bücher.example")
        assert result.accepted == ("bob@bücher.example",)
        assert [(each.address, each.kind) for each in result.refused] == [
            ("한국@mail.test", ProblemKind.ADDRESS_NEEDS_UTF8)
        ]
        assert server.taken[0].recipients == ("RCPT TO:<bob@xn--bcher-kva.example>",)
        server.taken.clear()
        problem = await _problem(server, "한국@mail.test")
    assert (problem.kind, problem.subject) == (ProblemKind.ADDRESS_NEEDS_UTF8, "한국@mail.test")


async def test_reports_are_refused_where_there_are_none() -> None:
    async with ModelSmtp() as server:
        with pytest.raises(MailError, match="reports_missing"):
            await _send(server, wishes=SubmissionWishes(Reports()))
    assert not any(line.startswith("MAIL") for line in server.said[0])


async def test_encryption_on_the_whole_way_is_asked_for(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", "250 REQUIRETLS")
        await peer.expect("MAIL FROM:<alice@mail.test> REQUIRETLS")
        await peer.send("550 5.7.30 REQUIRETLS support required")
        for _ in range(2):
            await peer.line()
            await peer.send("503 no")
        await peer.expect("QUIT")
        await peer.send("221 bye")

    server = await scripted(script)
    outgoing = Outgoing(ASCII, "alice@mail.test", ("bob@mail.test",), SubmissionWishes(require_tls=True))
    with pytest.raises(MailError) as caught:
        await submit(dial, server.address, None, outgoing, before_final_dot=_nothing)
    assert caught.value.problem.kind is ProblemKind.REQUIRETLS_MISSING


async def test_encryption_on_the_whole_way_begins_here() -> None:
    async with ModelSmtp(("REQUIRETLS",)) as server:
        with pytest.raises(MailError, match="requiretls_missing"):
            await _send(server, wishes=SubmissionWishes(require_tls=True))
    assert server.taken == []


# --- refusals in words ------------------------------------------------------------------------------------------


async def test_the_limit_is_told_in_words(postfix: Postfix, dovecot: Dovecot) -> None:
    alice: MailUser = dovecot.add_user("alice")
    outgoing = Outgoing(ASCII + b"x\r\n" * MESSAGE_SIZE_LIMIT, alice.name, ("bob@mail.test",))
    server: Server = postfix.smtp(alice)
    with pytest.raises(MailError) as caught:
        await submit(dial, server, alice.secret, outgoing, before_final_dot=_nothing)
    assert f"localhost:{server.port} takes messages of up to 2 MB; this one has 6 MB." in str(
        problem_text(caught.value.problem)
    )


async def test_a_refused_login_says_why() -> None:
    words = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
    async with ModelSmtp(("AUTH PLAIN LOGIN",), {"AUTH": words}, user="alice") as server:
        problem = await _problem(server)
    assert (problem.kind, problem.detail) == (ProblemKind.SMTP_LOGIN_DISABLED, words)
    # A password that is not the reason is not tried again in another way.
    assert [line.split()[0] for line in server.said[0]] == ["EHLO", "AUTH", "QUIT"]
