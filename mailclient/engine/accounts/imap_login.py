"""From a fresh stream to a logged-in connection: greeting, STARTTLS, login, capabilities.

Nothing the server says before TLS is believed: STARTTLS is asked for whether it was offered or not, and the
connection forgets everything when TLS is there (RFC 9051 section 6.2.1, RFC 8314 section 5.2).
"""

import asyncio

from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.imap_wire import ImapWire
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.stream import Stream
from mailclient.transport.tls import client_context
from mailclient.wire.imap.commands.authenticate import Authenticate
from mailclient.wire.imap.commands.capability import Capability
from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.commands.enable import Enable
from mailclient.wire.imap.commands.id import Id
from mailclient.wire.imap.commands.login import Login
from mailclient.wire.imap.commands.starttls import StartTls
from mailclient.wire.imap.connection import Connection
from mailclient.wire.imap.errors import BytesBeforeTls, ConnectionEnded, RemoteProtocolError
from mailclient.wire.imap.events import CommandDone, Greeting, Status
from mailclient.wire.imap.state import State
from mailclient.wire.sasl.mechanism import choose

_BUSY_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})
_GREETING_SECONDS = 30.0
"""Shorter than what follows: a person may wait, and the port be the wrong one."""
_CLIENT_ID = {"name": "mailclient"}


async def open_wire(stream: Stream, server: Server, timeout_seconds: float) -> ImapWire:
    """Read the greeting and make TLS where it is due; the wire is started and not logged in (unless PREAUTH)."""
    name = f"{server.host}:{server.port}"
    connection = Connection()
    try:
        async with asyncio.timeout(min(timeout_seconds, _GREETING_SECONDS)):
            await _greeting(stream, connection, name)
            if server.security is Security.STARTTLS:
                await _start_tls(stream, connection, server, name)
    except TimeoutError:
        # A port that wants TLS from the first byte waits for it in silence.
        kind = ProblemKind.TLS_FAILED if server.security is Security.STARTTLS else ProblemKind.TIMED_OUT
        raise MailError(Problem(kind, name, "no greeting")) from None
    except ConnectionEnded as error:
        raise MailError(Problem(ProblemKind.CONNECTION_LOST, name, str(error))) from error
    except BytesBeforeTls as error:
        raise MailError(Problem(ProblemKind.STARTTLS_INJECTION, name, str(error))) from error
    except RemoteProtocolError as error:
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, name, str(error))) from error
    wire = ImapWire(stream, connection, name, timeout_seconds)
    wire.start()
    return wire


async def log_in(wire: ImapWire, user: str, password: Secret) -> None:
    """Log in by the best way offered. WRONG_PASSWORD, NO_COMMON_LOGIN, SERVER_BUSY, SERVER_REFUSED."""
    connection = wire.connection
    if connection.state is State.AUTHENTICATED:
        return
    await _learn_capabilities(wire)
    result = await wire.exchange(_login_command(wire, user, password))
    if not result.ok:
        raise MailError(_login_problem(result, user, wire.name))


async def settle(wire: ImapWire) -> None:
    """What is asked once after the login: capabilities, who they are (a refusal is no matter), ENABLE."""
    await _learn_capabilities(wire)
    offered = wire.connection.capabilities or frozenset()
    commands: list[Command] = []
    if "ID" in offered:
        commands.append(Id(_CLIENT_ID))
    wanted = tuple(extension for extension in ("QRESYNC", "CONDSTORE") if extension in offered)
    if wanted and "ENABLE" in offered:
        commands.append(Enable(wanted))
    waiting = [wire.send(command) for command in commands]
    for one in waiting:
        await wire.outcome(one)


async def _greeting(stream: Stream, connection: Connection, name: str) -> None:
    while connection.state is State.GREETING:
        for event in connection.receive(await stream.read()):
            if isinstance(event, Greeting) and event.status is Status.BYE:
                raise MailError(Problem(ProblemKind.SERVER_BUSY, name, event.text))
        if connection.failure is not None:
            raise connection.failure


async def _start_tls(stream: Stream, connection: Connection, server: Server, name: str) -> None:
    if connection.state is not State.NOT_AUTHENTICATED:
        raise MailError(Problem(ProblemKind.STARTTLS_MISSING, name, "the server skips the login (PREAUTH)"))
    connection.send(StartTls())
    await stream.write(connection.data_to_send())
    while True:
        for event in connection.receive(await stream.read()):
            if isinstance(event, CommandDone):
                if event.status is not Status.OK:
                    raise MailError(Problem(ProblemKind.STARTTLS_MISSING, name, event.text))
                await stream.start_tls(client_context(), server.host)
                connection.tls_started()
                return


async def _learn_capabilities(wire: ImapWire) -> None:
    if wire.connection.capabilities is None:
        await wire.exchange(Capability())


def _login_command(wire: ImapWire, user: str, password: Secret) -> Command:
    offered = wire.connection.capabilities or frozenset()
    mechanisms = [word.removeprefix("AUTH=") for word in offered if word.startswith("AUTH=")]
    mechanism = choose(mechanisms, user, password)
    if mechanism is not None:
        return Authenticate(mechanism)
    if "LOGINDISABLED" in offered:
        offers = ", ".join(sorted(mechanisms)) or "nothing"
        raise MailError(Problem(ProblemKind.NO_COMMON_LOGIN, wire.name, f"the server offers {offers}"))
    return Login(user, password)


def _login_problem(result: Result, user: str, name: str) -> Problem:
    code = result.code.name if result.code else ""
    if code in _BUSY_CODES:
        return Problem(ProblemKind.SERVER_BUSY, name, result.done.text)
    if result.done.status is Status.NO:
        return Problem(ProblemKind.WRONG_PASSWORD, user, result.done.text)
    return Problem(ProblemKind.SERVER_REFUSED, name, result.done.text)
