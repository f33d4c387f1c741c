"""Which ways a POP3 login takes, and what its refusals mean; real servers are in ``test_pop3_dovecot``."""

import asyncio
import re

import pytest

from mailclient.engine.accounts import pop3_session
from mailclient.engine.accounts.pop3_login import connect
from mailclient.mail.account import LoginKind, LoginStrength, Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.memory import MemoryStream, memory_pipe
from mailclient.transport.stream import READ_LIMIT, Dial, Stream

PASSWORD = "open sesame"
STAMP = "<1896.697170952@dbc.mtview.ca.us>"


class Clerk:
    """A server that answers by a table of what a command begins with; ``heard`` has no secrets to hide."""

    def __init__(self, answers: dict[str, str], greeting: str = "+OK ready") -> None:
        self.heard: list[str] = []
        self.answers = {"QUIT": "+OK", "CAPA": "-ERR", "USER": "-ERR", **answers}
        self.greeting = greeting
        self._tasks: set[asyncio.Task[None]] = set()

    async def dial(self, server: Server) -> Stream:
        del server
        ours, theirs = memory_pipe()
        self._tasks.add(asyncio.create_task(self._serve(ours)))
        return theirs

    async def _serve(self, stream: MemoryStream) -> None:
        await stream.write(self.greeting.encode() + b"\r\n")
        buffer = b""
        while data := await stream.read():
            buffer += data
            while b"\r\n" in buffer:
                raw, buffer = buffer.split(b"\r\n", 1)
                line = raw.decode()
                self.heard.append(line)
                answer = next(self.answers[word] for word in self.answers if line.startswith(word))
                if answer == "hang up":
                    await stream.close()
                    return
                await stream.write(answer.replace("|", "\r\n").encode() + b"\r\n")


def server(
    security: Security = Security.TLS,
    login: LoginKind = LoginKind.PASSWORD,
    strongest: LoginStrength = LoginStrength.UNKNOWN,
) -> Server:
    return Server("pop3.test", 995, security, "alice", login, strongest_login=strongest)


async def ways(clerk: Clerk, to: Server) -> list[str]:
    """The words of the commands a login took."""
    session = await connect(clerk.dial, to, Secret(PASSWORD))
    await session.abandon()
    return [re.sub(r"^(AUTH \S+|\S+).*", r"\1", line) for line in clerk.heard]


async def problem(clerk: Clerk, to: Server) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await connect(clerk.dial, to, Secret(PASSWORD))
    assert PASSWORD not in caught.value.problem.detail
    return caught.value.problem.kind


async def test_sasl_comes_first() -> None:
    clerk = Clerk({"CAPA": "+OK|SASL LOGIN PLAIN|USER|.", "AUTH": "+OK"}, greeting=f"+OK {STAMP}")
    assert await ways(clerk, server()) == ["CAPA", "AUTH PLAIN"]


async def test_utf8_is_asked_for_in_the_flight_of_the_login() -> None:
    clerk = Clerk({"CAPA": "+OK|SASL PLAIN|UTF8 USER|PIPELINING|.", "AUTH": "+OK", "UTF8": "+OK"})
    assert await ways(clerk, server()) == ["CAPA", "UTF8", "AUTH PLAIN"]


async def test_without_capabilities_inside_tls() -> None:
    clerk = Clerk({"USER": "+OK", "PASS": "+OK"}, greeting=f"+OK {STAMP}")
    assert await ways(clerk, server()) == ["CAPA", "USER", "PASS"]


async def test_apop_where_user_is_refused() -> None:
    clerk = Clerk({"USER": "-ERR", "APOP": "+OK"}, greeting=f"+OK {STAMP}")
    assert await ways(clerk, server()) == ["CAPA", "USER", "APOP"]


async def test_apop_before_the_password_itself_without_tls() -> None:
    clerk = Clerk({"APOP": "-ERR", "USER": "+OK", "PASS": "+OK"}, greeting=f"+OK {STAMP}")
    assert await ways(clerk, server(Security.NONE)) == ["CAPA", "APOP", "USER", "PASS"]


