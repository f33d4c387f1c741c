"""A test of an account: one more login to both of its servers, and what each of them can do."""

import asyncio
from collections.abc import Awaitable, Callable

from mailclient.engine.accounts.imap_report import report_imap
from mailclient.engine.accounts.pop3_report import report_pop3
from mailclient.engine.accounts.smtp_report import report_smtp
from mailclient.engine.secrets.credentials import Purpose
from mailclient.mail.account import AccountKind, AccountSettings, Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.server_report import AccountReport, Protocol, ServerReport
from mailclient.transport.stream import Dial

SecretOf = Callable[[Server, Purpose], Awaitable[Secret | None]]
"""What to log in with; None when there is nothing."""

_PROTOCOLS = {AccountKind.IMAP: (Protocol.IMAP, report_imap), AccountKind.POP3: (Protocol.POP3, report_pop3)}


async def report_account(dial: Dial, settings: AccountSettings, secret_of: SecretOf) -> AccountReport:
    """Both at the same time; a server that cannot be reached, or refuses, is a problem in its report."""
    if settings.kind is AccountKind.LOCAL:
        return AccountReport()
    protocol, report_incoming = _PROTOCOLS[settings.kind]
    incoming, smtp = settings.incoming, settings.smtp

    async def receiving() -> ServerReport:
        secret = await _present(secret_of, incoming, Purpose.incoming(settings))
        return await report_incoming(dial, incoming, secret)

    async def sending() -> ServerReport:
        secret = await _present(secret_of, smtp, Purpose.SMTP) if smtp.user else None
        return await report_smtp(dial, smtp, secret)

    first, second = await asyncio.gather(_told(receiving(), incoming, protocol), _told(sending(), smtp, Protocol.SMTP))
    return AccountReport(first, second)


async def _told(report: Awaitable[ServerReport], server: Server, protocol: Protocol) -> ServerReport:
    try:
        return await report
    except MailError as error:
        return ServerReport(f"{server.host}:{server.port}", protocol, problem=error.problem)


async def _present(secret_of: SecretOf, server: Server, purpose: Purpose) -> Secret:
    secret = await secret_of(server, purpose)
    if secret is None:
        raise MailError(Problem(ProblemKind.PASSWORD_MISSING, server.user))
    return secret
