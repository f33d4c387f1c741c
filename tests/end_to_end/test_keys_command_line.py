"""The verbs ``keys`` and ``certificates`` as processes of their own, beside gpg and openssl."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.command_line import Ran, run_command

PASSPHRASE = "correct horse"


def gpg(home: Path, *words: str, data: bytes = b"") -> bytes:
    command = ["gpg", "--homedir", str(home), "--batch", "--no-tty", "--yes", *words]
    return subprocess.run(command, input=data, capture_output=True, timeout=60, check=False).stdout


@pytest.fixture
def profile() -> Iterator[Path]:
    """Its path is short, for the sockets of GnuPG's agent; its GnuPG home is its own."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not here")
    folder = Path(tempfile.mkdtemp(prefix="kc", dir="/tmp"))
    (folder / "gnupg").mkdir(mode=0o700)
    yield folder
    subprocess.run(["gpgconf", "--homedir", str(folder / "gnupg"), "--kill", "all"], check=False, timeout=120)
    shutil.rmtree(folder, ignore_errors=True)


def answer(ran: Ran) -> object:
    assert ran.code == 0, ran.said
    return json.loads(ran.out)


def test_a_key_is_made_without_a_question_and_leaves_under_its_passphrase(profile: Path, tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n")
    given = ("--passphrase-file", str(secret))
    made = answer(run_command(profile, "keys", "generate", "--email", "me@x.example", "--name", "Mé", *given))
    assert isinstance(made, dict)
    assert (made["acceptance"], made["secret"]) == ("own", True)
    out = tmp_path / "secret.asc"
    answer(run_command(profile, "keys", "export", "me@x.example", "--secret", "--output", str(out), *given))
    assert out.stat().st_mode & 0o777 == 0o600
    shown = gpg(profile / "gnupg", "--show-keys", "--with-colons", data=out.read_bytes())
    assert b"sec:" in shown
    assert made["fingerprint"].encode() in shown
    for file in (profile / "engine.log", *profile.glob("mail.sqlite3*")):
        assert PASSPHRASE.encode() not in file.read_bytes()


def test_a_root_of_openssl_says_so(profile: Path, tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "900", "-x509")
    files = ("-keyout", str(tmp_path / "root.key"), "-out", str(root))
    words = ["openssl", "req", *curve, *files, "-subj", "/CN=Our root", "-addext", "keyUsage=critical,keyCertSign"]
    subprocess.run(words, capture_output=True, timeout=60, check=True)
    ran = run_command(profile, "certificates", "import", "-", stdin=root.read_text())
    assert "trusted now" in ran.said
    taken = answer(ran)
    assert isinstance(taken, dict)
    assert taken["files"][0]["roots"] == [taken["files"][0]["certificates"][0]["fingerprint"]]
