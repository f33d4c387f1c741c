"""A first download by POP3 over a far line, beside poplib and, where they are installed, mpop and fetchmail.

    python -m tests.speed.pop3 [--messages 1000] [--rtt 50] [--runs 3]

A private Dovecot behind a proxy that adds half a round trip each way (needs ``../shared/bench``). Each peer gets all
messages once, over TLS, into an empty place; ours stores them durably and indexed, the others write files. What counts
are the ratios within one run, and our round trips: the time beside them is mostly the line.
"""

import argparse
import asyncio
import os
import poplib
import random
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mailclient.mail.account import Security, Server
from tests.engine.pop3_desk import Pop3Desk, mail
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.process import free_ports
from tests.speed.imap_bench import BENCH, say

_PATIENCE_SECONDS = 600
_SIZES = (500, 2_000, 5_000, 20_000)


@dataclass(frozen=True, slots=True)
class Line:
    """Where the peers connect, and as whom."""

    port: int
    ca: Path
    user: MailUser


def download_by_us(line: Line, directory: Path, tell: Callable[[int, int], None]) -> None:
    """Our pass into a new mail file. ``tell``: messages and round trips."""

    async def run() -> None:
        server = Server("localhost", line.port, Security.TLS, line.user.name)
        desk = await Pop3Desk.open(directory / "mail.sqlite", server, line.user.secret)
        counts = await desk.mail.run_pass(desk.secret)
        tell(counts.messages, counts.round_trips)
        await desk.close()

    asyncio.run(run())


def download_by_poplib(line: Line, directory: Path) -> None:
    """As the documentation of the module does it."""
    session = poplib.POP3_SSL("localhost", line.port, context=ssl.create_default_context(cafile=str(line.ca)))
    session.user(line.user.name)
    session.pass_(line.user.password)
    session.uidl()
    for number in range(1, len(session.list()[1]) + 1):
        (directory / str(number)).write_bytes(b"\r\n".join(session.retr(number)[1]))
    session.quit()


def download_by_mpop(line: Line, directory: Path) -> None:
    """Into a Maildir; it pipelines."""
    for name in ("cur", "new", "tmp"):
        (directory / "Maildir" / name).mkdir(parents=True)
    configuration = directory / "mpoprc"
    configuration.write_text(
        f"account default\nhost localhost\nport {line.port}\ntls on\ntls_starttls off\ntls_trust_file {line.ca}\n"
        f"user {line.user.name}\npassword {line.user.password}\nauth user\nkeep on\nonly_new off\n"
        f"uidls_file {directory}/uidls\ndelivery maildir {directory}/Maildir\n"
    )
    configuration.chmod(0o600)
    _run(["mpop", "--quiet", f"--file={configuration}"], directory)


def download_by_fetchmail(line: Line, directory: Path) -> None:
    """Into one file, by a program for each message as it is meant to."""
    configuration = directory / "fetchmailrc"
    configuration.write_text(
        f'set idfile "{directory}/ids"\n'
        f'poll localhost protocol POP3 service {line.port} uidl user "{line.user.name}" password "{line.user.password}"'
        f' ssl sslcertfile "{line.ca}" keep fetchall no rewrite mda "/bin/cat >> {directory}/mbox"\n'
    )
    configuration.chmod(0o600)
    _run(["fetchmail", "--silent", "--fetchmailrc", str(configuration), "--pidfile", f"{directory}/pid"], directory)


def _run(command: list[str], home: Path) -> None:
    environment = {**os.environ, "HOME": str(home), "FETCHMAILHOME": str(home)}
    subprocess.run(command, check=True, env=environment, timeout=_PATIENCE_SECONDS, stdout=subprocess.DEVNULL)


def seconds(download: Callable[[Path], None], runs: int) -> float:
    """The median, each into a place of its own."""
    took = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as directory:
            began = time.perf_counter()
            download(Path(directory))
            took.append(time.perf_counter() - began)
    return statistics.median(took)


def measure(line: Line, options: argparse.Namespace) -> None:
    """Print it."""
    told: list[tuple[int, int]] = []
    ours = seconds(lambda place: download_by_us(line, place, lambda *counts: told.append(counts)), options.runs)
    messages, round_trips = told[-1]
    assert messages == options.messages
    say(f"{messages} messages, ours", ours, "s")
    say("    round trips", round_trips, "")
    # One is enough: it takes a round trip for each message.
    poplib_took = seconds(lambda place: download_by_poplib(line, place), 1)
    say("poplib", poplib_took, "s")
    say("    / ours", poplib_took / ours, "×")
    for name, download in (("mpop", download_by_mpop), ("fetchmail", download_by_fetchmail)):
        if shutil.which(name) is None:
            print(f"{name}: not installed, left out")
            continue
        took = seconds(lambda place, download=download: download(line, place), 1)  # type: ignore[misc]
        say(name, took, "s")
        say("    / ours", took / ours, "×")


def main() -> None:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000)
    parser.add_argument("--rtt", type=float, default=50, help="milliseconds")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not BENCH.is_dir():
        sys.exit(f"the benchmark needs {BENCH}")
    with tempfile.TemporaryDirectory(prefix="mail-") as temporary:
        directory = Path(temporary)
        directory.chmod(0o755)
        _with_server(directory, options)


def _with_server(directory: Path, options: argparse.Namespace) -> None:
    tls = directory / "tls"
    tls.mkdir()
    authority = Authority(tls)
    os.environ["SSL_CERT_FILE"] = str(authority.ca_file)
    (directory / "dovecot").mkdir()
    server = Dovecot(directory / "dovecot", authority.localhost())
    user = server.add_user()
    chance = random.Random(1)
    for number in range(options.messages):
        server.deliver(user, mail(f"number {number}", "words and more words\r\n" * (chance.choice(_SIZES) // 22)))
    (port,) = free_ports(1)
    command = [sys.executable, str(BENCH / "delay_proxy.py"), "--listen", str(port), "--to", str(server.pop3s_port)]
    server.start()
    proxy = subprocess.Popen([*command, "--rtt", str(options.rtt)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        measure(Line(port, authority.ca_file, user), options)
    finally:
        proxy.terminate()
        proxy.wait()
        server.stop()


def _wait_for(port: int) -> None:
    """Until the proxy listens."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("the proxy did not start")


if __name__ == "__main__":
    main()
