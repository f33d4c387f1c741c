"""A private GnuPG home for all tests of this folder, and gpg itself beside ours."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.mail.account import Secret

PASSPHRASE = Secret("sesam öffne dich")


@dataclass(frozen=True)
class Keys:
    """``alice`` has no passphrase, ``bob`` has ``PASSPHRASE``, ``carol`` is only public here."""

    home: Path
    pgp: OpenPgp
    alice: str
    bob: str
    carol: str

    def gpg(self, *arguments: str, data: bytes = b"", home: Path | None = None) -> bytes:
        """What gpg itself answers."""
        return gpg(home or self.home, *arguments, data=data)

    def gpg_status(self, *arguments: str, data: bytes = b"") -> str:
        """Its status lines."""
        return self.gpg("--status-fd", "1", "--output", "/dev/null", *arguments, data=data).decode()


def gpg(home: Path, *arguments: str, data: bytes = b"") -> bytes:
    """Run gpg itself, whatever it says of success."""
    command = ["gpg", "--homedir", str(home), "--batch", "--no-tty", "--yes", *arguments]
    return subprocess.run(command, input=data, capture_output=True, timeout=60, check=False).stdout


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """GnuPG's sockets need a short path."""
    folder = Path(tempfile.mkdtemp(prefix="pgp", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def keys(short_folder: Path) -> Iterator[Keys]:
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not here")
    pgp = OpenPgp(short_folder / "home")
    other = OpenPgp(short_folder / "other")
    carol = other.generate("Carol", "carol@x.example", passphrase=Secret(""))
    pgp.import_keys(other.export(carol))
    yield Keys(
        short_folder / "home",
        pgp,
        pgp.generate("Alice Ärmel", "alice@x.example", passphrase=Secret("")),
        pgp.generate("Bob", "bob@x.example", passphrase=PASSPHRASE),
        carol,
    )
    pgp.close()
    other.close()


@pytest.fixture
def fresh(short_folder: Path, request: pytest.FixtureRequest) -> Iterator[OpenPgp]:
    """An empty home of one test, with an extra keyring."""
    home = Path(tempfile.mkdtemp(dir=short_folder))
    pgp = OpenPgp(home, home / "extra" / "keys.kbx")
    yield pgp
    pgp.close()
