"""The published test keys of the corpus in one private GnuPG home, and its certificates; all of them accepted."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.crypto.smime.certificates import read_certificates
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.pkcs12 import read_pkcs12
from mailclient.crypto.smime.trust import Trust
from mailclient.mail.problem import MailError
from mailclient.mail.protection import Acceptance, System

_PASSPHRASES = ("", "nss", "test12345678", "password", "bob", "efail", "test")


class CorpusKeys:
    """``Keys`` of ``engine.protection`` without a store: whatever was imported counts as accepted."""

    def __init__(self, openpgp: OpenPgp, roots: Sequence[bytes], own: Sequence[OwnCertificate]) -> None:
        self._openpgp = openpgp
        keys = openpgp.keys()
        self._addresses = {key.fingerprint: {person.address.lower() for person in key.people} for key in keys}
        self._roots = tuple(roots)
        self._own = tuple(own)

    @property
    def openpgp(self) -> OpenPgp:
        return self._openpgp

    async def acceptance(
        self, fingerprint: str, address: str | None = None, system: System = System.OPENPGP
    ) -> Acceptance:
        known = self._addresses.get(fingerprint)
        if known is None or (address is not None and address not in known):
            return Acceptance.UNDECIDED
        return Acceptance.ACCEPTED

    async def trust(self, at: float | None = None) -> Trust:
        return Trust(self._roots, at or 0.0)

    async def own_certificates(self) -> Sequence[OwnCertificate]:
        return self._own


@contextmanager
def corpus_keys(folders: Sequence[Path]) -> Iterator[CorpusKeys]:
    """The keys of these ``keys`` folders. The home is gone afterwards, and its agent with it."""
    with tempfile.TemporaryDirectory(prefix="k", dir="/tmp") as home:
        Path(home).chmod(0o700)
        openpgp = OpenPgp(home=Path(home))
        try:
            files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
            _import_keys(home, [path for path in files if path.suffix in (".asc", ".gpg", ".pgp")])
            roots = [
                one for path in files if path.suffix in (".crt", ".pem") for one in read_certificates(path.read_bytes())
            ]
            own = [one for path in files if path.suffix in (".p12", ".pfx") for one in _own(path)]
            yield CorpusKeys(openpgp, roots, own)
        finally:
            openpgp.close()


def _import_keys(home: str, files: Sequence[Path]) -> None:
    plain = [str(path) for path in files if "-with-pp" not in path.name and "rev" not in path.name.rsplit("-", 1)[-1]]
    command = ["gpg", "--homedir", home, "--batch", "--quiet", "--pinentry-mode", "error", "--import", *plain]
    subprocess.run(command, check=False, capture_output=True, timeout=120)


def _own(path: Path) -> Iterator[OwnCertificate]:
    for passphrase in _PASSPHRASES:
        try:
            own, _ = read_pkcs12(path.read_bytes(), passphrase)
        except MailError:
            continue
        yield from own
        return
