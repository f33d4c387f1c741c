"""A screen of its own for programs that need one."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE_SECONDS = 60


class Display:
    """An X display that nobody looks at; ``name`` is ":5", say."""

    def __init__(self, name: str) -> None:
        self._environment = {**os.environ, "DISPLAY": name, "LANG": "C.UTF-8"}

    @contextmanager
    def running(self, command: list[str], more: dict[str, str] | None = None) -> Iterator[None]:
        """The program, with all that it starts, as long as the block runs; ``more`` environment."""
        process = subprocess.Popen(
            command,
            env={**self._environment, **(more or {})},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            process.wait(_PATIENCE_SECONDS)

    def wait_for_window(self, title: str) -> None:
        """Until a window is called so; ``TimeoutError``."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        command = ["xdotool", "search", "--name", re.escape(title)]
        while subprocess.run(command, env=self._environment, capture_output=True, check=False).returncode:
            if time.monotonic() > deadline:
                raise TimeoutError(title)
            time.sleep(0.3)

    def take(self, picture: Path, *, after_seconds: float) -> None:
        """The whole screen; programs do not tell when they have painted."""
        time.sleep(after_seconds)
        command = ["import", "-window", "root", str(picture)]
        subprocess.run(command, env=self._environment, check=True, timeout=_PATIENCE_SECONDS)


@contextmanager
def display() -> Iterator[Display]:
    """A new one."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1000x1000x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield Display(f":{told.readline().strip()}")
    finally:
        server.terminate()
        server.wait(_PATIENCE_SECONDS)
