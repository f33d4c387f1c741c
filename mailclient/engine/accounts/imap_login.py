"""From a fresh stream to a logged-in connection: greeting, STARTTLS, login, capabilities.

Nothing the server says before TLS is believed: STARTTLS is asked for whether it was offered or not, and the
connection forgets everything when TLS is there (RFC 9051 section 6.2.1, RFC 8314 section 5.2). Nor is any of it shown
to the user: it may be the words of whoever stands between.
"""

import asyncio
from dataclasses import dataclass

from mailclient.engine.accounts.imap_wire import ImapWire
from mailclient.engine.accounts.login_refusal import Refused, judge, most_telling, no_common_login
from mailclient.engine.accounts.login_ways import LoginWays
from mailclient.engine.accounts.login_words import reason
from mailclient.mail.account import LoginKind, Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.stream import Stream
from mailclient.wire.imap.commands.authenticate import Authenticate
from mailclient.wire.imap.commands.capability import Capability
from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.commands.compress import Compress
from mailclient.wire.imap.commands.enable import Enable
from mailclient.wire.imap.commands.id import Id
from mailclient.wire.imap.commands.login import Login
from mailclient.wire.imap.commands.namespace import AskNamespace
from mailclient.wire.imap.commands.starttls import StartTls
from mailclient.wire.imap.connection import Connection
from mailclient.wire.imap.errors import BytesBeforeTls, ConnectionEnded, RemoteProtocolError
from mailclient.wire.imap.events import CommandDone, Greeting, IdData, NamespaceData, Status
from mailclient.wire.imap.state import State

_GREETING_SECONDS = 30.0
"""Shorter than what follows: a person may wait, and the port be the wrong one."""
_CLIENT_ID = {"name": "mailclient"}


async def open_wire(stream: Stream, server: Server, timeout_seconds: float) -> ImapWire:
    """Read the greeting and make TLS where it is due; the wire is started and not logged in (unless PREAUTH)."""
    name = f"{server.host}:{server.port}"
    connection = Connection()
    try:
        async with asyncio.timeout(min(timeout_seconds, _GREETING_SECONDS)):
            await _greeting(stream, connection, name, shown=server.security is not Security.STARTTLS)
            if server.security is Security.STARTTLS:
                await _start_tls(stream, connection, name)
    except TimeoutError:
        # A port that wants TLS from the first byte waits for it in silence.
        kind = ProblemKind.TLS_FAILED if server.security is Security.STARTTLS else ProblemKind.TIMED_OUT
        raise MailError(Problem(kind, name, "no greeting")) from None
    except ConnectionEnded as error:
        raise MailError(Problem(ProblemKind.CONNECTION_LOST, name, str(error))) from error
    except BytesBeforeTls as error:
        raise MailError(Problem(ProblemKind.STARTTLS_INJECTION, name, str(error))) from error
    except RemoteProtocolError as error:
        detail = "before TLS" if server.security is Security.STARTTLS else str(error)
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, name, detail)) from error
    wire = ImapWire(stream, connection, name, timeout_seconds)
    wire.start()
    return wire


@dataclass(frozen=True, slots=True)
class Welcome:
    """How we got in and what was told there. ``mechanism``: "SCRAM-SHA-256", "LOGIN" (the command), "PREAUTH"."""

    mechanism: str
    server_id: dict[str, str]
    """Who the server says it is (ID)."""
    namespaces: NamespaceData | None
    compressed: bool
    latency_seconds: float
    """From the question to the first answer after the login."""


