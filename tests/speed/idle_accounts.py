"""What an engine with nothing to do costs: CPU seconds and bytes in a minute, with one account and with many.

    python -m tests.speed.idle_accounts [--accounts 20] [--seconds 60]

Against a Dovecot of its own, one small mailbox for each account; the engine runs in this process, and what is measured
is this process. The first sync and what follows it are over before the clock starts.
"""

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import Finished
from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.transport.connect import dial
from mailclient.transport.meter import Meter, Traffic
from mailclient.transport.stream import Stream
from tests.engine.running import RunningEngine, message
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot

_SETTLE_SECONDS = 5.0


async def measure(dovecot: Dovecot, count: int, seconds: float) -> None:
    """Print it."""
    traffic = Traffic()
    connections = 0

    async def metered(server: Server) -> Stream:
        nonlocal connections
        connections += 1
        return Meter(await dial(server), traffic)

    with tempfile.TemporaryDirectory() as directory:
        engine = await RunningEngine(Path(directory), dialled=metered).start()
        for _ in range(count):
            user = dovecot.add_user()
            for number in range(5):
                dovecot.deliver(user, message(f"number {number}"))
            nobody = Server("localhost", 1, Security.NONE, "")
            await engine.add(AccountSettings(user.name, "", dovecot.imap(user), nobody), user.secret)
        assert isinstance(await engine.request(Sync("")), Finished)
        await asyncio.sleep(_SETTLE_SECONDS)
        processor, bytes_read = time.process_time(), traffic.bytes_read
        await asyncio.sleep(seconds)
        used = time.process_time() - processor
        print(
            f"{count:3} accounts, {connections} connections: {used * 60 / seconds:.3f} CPU s a minute,"
            f" {(traffic.bytes_read - bytes_read) / count * 60 / seconds:.0f} bytes an account"
        )
        await engine.stop()


def main() -> None:
    """Parse, start a server, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        directory = Path(name)
        directory.chmod(0o755)
        authority = Authority(directory)
        os.environ["SSL_CERT_FILE"] = str(authority.ca_file)
        dovecot = Dovecot(directory, authority.localhost())
        dovecot.start()
        try:
            for count in (1, options.accounts):
                asyncio.run(measure(dovecot, count, options.seconds))
        finally:
            dovecot.stop()


if __name__ == "__main__":
    main()
