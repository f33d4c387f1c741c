import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mailclient.bridge.commands import AnyCommand
from mailclient.bridge.events import AnyEvent, Ready
from mailclient.bridge.framing import command_reader, encode
from mailclient.profile import Profile

Answer = Callable[[AnyCommand], Iterable[AnyEvent] | None]
Greeting = Callable[[], list[AnyEvent] | None]


class FakeEngine:
    """Listens on a profile's socket; ``answer`` says what follows a command, None hangs up. ``asked``: all it heard.

    So does BrokenPipeError while it answers, and a greeting of None: an engine that ends while it starts.
    """

    def __init__(self, profile: Profile, answer: Answer, greeting: Greeting = lambda: [Ready()]) -> None:
        self.asked: list[AnyCommand] = []
        self._answer = answer
        self._greeting = greeting
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(profile.socket))
        self._listening.listen()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connected, _ = self._listening.accept()
            except OSError:
                return
            with connected, suppress(BrokenPipeError):  # who asked may have had enough
                self._converse(connected)

    def _converse(self, connected: socket.socket) -> None:
        greeting = self._greeting()
        if greeting is None:
            return
        for event in greeting:
            connected.sendall(encode(event))
        frames = command_reader()
        while data := connected.recv(65536):
            for command in frames.receive(data):
                self.asked.append(command)
                answer = self._answer(command)
                if answer is None:
                    return
                for event in answer:
                    connected.sendall(encode(event))


@pytest.fixture
def profile() -> Iterator[Profile]:
    """A profile with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="mail-") as directory:
        yield Profile(Path(directory))


@pytest.fixture
def fake_engine(profile: Profile) -> Iterator[Callable[..., FakeEngine]]:
    """Starts fake engines of ``profile``."""
    started: list[FakeEngine] = []

    def start(answer: Answer, greeting: Greeting = lambda: [Ready()]) -> FakeEngine:
        started.append(FakeEngine(profile, answer, greeting))
        return started[-1]

    yield start
    for engine in started:
        engine.close()
