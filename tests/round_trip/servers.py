"""Dovecot, two kinds of Postfix and Exim for the scripts of this folder. They need root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.round_trip.journey import Submission
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.postfix import Postfix
from tests.servers.unpacked import Unpacked

_LIMIT = 60_000_000
"""Bytes of a message."""


@dataclass(frozen=True, slots=True)
class Servers:
    """All run; ``submission`` by what a table calls them; ``folder`` is for files and goes with them."""

    dovecot: Dovecot
    submission: dict[str, Submission]
    folder: Path


@contextmanager
def running_servers() -> Iterator[Servers]:
    """Started, and ended afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="mail-"))
    directory.chmod(0o755)
    for name in ("tls", "dovecot", "postfix", "old", "exim", "unpacked", "files"):
        (directory / name).mkdir()
    authority = Authority(directory / "tls")
    os.environ["SSL_CERT_FILE"] = str(authority.ca_file)
    certificate = authority.localhost()
    dovecot = Dovecot(directory / "dovecot", certificate)
    dovecot.start()
    postfix = Postfix(directory / "postfix", certificate, dovecot, limit=_LIMIT)
    old = Postfix(directory / "old", certificate, dovecot, limit=_LIMIT, unsaid="8bitmime smtputf8 chunking")
    exim = Exim(directory / "exim", certificate, dovecot, Unpacked(directory / "unpacked"))
    try:
        for server in (postfix, old, exim):
            server.start()
        yield Servers(dovecot, {"Postfix": postfix, "Postfix without 8BITMIME": old, "Exim": exim}, directory / "files")
    finally:
        for running in (postfix, old, exim, dovecot):
            running.stop()
        shutil.rmtree(directory)
