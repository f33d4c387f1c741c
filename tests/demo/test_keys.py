"""The demonstration's keys: a GnuPG home that gpg can use as it is, and letters that gpg and openssl judge as told."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.demo.keys import AUTHORITY, CERTIFICATE_PASSPHRASE, OWN_CERTIFICATE, lay_out_keys
from mailclient.resource import resource_path

needs_gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not here")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home, as the demonstration lays it out."""
    made = lay_out_keys(tmp_path_factory.mktemp("d"))
    yield made
    subprocess.run(["gpgconf", "--homedir", made, "--kill", "all"], check=True, timeout=120)


def gpg(home: Path, *arguments: str, data: bytes = b"") -> str:
    command = ["gpg", "--homedir", str(home), "--batch", "--status-fd", "1", *arguments]
    run = subprocess.run(command, input=data, capture_output=True, timeout=120, check=False)
    return run.stdout.decode()


def raw(name: str) -> bytes:
    return resource_path("demo", "raw", f"{name}.mime").read_bytes().replace(b"\n", b"\r\n")


def test_the_home_is_for_its_owner_alone(home: Path) -> None:
    assert all(path.stat().st_mode & 0o077 == 0 for path in (home, *home.rglob("*")))
    assert lay_out_keys(home.parent) == home


@needs_gpg
def test_both_readers_have_a_key_of_their_own(home: Path) -> None:
    listed = gpg(home, "--with-colons", "--list-secret-keys")
    assert "alice@harbour.example" in listed
    assert "minji@haneul.example" in listed


@needs_gpg
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pgp-signed", ("GOODSIG", "TRUST_FULLY")),
        ("pgp-other-sender", ("GOODSIG", "TRUST_FULLY", "grace@harbour.example")),
        ("pgp-undecided", ("GOODSIG", "TRUST_UNDEFINED")),
        ("pgp-unknown-key", ("NO_PUBKEY",)),
        ("pgp-bad", ("BADSIG",)),
    ],
)
def test_gpg_says_of_a_signed_letter_what_it_is_to_show(
    home: Path, tmp_path: Path, name: str, said: tuple[str]
) -> None:
    data = raw(name)
    boundary = re.search(rb'boundary="([^"]+)"', data)
    assert boundary is not None
    _, text, signature, _ = data.split(b"--" + boundary[1])
    (tmp_path / "text").write_bytes(text[2:-2])
    (tmp_path / "signature").write_bytes(signature.partition(b"\r\n\r\n")[2])
    status = gpg(home, "--verify", os.fspath(tmp_path / "signature"), os.fspath(tmp_path / "text"))
    assert all(word in status for word in said), status


@needs_gpg
@pytest.mark.parametrize(
    ("name", "inside"), [("pgp-encrypted", "Salaries"), ("pgp-encrypted-korean", "7J247IKsIO2PieqwgA==")]
)
def test_gpg_opens_an_encrypted_letter(home: Path, name: str, inside: str) -> None:
    opened = gpg(home, "--decrypt", data=raw(name).partition(b"-----BEGIN")[1] + raw(name).partition(b"-----BEGIN")[2])
    assert "GOODMDC" in opened
    assert "GOODSIG" in opened
    assert 'hp="cipher"' in opened
    assert inside in opened


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
def test_openssl_verifies_and_opens_the_registrys_letters(tmp_path: Path) -> None:
    def openssl(*arguments: str, data: bytes = b"") -> bytes:
        run = subprocess.run(["openssl", *arguments], input=data, capture_output=True, timeout=120, check=True)
        return run.stdout

    trust = ("-CAfile", str(AUTHORITY), "-purpose", "smimesign")
    assert b"Port Ellery" in openssl("cms", "-verify", *trust, data=raw("smime-signed"))
    key = tmp_path / "alice.pem"
    own = ("-in", str(OWN_CERTIFICATE), "-passin", f"pass:{CERTIFICATE_PASSPHRASE}")
    key.write_bytes(openssl("pkcs12", "-nodes", *own))
    inside = openssl("cms", "-decrypt", "-inkey", str(key), "-recip", str(key), data=raw("smime-encrypted"))
    assert b"350 pounds" in openssl("cms", "-verify", *trust, data=inside)
