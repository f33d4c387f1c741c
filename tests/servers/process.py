"""A server program as a child process in the foreground: started, waited for, ended with the tests."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

_START_SECONDS = 60.0
_STOP_SECONDS = 60.0


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
