"""A test of an account: one more login to both of its servers, and what each of them can do."""

import asyncio
from collections.abc import Awaitable

from mailclient.engine.accounts.imap_report import report_imap
from mailclient.engine.accounts.smtp_report import report_smtp
from mailclient.mail.account import AccountKind, AccountSettings, Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.server_report import AccountReport, Protocol, ServerReport
from mailclient.transport.stream import Dial


async def report_account(
    dial: Dial, settings: AccountSettings, incoming: Secret | None, smtp: Secret | None
) -> AccountReport:
    """Both at the same time; a server that cannot be reached, or refuses, is a problem in its report."""
    first, second = await asyncio.gather(
        _incoming(dial, settings, incoming),
        _told(_submission(dial, settings.smtp, smtp), settings.smtp, Protocol.SMTP),
    )
    return AccountReport(first, second)


async def _incoming(dial: Dial, settings: AccountSettings, secret: Secret | None) -> ServerReport | None:
    server = settings.incoming
    match settings.kind:
        case AccountKind.IMAP:
            return await _told(_imap(dial, server, secret), server, Protocol.IMAP)
    return None


async def _imap(dial: Dial, server: Server, secret: Secret | None) -> ServerReport:
    return await report_imap(dial, server, _present(secret, server))


async def _submission(dial: Dial, server: Server, secret: Secret | None) -> ServerReport:
    return await report_smtp(dial, server, _present(secret, server) if server.user else None)


async def _told(report: Awaitable[ServerReport], server: Server, protocol: Protocol) -> ServerReport:
    try:
        return await report
    except MailError as error:
        return ServerReport(f"{server.host}:{server.port}", protocol, problem=error.problem)


def _present(secret: Secret | None, server: Server) -> Secret:
    if secret is None:
        raise MailError(Problem(ProblemKind.PASSWORD_MISSING, server.user))
    return secret
