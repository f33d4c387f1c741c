"""Two people whose keys are known here, one of them an attacker, and what they sign: for tests of forging."""

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.trust import Trust
from mailclient.engine.keys.acceptance import of_certificate, of_key
from mailclient.mail.account import Secret
from mailclient.mail.protection import Acceptance, System
from tests.unit.crypto.smime.authority import NOW, Authority

ANNA, MALLORY = "anna@x.example", "mallory@evil.example"
FROM_ANNA = b"From: Anna <anna@x.example>\r\nSubject: s\r\n"
FROM_MALLORY = b"From: Mallory <mallory@evil.example>\r\nSubject: s\r\n"
TEXT = b"Content-Type: text/plain\r\n\r\nHello"
_SIGNATURE = b"Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n"


class Forge:
    """``Keys`` of one who verified Anna's key and accepted Mallory's for Mallory's own address.

    Mallory's key names Anna, too, and first of all. What they sign is made by gpg in a home of their own.
    """

    def __init__(self, here: Path, theirs: Path) -> None:
        self._theirs = theirs
        self.mallory = self._made("Anna Real <anna@x.example>")
        self.gpg("--quick-add-uid", self.mallory, "Mallory <mallory@evil.example>")
        self.gpg("--quick-set-primary-uid", self.mallory, "Anna Real <anna@x.example>")
        self.anna = self._made("Anna Real <anna@x.example>")
        self.openpgp = OpenPgp(here)
        self.openpgp.import_keys(self.gpg("--export"))
        self.own = self.openpgp.generate("Me", "me@own.example", passphrase=Secret(""))
        self.gpg("--import", data=self.openpgp.export(self.own))
        self._listed = {key.fingerprint: key for key in list(self.openpgp.keys())}
        self._said = {self.anna: {ANNA: Acceptance.VERIFIED}, self.mallory: {MALLORY: Acceptance.ACCEPTED}}
        self.root = Authority()
        self.said_of_certificates: Mapping[str, Mapping[str, Acceptance]] = {}

    def gpg(self, *words: str, data: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", str(self._theirs), "--batch", "--yes", "--quiet", "--passphrase", ""]
        command += ["--pinentry-mode", "loopback", "--trust-model", "always", *words]
        return subprocess.run(command, input=data, check=True, capture_output=True, timeout=60).stdout

    def _made(self, user_id: str) -> str:
        said = self.gpg("--status-fd", "1", "--quick-generate-key", user_id, "future-default", "default", "never")
        return next(line.split()[3].decode() for line in said.splitlines() if b"KEY_CREATED" in line)

    def detached(self, data: bytes, *who: str) -> bytes:
        users = [word for each in who or (self.anna,) for word in ("--local-user", each)]
        return self.gpg(*users, "--armor", "--detach-sign", data=data).replace(b"\n", b"\r\n")

    def clear_signed(self, text: bytes) -> bytes:
        return self.gpg("--local-user", self.anna, "--clear-sign", data=text)

    def signed(self, entity: bytes = TEXT, header: bytes = FROM_ANNA, *, who: str = "", second: bytes = b"") -> bytes:
        """multipart/signed; ``second``: what the signature's part begins with, header and all."""
        return (
            header
            + b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\r\n\r\n--b\r\n'
            + entity
            + b"\r\n--b\r\n"
            + (second or _SIGNATURE)
            + self.detached(entity, who or self.anna)
            + b"\r\n--b--\r\n"
        )

    async def acceptance(
        self, fingerprint: str, address: str | None = None, system: System = System.OPENPGP
    ) -> Acceptance:
        if system is System.SMIME:
            named = (address,) if address else ()
            return of_certificate(fingerprint, named, self.said_of_certificates, Acceptance.UNDECIDED, address)
        key = self._listed.get(fingerprint)
        return Acceptance.UNDECIDED if key is None else of_key(key, self._said, address)

    async def trust(self, at: float | None = None) -> Trust:
        return self.root.trust(NOW if at is None else at)

    async def own_certificates(self) -> Sequence[OwnCertificate]:
        return ()


@contextmanager
def forge() -> Iterator[Forge]:
    """The homes are gone afterwards, and their agents with them."""
    with tempfile.TemporaryDirectory(prefix="k", dir="/tmp") as folder:
        here, theirs = Path(folder, "h"), Path(folder, "t")
        for home in (here, theirs):
            home.mkdir(mode=0o700)
        made = None
        try:
            made = Forge(here, theirs)
            yield made
        finally:
            if made is not None:
                made.openpgp.close()
            kill = ["gpgconf", "--homedir", str(theirs), "--kill", "all"]
            subprocess.run(kill, check=False, capture_output=True, timeout=20)
