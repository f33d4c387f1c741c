"""``openssl cms`` and ``gpgsm``, as the tests talk to them: in a folder of their own, with the clock of the tests."""

import shutil
import subprocess
import tempfile
from base64 import encodebytes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from mailclient.crypto.smime.own import OwnCertificate
from tests.unit.crypto.smime.authority import NOW

_SECONDS = 60


class Openssl:
    """Runs ``openssl``; certificates and keys are named files in its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, own: OwnCertificate) -> None:
        self.write(f"{name}.crt", _pem("CERTIFICATE", own.certificate))
        self.write(f"{name}.key", _pem("PRIVATE KEY", own.key))

    def add_certificate(self, name: str, der: bytes) -> None:
        self.write(f"{name}.crt", _pem("CERTIFICATE", der))

    def write(self, name: str, data: bytes) -> None:
        (self._folder / name).write_bytes(data)

    def read(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def cms(self, *arguments: str, right: bool = True) -> bytes:
        """What it prints; it must succeed, or fail."""
        command = ["openssl", "cms", *arguments]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, timeout=_SECONDS, check=False)
        assert (done.returncode == 0) is right, done.stderr.decode(errors="replace")
        return done.stdout

    def verify(self, *arguments: str, right: bool = True) -> bytes:
        return self.cms(
            "-verify",
            "-binary",
            "-purpose",
            "any",
            "-CAfile",
            "root.crt",
            "-attime",
            str(int(NOW)),
            *arguments,
            right=right,
        )


class Gpgsm:
    """Runs ``gpgsm`` in a home of its own, without a card and without asking anybody."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "gpgsm.conf").write_text(
            "disable-crl-checks\ndisable-dirmngr\nbatch\nno-tty\nfaked-system-time 20260601T000000\n"
        )
        (home / "gpg-agent.conf").write_text("allow-loopback-pinentry\nallow-mark-trusted\n")

    def run(self, *arguments: str, right: bool = True) -> bytes:
        """What it prints; the passphrase of all keys comes through its standard input."""
        command = ["gpgsm", "--homedir", str(self.home), "--pinentry-mode", "loopback", "--passphrase-fd", "0"]
        done = subprocess.run(
            [*command, *arguments], input=b"secret\n", capture_output=True, timeout=_SECONDS, check=False
        )
        assert (done.returncode == 0) is right, done.stderr.decode(errors="replace")
        return done.stdout

    def file(self, data: bytes) -> str:
        """A new file for it to read."""
        path = self.home / f"file{len(list(self.home.iterdir()))}"
        path.write_bytes(data)
        return str(path)

    def trust(self, fingerprint: str) -> None:
        (self.home / "trustlist.txt").write_text(f"{fingerprint} S relax\n")

    def add(self, own: OwnCertificate) -> None:
        key = serialization.load_der_private_key(own.key, None)
        bag = pkcs12.serialize_key_and_certificates(
            b"own",
            key,  # type: ignore[arg-type]
            x509.load_der_x509_certificate(own.certificate),
            [x509.load_der_x509_certificate(one) for one in own.chain],
            serialization.PrivateFormat.PKCS12.encryption_builder()
            .kdf_rounds(2000)
            .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
            .hmac_hash(hashes.SHA1())
            .build(b"secret"),
        )
        self.run("--import", self.file(bag))


@contextmanager
def gpgsm_home() -> Iterator[Gpgsm]:
    """A short path, for the sockets of the agent; the agent is ended."""
    if shutil.which("gpgsm") is None:
        pytest.skip("gpgsm is not here")
    home = Path(tempfile.mkdtemp(prefix="sm", dir="/tmp"))
    try:
        yield Gpgsm(home)
    finally:
        subprocess.run(
            ["gpgconf", "--homedir", str(home), "--kill", "all"], capture_output=True, timeout=_SECONDS, check=False
        )
        shutil.rmtree(home, ignore_errors=True)


def _pem(kind: str, der: bytes) -> bytes:
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (kind.encode(), encodebytes(der), kind.encode())
