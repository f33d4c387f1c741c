"""A message of 100 KB to 10 recipients over a far line, beside smtplib and, where they are, aiosmtplib, msmtp, curl.

    python -m tests.speed.smtp [--rtt 50] [--runs 5] [--server postfix|exim] [--aiosmtplib DIRECTORY]

A private Postfix (SCRAM) or Exim (PLAIN) behind a proxy that adds half a round trip each way (needs
``../shared/bench``). All send over TLS from the first byte, with a login. ``--aiosmtplib``: where
``pip install --target DIRECTORY aiosmtplib`` has put it. What counts are the ratios within one run and our round trips,
told by step; the time is mostly the line: one round trip for TCP, one for TLS 1.3, half of one for the greeting.
"""

import argparse
import asyncio
import importlib
import os
import shutil
import smtplib
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mailclient.engine.accounts.submission import Submission
from mailclient.mail.account import Security, Server
from mailclient.mail.message import Outgoing
from mailclient.transport.connect import dial
from mailclient.transport.meter import Meter
from mailclient.transport.stream import Stream
from tests.engine.submitting import mail_object
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.exim import Exim
from tests.servers.postfix import Postfix
from tests.servers.process import free_ports
from tests.servers.unpacked import Unpacked
from tests.speed.imap_bench import BENCH, say, wait_for_port

_PATIENCE_SECONDS = 120
_RECIPIENTS = tuple(f"user{number}@elsewhere.example" for number in range(10))
_HEADER = (
    "From: {sender}\r\nTo: list@elsewhere.example\r\nSubject: bench\r\nMessage-ID: <1@mail.test>\r\n"
    "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\r\n"
)
_BODY = b"x" * 70 + b"\r\n"


@dataclass(slots=True)
class Line:
    """Where the peers connect, as whom, with what."""

    port: int
    ca: Path
    user: MailUser
    file: Path
    trips: dict[str, int] = field(default_factory=dict)
    """Ours, by step."""

    @property
    def data(self) -> bytes:
        return self.file.read_bytes()


def send_by_us(line: Line) -> None:
    """As the engine does."""

    async def run() -> None:
        meters: list[Meter] = []

        async def metered(server: Server) -> Stream:
            meters.append(Meter(await dial(server)))
            return meters[-1]

        server = Server("localhost", line.port, Security.TLS, line.user.name)
        submission = await Submission.open(metered, server, line.user.secret)
        traffic = meters[0].traffic
        line.trips["greeting and login"] = traffic.round_trips
        mail = mail_object(Outgoing(line.data, line.user.name, _RECIPIENTS))

        async def before_final() -> None:
            line.trips["envelope: MAIL, 10 RCPT, DATA"] = traffic.round_trips - line.trips["greeting and login"]

        await submission.hand_in(mail, before_final=before_final)
        line.trips["all"] = traffic.round_trips
        await submission.close()

    asyncio.run(run())


def send_by_smtplib(line: Line) -> None:
    """From the standard library."""
    with smtplib.SMTP_SSL("localhost", line.port, context=ssl.create_default_context(cafile=line.ca)) as client:
        client.login(line.user.name, line.user.password)
        client.sendmail(line.user.name, _RECIPIENTS, line.data)


def send_by_aiosmtplib(line: Line) -> None:
    """Where it was found."""
    aiosmtplib = importlib.import_module("aiosmtplib")
    asyncio.run(
        aiosmtplib.send(
            line.data,
            sender=line.user.name,
            recipients=list(_RECIPIENTS),
            hostname="localhost",
            port=line.port,
            username=line.user.name,
            password=line.user.password,
            use_tls=True,
            tls_context=ssl.create_default_context(cafile=line.ca),
        )
    )


def send_by_curl(line: Line) -> None:
    """A process each time."""
    recipients = [word for address in _RECIPIENTS for word in ("--mail-rcpt", address)]
    login = ["--cacert", str(line.ca), "--user", f"{line.user.name}:{line.user.password}"]
    place = ["-sS", f"smtps://localhost:{line.port}", "--mail-from", line.user.name]
    _run("curl", *place, *login, *recipients, "-T", str(line.file))


