"""Submission to a server that breaks off, stalls, lies or leaves at every step: the verdict is never wrong.

A dialogue is played step by step; at step N the fault happens instead. What the server knows at that moment (has it
seen the final dot? has it said that it took the message?) decides which verdicts are true.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from mailclient.engine.accounts import content_upload, smtp_session
from mailclient.engine.accounts.submission import SubmissionResult, check_login
from mailclient.mail.account import Secret, Security
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import dial
from tests.engine.submitting import submit
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer

PASSWORD = Secret("open sesame")
CONTENT = b"Subject: in doubt?\r\n\r\n.one\r\ntwo\r\n"
OUTGOING = Outgoing(CONTENT, "alice@mail.test", ("bob@mail.test", "carol@mail.test"))


class FaultHappened(Exception):  # noqa: N818  it says what happened
    """The rest of the dialogue does not take place."""


Fault = Callable[[Peer], Awaitable[None]]


@dataclass
class Dialogue:
    """A submission as a good server plays it, with a fault at one of its steps."""

    fault_at: int
    fault: Fault
    pipelining: bool = True
    steps: int = 0
    dot_seen: bool = False
    taken: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self, peer: Peer) -> None:
        try:
            await self._before_tls(peer)
            await self._login(peer)
            await self._transaction(peer)
        except FaultHappened:
            return
        finally:
            self.ended.set()

    async def _step(self, peer: Peer) -> None:
        if self.steps == self.fault_at:
            await self.fault(peer)
            raise FaultHappened
        self.steps += 1

    async def _say(self, peer: Peer, *lines: str) -> None:
        await self._step(peer)
        await peer.send(*lines)

    async def _hear(self, peer: Peer, pattern: str) -> None:
        await peer.expect(pattern)
        await self._step(peer)

    async def _before_tls(self, peer: Peer) -> None:
        await self._say(peer, "220 ready")
        await self._hear(peer, r"EHLO \[127\.0\.0\.1\]")
        await self._say(peer, "250-ready", "250 STARTTLS")
        await self._hear(peer, "STARTTLS")
        await self._say(peer, "220 go ahead")
        await peer.start_tls()

    async def _login(self, peer: Peer) -> None:
        await self._hear(peer, r"EHLO \[127\.0\.0\.1\]")
        extensions = ["250-SIZE 1000", "250-8BITMIME", *(["250-PIPELINING"] if self.pipelining else [])]
        await self._say(peer, "250-ready", *extensions, "250 AUTH PLAIN")
        await self._hear(peer, "AUTH PLAIN AGFsaWNlAG9wZW4gc2VzYW1l")
        await self._say(peer, "235 2.7.0 welcome")

    async def _transaction(self, peer: Peer) -> None:
        for pattern in (
            r"MAIL FROM:<alice@mail.test> SIZE=\d+",
            "RCPT TO:<bob@mail.test>",
            "RCPT TO:<carol@mail.test>",
        ):
            await self._hear(peer, pattern)
            await self._say(peer, "250 2.1.0 fine")
        await self._hear(peer, "DATA")
        await self._say(peer, "354 go ahead")
        assert await peer.until(b".one\r\n") == b"Subject: in doubt?\r\n\r\n."
        await self._step(peer)
        assert await peer.until(b"\r\n.\r\n") == b"two"
        self.dot_seen = True
        await self._step(peer)
        await self._step(peer)
        self.taken = True
        await peer.send("250 2.0.0 queued")
        await self._hear(peer, "QUIT")
        await self._say(peer, "221 bye")
        await peer.expect_end()


async def _close(peer: Peer) -> None:
    await peer.close()


async def _reset(peer: Peer) -> None:
    await peer.reset()


async def _leave(peer: Peer) -> None:
    await peer.send("421 4.3.2 shutting down")
    await peer.close()


async def _leave_abruptly(peer: Peer) -> None:
    await peer.send("421 4.3.2 shutting down")
    await peer.reset()


async def _babble(peer: Peer) -> None:
    await peer.send("sorry?")
    await peer.stall()


async def _half_an_answer(peer: Peer) -> None:
    await peer.send_bytes(b"250 2.0.0 o")
    await peer.close()


async def _endless_answer(peer: Peer) -> None:
    try:
        while True:
            await peer.send("250-and so on")
    except ConnectionError:
        return


async def _endless_line(peer: Peer) -> None:
    try:
        while True:
            await peer.send_bytes(b"250 and so on" * 100)
    except ConnectionError:
        return


async def _stall(peer: Peer) -> None:
    await peer.stall()


_NONSENSE = {ProblemKind.SERVER_NONSENSE, ProblemKind.NOT_A_MAIL_SERVER}
"""The second for the very first words."""

FAULTS: dict[str, tuple[Fault, set[ProblemKind]]] = {
    "close": (_close, {ProblemKind.CONNECTION_LOST}),
    "reset": (_reset, {ProblemKind.CONNECTION_LOST}),
    "421": (_leave, {ProblemKind.SERVER_BUSY}),
    # A reset may overtake the words before it.
    "421 and reset": (_leave_abruptly, {ProblemKind.SERVER_BUSY, ProblemKind.CONNECTION_LOST}),
    "nonsense": (_babble, _NONSENSE),
    "half an answer": (_half_an_answer, {ProblemKind.CONNECTION_LOST}),
    "endless answer": (_endless_answer, _NONSENSE),
    "endless line": (_endless_line, _NONSENSE),
}
_IMPATIENT_SECONDS = 0.1
LAST_STEP = 21
"""Of the dialogue with two recipients; its own test keeps the number right."""


async def _submit(dialogue: Dialogue, scripted: StartScripted, commits: list[bool]) -> SubmissionResult:
    async def commit() -> None:
        commits.append(dialogue.dot_seen)

    server = await scripted(dialogue.play, security=Security.STARTTLS)
    return await submit(dial, server.address, PASSWORD, OUTGOING, before_final_dot=commit)


def _check(dialogue: Dialogue, kind: ProblemKind | None, clean: set[ProblemKind], commits: list[bool]) -> None:
    """``kind``: how it failed, None for success."""
    # The commit is before the dot, always.
    assert commits in ([], [False])
    if dialogue.taken:
        assert kind is None
    elif kind is ProblemKind.SEND_IN_DOUBT:
        assert commits, "a doubt that nobody wrote down"
    else:
        assert kind in clean


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "one by one"])
@pytest.mark.parametrize("step", range(LAST_STEP + 1))
@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_at_every_step(scripted: StartScripted, name: str, step: int, pipelining: bool) -> None:
    fault, clean = FAULTS[name]
    dialogue = Dialogue(step, fault, pipelining)
    commits: list[bool] = []
    kind = None
    try:
        await _submit(dialogue, scripted, commits)
    except MailError as error:
        kind = error.problem.kind
    _check(dialogue, kind, clean, commits)
    if dialogue.dot_seen and not dialogue.taken and "421" not in name:
        assert kind is ProblemKind.SEND_IN_DOUBT
    if dialogue.dot_seen and not dialogue.taken and name == "421":
        # It answers the final dot: the server says that it has not taken the message.
        assert kind is ProblemKind.SERVER_BUSY


async def test_without_a_fault_the_message_is_taken(scripted: StartScripted) -> None:
    dialogue = Dialogue(-1, _close)
    commits: list[bool] = []
    result = await _submit(dialogue, scripted, commits)
    assert result == SubmissionResult(OUTGOING.recipients, (), "250 2.0.0 queued")
    assert commits == [False]
    await dialogue.ended.wait()
    assert dialogue.steps == LAST_STEP + 1


class Patience:
    """The client's: as long as ever up to ``end``, hardly any from then on, also for what it waits for already."""

    def __init__(self) -> None:
        self._waits: list[asyncio.Timeout] = []
        self._ended = False

    @asynccontextmanager
    async def deadline(self, seconds: float, subject: str) -> AsyncIterator[None]:
        """In the place of ``transport.deadline``."""
        try:
            async with asyncio.timeout(min(seconds, _IMPATIENT_SECONDS) if self._ended else seconds) as wait:
                self._waits.append(wait)
                try:
                    yield
                finally:
                    self._waits.remove(wait)
        except TimeoutError as error:
            raise MailError(Problem(ProblemKind.TIMED_OUT, subject)) from error

    def end(self) -> None:
        self._ended = True
        for wait in self._waits:
            wait.reschedule(asyncio.get_running_loop().time() + _IMPATIENT_SECONDS)


