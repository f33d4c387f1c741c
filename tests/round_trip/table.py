"""The table of files and servers: build → send → fetch from Dovecot → parse, byte for byte or not.

    python -m tests.round_trip.table

Starts its own Dovecot, Exim and Postfix (as it is, and without 8BITMIME, SMTPUTF8 and CHUNKING). They need root.
"""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from mailclient.mail.problem import MailError
from tests.round_trip.journey import Submission, draft_with, spoilt, travel
from tests.round_trip.shapes import EIGHT_BIT, Shape, large, shapes
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.postfix import Postfix
from tests.servers.unpacked import Unpacked

_LIMIT = 60_000_000


async def _verdict(shape: Shape, server: Submission, dovecot: Dovecot, folder: Path) -> str:
    sender = dovecot.add_user("alice")
    try:
        arrived = await travel(draft_with([shape], folder), server, dovecot, sender)
    except MailError as error:
        return f"not sent: {error.problem.kind}"
    wrong = spoilt(arrived, [shape])
    if wrong:
        return "; ".join(wrong)
    return "equal" if shape.arrives is None else "equal, with CRLF"


async def _print_table(servers: dict[str, Submission], dovecot: Dovecot, folder: Path) -> None:
    print("| file | bytes |", " | ".join(servers), "|")
    print("|---" * (len(servers) + 2) + "|")
    for shape in [*shapes(), EIGHT_BIT, large()]:
        verdicts = [await _verdict(shape, server, dovecot, folder) for server in servers.values()]
        print(f"| {shape.title} | {len(shape.data):,} |", " | ".join(verdicts), "|", flush=True)


def main() -> None:
    """Start the servers, print, end them."""
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
        servers: dict[str, Submission] = {"Postfix": postfix, "Postfix without 8BITMIME": old, "Exim": exim}
        asyncio.run(_print_table(servers, dovecot, directory / "files"))
    finally:
        for running in (postfix, old, exim, dovecot):
            running.stop()
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
