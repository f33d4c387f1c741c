"""Logs in to POP3 by the best way offered, and says why it cannot (RFC 5034, RFC 1939 section 7, RFC 2449 section 8).

SASL first. Without a mechanism in common there are USER and PASS, and APOP: its MD5 over the greeting's timestamp can
be attacked from the middle (CVE-2007-1558), so it comes last inside TLS, where it is of no use; outside, where the
user has chosen to have no protection, it is still better than the password itself.
"""

import re
from collections.abc import Iterator

from mailclient.engine.accounts.login_refusal import (
    Refused,
    broken_trust,
    by_token,
    most_telling,
    no_common_login,
    tells_of_secret,
    wrong_secret,
)
from mailclient.engine.accounts.login_ways import LoginWays
from mailclient.engine.accounts.login_words import reason
from mailclient.engine.accounts.pop3_session import Pop3Session, open_session
from mailclient.mail.account import LoginKind, Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.stream import Dial
from mailclient.wire.pop3.answer import Status
from mailclient.wire.pop3.commands import Apop, Auth, Capa, Command, Pass, User, Utf8
from mailclient.wire.pop3.errors import LocalProtocolError
from mailclient.wire.sasl.mechanism import Mechanism

_BY_CODE = {
    "IN-USE": ProblemKind.MAILBOX_IN_USE,
    "LOGIN-DELAY": ProblemKind.LOGIN_TOO_SOON,
}
_BY_CODE_ALONE = {"SYS/TEMP": ProblemKind.LOGIN_UNAVAILABLE, "SYS/PERM": ProblemKind.SERVER_REFUSED}
"""Words may say more."""
_LOCKED_MAILBOX = re.compile(
    r"(mail ?(box|drop|store|file)|spool).*(lock|in use|busy)|(unable|failed|could ?n.t) to lock"
)
"""What servers without response codes say; "locked" of an account is another matter."""


async def connect(dial: Dial, server: Server, secret: Secret) -> Pop3Session:
    """A connection that is logged in. ``MailError`` as of ``log_in``; nothing stays open then."""
    session = await open_session(dial, server)
    try:
        await log_in(session, server, secret)
    except MailError:
        await session.hang_up()
        raise
    except BaseException:
        await session.abandon()
        raise
    return session


async def log_in(session: Pop3Session, server: Server, secret: Secret) -> str:
    """Log in; by which way ("SCRAM-SHA-256", "APOP", "USER").

    WRONG_PASSWORD, TOKEN_REFUSED, NO_COMMON_LOGIN, ENCRYPTION_REQUIRED, LOGIN_WEAKENED, SERVER_UNPROVEN,
    MAILBOX_IN_USE, LOGIN_TOO_SOON, LOGIN_UNAVAILABLE, SERVER_REFUSED, and what ``login_words`` reads.
    """
    await session.ask(Capa())
    refusals: list[Refused] = []
    try:
        return await _Login(session, server, secret, refusals).run()
    except ValueError as error:
        raise MailError(Problem(ProblemKind.WRONG_PASSWORD, server.user, str(error))) from error
    except MailError as error:
        # Servers that hang up after a refusal: the refusal says more.
        if error.problem.kind is ProblemKind.CONNECTION_LOST and refusals:
            raise MailError(most_telling(refusals).problem) from error
        raise


class _Login:
    def __init__(self, session: Pop3Session, server: Server, secret: Secret, refusals: list[Refused]) -> None:
        self._session = session
        self._server = server
        self._secret = secret
        self._refusals = refusals
        self._capabilities = session.connection.capabilities
        # Before the login or never (RFC 6856 section 2.1); in one flight with its first command.
        self._before: tuple[Command, ...] = (Utf8(),) if "UTF8" in self._capabilities else ()

    async def run(self) -> str:
        ways = LoginWays(self._server, self._secret, self._session.tls)
        for mechanism in ways.among(self._capabilities.mechanisms):
            status = await self._say(Auth(mechanism))
            if self._accepted(status, mechanism):
                ways.led_in(mechanism)
                return mechanism.name
        if self._server.login is LoginKind.PASSWORD:
            for command in self._by_password():
                way = type(command).__name__.upper()
                if not ways.permits(way):
                    continue
                status = await self._say(command)
                gave_password = isinstance(command, User) and status.ok
                if gave_password:
                    status = await self._say(Pass(self._secret))
                if self._accepted(status, None, gave_password=gave_password):
                    ways.led_in(way)
                    return way
        ways.refuse_weaker()
        if not self._refusals:
            offers = " ".join(self._capabilities.mechanisms) or "nothing"
            raise MailError(no_common_login(self._server, f"the server offers {offers}"))
        raise MailError(most_telling(self._refusals).problem)

    def _by_password(self) -> Iterator[User | Apop]:
        apop_first = self._server.security is Security.NONE
        can_apop = bool(self._session.connection.timestamp)
        if can_apop and apop_first:
            yield Apop(self._server.user, self._secret)
        yield User(self._server.user)
        if can_apop and not apop_first:
            yield Apop(self._server.user, self._secret)

    async def _say(self, command: Command) -> Status:
        commands, self._before = (*self._before, command), ()
        try:
            *_, answered = await self._session.ask(*commands)
        except LocalProtocolError as error:
            raise MailError(Problem(ProblemKind.WRONG_PASSWORD, self._server.user, str(error))) from error
        return answered.status

    def _accepted(self, status: Status, mechanism: Mechanism | None, *, gave_password: bool = False) -> bool:
        """False: another way may do better. ``MailError`` when none will."""
        distrust = mechanism and broken_trust(mechanism, self._session.subject, accepted=status.ok)
        if distrust:
            raise MailError(distrust)
        if status.ok:
            return True
        refused = self._judge(status, mechanism, gave_password)
        self._refusals.append(refused)
        if refused.final:
            raise MailError(most_telling(self._refusals).problem)
        return False

    def _judge(self, status: Status, mechanism: Mechanism | None, gave_password: bool) -> Refused:
        name = self._session.subject
        said = f"{status.text} ({mechanism.complaint})" if mechanism and mechanism.complaint else status.text
        kind = _BY_CODE.get(status.code)
        if kind is None and _LOCKED_MAILBOX.search(said.lower()):
            kind = ProblemKind.MAILBOX_IN_USE
        if kind is None:
            kind = reason(said, by_token=by_token(self._server)) or _BY_CODE_ALONE.get(status.code)
        if kind is not None:
            return Refused(Problem(kind, name, said), final=True)
        # RFC 3206 section 6: where the server tells failed credentials, a refusal without the code is another one.
        if not status.code and "AUTH-RESP-CODE" in self._capabilities:
            return Refused(Problem(ProblemKind.SERVER_REFUSED, name, said), final=False)
        final = tells_of_secret(mechanism) if mechanism else gave_password
        return Refused(wrong_secret(self._server, said), final=final)