async def test_a_refused_password_is_given_once() -> None:
    clerk = Clerk({"USER": "+OK", "PASS": "-ERR no", "APOP": "+OK"}, greeting=f"+OK {STAMP}")
    assert await problem(clerk, server()) is ProblemKind.WRONG_PASSWORD
    assert not any(line.startswith("APOP") for line in clerk.heard)


async def test_a_weaker_login_than_before_is_not_taken() -> None:
    clerk = Clerk({"USER": "+OK", "PASS": "+OK"}, greeting=f"+OK {STAMP}")
    strongest = max(LoginStrength)
    assert await problem(clerk, server(strongest=strongest)) is ProblemKind.LOGIN_WEAKENED
    assert clerk.heard[:1] == ["CAPA"]
    assert not any(line.startswith(("USER", "PASS", "APOP")) for line in clerk.heard)


async def test_a_token_is_never_given_as_a_password() -> None:
    clerk = Clerk({"CAPA": "+OK|SASL PLAIN|USER|.", "USER": "+OK", "PASS": "+OK"})
    assert await problem(clerk, server(login=LoginKind.TOKEN)) is ProblemKind.NO_COMMON_LOGIN
    assert clerk.heard == ["CAPA", "QUIT"]


async def test_refused_for_another_reason_than_the_password() -> None:
    clerk = Clerk({"CAPA": "+OK|SASL PLAIN|AUTH-RESP-CODE|.", "AUTH": "-ERR the moon is full"})
    assert await problem(clerk, server()) is ProblemKind.SERVER_REFUSED


async def test_a_server_that_hangs_up_after_refusing() -> None:
    clerk = Clerk({"CAPA": "+OK|SASL CRAM-MD5 PLAIN|.", "AUTH PLAIN": "-ERR", "AUTH CRAM-MD5": "-ERR"})
    clerk.answers["USER"] = "hang up"
    clerk.answers["AUTH PLAIN"] = "-ERR not this way"
    assert await problem(clerk, server()) is ProblemKind.WRONG_PASSWORD


async def test_a_server_that_will_not_serve() -> None:
    assert await problem(Clerk({}, greeting="-ERR too many"), server()) is ProblemKind.SERVER_BUSY
    assert await problem(Clerk({}, greeting="220 SMTP"), server()) is ProblemKind.SERVER_NONSENSE


async def test_a_password_that_cannot_be_sent() -> None:
    clerk = Clerk({"USER": "+OK", "PASS": "+OK"})
    with pytest.raises(MailError) as caught:
        await connect(clerk.dial, server(), Secret("open\r\nsesame"))
    assert caught.value.problem.kind is ProblemKind.WRONG_PASSWORD
    assert not any("sesame" in line for line in clerk.heard)


async def test_starttls_is_asked_for_before_anything() -> None:
    clerk = Clerk({"STLS": "-ERR what?", "USER": "+OK", "PASS": "+OK"})
    assert await problem(clerk, server(Security.STARTTLS)) is ProblemKind.STARTTLS_MISSING
    assert clerk.heard == ["STLS"]


async def test_what_is_said_before_tls_is_shown_to_nobody() -> None:
    clerk = Clerk({"STLS": "-ERR call 555-1234 at once"}, greeting="-ERR call 555-1234 at once")
    for _ in range(2):
        with pytest.raises(MailError) as caught:
            await connect(clerk.dial, server(Security.STARTTLS), Secret(PASSWORD))
        assert "555" not in caught.value.problem.detail
        clerk.greeting = "+OK"


class Dripping(MemoryStream):
    """Gives a byte now and then, and no line comes to its end."""

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        del limit
        await asyncio.sleep(0.01)
        return b"x"


async def test_a_server_that_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte in time, and never an answer."""
    monkeypatch.setattr(pop3_session, "ANSWER_SECONDS", 0.1)

    async def dial_drip(to: Server) -> Stream:
        del to
        ours, theirs = memory_pipe()
        await ours.close()
        theirs.__class__ = Dripping
        return theirs

    assert await problem_of(dial_drip) is ProblemKind.TIMED_OUT


async def problem_of(dial: Dial) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await connect(dial, server(), Secret(PASSWORD))
    return caught.value.problem.kind
