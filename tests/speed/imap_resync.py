"""Coming back to a folder of 50,000: nothing changed, and 100 flags, 10 new and 10 gone messages later.

    python -m tests.speed.imap_resync [--messages 50000] [--port P --ca CA --user U --conf DOVECOT_CONF]

The first sync is not measured. Counted is what goes over the working connection after its login until it is quiet, and
beside it what the watching connection needs to begin. No texts are fetched ahead. The mailbox is changed.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from typing import Any

from mailclient.bridge.events import MessagesChanged
from mailclient.mail.folder import FolderRole
from tests.speed.imap_bench import MailHost, MeasuredEngine, arguments, mail_host, say, say_steps

_QUIET_SECONDS = 2.0


async def measure(host: MailHost, options: argparse.Namespace) -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as directory:
        engine = await MeasuredEngine(Path(directory), host).start()
        await engine.keep_headers_only()
        await engine.synchronise()
        await engine.quiet()
        await engine.stop()
        report, seconds, _ = await _come_back(Path(directory), host, None)
        _say_traffic("nothing changed", report, "≤ 1 KB, ≤ 2 round trips")
        say("nothing changed: until the last row is right", seconds, "s")
        known = _known(Path(directory), host)
        host.change()
        report, seconds, changes = await _come_back(Path(directory), host, options.profile)
        raw, size = host.raw("qresync", "--qresync", known, runs=options.runs)
        _say_traffic(f"120 changes ({changes} events)", report, "≤ 20 KB")
        say("raw", raw, "s", f"{size} bytes")
        say("120 changes: until the last row is right", seconds, "s", "≤ raw + 0.1")
        say_steps(report)


async def _come_back(directory: Path, host: MailHost, profile: Path | None) -> tuple[dict[str, Any], float, int]:
    engine = await MeasuredEngine(directory, host, profile).start()
    online = await engine.online()
    told = 0
    while told < len(engine.events):
        told = len(engine.events)
        await asyncio.sleep(_QUIET_SECONDS)
    times = [at for at, event in engine.events if isinstance(event, MessagesChanged) and at > online]
    report = await engine.report()
    await engine.stop()
    return report, max(times, default=online) - online, len(times)


def _known(directory: Path, host: MailHost) -> str:
    """UIDVALIDITY and HIGHESTMODSEQ of the inbox, as the store has them."""
    reader = MeasuredEngine(directory, host).reader
    inbox = next(folder for folder in reader.folders() if folder.role is FolderRole.INBOX)
    state = reader.sync_state(inbox.id)
    reader.close()
    assert state is not None
    return f"{state.uid_validity} {state.highest_modseq}"


def _say_traffic(what: str, report: dict[str, Any], goal: str) -> None:
    working, *others = report["connections"]
    say(f"{what}: bytes both ways", working["read"] + working["written"], "", goal)
    say(f"{what}: round trips", working["round_trips"], "")
    say("    beside it, to watch: bytes", sum(one["read"] + one["written"] for one in others), "")


def main() -> None:
    """Run it; see the module's docstring."""
    options = arguments(__doc__, 50_000).parse_args()
    with mail_host(options) as host:
        asyncio.run(measure(host, options))


if __name__ == "__main__":
    main()
