"""What the IMAP benchmarks share: a Dovecot with a mailbox, the raw limit, and an engine that tells what it cost.

They need ``../shared/bench`` beside the checkout. Without ``--port`` they make a mailbox and start a private Dovecot;
``--directory`` keeps both for the next time. With ``--port``, ``--ca`` and ``--user`` a running one is used
(``--conf`` its dovecot.conf, for what changes the mailbox).
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailclient.bridge.commands import AnyCommand, SetOfflinePolicy, ShutDown, Sync
from mailclient.bridge.events import AccountState, AccountStateChanged, AnyEvent, Failed, Finished
from mailclient.bridge.framing import encode, event_reader
from mailclient.mail.account import Account, AccountSettings, Security, Server
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.profile import Profile
from mailclient.store import accounts
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench"
PASSWORD = "secret"
PATIENCE_SECONDS = 600.0
_CALM_SECONDS = 3


@dataclass(frozen=True, slots=True)
class MailHost:
    """A server with one user; ``conf`` is its dovecot.conf, where it may be changed from outside."""

    port: int
    ca: Path
    user: str
    conf: Path | None

    def raw(self, what: str, *more: str, runs: int = 3, port: int = 0) -> tuple[float, int]:
        """Seconds (median) and bytes of the same fetch drained unparsed."""
        command = [sys.executable, str(BENCH / "imap_raw.py"), "--port", str(port or self.port), "--tls"]
        command += ["--ca", str(self.ca), "--user", self.user, "--what", what, "--runs", str(runs), *more]
        told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE_SECONDS).stdout
        found = re.search(r"median ([0-9.]+) s .*?([0-9]+) bytes", told)
        assert found, told
        return float(found[1]), int(found[2])

    def change(self) -> None:
        """100 flags, 10 expunged, 10 new."""
        assert self.conf, "--conf is needed for what changes the mailbox"
        subprocess.run([sys.executable, str(BENCH / "change_mailbox.py"), str(self.conf), self.user], check=True)

    @contextmanager
    def delayed(self, round_trip_ms: float) -> Iterator["MailHost"]:
        """The same server, further away."""
        (port,) = _free_ports(1)
        command = [sys.executable, str(BENCH / "delay_proxy.py"), "--listen", str(port), "--to", str(self.port)]
        proxy = subprocess.Popen([*command, "--rtt", str(round_trip_ms)], stderr=subprocess.DEVNULL)
        try:
            wait_for_port(port)
            yield MailHost(port, self.ca, self.user, self.conf)
        finally:
            proxy.terminate()
            proxy.wait()


def arguments(description: str | None, messages: int) -> argparse.ArgumentParser:
    """The options that all have; ``messages``: how large the mailbox is unless told otherwise."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=messages)
    parser.add_argument("--directory", type=Path, help="keep mailbox and server here")
    parser.add_argument("--port", type=int, help="IMAPS port of a running Dovecot on this machine")
    parser.add_argument("--ca", type=Path)
    parser.add_argument("--user")
    parser.add_argument("--conf", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", type=Path, help="leave the cProfile of the engine's loop here")
    return parser


@contextmanager
def mail_host(options: argparse.Namespace) -> Iterator[MailHost]:
    """The running one that was named, or a private one."""
    if not BENCH.is_dir():
        sys.exit(f"the benchmarks need {BENCH}")
    if options.port:
        yield MailHost(options.port, options.ca, options.user, options.conf)
        return
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.directory or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o755)
        with _dovecot(directory, options.messages) as host:
            yield host


@contextmanager
def _dovecot(directory: Path, messages: int) -> Iterator[MailHost]:
    mailbox = directory / f"mailbox-{messages}"
    if not mailbox.exists():
        making = [sys.executable, str(BENCH / "make_mailbox.py"), "--messages", str(messages), "--seed", "1"]
        subprocess.run([*making, "--out", str(mailbox)], check=True)
    ports = _free_ports(4)
    names = ("PORT_IMAP", "PORT_IMAPS", "PORT_POP3", "PORT_POP3S")
    environment = {**os.environ, **{name: str(port) for name, port in zip(names, ports, strict=True)}}
    state = directory / "dovecot"

    def dovecot(verb: str, *words: str) -> None:
        command = ["sh", str(BENCH / "dovecot.sh"), verb, str(state), *words]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)

    user = f"u{messages}"
    dovecot("start")
    try:
        wait_for_port(ports[1])
        if not (state / "users" / user).exists():
            dovecot("add", user, str(mailbox))
        yield MailHost(ports[1], state / "tls" / "ca.pem", user, state / "dovecot.conf")
    finally:
        dovecot("stop")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


