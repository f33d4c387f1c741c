"""25 MB signed, verified, encrypted and decrypted: ``python -m tests.speed.openpgp``.

Each is done by our code and by gpg alone in one run, in turns; the ratio is of the medians of wall-clock time. Memory:
how far that of a process of its own rose that does it once, in pieces, as the engine does.
"""

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.mail.account import Secret
from tests.speed.machine import machine

_SIZE = 25_000_000
_PIECE = 1 << 16
_RUNS = 5
_BLOCK = bytes(range(256)) * (_PIECE // 256)


def _pieces(size: int = _SIZE) -> Iterator[bytes]:
    for at in range(0, size, _PIECE):
        yield _BLOCK[: min(_PIECE, size - at)]


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _nowhere(_piece: bytes) -> None:
    """Where pieces go that are only counted by the clock."""


def _works(folder: Path, pgp: OpenPgp, key: str) -> dict[str, Callable[[], object]]:
    """What is done by us; each may be done any number of times."""
    signature = folder / "signature"
    return {
        "sign": lambda: pgp.sign(_pieces(), key),
        "verify": lambda: pgp.verify(_pieces(), signature.read_bytes()),
        "encrypt": lambda: pgp.encrypt(_pieces(), _nowhere, [key]),
        "encrypt+sign": lambda: pgp.encrypt(_pieces(), _nowhere, [key], sign_with=key),
        "decrypt": lambda: pgp.decrypt(_read(folder / "message"), _nowhere),
    }


def _by_gpg(folder: Path, key: str) -> dict[str, list[str]]:
    """The same as arguments of gpg, from file to file."""
    plain, out = str(folder / "plain"), ["--output", "/dev/null"]
    to = ["--trust-model", "always", "--compress-algo", "none", "--armor", "--recipient", key]
    return {
        "sign": [*out, "--armor", "--detach-sign", plain],
        "verify": ["--verify", str(folder / "signature"), plain],
        "encrypt": [*out, *to, "--encrypt", plain],
        "encrypt+sign": [*out, *to, "--sign", "--encrypt", plain],
        "decrypt": [*out, "--decrypt", str(folder / "message")],
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _gpg(home: Path, arguments: list[str]) -> None:
    command = ["gpg", "--homedir", str(home), "--batch", "--yes", "--quiet", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _rise(folder: Path, work: str) -> float:
    """Megabytes by which a process grew that did it once."""
    command = [sys.executable, "-m", "tests.speed.openpgp", "--once", work, "--folder", str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, timeout=300).stdout)


def _once(folder: Path, work: str) -> None:
    pgp = OpenPgp(folder / "home")
    (key,) = pgp.keys(secret=True)
    works = _works(folder, pgp, key.fingerprint)
    pgp.verify([b"x"], (folder / "signature").read_bytes())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    works[work]()
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


def _compare(folder: Path) -> None:
    pgp = OpenPgp(folder / "home")
    try:
        key = pgp.generate("Speed", "speed@mail.test", passphrase=Secret(""))
        with (folder / "plain").open("wb") as plain, (folder / "message").open("wb") as message:
            plain.writelines(_pieces())
            made: list[bytes] = []
            pgp.encrypt(_pieces(), made.append, [key], sign_with=key)
            message.writelines(made)
        (folder / "signature").write_bytes(pgp.sign(_pieces(), key).signature)
        by_gpg = _by_gpg(folder, key)
        print(f"{machine()}; {_SIZE / 1e6:.0f} MB, medians of {_RUNS}")
        for name, work in _works(folder, pgp, key).items():
            ours, theirs = [], []
            for _ in range(_RUNS):
                ours.append(_seconds(work))
                theirs.append(_seconds(lambda arguments=by_gpg[name]: _gpg(folder / "home", arguments)))  # type: ignore[misc]
            we, they = statistics.median(ours), statistics.median(theirs)
            print(
                f"{name:13} {we:.2f} s, gpg alone {they:.2f} s: x {we / they:.2f}; memory +{_rise(folder, name):.1f} MB"
            )
    finally:
        pgp.close()


def main() -> None:
    """Compare, or do one work once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once")
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if chosen.once:
        _once(chosen.folder, chosen.once)
        return
    folder = Path(tempfile.mkdtemp(prefix="pgp", dir="/tmp"))
    try:
        _compare(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
