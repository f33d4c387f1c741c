"""A server ends when it is told to, and with the test run that started it, however that ends."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers.process import ServerProcess, free_ports

_LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"
_START_AND_DIE = """
import os, signal, sys
from pathlib import Path
from tests.servers.process import ServerProcess
ServerProcess([sys.executable, "-c", sys.argv[1], sys.argv[2]], [int(sys.argv[2])], Path(sys.argv[3])).start()
os.kill(os.getpid(), signal.SIGKILL)
"""


def _wait_until_refused(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        assert time.monotonic() < deadline, "the server is still there"
        time.sleep(0.01)


def test_started_and_stopped(tmp_path: Path) -> None:
    [port] = free_ports(1)
    server = ServerProcess([sys.executable, "-c", _LISTEN, str(port)], [port], tmp_path / "log")
    for _ in range(2):
        server.start()
        assert server.is_running()
        socket.create_connection(("127.0.0.1", port)).close()
        server.stop()
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_a_server_that_does_not_start_is_a_failure_with_its_log(tmp_path: Path) -> None:
    server = ServerProcess([sys.executable, "-c", "raise SystemExit('no luck')"], free_ports(1), tmp_path / "log")
    with pytest.raises(pytest.fail.Exception, match="no luck"):
        server.start()


def test_a_killed_test_run_leaves_no_server(tmp_path: Path) -> None:
    [port] = free_ports(1)
    command = [sys.executable, "-c", _START_AND_DIE, _LISTEN, str(port), str(tmp_path / "log")]
    done = subprocess.run(command, check=False, timeout=30, cwd=Path(__file__).parents[2])
    assert done.returncode == -9
    _wait_until_refused(port)
