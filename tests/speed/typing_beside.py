"""A real engine that fetches a large folder from a real Dovecot, again and again, each time into an empty profile.

    python -m tests.speed.typing_beside [--messages 10000] [--directory KEPT]

Says "syncing" when the first of it runs, and what each pass has fetched. Ends when its input does.
``tests.speed.typing`` starts it.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import Failed, Finished
from tests.speed.imap_bench import MailHost, MeasuredEngine, arguments, mail_host


async def one_pass(host: MailHost) -> None:
    """Headers, then every text."""
    with tempfile.TemporaryDirectory() as directory:
        engine = await MeasuredEngine(Path(directory), host).start()
        try:
            engine.send(Sync("all", bodies=True))
            await engine.online()
            print("syncing", flush=True)
            await engine.wait_for(lambda one: isinstance(one, Finished | Failed))
            print("fetched", engine.count("message"), engine.count("body"), flush=True)
        finally:
            await engine.stop()


async def without_end(host: MailHost) -> None:
    """Pass after pass, until nobody listens."""
    loop = asyncio.get_running_loop()
    ended = loop.run_in_executor(None, sys.stdin.read)

    async def passes() -> None:
        while True:
            await one_pass(host)

    working = asyncio.create_task(passes())
    await asyncio.wait([asyncio.ensure_future(ended), working], return_when=asyncio.FIRST_COMPLETED)
    working.cancel()
    await asyncio.wait([working])
    if not working.cancelled():
        await working


def main() -> None:
    """Run it; see the module's docstring."""
    options: argparse.Namespace = arguments(__doc__, 10_000).parse_args()
    with mail_host(options) as host:
        asyncio.run(without_end(host))


if __name__ == "__main__":
    main()
