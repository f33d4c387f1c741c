"""A server program as a child process in the foreground: started, waited for, ended with the tests."""

import itertools
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

_START_SECONDS = 60.0
_STOP_SECONDS = 60.0
_PORTS = 2_000
"""Of each worker of pytest-xdist."""


def _ports() -> Iterator[int]:
    """One after the other, from anywhere among our own: another test run is likely to be elsewhere."""
    worker = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or "0"
    first = 12_000 + int(worker) % 10 * _PORTS
    start = random.SystemRandom().randrange(_PORTS)
    for number in itertools.count(start):
        yield first + number % _PORTS


_next_ports = _ports()


def free_ports(count: int) -> list[int]:
    """Different ports on 127.0.0.1 that nobody listens on now.

    They are below those that the kernel gives away (32768 and up), or another's connection could take the port of a
    server that is down for a while; and long not given again to our own.
    """
    return list(itertools.islice(filter(_is_free, _next_ports), count))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def need_program(name: str) -> str:
    """The path of a server program; the test is skipped where it is not installed."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin" + os.pathsep + "/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


# The server must not outlive a test run that was killed. The shell is told by the kernel and tells the server, because
# Postfix gives up and regains rights, whereby the kernel forgets whom to tell. Children that outlive their master would
# keep its ports open, so what is left of its group is ended too.
_UNTIL_WE_END = (
    *("setpriv", "--pdeathsig", "TERM", "--", "sh", "-c"),
    'setsid "$@" & child=$!; trap "kill $child" TERM; wait $child; wait $child; kill -s KILL -- "-$child" 2>/dev/null',
    "sh",
)


class ServerProcess:
    """``command`` must stay in the foreground. ``log_file`` is shown when it does not come up."""

    def __init__(self, command: Sequence[str | Path], ports: Sequence[int], log_file: Path) -> None:
        self._command = [str(word) for word in command]
        self._ports = ports
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start and wait until every port accepts."""
        assert not self.is_running()
        command = [*_UNTIL_WE_END, *self._command]
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_SECONDS
        for port in self._ports:
            while not _accepts(port):
                if not self.is_running() or time.monotonic() > deadline:
                    self.stop()
                    pytest.fail(f"{self._command[0]} did not start:\n{self._log_file.read_text(errors='replace')}")
                time.sleep(0.01)

    def stop(self) -> None:
        """End it with all its children and wait until they are gone. Twice is once."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(_STOP_SECONDS)
        self._process = None
        deadline = time.monotonic() + _STOP_SECONDS
        while any(map(_accepts, self._ports)):
            assert time.monotonic() < deadline, f"{self._command[0]} does not end"
            time.sleep(0.01)


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
