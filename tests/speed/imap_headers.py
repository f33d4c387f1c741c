"""The first sync of a large folder's headers, as a multiple of draining the same fetch unparsed.

    python -m tests.speed.imap_headers [--messages 50000] [--runs 5] [--port P --ca CA --user U]

From the login until every header is in the store and found by the search, each time with a fresh profile and an engine
in a process of its own. With --messages 200000 beside a run with 50000 one sees whether it grows faster than the
folder. Times are the clock's; on a loaded machine compare processor seconds.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import Finished, MessagesChanged
from tests.speed.imap_bench import MailHost, MeasuredEngine, arguments, mail_host, median, say, say_steps


async def first_sync(host: MailHost, profile: Path | None) -> tuple[float, float, float, dict[str, object]]:
    """Seconds until the first rows, until all; processor seconds; the engine's report."""
    with tempfile.TemporaryDirectory() as directory:
        engine = await MeasuredEngine(Path(directory), host, profile).start()
        engine.send(Sync("headers"))
        started = await engine.online()
        first = await engine.wait_for(lambda one: isinstance(one, MessagesChanged))
        done = await engine.wait_for(lambda one: isinstance(one, Finished))
        seconds = engine.processor_seconds()
        report = await engine.report()
        (account,) = engine.reader.accounts()
        inbox = engine.reader.folders(account.id)[0]
        ids = [id_ for id_, _ in engine.reader.message_ids(inbox.id, limit=1_000_000)]
        assert len(ids) == inbox.total, (len(ids), inbox.total)
        (oldest,) = engine.reader.rows(ids[-1:])
        assert ids[-1] in engine.reader.search(f"from:{oldest.sender.address}", limit=100_000)
        report["messages"] = len(ids)
        await engine.stop()
        return first - started, done - started, seconds, report


async def measure(host: MailHost, options: argparse.Namespace) -> None:
    """Print it."""
    ratios, taken, raws = [], [], []
    report: dict[str, object] = {}
    for run in range(options.runs):
        raw, size = host.raw("headers", runs=1)
        first, whole, processor, report = await first_sync(host, options.profile if run == options.runs - 1 else None)
        raws.append(raw)
        taken.append(whole)
        ratios.append(whole / raw)
        say("raw", raw, "s", f"{size / 1e6:.1f} MB")
        say("first rows", first, "s")
        say("all headers", whole, "s", f"{report['messages']} messages")
        say("    processor", processor, "s")
    if not options.profile:
        say_steps(report)
    for name, values in (("raw", raws), ("all headers", taken), ("all headers / raw", ratios)):
        print(f"{name}: median {median(values):.2f}, {min(values):.2f} to {max(values):.2f}")


def main() -> None:
    """Run it; see the module's docstring."""
    options = arguments(__doc__, 50_000).parse_args()
    with mail_host(options) as host:
        asyncio.run(measure(host, options))


if __name__ == "__main__":
    main()
