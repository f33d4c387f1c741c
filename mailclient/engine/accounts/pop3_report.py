"""A fresh POP3 login to see what the server can do and what of it we use."""

from mailclient.engine.accounts.login_meter import LoginMeter
from mailclient.engine.accounts.pop3_login import log_in
from mailclient.engine.accounts.pop3_session import open_session
from mailclient.mail.account import Secret, Server
from mailclient.mail.server_report import Capability, Protocol, ServerReport, Use
from mailclient.transport.stream import Dial
from mailclient.wire.pop3.commands import Capa, Noop

_USED = frozenset(
    {"AUTH-RESP-CODE", "CAPA", "LOGIN-DELAY", "PIPELINING", "RESP-CODES", "SASL", "STLS", "TOP", "UIDL", "USER", "UTF8"}
)
_SPARE = frozenset({"APOP", "EXPIRE", "IMPLEMENTATION", "LANG"})


async def report_pop3(dial: Dial, server: Server, secret: Secret) -> ServerReport:
    """Log in, look around, leave; ``MailError`` as of ``pop3_login.connect``. Nothing is downloaded or deleted."""
    meter = LoginMeter(dial)
    session = await open_session(meter.dial, server)
    try:
        mechanism = await log_in(session, server, secret)
        meter.logged_in()
        # Once more: some tell only after the login what they can do (RFC 2449 section 5).
        await session.ask(Capa())
        await meter.measure(lambda: session.ask(Noop()))
        offered = session.connection.capabilities
    finally:
        await session.hang_up()
    report = ServerReport(
        server=session.subject,
        protocol=Protocol.POP3,
        software=" ".join(offered.offered.get("IMPLEMENTATION", ())),
        mechanism=mechanism,
        utf8="UTF8" in offered,
        capabilities=tuple(
            Capability(" ".join((name, *parameters)), _use(name))
            for name, parameters in sorted(offered.offered.items())
        ),
    )
    return meter.filled(report)


def _use(name: str) -> Use:
    if name in _USED:
        return Use.USED
    return Use.SPARE if name in _SPARE else Use.UNKNOWN
