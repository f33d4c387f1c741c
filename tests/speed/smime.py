"""25 MB signed, verified, encrypted and decrypted: ``python -m tests.speed.smime [--runs 5]``.

Each is done by our code and by ``openssl cms`` in one run, in turns; the ratio is of the medians of wall-clock time.
Memory: how far that of a process of its own rose that does it once, with the message in memory where it must be.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mailclient.crypto.smime.certificates import read_certificates
from mailclient.crypto.smime.decrypting import decrypt
from mailclient.crypto.smime.encrypting import encrypt
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.signing import sign
from mailclient.crypto.smime.trust import Trust
from mailclient.crypto.smime.verifying import verify
from mailclient.mail.protection import SignatureVerdict
from tests.speed.machine import machine
from tests.unit.crypto.smime.authority import NOW, Authority
from tests.unit.crypto.smime.programs import Openssl

_SIZE = 25_000_000
_PIECE = 1 << 16
_BLOCK = bytes(range(256)) * (_PIECE // 256)


def _pieces() -> Iterator[bytes]:
    for at in range(0, _SIZE, _PIECE):
        yield _BLOCK[: min(_PIECE, _SIZE - at)]


def _nowhere(_piece: bytes) -> None:
    """Where pieces go that are only counted by the clock."""


def _works(folder: Path) -> dict[str, Callable[[], object]]:
    """What is done by us; each may be done any number of times."""
    der = {name: read_certificates((folder / f"{name}.crt").read_bytes())[0] for name in ("root", "anna")}
    own = OwnCertificate(der["anna"], (folder / "anna.der").read_bytes(), (der["root"],))
    trust = Trust((der["root"],), NOW)

    def verified() -> None:
        found = verify((folder / "signature").read_bytes(), _pieces(), trust)
        assert found.signers[0].verdict is SignatureVerdict.GOOD

    def decrypted(name: str) -> None:
        opened = decrypt((folder / name).read_bytes(), [own])
        assert opened.content is not None
        assert len(opened.content) == _SIZE

    return {
        "sign": lambda: sign(_pieces(), own, NOW),
        "verify": verified,
        "encrypt GCM": lambda: encrypt(_pieces(), [own.certificate], _nowhere, authenticated=True),
        "encrypt CBC": lambda: encrypt(_pieces(), [own.certificate], _nowhere, authenticated=False),
        "decrypt GCM": lambda: decrypted("gcm"),
        "decrypt CBC": lambda: decrypted("cbc"),
    }


_SIGNER = ("-signer", "anna.crt", "-inkey", "anna.key")
_WRITE = ("-binary", "-outform", "DER", "-out", "out", "-in", "plain")
_READ = ("-binary", "-inform", "DER", "-out", "out", "-in")
_OPENSSL = {
    "sign": ("-sign", *_WRITE, *_SIGNER),
    "verify": ("-verify", "-CAfile", "root.crt", "-attime", str(int(NOW)), *_READ, "signature", "-content", "plain"),
    "encrypt GCM": ("-encrypt", "-stream", "-aes-256-gcm", *_WRITE, "-recip", "anna.crt"),
    "encrypt CBC": ("-encrypt", "-stream", "-aes256", *_WRITE, "-recip", "anna.crt"),
    "decrypt GCM": ("-decrypt", *_READ, "gcm", "-inkey", "anna.key", "-recip", "anna.crt"),
    "decrypt CBC": ("-decrypt", *_READ, "cbc", "-inkey", "anna.key", "-recip", "anna.crt"),
}


def _prepare(folder: Path) -> Openssl:
    root = Authority()
    anna = root.issue(kind="rsa")
    openssl = Openssl(folder)
    openssl.add_certificate("root", root.der)
    openssl.add("anna", anna)
    openssl.write("anna.der", anna.key)
    with (folder / "plain").open("wb") as file:
        for piece in _pieces():
            file.write(piece)
    openssl.write("signature", sign(_pieces(), anna, NOW))
    for name, authenticated in (("gcm", True), ("cbc", False)):
        with (folder / name).open("wb") as file:
            parts: list[bytes] = []
            encrypt(_pieces(), [anna.certificate], parts.append, authenticated=authenticated)
            file.writelines(parts)
    return openssl


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _rise(folder: Path, work: str) -> float:
    """Megabytes by which a process grew that did it once."""
    command = [sys.executable, "-m", "tests.speed.smime", "--once", work, "--folder", str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, timeout=300).stdout)


def _once(folder: Path, work: str) -> None:
    works = _works(folder)
    before = _peak()
    works[work]()
    print((_peak() - before) / 1024)


def _peak() -> int:
    """The most memory it ever had, in KB; ``getrusage`` would count what its parent had, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    if arguments.once:
        _once(arguments.folder, arguments.once)
        return
    folder = Path(tempfile.mkdtemp(prefix="smime"))
    try:
        openssl = _prepare(folder)
        print(machine())
        print(f"{'25 MB':14}{'ours':>9}{'openssl':>9}{'ratio':>8}{'memory':>11}")
        for name, work in _works(folder).items():
            ours, theirs = [], []
            for _ in range(arguments.runs):
                ours.append(_seconds(work))
                theirs.append(_seconds(lambda words=_OPENSSL[name]: openssl.cms(*words)))  # type: ignore[misc]
            mine, other = statistics.median(ours), statistics.median(theirs)
            rise = _rise(folder, name)
            print(f"{name:14}{mine:8.2f}s{other:8.2f}s{mine / other:8.2f}{rise:8.0f} MB")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