def send_by_msmtp(line: Line) -> None:
    """A process each time."""
    tls = ["--tls=on", "--tls-starttls=off", f"--tls-trust-file={line.ca}"]
    login = ["--auth=on", f"--user={line.user.name}", f"--passwordeval=echo '{line.user.password}'"]
    place = ["--file=/dev/null", "--host=localhost", f"--port={line.port}", f"--from={line.user.name}"]
    _run("msmtp", *place, *tls, *login, *_RECIPIENTS, data=line.data)


def _run(*command: str, data: bytes | None = None) -> None:
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=_PATIENCE_SECONDS)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr.decode(errors='replace')[-300:]}")


def peers(options: argparse.Namespace) -> dict[str, Callable[[Line], None]]:
    """Those that are here; of the others it is said that they are not."""
    found: dict[str, Callable[[Line], None]] = {"ours": send_by_us, "smtplib": send_by_smtplib}
    if options.aiosmtplib:
        sys.path.append(str(options.aiosmtplib))
        found["aiosmtplib"] = send_by_aiosmtplib
    else:
        print("aiosmtplib: not asked for")
    for name, send in (("curl", send_by_curl), ("msmtp", send_by_msmtp)):
        if shutil.which(name):
            found[name] = send
        else:
            print(f"{name}: not installed")
    return found


def measure(line: Line, options: argparse.Namespace) -> None:
    """Print it."""
    senders = peers(options)
    taken: dict[str, list[float]] = {name: [] for name in senders}
    for _ in range(options.runs):
        for name, send in senders.items():
            started = time.perf_counter()
            send(line)
            taken[name].append(time.perf_counter() - started)
    ours = statistics.median(taken["ours"])
    for name, times in taken.items():
        middle = statistics.median(times)
        say(name, middle, "s", f"{middle * 1000 / options.rtt:.1f} round trips of time; {middle / ours:.2f} × ours")
    for step, trips in line.trips.items():
        say(f"    {step}", trips, "round trips")


@contextmanager
def _submission_server(directory: Path, name: str, authority: Authority, dovecot: Dovecot) -> Iterator[Postfix | Exim]:
    (directory / name).mkdir()
    server: Postfix | Exim
    if name == "postfix":
        server = Postfix(directory / name, authority.localhost(), dovecot)
    else:
        (directory / "unpacked").mkdir()
        server = Exim(directory / name, authority.localhost(), dovecot, Unpacked(directory / "unpacked"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _with_servers(directory: Path, options: argparse.Namespace) -> None:
    (directory / "tls").mkdir()
    authority = Authority(directory / "tls")
    os.environ["SSL_CERT_FILE"] = str(authority.ca_file)
    (directory / "dovecot").mkdir()
    dovecot = Dovecot(directory / "dovecot", authority.localhost())
    user = dovecot.add_user()
    file = directory / "message.eml"
    file.write_bytes(_HEADER.format(sender=user.name).encode() + _BODY * 1400)
    dovecot.start()
    try:
        with _submission_server(directory, options.server, authority, dovecot) as server:
            (port,) = free_ports(1)
            to = str(server.submissions_port)
            command = [sys.executable, str(BENCH / "delay_proxy.py"), "--listen", str(port), "--to", to]
            proxy = subprocess.Popen([*command, "--rtt", str(options.rtt)], stderr=subprocess.DEVNULL)
            try:
                wait_for_port(port)
                measure(Line(port, authority.ca_file, user, file), options)
            finally:
                proxy.terminate()
                proxy.wait()
    finally:
        dovecot.stop()


def main() -> None:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rtt", type=float, default=50, help="milliseconds")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--server", choices=["postfix", "exim"], default="postfix")
    parser.add_argument("--aiosmtplib", type=Path, metavar="DIRECTORY")
    options = parser.parse_args()
    if not BENCH.is_dir():
        sys.exit(f"the benchmark needs {BENCH}")
    with tempfile.TemporaryDirectory(prefix="mail-") as temporary:
        directory = Path(temporary)
        directory.chmod(0o755)
        _with_servers(directory, options)


if __name__ == "__main__":
    main()