@pytest.mark.parametrize("step", range(LAST_STEP + 1))
async def test_a_stall_at_every_step(scripted: StartScripted, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    patience = Patience()
    for module in (smtp_session, content_upload):
        monkeypatch.setattr(module, "deadline", patience.deadline)

    async def stall(peer: Peer) -> None:
        patience.end()
        await peer.stall()

    dialogue = Dialogue(step, stall)
    commits: list[bool] = []
    kind = None
    try:
        await _submit(dialogue, scripted, commits)
    except MailError as error:
        kind = error.problem.kind
    # Silence instead of a greeting is what a port does that waits for TLS.
    _check(dialogue, kind, {ProblemKind.TIMED_OUT if step else ProblemKind.TLS_FAILED}, commits)
    if dialogue.dot_seen and not dialogue.taken:
        assert kind is ProblemKind.SEND_IN_DOUBT


@pytest.mark.parametrize("step", range(LAST_STEP - 1))
async def test_cancelled_at_every_step(scripted: StartScripted, step: int) -> None:
    reached = asyncio.Event()

    async def wait_for_the_end(peer: Peer) -> None:
        reached.set()
        await peer.stall()

    dialogue = Dialogue(step, wait_for_the_end)
    commits: list[bool] = []
    running = asyncio.create_task(_submit(dialogue, scripted, commits))
    await reached.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert commits == [False] if dialogue.dot_seen else commits in ([], [False])


@pytest.mark.parametrize("step", range(LAST_STEP - 1, LAST_STEP + 1))
async def test_the_verdict_does_not_wait_for_the_farewell(
    scripted: StartScripted, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(smtp_session, "_FAREWELL_SECONDS", 0.05)
    dialogue = Dialogue(step, _stall)
    result = await _submit(dialogue, scripted, [])
    assert result.server_reply == "250 2.0.0 queued"
    assert smtp_session._farewells


async def test_the_doubt_names_the_message(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250 ready")
        await _answers("250 fine", "250 fine", "250 fine", "354 go")(peer)
        await peer.until(b"\r\n.\r\n")
        await peer.reset()

    server = await scripted(script, security=Security.NONE)
    with pytest.raises(MailError) as caught:
        await submit(dial, server.address, None, OUTGOING, before_final_dot=_nothing)
    assert caught.value.problem.kind is ProblemKind.SEND_IN_DOUBT
    assert caught.value.problem.subject == "in doubt?"


async def _nothing() -> None:
    return


def _plain_script(*rest: Callable[[Peer], Awaitable[None]], extensions: tuple[str, ...] = ()) -> Fault:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", *(f"250-{extension}" for extension in extensions), "250 HELP")
        for part in rest:
            await part(peer)

    return script


def _answers(*replies: str) -> Fault:
    async def part(peer: Peer) -> None:
        for reply in replies:
            await peer.line()
            await peer.send(reply)

    return part


async def _expect_end(peer: Peer) -> None:
    await peer.expect_end()


async def _expect_quit(peer: Peer) -> None:
    await peer.expect("QUIT")
    await peer.send("221 bye")
    await peer.expect_end()


async def _failure(scripted: StartScripted, script: Fault, outgoing: Outgoing = OUTGOING) -> MailError:
    server = await scripted(script, security=Security.NONE)
    with pytest.raises(MailError) as caught:
        await submit(dial, server.address, None, outgoing, before_final_dot=_nothing)
    return caught.value


async def test_leave_to_send_but_no_recipient_is_given_back_with_a_lone_dot(scripted: StartScripted) -> None:
    """RFC 2920 section 3.1."""

    async def lone_dot(peer: Peer) -> None:
        await peer.expect(r"\.")
        await peer.send("554 no valid recipients")

    replies = _answers("250 fine", "550 no", "550 no", "354 go")
    script = _plain_script(replies, lone_dot, _expect_quit, extensions=("PIPELINING",))
    assert (await _failure(scripted, script)).problem.kind is ProblemKind.RECIPIENTS_REFUSED


async def test_leave_to_send_from_a_refused_sender_is_never_used(scripted: StartScripted) -> None:
    """Its recipients would get an empty message."""
    replies = _answers("550 not you", "250 fine", "250 fine", "354 go")
    script = _plain_script(replies, _expect_end, extensions=("PIPELINING",))
    assert (await _failure(scripted, script)).problem.kind is ProblemKind.MESSAGE_REFUSED


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        (("552 5.3.4 too big", "503 no", "503 no", "503 no"), ProblemKind.MESSAGE_TOO_LARGE),
        (("552 too big", "503 no", "503 no", "503 no"), ProblemKind.MESSAGE_TOO_LARGE),
        (("552 5.2.2 mailbox full", "503 no", "503 no", "503 no"), ProblemKind.MAILBOX_FULL),
        (("530 5.7.0 log in first", "503 no", "503 no", "503 no"), ProblemKind.PASSWORD_MISSING),
        (("550 5.7.1 not you", "503 no", "503 no", "503 no"), ProblemKind.REFUSED_BY_POLICY),
        (("452 4.3.1 disk full", "503 no", "503 no", "503 no"), ProblemKind.SERVER_BUSY),
        (("250 fine", "450 later", "451 later", "503 no"), ProblemKind.ASKED_TO_WAIT),
        (("250 fine", "450 later", "550 no", "503 no"), ProblemKind.RECIPIENTS_REFUSED),
        (("250 fine", "250 fine", "550 no", "451 later"), ProblemKind.SERVER_BUSY),
        (("250 fine", "250 fine", "550 no", "554 no"), ProblemKind.MESSAGE_REFUSED),
    ],
)
async def test_refusals_before_the_content(
    scripted: StartScripted, replies: tuple[str, ...], kind: ProblemKind
) -> None:
    script = _plain_script(_answers(*replies), _expect_quit)
    assert (await _failure(scripted, script)).problem.kind is kind


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("552 5.3.4 too big", ProblemKind.MESSAGE_TOO_LARGE),
        ("550 5.7.1 spam", ProblemKind.REFUSED_BY_POLICY),
        ("451 4.3.0 try later", ProblemKind.SERVER_BUSY),
    ],
)
async def test_refusals_of_the_content(scripted: StartScripted, reply: str, kind: ProblemKind) -> None:
    async def content(peer: Peer) -> None:
        await peer.until(b"\r\n.\r\n")
        await peer.send(reply)

    script = _plain_script(_answers("250 fine", "250 fine", "250 fine", "354 go"), content, _expect_quit)
    error = await _failure(scripted, script)
    assert error.problem.kind is kind
    assert error.problem.detail == reply


