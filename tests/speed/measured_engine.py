"""The engine's own process for a benchmark: one password fits all, and it tells what it cost.

    python -m tests.speed.measured_engine PROFILE

    MAIL_SPEED_PASSWORD   the password of every login
    MAIL_SPEED_REPORT     the file that SIGUSR1 makes it write: JSON of ``Report``; it ends with a line end
    MAIL_SPEED_PROFILE    where to leave the cProfile of the loop's thread

A step of the loop is measured by the clock and by the processor time of its thread: on a loaded machine only the latter
says what the step itself took.
"""

import asyncio
import cProfile
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from mailclient.engine import process
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import Credentials
from mailclient.engine.secrets.entries import MemoryEntries
from mailclient.mail.account import Secret
from mailclient.profile import Profile
from mailclient.transport.connect import dial

_LONG_STEP_SECONDS = 0.02
_KEPT = 20


class _OnePassword(MemoryEntries):
    """See the module."""

    async def read(self, name: str) -> Secret | None:
        del name
        return Secret(os.environ["MAIL_SPEED_PASSWORD"])


class Steps:
    """The longest steps of the loop, and how many were too long."""

    def __init__(self) -> None:
        self.longest: list[tuple[float, float, str]] = []
        self.over = 0
        self.over_by_processor = 0
        run: Any = asyncio.events.Handle._run

        def measured(handle: Any) -> None:
            clock, processor = time.perf_counter(), time.thread_time()
            run(handle)
            took = time.perf_counter() - clock
            if took > _LONG_STEP_SECONDS / 4:
                self._note(took, time.thread_time() - processor, handle)

        handles: Any = asyncio.events.Handle
        handles._run = measured

    def _note(self, took: float, processor: float, handle: asyncio.Handle) -> None:
        self.over += took > _LONG_STEP_SECONDS
        self.over_by_processor += processor > _LONG_STEP_SECONDS
        self.longest.append((processor, took, repr(handle)[:200]))
        self.longest = sorted(self.longest, reverse=True)[:_KEPT]

    def forget(self) -> None:
        """Begin anew."""
        self.longest, self.over, self.over_by_processor = [], 0, 0


def _count_traffic() -> list[tuple[MailServer, int, int, int]]:
    """Each connection with what went over it up to the end of its login."""
    connections: list[tuple[MailServer, int, int, int]] = []
    connect: Any = MailServer.connect

    async def counted(*arguments: Any, **more: Any) -> MailServer:
        server: MailServer = await connect(*arguments, **more)
        traffic = server.traffic
        connections.append((server, traffic.bytes_read, traffic.bytes_written, traffic.round_trips))
        return server

    servers: Any = MailServer
    servers.connect = counted
    return connections


def _report(path: Path, steps: Steps, connections: list[tuple[MailServer, int, int, int]]) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    traffic = [
        {
            "read": server.traffic.bytes_read - read,
            "written": server.traffic.bytes_written - written,
            "round_trips": server.traffic.round_trips - round_trips,
        }
        for server, read, written, round_trips in connections
    ]
    told = {
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * 1024,
        "long_steps": steps.over,
        "long_steps_by_processor": steps.over_by_processor,
        "longest": [{"processor_ms": a * 1000, "clock_ms": b * 1000, "step": c} for a, b, c in steps.longest[:5]],
        "connections": traffic,
    }
    steps.forget()
    path.write_text(json.dumps(told) + "\n")


def main() -> int:
    """Run it; see the module's docstring."""
    process._real_outside = lambda *_: Outside(dial=dial, credentials=Credentials(_OnePassword()))
    steps, connections = Steps(), _count_traffic()
    path = Path(os.environ["MAIL_SPEED_REPORT"])
    signal.signal(signal.SIGUSR1, lambda *_: _report(path, steps, connections))
    profiled = os.environ.get("MAIL_SPEED_PROFILE")
    if not profiled:
        return process.run(Profile(Path(sys.argv[1])), demo=False)
    profile = cProfile.Profile()
    try:
        return profile.runcall(process.run, Profile(Path(sys.argv[1])), demo=False)
    finally:
        profile.dump_stats(profiled)


if __name__ == "__main__":
    sys.exit(main())
