"""Submission: each refusal has its own problem; the message stays in the outbox, and is sent exactly once in the end.

The words are those of large providers and servers; what they mean one by one is in ``unit/engine/test_smtp_refusal``.
Nobody is asked again with what was refused, neither for this message nor for the others that wait.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from mailclient.bridge.commands import GoOnline, RetryOperation, SendMessage, SetPassword
from mailclient.bridge.events import Finished, OperationFailed, PasswordNeeded
from mailclient.engine.accounts.remedy import TOO_MANY_LOGINS_SECONDS
from mailclient.engine.secrets.credentials import Purpose
from mailclient.language.problems import problem_text
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import OperationState
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from mailclient.transport.stream import Stream
from tests.engine.patient import DAY, PatientEngine
from tests.engine.running import message
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.model import ModelServer
from tests.servers.model_smtp import LOST, ModelSmtp, Reply
from tests.servers.postfix import MESSAGE_SIZE_LIMIT, Postfix

NO_ID = OperationId("")
_DAYS = 5
PLAIN = ("AUTH PLAIN", "8BITMIME")
ASKS, FAILS, WAITS = "the user is asked for what to log in with", "it fails and waits for the user", "it is tried again"


@dataclass
class Desk:
    """An account that reads from a server in memory, and sends by whatever is set up for it."""

    engine: PatientEngine
    account_id: AccountId

    async def send(self, *subjects: str, data: bytes = b"") -> list[OperationId]:
        """All at the same time."""
        await self.engine.engine.perform(GoOnline(online=False))
        sent = [
            await self.engine.operate(SendMessage(NO_ID, self.account_id, _outgoing(subject, data)), done=False)
            for subject in subjects
        ]
        await self.engine.engine.perform(GoOnline())
        return sent

    async def problems(self) -> list[ProblemKind]:
        """Of all that is in the outbox; waits until each message has one."""
        await self.engine.until(lambda: all(row.problem is not None for row in self.engine.reader.outbox()))
        return [row.problem.kind for row in self.engine.reader.outbox() if row.problem is not None]

    def states(self) -> list[OperationState]:
        return [row.operation_state for row in self.engine.reader.outbox()]

    async def all_sent(self) -> None:
        for _ in range(_DAYS):
            if self.engine.reader.outbox():
                await self.engine.let_pass(DAY)
        await self.engine.until(lambda: not self.engine.reader.outbox())


def _outgoing(subject: str, data: bytes) -> Outgoing:
    return Outgoing(data or message(subject, to="bob@mail.test"), "alice@mail.test", ("bob@mail.test",))


@pytest_asyncio.fixture
async def engine(tmp_path: Path) -> AsyncIterator[PatientEngine]:
    imap = ModelServer()

    async def to_either(server: Server) -> Stream:
        return await (imap.dial(server) if server.host == "imap.test" else dial(server))

    running = PatientEngine(tmp_path / "profile", to_either)
    await running.start()
    yield running
    await running.stop()


async def desk_at(engine: PatientEngine, smtp: Server) -> Desk:
    incoming = Server("imap.test", 993, Security.TLS, "alice")
    account_id = await engine.add(AccountSettings("alice@mail.test", "Alice", incoming, smtp), Secret("open sesame"))
    await engine.online(account_id)
    return Desk(engine, account_id)


def _asked(server: ModelSmtp, verb: str) -> int:
    return sum(line.startswith(verb) for lines in server.said for line in lines)


LOGINS = {
    # Gmail
    "535 5.7.8 Username and Password not accepted. For more information, go to": (ProblemKind.WRONG_PASSWORD, ASKS),
    "534 5.7.9 Application-specific password required.": (ProblemKind.APP_PASSWORD_NEEDED, ASKS),
    "534 5.7.14 Please log in via your web browser and then try again.": (ProblemKind.ACCOUNT_LOCKED, FAILS),
    "454 4.7.0 Too many login attempts, please try again later.": (ProblemKind.TOO_MANY_LOGINS, WAITS),
    # Outlook and Microsoft 365
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.": (
        ProblemKind.SMTP_LOGIN_DISABLED,
        FAILS,
    ),
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.": (
        ProblemKind.SMTP_LOGIN_DISABLED,
        FAILS,
    ),
    "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.": (
        ProblemKind.PASSWORD_LOGIN_OFF,
        FAILS,
    ),
    "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.": (ProblemKind.WRONG_PASSWORD, ASKS),
    "535 5.7.139 Authentication unsuccessful, account is locked": (ProblemKind.ACCOUNT_LOCKED, FAILS),
    # Yahoo, iCloud, Naver
    "535 5.7.0 (#AUTH005) Too many bad auth attempts.": (ProblemKind.TOO_MANY_LOGINS, WAITS),
    "535 5.7.8 Error: authentication failed: authentication failure": (ProblemKind.WRONG_PASSWORD, ASKS),
    "535 5.7.1 Username and Password not accepted": (ProblemKind.WRONG_PASSWORD, ASKS),
    # Postfix, Exim
    "454 4.7.0 Temporary authentication failure: Connection lost to authentication server": (
        ProblemKind.LOGIN_UNAVAILABLE,
        WAITS,
    ),
    "435 Unable to authenticate at present": (ProblemKind.LOGIN_UNAVAILABLE, WAITS),
    "535 Incorrect authentication data": (ProblemKind.WRONG_PASSWORD, ASKS),
    "535 5.7.8 Password expired": (ProblemKind.PASSWORD_EXPIRED, ASKS),
    "538 5.7.11 Encryption required for requested authentication mechanism": (ProblemKind.ENCRYPTION_REQUIRED, FAILS),
    "421 4.7.0 Too many failed authentications, closing connection": (ProblemKind.TOO_MANY_LOGINS, WAITS),
}


@pytest.mark.parametrize("reply", LOGINS)
async def test_a_refused_login(engine: PatientEngine, reply: str) -> None:
    """One attempt for all that wait; then the user is asked, or it is tried again in a while; each is sent once."""
    kind, outcome = LOGINS[reply]
    async with ModelSmtp(PLAIN, {"AUTH": reply}, user="alice") as server:
        desk = await desk_at(engine, server.address)
        first, _ = await desk.send("one", "two")
        assert await desk.problems() == [kind, kind]
        assert _asked(server, "AUTH") == 1
        await engine.let_pass(TOO_MANY_LOGINS_SECONDS - 1 if kind is ProblemKind.TOO_MANY_LOGINS else 0)
        assert _asked(server, "AUTH") == 1
        if outcome is WAITS:
            del server.reply["AUTH"]
            await engine.let_pass(60)
        else:
            await engine.let_pass(DAY)
            assert _asked(server, "AUTH") == 1
            del server.reply["AUTH"]
            await _act(desk, first, outcome)
        await desk.all_sent()
        assert sorted(b"Subject: one" in taken.data for taken in server.taken) == [False, True]


async def _act(desk: Desk, first: OperationId, outcome: str) -> None:
    """What the user does: enters the password where one is asked for, else tries again."""
    asked = any(isinstance(event, PasswordNeeded) for event in desk.engine.events)
    failed = [event.operation_id for event in desk.engine.events if isinstance(event, OperationFailed)]
    assert (asked, failed) == (outcome is ASKS, [first] if outcome is FAILS else [])
    if asked:
        assert isinstance(await desk.engine.request(SetPassword("", desk.account_id, "the right one")), Finished)
    else:
        await desk.engine.engine.perform(RetryOperation(first))


async def test_another_network_does_not_try_a_wrong_password_again(engine: PatientEngine) -> None:
    async with ModelSmtp(PLAIN, {"AUTH": "535 5.7.8 wrong"}, user="alice") as server:
        desk = await desk_at(engine, server.address)
        await desk.send("one")
        assert await desk.problems() == [ProblemKind.WRONG_PASSWORD]
        engine.engine._supervisor.network_changed()
        await engine.let_pass(DAY)
        assert _asked(server, "AUTH") == 1


REFUSALS = [
    ("RCPT", "450 4.2.0 <bob@mail.test>: Recipient address rejected: Greylisted", ProblemKind.ASKED_TO_WAIT, WAITS),
    ("RCPT", "451 4.7.1 Greylisting in action, please come back later", ProblemKind.ASKED_TO_WAIT, WAITS),
    ("RCPT", "452 4.2.2 The email account that you tried to reach is over quota.", ProblemKind.MAILBOX_FULL, WAITS),
    ("RCPT", "552 5.2.2 Mailbox full", ProblemKind.MAILBOX_FULL, FAILS),
    ("RCPT", "550 5.1.1 No such user here", ProblemKind.RECIPIENTS_REFUSED, FAILS),
    ("RCPT", "554 5.7.1 Rejected by policy", ProblemKind.REFUSED_BY_POLICY, FAILS),
    ("MAIL", "553 5.7.1 Sender address rejected: not owned by user alice", ProblemKind.SENDER_NOT_ALLOWED, FAILS),
    ("MAIL", "550 5.7.708 Access denied, traffic not accepted from this IP.", ProblemKind.REFUSED_BY_POLICY, FAILS),
    ("MAIL", "550 5.1.8 Access denied, bad outbound sender", ProblemKind.ACCOUNT_LOCKED, FAILS),
    ("MAIL", "452 4.3.1 Insufficient system storage", ProblemKind.SERVER_BUSY, WAITS),
    ("MAIL", "450 4.7.1 Error: too much mail from you, too many messages", ProblemKind.TOO_MANY_MESSAGES, WAITS),
    ("MAIL", "552 5.3.4 Message size exceeds fixed limit", ProblemKind.MESSAGE_TOO_LARGE, FAILS),
    (".", "554 5.7.1 Message rejected as spam by Content Filtering.", ProblemKind.REFUSED_BY_POLICY, FAILS),
    (".", "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException", ProblemKind.REFUSED_BY_POLICY, FAILS),
    (".", "552 5.2.3 Message exceeds maximum message size", ProblemKind.MESSAGE_TOO_LARGE, FAILS),
    (".", "550 5.4.5 Daily user sending limit exceeded.", ProblemKind.TOO_MANY_MESSAGES, WAITS),
    (".", "451 4.7.1 Please try again later", ProblemKind.ASKED_TO_WAIT, WAITS),
    (".", "451 4.3.0 Error: queue file write error", ProblemKind.SERVER_BUSY, WAITS),
    ("", "421 4.3.2 Service not available, closing transmission channel", ProblemKind.SERVER_BUSY, WAITS),
    ("", "HTTP/1.1 302 Found", ProblemKind.CAPTIVE_PORTAL, WAITS),
    ("", "+OK this is POP3", ProblemKind.NOT_A_MAIL_SERVER, WAITS),
    ("", "", ProblemKind.CONNECTION_LOST, WAITS),
    ("EHLO", "", ProblemKind.CONNECTION_LOST, WAITS),
    ("DATA", "", ProblemKind.CONNECTION_LOST, WAITS),
]


@pytest.mark.parametrize(("verb", "reply", "kind", "outcome"), REFUSALS)
async def test_a_refused_message(
    engine: PatientEngine, verb: str, reply: Reply, kind: ProblemKind, outcome: str
) -> None:
    async with ModelSmtp(PLAIN, {verb: reply}, user="alice") as server:
        desk = await desk_at(engine, server.address)
        (operation_id,) = await desk.send("one")
        assert await desk.problems() == [kind]
        assert desk.states() == [OperationState.FAILED if outcome is FAILS else OperationState.WAITING]
        assert server.taken == []
        del server.reply[verb]
        if outcome is FAILS:
            await engine.let_pass(DAY)
            assert server.taken == []
            await engine.engine.perform(RetryOperation(operation_id))
        await desk.all_sent()
        assert len(server.taken) == 1


async def test_a_server_that_wants_a_login_and_got_none(engine: PatientEngine) -> None:
    """Exchange; the account has no login for sending."""
    words = "530 5.7.57 Client not authenticated to send mail."
    async with ModelSmtp(("8BITMIME",), {"MAIL": words}) as server:
        desk = await desk_at(engine, server.address)
        await desk.send("one")
        assert await desk.problems() == [ProblemKind.PASSWORD_MISSING]


async def test_what_is_too_large_is_not_even_begun(engine: PatientEngine) -> None:
    async with ModelSmtp(("SIZE 100",)) as server:
        desk = await desk_at(engine, server.address)
        await desk.send("one")
        assert await desk.problems() == [ProblemKind.MESSAGE_TOO_LARGE]
        assert _asked(server, "MAIL") == 0
        (row,) = engine.reader.outbox()
        assert row.problem is not None
        assert "100" in problem_text(row.problem).sentence


async def test_a_verdict_that_is_lost_leads_to_no_second_copy(engine: PatientEngine) -> None:
    """The server has it and hangs up: nobody can tell, so only the user's word sends it again."""
    async with ModelSmtp(("8BITMIME",), {".": LOST}) as server:
        desk = await desk_at(engine, server.address)
        await desk.send("one")
        await engine.wait_for(OperationFailed)
        assert await desk.problems() == [ProblemKind.SEND_IN_DOUBT]
        await engine.let_pass(DAY)
        assert len(server.taken) == 1


