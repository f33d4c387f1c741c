"""The two ways to an engine: the profile's socket, where one runs already, or the pipes of one of our own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from typing import Protocol

from mailclient.bridge import commands, framing
from mailclient.profile import Profile

QUIT_SECONDS = 10.0
_PAUSE_SECONDS = 0.05
_CHUNK = 65536


class Connection(Protocol):
    """Either way; all methods block. ``OSError`` when it is broken.

    ``shared``: others use this engine too, and what the user has set in it stands.
    """

    shared: bool

    def read(self) -> bytes:
        """Whatever came, at least one byte; b"" when the other end is gone."""
        ...

    def write(self, data: bytes) -> None:
        """All of it."""
        ...

    def end(self) -> None:
        """Say goodbye; a ``read`` that waits returns b""."""

    def close(self) -> None:
        """After ``end``, when nobody reads any more."""


def connect(profile: Profile, patience_seconds: float = 0.0) -> Connection:
    """The engine that runs, waiting that long for its socket, else a new one; neither has said that it is ready yet."""
    deadline = time.monotonic() + patience_seconds
    while True:
        running = _running_engine(profile)
        if running is not None:
            return running
        if time.monotonic() >= deadline:
            return _ProcessConnection(profile)
        time.sleep(_PAUSE_SECONDS)


class _SocketConnection:
    """To an engine that runs already."""

    shared = True

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def read(self) -> bytes:
        return self._socket.recv(_CHUNK)

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def end(self) -> None:
        with contextlib.suppress(OSError):  # it may be gone already
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.close()


class _ProcessConnection:
    """To an engine of our own, over its stdin and stdout."""

    shared = False

    def __init__(self, profile: Profile) -> None:
        module = [] if getattr(sys, "frozen", False) else ["-m", "mailclient"]
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, *module, "--engine", "--profile", str(profile.directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def read(self) -> bytes:
        assert self._process.stdout is not None
        return os.read(self._process.stdout.fileno(), _CHUNK)

    def write(self, data: bytes) -> None:
        assert self._process.stdin is not None
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) :]

    def end(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it may be gone already
            self.write(framing.encode(commands.ShutDown()))
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(QUIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the store survives it
            self._process.wait()

    def close(self) -> None:
        assert self._process.stdout is not None
        self._process.stdout.close()


def _running_engine(profile: Profile) -> _SocketConnection | None:
    if not hasattr(socket, "AF_UNIX") or not profile.socket.exists():
        return None
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connected.connect(str(profile.socket))
    except OSError:
        connected.close()  # the socket of an engine that is gone
        return None
    return _SocketConnection(connected)
