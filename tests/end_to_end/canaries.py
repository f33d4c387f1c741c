"""Looks for secrets where none may be: in files, in what was said, in what other programs can see of a process."""

import base64
import os
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

_LOOK_SECONDS = 0.005


def forms_of(secret: str) -> dict[str, bytes]:
    """How it may look: as it is, in base64 wherever in a longer text it stands (SASL), in hex, as UTF-16, backwards.

    A canary is letters and digits, so percent, JSON and repr leave it as it is.
    """
    assert secret.isascii()
    assert secret.isalnum()
    data = secret.encode()
    found = {
        "plain": data,
        "hex": data.hex().encode(),
        "HEX": data.hex().upper().encode(),
        "utf-16": secret.encode("utf-16-le"),
        "backwards": data[::-1],
    }
    for shift in range(3):
        # What stands before and after it changes the first and last characters only.
        text = base64.b64encode(b"\0" * shift + data).rstrip(b"=")
        found[f"base64+{shift}"] = text[(0, 2, 3)[shift] : len(text) - 1]
    return found


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """All that lies below it, with what is in it: nothing in a folder, a socket, or a file that goes meanwhile."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            try:
                yield path, path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:
                yield path, b""


class Canaries:
    """``found`` says where any of them is."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: list[tuple[str, str, bytes]] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        self._forms += [(secret, form, data) for form, data in forms_of(secret).items()]

    def found(self, where: str, data: bytes) -> list[str]:
        return [f"{where}: {secret} ({form})" for secret, form, needle in self._forms if needle in data]

    def found_in_files(self, *folders: Path) -> list[str]:
        hits: list[str] = []
        for folder in folders:
            for path, data in contents(folder):
                hits += self.found("a file's name", os.fsencode(path.name)) + self.found(str(path), data)
        return hits


class Onlooker:
    """Another program of the same user: sees the arguments and the environment of all processes, all the time."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self.looks = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_rest: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        mine = str(os.getpid())
        while not self._ended.is_set():
            for number in _processes():
                if number != mine:
                    self.seen |= set(_shown(Path("/proc") / number))
            self.looks += 1
            time.sleep(_LOOK_SECONDS)


def _processes() -> list[str]:
    return [name for name in os.listdir("/proc") if name.isdigit()]


def _shown(process: Path) -> Iterator[bytes]:
    try:
        arguments = (process / "cmdline").read_bytes()
        if any(name in arguments for name in (b"mailclient", b"crashing_engine", b"gpg")):
            yield arguments
            yield (process / "comm").read_bytes()
            yield (process / "environ").read_bytes()
    except OSError:
        return  # it has ended meanwhile, or is not to be looked at