class MeasuredEngine:
    """The real engine in its own process, with one account on ``host``. ``reader`` is another look at its store."""

    def __init__(self, directory: Path, host: MailHost, profile: Path | None = None) -> None:
        self.events: list[tuple[float, AnyEvent]] = []
        """With the time (``perf_counter``) at which each came here."""
        self._host = host
        self._profile = Profile(directory)
        self._profile.create()
        self._report_path = directory / "report.json"
        self._cprofile = profile
        self.reader = Reader(self._profile.store)
        self._arrived = asyncio.Event()
        self._process: Process | None = None
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> "MeasuredEngine":
        """Start, with the account in the store; returns at once."""
        writer = await Writer.open(self._profile.store)
        if not self.reader.accounts():
            await writer.transaction("account", accounts.add, _settings(self._host))
        else:
            account = Account(self.reader.accounts()[0].id, _settings(self._host))
            await writer.transaction("account", accounts.update, account)
        await writer.close()
        environment = {
            **os.environ,
            "SSL_CERT_FILE": str(self._host.ca),
            "MAIL_SPEED_PASSWORD": PASSWORD,
            "MAIL_SPEED_REPORT": str(self._report_path),
            "MAIL_SPEED_PROFILE": str(self._cprofile or ""),
        }
        command = (sys.executable, "-m", "tests.speed.measured_engine", str(self._profile.directory))
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, cwd=ROOT, env=environment
        )
        self.events.clear()
        self._listening = asyncio.create_task(self._listen(self._process))
        return self

    def send(self, command: AnyCommand) -> None:
        """Say it, at once."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(encode(command))

    async def wait_for(self, matches: Callable[[AnyEvent], bool]) -> float:
        """When the first such event came."""
        seen = 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                for at, event in self.events[seen:]:
                    if matches(event):
                        return at
                seen = len(self.events)
                self._arrived.clear()
                await self._arrived.wait()

    async def online(self) -> float:
        """When the login was over."""
        states = (AccountState.ONLINE, AccountState.SYNCING)
        return await self.wait_for(lambda one: isinstance(one, AccountStateChanged) and one.state in states)

    async def until(self, true: Callable[[], bool]) -> float:
        """When the store showed something; looked at after every event."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                self._arrived.clear()
                await self._arrived.wait()
        return time.perf_counter()

    async def synchronise(self, *, bodies: bool = False) -> Finished:
        """A complete pass; what it did."""
        request_id = f"sync {time.monotonic_ns()}"
        return await self._answer(Sync(request_id, bodies=bodies), request_id)

    async def keep_headers_only(self) -> None:
        """Fetch no text before anybody asks."""
        account = self.reader.accounts()[0]
        policy = SetOfflinePolicy("policy", account.id, policy=OfflinePolicy(Keep.HEADERS))
        await self._answer(policy, "policy")

    async def _answer(self, command: AnyCommand, request_id: str) -> Finished:
        self.send(command)
        await self.wait_for(lambda one: isinstance(one, Finished | Failed) and one.request_id == request_id)
        answers = (one for _, one in self.events if isinstance(one, Finished | Failed))
        answer = next(one for one in answers if one.request_id == request_id)
        assert isinstance(answer, Finished), answer
        return answer

    def count(self, table: str) -> int:
        """Rows of a table of the store."""
        with contextlib.closing(sqlite3.connect(self._profile.store)) as db:
            return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    async def report(self) -> dict[str, Any]:
        """What it cost up to now; the steps since the last report."""
        assert self._process is not None
        self._report_path.unlink(missing_ok=True)
        self._process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._report_path.exists() or not self._report_path.read_text().endswith("\n"):  # noqa: ASYNC110  another process writes it
                await asyncio.sleep(0.02)
        told: dict[str, Any] = json.loads(self._report_path.read_text())
        return told

    async def quiet(self) -> None:
        """Wait until nothing goes over its connections for a while: what nobody asked for is done too."""
        before, calm = None, 0
        while calm < _CALM_SECONDS:
            traffic = (await self.report())["connections"]
            calm = calm + 1 if traffic == before else 0
            before = traffic
            await asyncio.sleep(1.0)

    def processor_seconds(self) -> float:
        """User and system time of the engine up to now."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def stop(self) -> None:
        """Ask it to end, and wait."""
        assert self._process is not None
        assert self._listening is not None
        self.send(ShutDown())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._process.wait()
            await self._listening
        self.reader.close()

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        frames = event_reader()
        while data := await process.stdout.read(1024 * 1024):
            now = time.perf_counter()
            self.events += [(now, event) for event in frames.receive(data)]
            self._arrived.set()


def _settings(host: MailHost) -> AccountSettings:
    imap = Server("localhost", host.port, Security.TLS, host.user)
    return AccountSettings(f"{host.user}@example.org", "Kim", imap, Server("localhost", 1, Security.NONE, ""))


def say(what: str, value: float, unit: str, goal: str = "") -> None:
    """One line of the result."""
    print(f"{what:52}{value:12,.2f} {unit:10}{goal}", flush=True)


def say_steps(report: dict[str, Any]) -> None:
    """How long the loop was busy at a time."""
    longest: dict[str, Any] = report["longest"][0] if report["longest"] else {"processor_ms": 0.0, "step": "none"}
    say("longest step of the loop (processor)", longest["processor_ms"], "ms", "≤ 20")
    say("steps over 20 ms (processor)", report["long_steps_by_processor"], "", "0")
    say("steps over 20 ms (clock)", report["long_steps"], "")
    say("engine, most memory", report["peak_bytes"] / 1e6, "MB", "≤ 100")
    if longest["processor_ms"] > 20:
        print(f"    {longest['step']}")


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)
