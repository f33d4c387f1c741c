"""Whole messages into the store: 10,000 of them (235 MB), as a multiple of draining the same fetch unparsed.

    python -m tests.speed.imap_bodies [--messages 10000] [--port P --ca CA --user U]

Headers are synchronised before the clock starts. Then the time until every body is made from the stored bytes.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from tests.speed.imap_bench import MailHost, MeasuredEngine, arguments, mail_host, median, say, say_steps


async def measure(host: MailHost, options: argparse.Namespace) -> None:
    """Print it."""
    raw, size = host.raw("bodies", runs=options.runs)
    say("raw", raw, "s")
    taken = []
    for run in range(options.runs):
        last = run == options.runs - 1
        with tempfile.TemporaryDirectory() as directory:
            engine = await MeasuredEngine(Path(directory), host, options.profile if last else None).start()
            await engine.synchronise()
            await engine.report()
            processor, started = engine.processor_seconds(), time.perf_counter()
            done = await engine.synchronise(bodies=True)
            taken.append(time.perf_counter() - started)
            report = await engine.report()
            assert done.counts is not None
            say("whole messages", taken[-1], "s", f"{done.counts.bodies} messages, {size / 1e6:.0f} MB")
            say("    processor", engine.processor_seconds() - processor, "s")
            if last and not options.profile:
                say_steps(report)
                await _read(engine)
            await engine.stop()
    say("whole messages / raw", median(taken) / raw, "×", "≤ 2.0")


async def _read(engine: MeasuredEngine) -> None:
    processor, started = engine.processor_seconds(), time.perf_counter()
    while engine.count("body_due"):  # noqa: ASYNC110  another process makes them
        await asyncio.sleep(0.25)
    say("all bodies made from them", time.perf_counter() - started, "s")
    say("    processor", engine.processor_seconds() - processor, "s")
    say_steps(await engine.report())


def main() -> None:
    """Run it; see the module's docstring."""
    options = arguments(__doc__, 10_000).parse_args()
    with mail_host(options) as host:
        asyncio.run(measure(host, options))


if __name__ == "__main__":
    main()
