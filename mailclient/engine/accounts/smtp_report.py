"""A fresh login to the submission server to see what it can do and what of it we use."""

import asyncio

from mailclient.engine.accounts.latency import median_seconds
from mailclient.engine.accounts.smtp_session import open_session
from mailclient.mail.account import Secret, Server
from mailclient.mail.server_report import Capability, Protocol, ServerReport, Use
from mailclient.transport.meter import Meter, Traffic
from mailclient.transport.stream import Dial, Stream
from mailclient.wire.smtp.commands import Rset

_USED = frozenset({"8BITMIME", "AUTH", "ENHANCEDSTATUSCODES", "PIPELINING", "SIZE", "SMTPUTF8", "STARTTLS"})
_SPARE = frozenset(
    {
        "BINARYMIME",
        "BURL",
        "CHECKPOINT",
        "CHUNKING",
        "DELIVERBY",
        "DSN",
        "ETRN",
        "EXPN",
        "FUTURERELEASE",
        "HELP",
        "LIMITS",
        "MT-PRIORITY",
        "NO-SOLICITING",
        "REQUIRETLS",
        "VRFY",
    }
)


async def report_smtp(dial: Dial, server: Server, secret: Secret | None) -> ServerReport:
    """Log in (without a secret: only say hello), look around, leave; ``MailError`` as of ``open_session``."""
    loop = asyncio.get_running_loop()
    traffic = Traffic()
    streams: list[Stream] = []

    async def metered(to: Server) -> Stream:
        streams.append(Meter(await dial(to), traffic))
        return streams[0]

    began = loop.time()
    session = await open_session(metered, server, secret)
    try:
        seconds, round_trips = loop.time() - began, traffic.round_trips
        tls = streams[0].tls
        offered = session.connection.capabilities
        # RSET and not NOOP: as idle outside of a transaction, and in use here anyway.
        latency = await median_seconds(lambda: session.ask(Rset()))
    finally:
        await session.leave()
    return ServerReport(
        server=session.subject,
        protocol=Protocol.SMTP,
        mechanism=session.mechanism,
        tls_version=tls.version if tls else "",
        tls_cipher=tls.cipher if tls else "",
        login_round_trips=round_trips,
        login_seconds=seconds,
        latency_seconds=latency,
        capabilities=tuple(
            Capability(" ".join((name, *parameters)), _use(name))
            for name, parameters in sorted(offered.offered.items())
        ),
        size_limit=offered.size_limit,
    )


def _use(name: str) -> Use:
    if name in _USED:
        return Use.USED
    return Use.SPARE if name in _SPARE else Use.UNKNOWN