@pytest.mark.parametrize("full_at", [("in doubt",), ("in doubt", "not sent"), ("begin to send",)])
async def test_a_full_disk_sends_nothing_and_loses_nothing(
    engine: PatientEngine, full_at: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, expected_warnings: list[str]
) -> None:
    expected_warnings += ["account", "disk"]
    live = Writer.transaction
    hit: list[str] = []

    async def full(self: Writer, name: str, *rest: Any, **more: Any) -> Any:
        if name in full_at:
            hit.append(name)
            raise MailError(Problem(ProblemKind.DISK_FULL, "disk"))
        return await live(self, name, *rest, **more)

    async with ModelSmtp(("8BITMIME",)) as server:
        desk = await desk_at(engine, server.address)
        monkeypatch.setattr(Writer, "transaction", full)
        await desk.send("one")
        await engine.until(lambda: set(hit) == set(full_at))
        assert server.taken == []
        assert len(engine.reader.outbox()) == 1
        monkeypatch.setattr(Writer, "transaction", live)
        await desk.all_sent()
        assert len(server.taken) == 1


# --- real servers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("brand", ["postfix", "exim"])
async def test_a_wrong_password_on_real_servers(
    engine: PatientEngine, request: pytest.FixtureRequest, dovecot: Dovecot, brand: str
) -> None:
    server: Postfix | Exim = request.getfixturevalue(brand)
    user = dovecot.add_user("alice")
    bob = dovecot.add_user("bob")
    desk = await desk_at(engine, server.smtp(user))
    await engine.engine.perform(GoOnline(online=False))
    await engine.credentials.store(server.smtp(user), Purpose.SMTP, Secret("wrong"))
    outgoing = Outgoing(message("one", to=bob.name), user.name, (bob.name,))
    await engine.operate(SendMessage(NO_ID, desk.account_id, outgoing), done=False)
    await engine.engine.perform(GoOnline())
    assert await desk.problems() == [ProblemKind.WRONG_PASSWORD]
    assert isinstance(await engine.request(SetPassword("", desk.account_id, user.password)), Finished)
    await desk.all_sent()
    server.wait_until_delivered()
    assert len(dovecot.messages(bob)) == 1


async def test_a_message_that_is_too_large_for_postfix(
    engine: PatientEngine, postfix: Postfix, dovecot: Dovecot
) -> None:
    user = dovecot.add_user("alice")
    desk = await desk_at(engine, postfix.smtp(user))
    await engine.credentials.store(postfix.smtp(user), Purpose.SMTP, user.secret)
    await desk.send("large", data=message("large", text="x\r\n" * MESSAGE_SIZE_LIMIT))
    assert await desk.problems() == [ProblemKind.MESSAGE_TOO_LARGE]
    (row,) = engine.reader.outbox()
    assert row.problem is not None
    assert "2 MB" in problem_text(row.problem).sentence
