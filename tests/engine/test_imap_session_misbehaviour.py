"""The IMAP session against servers that stall, break off, lie or refuse."""

import asyncio
import base64

import pytest

from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.memory import memory_pipe
from mailclient.transport.stream import Stream
from mailclient.transport.tls import TlsFacts
from mailclient.wire.imap.codes import ProgressCode
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.events import Condition, Event, Exists, Fetch, LiteralChunk, Unparsed
from mailclient.wire.imap.number_set import NumberSet
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer, Script, ScriptedServer

PLAIN = base64.b64encode(b"\0alice\0secret").decode()
MESSAGE = b"Subject: one\r\n\r\nHello\r\n"


async def greet(peer: Peer, capabilities: str = "IMAP4rev1 AUTH=PLAIN SASL-IR") -> None:
    await peer.send(f"* OK [CAPABILITY {capabilities}] ready")
    await peer.expect(f"A1 AUTHENTICATE PLAIN {PLAIN}")
    await peer.send(f"A1 OK [CAPABILITY {capabilities}] in")


async def select(peer: Peer) -> None:
    tag = (await peer.expect(r"(A\d+) SELECT INBOX")).group(1)
    await peer.send("* 1 EXISTS", "* OK [UIDVALIDITY 9] v", "* FLAGS (\\Seen)", f"{tag} OK [READ-WRITE] selected")


async def goodbye(peer: Peer) -> None:
    tag = (await peer.expect(r"(A\d+) LOGOUT")).group(1)
    await peer.send("* BYE bye", f"{tag} OK logged out")
    await peer.close()


async def opened(server: ScriptedServer, seconds: float = 10) -> ImapSession:
    return await ImapSession.open(server.address, Secret("secret"), dial, timeout_seconds=seconds)


async def impatient(server: ScriptedServer, seconds: float) -> ImapSession:
    """Logged in without haste; the server may be silent for so long from then on."""
    session = await opened(server)
    session._wire.timeout_seconds = seconds
    return session


async def problem_of_opening(scripted: StartScripted, script: Script, security: Security = Security.TLS) -> Problem:
    server = await scripted(script, security=security)
    with pytest.raises(MailError) as caught:
        await opened(server)
    return caught.value.problem


# --- the way in -------------------------------------------------------------------------------------------------