async def log_in(wire: ImapWire, server: Server, secret: Secret) -> str:
    """Log in by the best way offered; which one it was.

    A way that the server will not go, or that it refuses before it could know whether the secret is right, leads to
    the next. WRONG_PASSWORD, TOKEN_REFUSED, NO_COMMON_LOGIN, ENCRYPTION_REQUIRED, LOGIN_WEAKENED, SERVER_UNPROVEN,
    LOGIN_UNAVAILABLE, SERVER_BUSY, SERVER_REFUSED, and what ``login_words`` reads.
    """
    if wire.connection.state is State.AUTHENTICATED:
        return "PREAUTH"
    await _learn_capabilities(wire)
    offered = wire.connection.capabilities or frozenset()
    refusals: list[Refused] = []
    ways = LoginWays(server, secret, wire.tls)
    try:
        for mechanism in ways.among([word.removeprefix("AUTH=") for word in offered if word.startswith("AUTH=")]):
            refused = judge(await wire.exchange(Authenticate(mechanism)), mechanism, server, wire.name)
            if refused is None:
                ways.led_in(mechanism)
                return mechanism.name
            if refused.final:
                raise MailError(refused.problem)
            refusals.append(refused)
    except ValueError as error:
        raise MailError(Problem(ProblemKind.WRONG_PASSWORD, server.user, str(error))) from error
    if server.login is LoginKind.PASSWORD and "LOGINDISABLED" not in offered and ways.permits(Login.name):
        refused = judge(await wire.exchange(Login(server.user, secret)), None, server, wire.name)
        if refused is None:
            ways.led_in(Login.name)
            return Login.name
        refusals.append(refused)
    ways.refuse_weaker()
    if not refusals:
        offers = ", ".join(sorted(word.removeprefix("AUTH=") for word in offered if word.startswith("AUTH=")))
        raise MailError(no_common_login(server, f"the server offers {offers or 'nothing'}"))
    raise MailError(most_telling(refusals).problem)


async def settle(wire: ImapWire, mechanism: str, *, compress: bool) -> Welcome:
    """What is asked once after the login, in one flight: ENABLE, ID, NAMESPACE and, as the last, COMPRESS.

    A refusal of any of them is no matter. The capabilities are asked for before where the login did not tell them.
    """
    await _learn_capabilities(wire)
    loop = asyncio.get_running_loop()
    began = loop.time()
    waiting = [wire.send(command) for command in _questions(wire, compress=compress)]
    results = []
    latency = 0.0
    for one in waiting:
        results.append(await wire.outcome(one))
        latency = latency or loop.time() - began
    told = [event for result in results for event in result.events]
    return Welcome(
        mechanism,
        next((event.fields for event in told if isinstance(event, IdData)), {}),
        next((event for event in told if isinstance(event, NamespaceData)), None),
        wire.compressed,
        latency,
    )


def compression_pays(host: str) -> bool:
    """Compression saves time on a network; between two programs of one computer it only costs it."""
    return not (host.casefold().rstrip(".") in {"localhost", "::1"} or host.startswith("127."))


def _questions(wire: ImapWire, *, compress: bool) -> list[Command]:
    offered = wire.connection.capabilities or frozenset()
    commands: list[Command] = []
    wanted: list[str] = [extension for extension in ("QRESYNC", "IMAP4REV2", "UIDONLY") if extension in offered]
    if "CONDSTORE" in offered and "QRESYNC" not in offered:
        wanted.append("CONDSTORE")
    if not offered.isdisjoint({"UTF8=ACCEPT", "UTF8=ONLY"}):
        wanted.append("UTF8=ACCEPT")
    if wanted and not offered.isdisjoint({"ENABLE", "IMAP4REV2"}):
        commands.append(Enable(tuple(wanted)))
    if "ID" in offered:
        commands.append(Id(_CLIENT_ID))
    if not offered.isdisjoint({"NAMESPACE", "IMAP4REV2"}):
        commands.append(AskNamespace())
    if compress and "COMPRESS=DEFLATE" in offered:
        commands.append(Compress())
    return commands


async def _greeting(stream: Stream, connection: Connection, name: str, *, shown: bool) -> None:
    """``shown``: what the server says now may be shown to the user."""
    while connection.state is State.GREETING:
        for event in connection.receive(await stream.read()):
            if isinstance(event, Greeting) and event.status is Status.BYE:
                kind = (reason(event.text) if shown else None) or ProblemKind.SERVER_BUSY
                raise MailError(Problem(kind, name, event.text if shown else "BYE"))
        if connection.failure is not None:
            raise connection.failure


async def _start_tls(stream: Stream, connection: Connection, name: str) -> None:
    if connection.state is not State.NOT_AUTHENTICATED:
        raise MailError(Problem(ProblemKind.STARTTLS_MISSING, name, "the server skips the login (PREAUTH)"))
    connection.send(StartTls())
    await stream.write(connection.data_to_send())
    while True:
        for event in connection.receive(await stream.read()):
            if isinstance(event, CommandDone):
                if event.status is not Status.OK:
                    raise MailError(Problem(ProblemKind.STARTTLS_MISSING, name, f"{event.status.name} to STARTTLS"))
                await stream.start_tls()
                connection.tls_started()
                return


async def _learn_capabilities(wire: ImapWire) -> None:
    if wire.connection.capabilities is None:
        await wire.exchange(Capability())
