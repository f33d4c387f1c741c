"""A message with a file of 25 MB signed and encrypted: seconds, and how much memory that takes above the start.

python -m tests.speed.protected_build
"""

import resource
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.engine.composing.message import message_of
from mailclient.engine.composing.openpgp import OpenPgpProtection
from mailclient.engine.composing.smime import SmimeProtection
from mailclient.engine.composing.stamp import stamp_of
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from tests.unit.crypto.smime.authority import NOW, Authority

SIZE = 25_000_000
ADDRESS = "alice@mail.test"
NOWHERE = Server("localhost", 1, Security.NONE, "")


def main() -> None:
    """Print a line for each way."""
    folder = Path(tempfile.mkdtemp(prefix="sp", dir="/tmp"))
    gpg = OpenPgp(folder / "home")
    try:
        file = folder / "large"
        file.write_bytes(bytes(range(251)) * (SIZE // 251))
        key = gpg.generate("Alice", ADDRESS, passphrase=Secret(""))
        own = Authority().issue(ADDRESS)
        for name, sign, encrypt in (("plain", False, False), ("signed", True, False), ("encrypted", True, True)):
            for system in ("openpgp", "smime"):
                with ExitStack() as kept:
                    keys = [key] if encrypt else []
                    openpgp = OpenPgpProtection(
                        gpg, key if sign else None, ADDRESS, keys, b"", lambda *_: None, lambda _size: None, kept
                    )
                    certificates = [own.certificate] if encrypt else []
                    smime = SmimeProtection(own if sign else None, certificates, True, NOW, lambda _size: None, kept)
                    chosen = openpgp if system == "openpgp" else smime
                    _measure(f"{name} {system}", file, chosen if sign else None, sign=sign, encrypt=encrypt)
    finally:
        gpg.close()
        subprocess.run(["gpgconf", "--homedir", str(folder / "home"), "--kill", "all"], check=False, timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _measure(
    name: str, file: Path, protection: OpenPgpProtection | SmimeProtection | None, *, sign: bool, encrypt: bool
) -> None:
    content = DraftContent(to=ADDRESS, files=(DraftFile("large", "image/x", str(file)),), sign=sign, encrypt=encrypt)
    settings = AccountSettings(ADDRESS, "Alice", NOWHERE, NOWHERE)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    composed = message_of(content, settings, stamp_of(ADDRESS, NOW, "1"), protection=protection)
    size = sum(map(len, composed.pieces))
    seconds = time.monotonic() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{name:20} {seconds:6.2f} s  {size / 1e6:6.1f} MB out  peak memory + {grown / 1024:5.1f} MB")
    assert threading.active_count() < 20


if __name__ == "__main__":
    main()
