"""A fresh login to the submission server to see what it can do and what of it we use."""

from mailclient.engine.accounts.login_meter import LoginMeter
from mailclient.engine.accounts.smtp_session import open_session
from mailclient.mail.account import Secret, Server
from mailclient.mail.server_report import Capability, Protocol, ServerReport, Use
from mailclient.transport.stream import Dial
from mailclient.wire.smtp.commands import Rset

_USED = frozenset(
    {
        "8BITMIME",
        "AUTH",
        "CHUNKING",
        "DSN",
        "ENHANCEDSTATUSCODES",
        "FUTURERELEASE",
        "LIMITS",
        "PIPELINING",
        "REQUIRETLS",
        "SIZE",
        "SMTPUTF8",
        "STARTTLS",
    }
)
_SPARE = frozenset({"BINARYMIME", "BURL", "DELIVERBY", "ETRN", "EXPN", "HELP", "MT-PRIORITY", "NO-SOLICITING", "VRFY"})


async def report_smtp(dial: Dial, server: Server, secret: Secret | None) -> ServerReport:
    """Log in (without a secret: only say hello), look around, leave; ``MailError`` as of ``open_session``."""
    meter = LoginMeter(dial)
    session = await open_session(meter.dial, server, secret)
    try:
        meter.logged_in()
        # RSET and not NOOP: as idle outside of a transaction, and in use here anyway.
        await meter.measure(lambda: session.ask(Rset()))
        offered = session.connection.capabilities
    finally:
        await session.leave()
    report = ServerReport(
        server=session.subject,
        protocol=Protocol.SMTP,
        mechanism=session.mechanism,
        capabilities=tuple(
            Capability(" ".join((name, *parameters)), _use(name))
            for name, parameters in sorted(offered.offered.items())
        ),
        size_limit=offered.size_limit,
    )
    return meter.filled(report)


def _use(name: str) -> Use:
    if name in _USED:
        return Use.USED
    return Use.SPARE if name in _SPARE else Use.UNKNOWN