async def test_a_refusal_amid_the_content_ends_the_upload(scripted: StartScripted) -> None:
    large = Outgoing(CONTENT + b"x" * 20_000_000 + b"\r\n", OUTGOING.mail_from, OUTGOING.recipients)

    async def content(peer: Peer) -> None:
        await peer.exactly(100_000)
        await peer.send("552 5.3.4 that is enough")
        await peer.stall()

    script = _plain_script(_answers("250 fine", "250 fine", "250 fine", "354 go"), content)
    assert (await _failure(scripted, script, large)).problem.kind is ProblemKind.MESSAGE_TOO_LARGE


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [
        ("554 5.7.1 go away", ProblemKind.SERVER_REFUSED),
        ("450 busy", ProblemKind.SERVER_BUSY),
        ("421 4.7.0 too many connections", ProblemKind.SERVER_BUSY),
    ],
)
async def test_unfriendly_greetings(scripted: StartScripted, greeting: str, kind: ProblemKind) -> None:
    async def script(peer: Peer) -> None:
        await peer.send(greeting)
        await peer.stall()

    assert (await _failure(scripted, script)).problem.kind is kind


async def _login_failure(scripted: StartScripted, offer: str, *parts: Fault) -> MailError:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", f"250 {offer}")
        for part in parts:
            await part(peer)

    server = await scripted(script)
    with pytest.raises(MailError) as caught:
        await check_login(dial, server.address, PASSWORD)
    return caught.value


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("535 5.7.8 wrong", ProblemKind.WRONG_PASSWORD),
        ("534 5.7.9 application-specific password required", ProblemKind.APP_PASSWORD_NEEDED),
        ("550 5.7.8 wrong", ProblemKind.WRONG_PASSWORD),
        ("454 4.7.0 temporary failure", ProblemKind.LOGIN_UNAVAILABLE),
        ("421 4.7.0 too many failures", ProblemKind.TOO_MANY_LOGINS),
        ("504 5.5.4 unknown mechanism", ProblemKind.NO_COMMON_LOGIN),
        ("538 5.7.11 encryption required", ProblemKind.ENCRYPTION_REQUIRED),
        ("550 5.7.1 account suspended", ProblemKind.ACCOUNT_LOCKED),
        ("550 5.7.1 not for you", ProblemKind.SERVER_REFUSED),
    ],
)
async def test_refused_logins(scripted: StartScripted, reply: str, kind: ProblemKind) -> None:
    async def script(peer: Peer) -> None:
        await peer.expect("AUTH PLAIN .*")
        await peer.send(reply)
        if not reply.startswith("421"):
            await _expect_quit(peer)

    error = await _login_failure(scripted, "AUTH PLAIN", script)
    assert error.problem.kind is kind
    assert "sesame" not in repr(error)


