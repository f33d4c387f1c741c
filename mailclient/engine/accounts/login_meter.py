"""What can be said of one login whatever the protocol: how long it took, what protects it, how fast answers come."""

import asyncio
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import replace

from mailclient.mail.account import Server
from mailclient.mail.server_report import ServerReport
from mailclient.transport.meter import Meter, Traffic
from mailclient.transport.stream import Dial, Stream
from mailclient.transport.tls import TlsFacts

_QUESTIONS = 5


class LoginMeter:
    """Log in over ``dial``, say ``logged_in``, then ``measure``; ``filled`` writes it into a report."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._clock = asyncio.get_running_loop().time
        self._began = self._clock()
        self._traffic = Traffic()
        self._stream: Meter | None = None
        self._tls: TlsFacts | None = None
        self._seconds = 0.0
        self._round_trips = 0
        self._latency = 0.0

    async def dial(self, server: Server) -> Stream:
        """A stream that is watched."""
        self._stream = Meter(await self._dial(server), self._traffic)
        return self._stream

    def logged_in(self) -> None:
        """The login, with all that is asked once, is over."""
        assert self._stream is not None
        self._tls = self._stream.tls
        self._seconds = self._clock() - self._began
        self._round_trips = self._traffic.round_trips

    async def measure(self, ask: Callable[[], Awaitable[object]]) -> None:
        """How long one answer takes: the median of a few, one after the other; one may have met a busy moment."""
        took = []
        for _ in range(_QUESTIONS):
            began = self._clock()
            await ask()
            took.append(self._clock() - began)
        self._latency = statistics.median(took)

    def filled(self, report: ServerReport) -> ServerReport:
        """The report with what was seen and measured."""
        from mailclient.transport.shown_certificate import read_certificate  # brings cryptography.x509

        tls = self._tls
        return replace(
            report,
            tls_version=tls.version if tls else "",
            tls_cipher=tls.cipher if tls else "",
            certificate=read_certificate(tls.certificate) if tls and tls.certificate else None,
            login_round_trips=self._round_trips,
            login_seconds=self._seconds,
            latency_seconds=self._latency,
        )
