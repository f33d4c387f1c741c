"""A server program as a child process in the foreground: started, waited for, ended with the tests."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

_START_SECONDS = 20.0
_STOP_SECONDS = 10.0


def free_ports(count: int) -> list[int]:
    """Ports on 127.0.0.1 that nobody listens on now; held together so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def need_program(name: str) -> str:
    """The path of a server program; the test is skipped where it is not installed."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin" + os.pathsep + "/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


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
        # The server must not outlive a test run that was killed.
        command = ["setpriv", "--pdeathsig", "TERM", "--", *self._command]
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0)
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
        group = self._process.pid
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        # Children that outlive their master would keep its ports open.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGTERM)
            deadline = time.monotonic() + 1.0
            while any(map(_accepts, self._ports)) and time.monotonic() < deadline:
                time.sleep(0.01)
            os.killpg(group, signal.SIGKILL)


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