async def test_server_is_full(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* BYE [UNAVAILABLE] too many connections")

    problem = await problem_of_opening(scripted, script)
    assert (problem.kind, problem.detail) == (ProblemKind.TOO_MANY_CONNECTIONS, "too many connections")


async def test_server_is_no_imap_server(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 mail.example.org ESMTP")
        await peer.expect_end()

    assert (await problem_of_opening(scripted, script)).kind is ProblemKind.SERVER_NONSENSE


async def test_server_hangs_up_at_once(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.close()

    assert (await problem_of_opening(scripted, script)).kind is ProblemKind.CONNECTION_LOST


async def test_server_never_greets(scripted: StartScripted) -> None:
    server = await scripted(Peer.stall)
    with pytest.raises(MailError) as caught:
        await opened(server, 0.2)
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT


async def test_a_port_for_tls_waits_in_silence_for_it(scripted: StartScripted) -> None:
    server = await scripted(Peer.stall, security=Security.STARTTLS)
    with pytest.raises(MailError) as caught:
        await opened(server, 0.2)
    assert caught.value.problem.kind is ProblemKind.TLS_FAILED


async def test_starttls_is_refused(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")
        await peer.expect("A1 STARTTLS")
        await peer.send("A1 BAD unknown command")
        await peer.expect_end()

    assert (await problem_of_opening(scripted, script, Security.STARTTLS)).kind is ProblemKind.STARTTLS_MISSING


async def test_starttls_is_skipped_by_preauth(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* PREAUTH [CAPABILITY IMAP4rev1] come in")
        await peer.expect_end()

    assert (await problem_of_opening(scripted, script, Security.STARTTLS)).kind is ProblemKind.STARTTLS_MISSING


@pytest.mark.parametrize("injected", ["* CAPABILITY IMAP4rev1 AUTH=LOGIN", "A2 OK logged in", "* BYE"])
async def test_words_before_tls_are_an_attack(scripted: StartScripted, injected: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK ready")
        await peer.expect("A1 STARTTLS")
        await peer.send("A1 OK begin TLS", injected)
        await peer.expect_end()

    assert (await problem_of_opening(scripted, script, Security.STARTTLS)).kind is ProblemKind.STARTTLS_INJECTION


async def test_what_was_offered_before_tls_is_forgotten(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR LOGINDISABLED] ready")
        await peer.expect("A1 STARTTLS")
        await peer.send("A1 OK begin TLS")
        await peer.start_tls()
        await peer.expect("A2 CAPABILITY")
        await peer.send("* CAPABILITY IMAP4rev1", "A2 OK done")
        await peer.expect("A3 LOGIN alice secret")
        await peer.send("A3 OK [CAPABILITY IMAP4rev1] in")
        await goodbye(peer)

    session = await opened(await scripted(script, security=Security.STARTTLS))
    await session.close()


async def test_no_way_to_log_in(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] ready")
        await peer.expect_end()

    problem = await problem_of_opening(scripted, script)
    assert (problem.kind, problem.detail) == (ProblemKind.NO_COMMON_LOGIN, "the server offers GSSAPI")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("NO [AUTHENTICATIONFAILED] wrong", ProblemKind.WRONG_PASSWORD),
        ("NO Go away", ProblemKind.WRONG_PASSWORD),
        ("NO [UNAVAILABLE] the directory is down", ProblemKind.LOGIN_UNAVAILABLE),
        ("BAD syntax", ProblemKind.SERVER_REFUSED),
    ],
)
async def test_login_is_refused(scripted: StartScripted, answer: str, kind: ProblemKind) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR LOGINDISABLED] ready")
        await peer.expect("A1 AUTHENTICATE PLAIN .*")
        await peer.send(f"A1 {answer}")
        await peer.expect_end()

    assert (await problem_of_opening(scripted, script)).kind is kind


async def test_login_in_three_steps_without_initial_response(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 AUTH=LOGIN] ready")
        await peer.expect("A1 AUTHENTICATE LOGIN")
        await peer.send("+ VXNlcm5hbWU6")
        assert base64.b64decode(await peer.line()) == b"alice"
        await peer.send("+ UGFzc3dvcmQ6")
        assert base64.b64decode(await peer.line()) == b"secret"
        await peer.send("A1 OK in")
        await peer.expect("A2 CAPABILITY")
        await peer.send("* CAPABILITY IMAP4rev1", "A2 OK done")
        await goodbye(peer)

    session = await opened(await scripted(script))
    await session.close()


async def test_exchange_refuses_id(scripted: StartScripted) -> None:
    """provider-quirks 05: a refusal of ID does not end the session."""

    async def script(peer: Peer) -> None:
        await greet(peer, "IMAP4rev1 AUTH=PLAIN SASL-IR ID")
        await peer.expect(r'A2 ID \("name" "mailclient"\)')
        await peer.send("A2 BAD Command Argument Error")
        await goodbye(peer)

    session = await opened(await scripted(script))
    await session.close()


# --- while working ----------------------------------------------------------------------------------------------


async def test_break_off_in_the_middle_of_a_literal(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await select(peer)
        await peer.expect(r"A3 UID FETCH 1 \(UID BODY.PEEK\[\]\)")
        await peer.send_bytes(b"* 1 FETCH (UID 1 BODY[] {1000000}\r\n" + b"x" * 500_000)
        await peer.reset()

    session = await opened(await scripted(script))
    await session.select("INBOX")
    received: list[LiteralChunk] = []

    async def take(chunk: LiteralChunk) -> None:
        received.append(chunk)

    with pytest.raises(MailError) as caught:
        await session.run(UidFetch(NumberSet.of([1]), (peek(""),)), on_chunk=take)
    assert caught.value.problem.kind is ProblemKind.CONNECTION_LOST
    assert not any(chunk.last for chunk in received)
    assert not session.alive
    await session.close()


async def test_stall_in_the_middle_of_an_answer(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        await peer.send_bytes(b"* 1 EXI")
        await peer.stall()

    session = await impatient(await scripted(script), 0.3)
    with pytest.raises(MailError) as caught:
        await asyncio.gather(session.run(Noop()), session.run(Noop()))
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT
    await session.close()


async def test_stall_while_a_message_is_appended(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect(r"A2 APPEND Sent \{23\}")
        await peer.stall()

    session = await impatient(await scripted(script), 0.3)
    with pytest.raises(MailError) as caught:
        await session.run(Append.of("Sent", MESSAGE))
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT
    await session.close()


async def test_append_waits_for_leave_and_others_wait_for_append(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect(r"A2 APPEND Sent \{23\}")
        await peer.send("+ go on")
        assert await peer.exactly(25) == MESSAGE + b"\r\n"
        await peer.expect("A3 NOOP")
        await peer.send("A2 OK appended", "A3 OK done")
        await goodbye(peer)

    session = await opened(await scripted(script))
    results = await asyncio.gather(session.run(Append.of("Sent", MESSAGE)), session.run(Noop()))
    assert all(result.ok for result in results)
    await session.close()


async def test_append_that_is_refused_is_not_sent(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect(r"A2 APPEND Sent \{23\}")
        await peer.send("A2 NO [OVERQUOTA] full")
        await goodbye(peer)

    session = await opened(await scripted(script))
    with pytest.raises(MailError) as caught:
        await session.run(Append.of("Sent", MESSAGE))
    assert caught.value.problem.kind is ProblemKind.QUOTA_FULL
    assert "full" in caught.value.problem.detail
    await session.close()


async def test_yandex_cuts_an_answer_short(scripted: StartScripted) -> None:
    """provider-quirks 21: nothing wrong is believed, the rest is kept, the session lives."""

    async def script(peer: Peer) -> None:
        await greet(peer)
        await select(peer)
        await peer.expect("A3 UID FETCH .*")
        await peer.send("* 1 FETCH (UID 10 BODY[2] * 2 FETCH (UID 11 FLAGS ())", "* 3 FETCH (UID 12 FLAGS ())")
        await peer.send("A3 OK done")
        await goodbye(peer)

    session = await opened(await scripted(script))
    news: list[Event] = []
    session.on_news = news.append
    await session.select("INBOX")
    result = await session.run(UidFetch(NumberSet.span(10, 12), ("FLAGS",)))
    assert [event.uid for event in result.all(Fetch)] == [12]
    assert [type(event) for event in news] == [Unparsed]
    await session.close()


async def test_answer_to_nobody_ends_the_connection(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        await peer.send("A7 OK what you never asked")
        await peer.expect_end()

    session = await opened(await scripted(script))
    with pytest.raises(MailError) as caught:
        await session.run(Noop())
    assert caught.value.problem.kind is ProblemKind.SERVER_NONSENSE
    await session.close()


async def test_endless_line_ends_the_connection(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        try:
            while True:
                await peer.send_bytes(b"x" * 65536)
        except ConnectionError:
            return

    session = await opened(await scripted(script))
    with pytest.raises(MailError) as caught:
        await session.run(Noop())
    assert caught.value.problem.kind is ProblemKind.SERVER_NONSENSE
    await session.close()


async def test_bye_gives_the_reason(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        await peer.send("* BYE shutting down for maintenance")

    session = await opened(await scripted(script))
    with pytest.raises(MailError) as caught:
        await session.run(Noop())
    assert caught.value.problem == Problem(
        ProblemKind.CONNECTION_LOST, caught.value.problem.subject, "shutting down for maintenance"
    )
    await session.close()


async def test_what_the_server_did_is_not_forgotten_when_it_goes_mad(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer, "IMAP4rev1 AUTH=PLAIN SASL-IR LITERAL+")
        await peer.expect(r"A2 APPEND Sent \{23\+\}")
        await peer.exactly(25)
        await peer.expect("A3 NOOP")
        await peer.send("A2 OK [APPENDUID 1 7] appended", "rubbish")
        await peer.expect_end()

    session = await opened(await scripted(script))
    append, noop = await asyncio.gather(
        session.run(Append.of("Sent", MESSAGE)), session.run(Noop()), return_exceptions=True
    )
    assert not isinstance(append, BaseException)
    assert append.ok
    assert isinstance(noop, MailError)
    assert noop.problem.kind is ProblemKind.SERVER_NONSENSE
    await session.close()


async def test_last_words_are_heard_although_writing_fails() -> None:
    ours, theirs = memory_pipe()

    class Deaf:
        """Takes the login, then no further byte; what it said is still to be read."""

        def __init__(self) -> None:
            self.deaf = False

        async def read(self, limit: int = 65536) -> bytes:
            return await ours.read(limit)

        async def write(self, data: bytes) -> None:
            if self.deaf:
                raise MailError(Problem(ProblemKind.CONNECTION_LOST, "localhost:1", "broken pipe"))
            await ours.write(data)

        async def start_tls(self) -> None:
            raise NotImplementedError

        async def start_deflate(self) -> Stream:
            raise NotImplementedError

        @property
        def tls(self) -> TlsFacts | None:
            return None

        async def close(self) -> None:
            await ours.close()

    stream = Deaf()

    async def dial_memory(server: Server) -> Stream:
        del server
        return stream

    serving = asyncio.create_task(_polite_server(theirs))
    session = await ImapSession.open(Server("localhost", 1, Security.NONE, "alice"), Secret("secret"), dial_memory)
    stream.deaf = True
    running = asyncio.create_task(session.run(Noop()))
    await asyncio.sleep(0)
    await theirs.write(b"* BYE restarting\r\n")
    await theirs.close()
    with pytest.raises(MailError) as caught:
        await running
    assert caught.value.problem.detail == "restarting"
    await session.close()
    await serving


async def test_a_failing_receiver_fails_its_own_command_only(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await select(peer)
        await peer.expect("A3 UID FETCH .*")
        await peer.expect("A4 NOOP")
        await peer.send_bytes(b"* 1 FETCH (UID 1 BODY[] {300000}\r\n" + b"x" * 300_000 + b")\r\n")
        await peer.send("A3 OK done", "A4 OK done")
        await goodbye(peer)

    async def full(chunk: LiteralChunk) -> None:
        raise MailError(Problem(ProblemKind.DISK_FULL, "store", f"at {chunk.offset}"))

    session = await opened(await scripted(script))
    await session.select("INBOX")
    fetch = session.run(UidFetch(NumberSet.of([1]), (peek(""),)), on_chunk=full)
    failed, fine = await asyncio.gather(fetch, session.run(Noop()), return_exceptions=True)
    assert isinstance(failed, MailError)
    assert failed.problem.kind is ProblemKind.DISK_FULL
    assert not isinstance(fine, BaseException)
    await session.close()


async def test_a_mistake_of_ours_ends_the_connection_at_once(
    scripted: StartScripted, expected_warnings: list[str]
) -> None:
    expected_warnings.append("ended the connection")

    async def script(peer: Peer) -> None:
        await greet(peer)
        await select(peer)
        await peer.expect("A3 NOOP")
        await peer.send("* 2 EXISTS")
        await peer.expect_end()

    def stumble(event: Event) -> None:
        raise ZeroDivisionError(str(event))

    session = await opened(await scripted(script))
    await session.select("INBOX")
    session.on_news = stumble
    with pytest.raises(MailError) as caught:
        await session.run(Noop())
    assert caught.value.problem.kind is ProblemKind.INTERNAL
    assert not session.alive
    await session.close()


async def test_a_cancelled_run_leaves_the_session_usable(scripted: StartScripted) -> None:
    go_on = asyncio.Event()

    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect(r"A2 SELECT INBOX")
        go_on.set()
        await peer.send("* 1 EXISTS", "A2 OK selected")
        tag = (await peer.expect(r"(A\d) NOOP")).group(1)
        await peer.send(f"{tag} OK done")
        await goodbye(peer)

    session = await opened(await scripted(script))
    selecting = asyncio.create_task(session.select("INBOX"))
    await go_on.wait()
    selecting.cancel()
    await asyncio.gather(selecting, return_exceptions=True)
    assert session.selected is None
    assert (await session.run(Noop())).ok
    await session.close()


async def test_server_without_idle_is_asked_at_the_end(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        await peer.send("* 5 EXISTS", "A2 OK done")
        await goodbye(peer)

    session = await opened(await scripted(script))
    assert await session.idle(max_seconds=0.01) == (Exists(5),)
    await session.close()


async def test_server_that_refuses_to_say_goodbye(scripted: StartScripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailclient.engine.accounts.imap_session._GOODBYE_SECONDS", 0.1)

    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.stall()

    session = await opened(await scripted(script))
    await asyncio.wait_for(session.close(), 5)
    assert not session.alive


# --- cancelled anywhere -----------------------------------------------------------------------------------------


async def _polite_server(stream: Stream) -> None:
    """Enough of a server for login, SELECT, NOOP and IDLE, over a memory pipe."""
    idle_tag = ""
    await stream.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE ID] ready\r\n")
    while data := await stream.read():
        for line in data.decode().split("\r\n")[:-1]:
            tag, _, rest = line.partition(" ")
            if tag == "DONE":
                await stream.write(f"{idle_tag} OK done\r\n".encode())
            elif rest == "IDLE":
                idle_tag = tag
                await stream.write(b"+ idling\r\n")
            else:
                await stream.write(f"* OK for {rest.split()[0]}\r\n{tag} OK done\r\n".encode())


@pytest.mark.parametrize("steps", range(0, 60, 3))
async def test_cancelled_while_opening_closes_the_stream(steps: int) -> None:
    ours, theirs = memory_pipe()
    serving = asyncio.create_task(_polite_server(theirs))

    async def dial_memory(server: Server) -> Stream:
        del server
        return ours

    opening = asyncio.create_task(
        ImapSession.open(Server("localhost", 1, Security.NONE, "alice"), Secret("secret"), dial_memory)
    )
    for _ in range(steps):
        await asyncio.sleep(0)
    opening.cancel()
    (outcome,) = await asyncio.gather(opening, return_exceptions=True)
    if isinstance(outcome, ImapSession):
        await outcome.close()
    elif steps == 0:
        await ours.close()
    await asyncio.wait_for(serving, 5)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("steps", range(0, 40, 2))
async def test_cancelled_anywhere_the_session_stays_in_step(steps: int) -> None:
    ours, theirs = memory_pipe()
    serving = asyncio.create_task(_polite_server(theirs))

    async def dial_memory(server: Server) -> Stream:
        del server
        return ours

    session = await ImapSession.open(Server("localhost", 1, Security.NONE, "alice"), Secret("secret"), dial_memory)

    async def work() -> None:
        await session.select("INBOX")
        await session.run(Noop())
        await session.idle(max_seconds=60)

    working = asyncio.create_task(work())
    for _ in range(steps):
        await asyncio.sleep(0)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    result = await asyncio.wait_for(session.run(Noop()), 5)
    assert result.ok
    await session.close()
    await asyncio.wait_for(serving, 5)
    assert asyncio.all_tasks() == {asyncio.current_task()}


# --- silence and chatter ----------------------------------------------------------------------------------------


async def serving(server: ScriptedServer) -> MailServer:
    return await MailServer.connect(dial, server.address, Secret("secret"))


async def test_a_half_open_connection_in_idle_gives_no_sign_of_life(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer, "IMAP4rev1 AUTH=PLAIN SASL-IR IDLE")
        await peer.expect("A2 IDLE")
        await peer.send("+ idling")
        await peer.stall()

    server = await serving(await scripted(script))
    idle = asyncio.create_task(server.wait_for_news(1000))
    await asyncio.sleep(0)
    await server.prove_alive(0.2)
    with pytest.raises(MailError) as caught:
        await server.fail_when_lost()
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT
    with pytest.raises(MailError):
        await idle
    assert not server.alive
    await server.close()


async def test_a_sign_of_life(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer, "IMAP4rev1 AUTH=PLAIN SASL-IR IDLE")
        await peer.expect("A2 IDLE")
        await peer.send("+ idling")
        await peer.expect("DONE")
        await peer.send("A2 OK done")
        await peer.expect("A3 NOOP")
        await peer.send("A3 OK here")
        await goodbye(peer)

    server = await serving(await scripted(script))
    idle = asyncio.create_task(server.wait_for_news(1000))
    await asyncio.sleep(0)
    await server.prove_alive(10)
    assert await idle is False
    await server.close()


async def test_a_server_that_said_it_is_at_work_has_more_time_to_prove_itself(scripted: StartScripted) -> None:
    told = asyncio.Event()

    async def script(peer: Peer) -> None:
        await greet(peer, "IMAP4rev1 AUTH=PLAIN SASL-IR")
        await select(peer)
        await peer.expect("A3 UID SEARCH TEXT x")
        await peer.send('* OK [INPROGRESS ("A3" 5 10)] Still at it')
        await peer.expect("A4 NOOP")
        await asyncio.sleep(0.5)
        await peer.send("* SEARCH 1", "A3 OK done", "A4 OK here")
        await goodbye(peer)

    server = await serving(await scripted(script))
    await server.open_folder("INBOX")
    shares: list[float | None] = []

    def tell(share: float | None) -> None:
        shares.append(share)
        told.set()

    with server.told_progress(tell):
        searching = asyncio.create_task(server.search("TEXT", "x"))
        await told.wait()
        await server.prove_alive(0.05)
        assert list(await searching) == [1]
    assert shares == [0.5]
    assert server.alive
    await server.close()


async def _talk(peer: Peer, *lines: str) -> None:
    try:
        while True:
            await peer.send(*lines)
            await asyncio.sleep(0.02)
    except ConnectionError:
        return


async def test_words_that_are_no_answer_do_not_keep_us_waiting_for_ever(
    scripted: StartScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailclient.engine.accounts.imap_wire.CHATTER_LIMIT", 2)

    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        await _talk(peer, "* OK Still here", "* 7 EXISTS")

    session = await impatient(await scripted(script), 0.3)
    with pytest.raises(MailError) as caught:
        await session.run(Noop())
    assert caught.value.problem.kind is ProblemKind.TIMED_OUT
    await session.close()


async def test_a_flood_ends_the_connection_and_leaves_the_loop_its_turns(
    scripted: StartScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailclient.engine.accounts.imap_wire.UNASKED_EVENTS_MAX", 30_000)

    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        try:
            while True:
                await peer.send_bytes(b"* 1 EXISTS\r\n" * 20_000)
        except ConnectionError:
            return

    session = await opened(await scripted(script))
    turns = 0
    asking = asyncio.create_task(session.run(Noop()))
    while not asking.done():
        await asyncio.sleep(0)
        turns += 1
    with pytest.raises(MailError) as caught:
        await asking
    assert caught.value.problem.kind is ProblemKind.SERVER_NONSENSE
    assert turns > 10
    await session.close()


async def test_a_server_at_work_is_waited_for_and_says_how_far_it_is(
    scripted: StartScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 9585: INPROGRESS is life, however long it takes, and comes up as news."""
    monkeypatch.setattr("mailclient.engine.accounts.imap_wire.CHATTER_LIMIT", 1)

    async def script(peer: Peer) -> None:
        await greet(peer)
        await peer.expect("A2 NOOP")
        for done in range(30):
            await peer.send(f'* OK [INPROGRESS ("A2" {done} 40)] Still at it')
            await asyncio.sleep(0.05)
        await peer.send("A2 OK done")
        await goodbye(peer)

    session = await impatient(await scripted(script), 1.0)
    news: list[Event] = []
    session.on_news = news.append
    assert (await session.run(Noop())).ok
    told = [event.code for event in news if isinstance(event, Condition)]
    assert [(code.reached, code.total) for code in told if isinstance(code, ProgressCode)] == [
        (done, 40) for done in range(30)
    ]
    await session.close()
