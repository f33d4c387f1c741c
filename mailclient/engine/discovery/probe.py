"""The usual host names tried: protected from the first byte, then STARTTLS; never in the clear, never a password.

The certificate is verified and the greeting read; what is said is EHLO, STARTTLS and goodbye. That a server answers
does not make it the one of this address: what is found here the user has to confirm. One that answers with a
certificate of its own is the last resort: the login will fail until the user has made an exception for it.
"""

import asyncio
from collections.abc import Callable

from mailclient.engine.accounts.imap_login import open_wire
from mailclient.engine.accounts.pop3_session import open_session as open_pop3
from mailclient.engine.accounts.smtp_session import open_session as open_smtp
from mailclient.engine.discovery.address import Address
from mailclient.engine.discovery.autoconfig import guessed_smtp
from mailclient.mail.account import AccountKind, AccountSettings, Security, Server
from mailclient.mail.discovery import Note, Proposal, Step, StepState
from mailclient.mail.ports import USUAL_PORTS
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.deadline import deadline
from mailclient.transport.stream import Dial

ATTEMPT_SECONDS = 4.0
_AT_A_TIME = 6

_UNPROVEN = frozenset(
    {ProblemKind.CERTIFICATE_UNTRUSTED, ProblemKind.CERTIFICATE_WRONG_HOST, ProblemKind.CERTIFICATE_EXPIRED}
)

_HOSTS = {"imap": ("imap", "mail"), "pop3": ("pop", "pop3", "mail"), "smtp": ("smtp", "mail")}
Tell = Callable[[str, StepState, Problem | None], None]


async def probe(dial: Dial, address: Address, tell: Tell) -> tuple[Proposal, ...]:
    """What answers. ``tell`` hears of each attempt by "host:port"."""
    attempts = _Attempts(dial, tell)
    imap, pop3, smtp = await asyncio.gather(*(attempts.first(protocol, address) for protocol in _HOSTS))
    return tuple(
        _proposal(address, kind, server, smtp, attempts.unproven)
        for kind, server in ((AccountKind.IMAP, imap), (AccountKind.POP3, pop3))
        if server is not None
    )


def _proposal(
    address: Address, kind: AccountKind, incoming: Server, smtp: Server | None, unproven: set[Server]
) -> Proposal:
    outgoing = smtp or guessed_smtp(address)
    notes = [Note.GUESSED]
    notes += [Note.CERTIFICATE_UNPROVEN] if unproven & {incoming, outgoing} else []
    notes += [] if smtp is not None else [Note.SMTP_UNKNOWN]
    settings = AccountSettings(address.text, "", incoming, outgoing, kind)
    return Proposal(settings, Step.PROBE, confirm=True, other_users=(address.name,), notes=tuple(notes))


class _Attempts:
    def __init__(self, dial: Dial, tell: Tell) -> None:
        self.unproven: set[Server] = set()
        """Answered, with a certificate that proves nothing."""
        self._dial = dial
        self._tell = tell
        self._turns = asyncio.Semaphore(_AT_A_TIME)

    async def first(self, protocol: str, address: Address) -> Server | None:
        """The first that answers with TLS from the first byte, else with STARTTLS, else one that is unproven."""
        tried: list[Server] = []
        for security in (Security.TLS, Security.STARTTLS):
            port = USUAL_PORTS[protocol, security]
            servers = [Server(f"{label}.{address.domain}", port, security, address.text) for label in _HOSTS[protocol]]
            tried += servers
            answers = await asyncio.gather(*(self._answers(protocol, server) for server in servers))
            for server, answered in zip(servers, answers, strict=True):
                if answered:
                    return server
        return next((server for server in tried if server in self.unproven), None)

    async def _answers(self, protocol: str, server: Server) -> bool:
        subject = f"{server.host}:{server.port}"
        async with self._turns:
            self._tell(subject, StepState.RUNNING, None)
            try:
                async with deadline(ATTEMPT_SECONDS, subject):
                    await _greet(protocol, server, self._dial)
            except MailError as error:
                absent = error.problem.kind is ProblemKind.HOST_NOT_FOUND
                if error.problem.kind in _UNPROVEN:
                    self.unproven.add(server)
                self._tell(subject, StepState.NOTHING if absent else StepState.FAILED, error.problem)
                return False
        self._tell(subject, StepState.FOUND, None)
        return True


async def _greet(protocol: str, server: Server, dial: Dial) -> None:
    """Connect, be greeted, begin TLS where that comes later, hang up. ``MailError`` of the session."""
    if protocol == "smtp":
        await (await open_smtp(dial, server, None)).leave()
        return
    if protocol == "pop3":
        await (await open_pop3(dial, server)).hang_up()
        return
    stream = await dial(server)
    try:
        wire = await open_wire(stream, server, ATTEMPT_SECONDS)
    except BaseException:
        await stream.close()
        raise
    await wire.close()
