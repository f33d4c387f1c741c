"""What a far server costs: the first rows of a new account, all headers of 1,000 messages, 100 bodies opened at once.

    python -m tests.speed.imap_latency [--messages 1000] [--rtt 50] [--port P --ca CA --user U]

A proxy adds half a round trip each way. The clock starts when the login is over. For the bodies 100
``FetchBody`` are sent together, of messages that nobody fetched before.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from mailclient.bridge.commands import FetchBody
from mailclient.bridge.events import BodyStored
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import MessageId
from tests.speed.imap_bench import MailHost, MeasuredEngine, arguments, mail_host, median, say, say_steps

ROWS, BODIES = 100, 100


def shown(engine: MeasuredEngine, limit: int) -> list[MessageId]:
    """The newest rows of the inbox."""
    inbox = next((one for one in engine.reader.folders() if one.role is FolderRole.INBOX), None)
    return [] if inbox is None else [id_ for id_, _ in engine.reader.message_ids(inbox.id, limit=limit)]


async def measure(host: MailHost, options: argparse.Namespace) -> None:
    """Print it."""
    round_trip = options.rtt / 1000
    rows, headers, bodies = [], [], []
    for run in range(options.runs):
        with tempfile.TemporaryDirectory() as directory:
            last = run == options.runs - 1
            engine = await MeasuredEngine(Path(directory), host, options.profile if last else None).start()
            begun = await engine.online()
            rows.append(await _shown(engine, ROWS) - begun)
            headers.append(await _shown(engine, options.messages) - begun)
            await engine.report()
            bodies.append(await _open_bodies(engine))
            if last:
                report = await engine.report()
            await engine.stop()
    raw, _ = host.raw("headers", runs=options.runs)
    say(f"newest {ROWS} rows after login", median(rows), "s")
    say("    in round trips", median(rows) / round_trip, "", "≤ 4 (with what the work itself takes)")
    say(f"{options.messages} headers after login", median(headers), "s", "≤ 0.2")
    say("    / raw", median(headers) / raw, "×")
    raw, _ = host.raw("bodiesp", "--limit", str(BODIES), runs=options.runs)
    say(f"{BODIES} bodies opened", median(bodies), "s", "≤ 0.2")
    say("    / raw (whole messages)", median(bodies) / raw, "×")
    say_steps(report)


async def _shown(engine: MeasuredEngine, count: int) -> float:
    return await engine.until(lambda: len(shown(engine, count)) >= count)


async def _open_bodies(engine: MeasuredEngine) -> float:
    """Of those that have no body yet, the oldest."""
    lacking = [row.id for row in engine.reader.rows(shown(engine, 100_000)) if not row.has_body]
    wanted = set(lacking[-BODIES:])
    assert len(wanted) == BODIES, "they were all fetched already: take a larger mailbox"
    started = time.perf_counter()
    for message_id in wanted:
        engine.send(FetchBody(message_id))

    def here() -> bool:
        return wanted <= {event.message_id for _, event in engine.events if isinstance(event, BodyStored)}

    return await engine.until(here) - started


def main() -> None:
    """Run it; see the module's docstring."""
    parser = arguments(__doc__, 1_000)
    parser.add_argument("--rtt", type=float, default=50, help="milliseconds")
    options = parser.parse_args()
    with mail_host(options) as near, near.delayed(options.rtt) as host:
        asyncio.run(measure(host, options))


if __name__ == "__main__":
    main()