async def test_the_server_asks_for_user_and_password(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.expect("AUTH LOGIN")
        await peer.send("334 VXNlcm5hbWU6")
        await peer.expect("YWxpY2U=")
        await peer.send("334 UGFzc3dvcmQ6")
        await peer.expect("b3BlbiBzZXNhbWU=")
        await peer.send("535 5.7.8 wrong")
        await _expect_quit(peer)

    error = await _login_failure(scripted, "AUTH LOGIN X-OTHER", script)
    assert error.problem.kind is ProblemKind.WRONG_PASSWORD


async def test_no_way_to_log_in(scripted: StartScripted) -> None:
    error = await _login_failure(scripted, "AUTH GSSAPI NTLM", _expect_quit)
    assert error.problem.kind is ProblemKind.NO_COMMON_LOGIN
    assert error.problem.detail == "GSSAPI NTLM"


async def test_starttls_that_is_not_offered_is_not_done_without(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", "250 AUTH PLAIN LOGIN")
        await _expect_quit(peer)

    server = await scripted(script, security=Security.STARTTLS)
    with pytest.raises(MailError, match="starttls_missing"):
        await check_login(dial, server.address, PASSWORD)


@pytest.mark.parametrize("injected", ["250-evil\r\n250 AUTH PLAIN\r\n", "2", "\r\n"])
async def test_words_between_starttls_and_tls_are_an_attack(scripted: StartScripted, injected: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", "250 STARTTLS")
        await peer.expect("STARTTLS")
        await peer.send_bytes(b"220 go ahead\r\n" + injected.encode())
        await peer.expect_end()

    server = await scripted(script, security=Security.STARTTLS)
    with pytest.raises(MailError, match="starttls_injection"):
        await check_login(dial, server.address, PASSWORD)


async def test_what_was_offered_before_tls_does_not_count(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", "250-AUTH PLAIN", "250 STARTTLS")
        await peer.expect("STARTTLS")
        await peer.send("220 go ahead")
        await peer.start_tls()
        await peer.expect("EHLO .*")
        await peer.send("250 ready")
        await _expect_quit(peer)

    server = await scripted(script, security=Security.STARTTLS)
    with pytest.raises(MailError, match="no_common_login"):
        await check_login(dial, server.address, PASSWORD)


async def test_a_slow_server_is_only_slow(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send_slowly("220-welcome", "220 ready")
        await peer.expect("EHLO .*")
        await peer.send_slowly("250-ready", "250 PIPELINING")
        for reply in ("250 fine", "250 fine", "550 no", "354 go"):
            await peer.line()
            await peer.send_slowly(reply)
        await peer.until(b"\r\n.\r\n")
        await peer.send_slowly("250-taken", "250 and done")
        await _expect_quit(peer)

    server = await scripted(script, security=Security.NONE)
    result = await submit(dial, server.address, None, OUTGOING, before_final_dot=_nothing)
    assert result.accepted == ("bob@mail.test",)
    assert result.server_reply == "250 taken and done"
