"""A draft with a large file made into a message and put into the outbox: ``python -m tests.speed.compose_build``.

Building is compared with Python's ``email`` package in one run, by processor time. Then each size is built and queued
by the engine's own code in a process of its own: seconds until it would be acknowledged, processor seconds, how far
memory rose, and the longest time the loop did nothing else. The files are sparse: reading them costs no disk.
"""

import argparse
import asyncio
import email.message
import email.policy
import email.utils
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from mailclient.bridge.commands import SendDraft
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import AnyEvent
from mailclient.engine.composing.message import message_of
from mailclient.engine.composing.protecting import Protecting
from mailclient.engine.composing.stamp import stamp_of
from mailclient.engine.drafts.sealed_drafts import PURPOSE, SealedDrafts
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.operations.send_draft import DraftSending
from mailclient.engine.outside import Outside
from mailclient.engine.protection.passphrases import Passphrases
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.engine.secrets.sealing_key import SealingKey
from mailclient.mail.ids import DraftId, OperationId
from mailclient.profile import Profile
from mailclient.store import accounts
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from tests.speed.machine import machine
from tests.unit.store.samples import settings

_MEGABYTE = 1_000_000
_USUAL = 25 * _MEGABYTE
_RUNS = 5
_HTML = "<p>Hello Bob, see the file. 안녕하세요</p>" * 50


def _draft(path: Path) -> DraftContent:
    now = path.stat()
    file = DraftFile("큰 파일.bin", "application/zip", str(path), size=now.st_size, modified_ns=now.st_mtime_ns)
    return DraftContent(to="Bob <bob@mail.test>", subject="파일", html=_HTML, files=(file,))


def _by_us(path: Path) -> int:
    composed = message_of(_draft(path), settings("alice@mail.test"), stamp_of("alice@mail.test", 1e9, "1"))
    return sum(map(len, composed.pieces))


def _by_python(path: Path) -> int:
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = "alice@mail.test", "Bob <bob@mail.test>", "파일"
    message["Date"] = email.utils.format_datetime(datetime(2026, 11, 20, tzinfo=UTC))
    message["Message-ID"] = "<1@mail.test>"
    message.set_content("Hello Bob, see the file. 안녕하세요" * 50)
    message.add_alternative(_HTML, subtype="html")
    message.add_attachment(path.read_bytes(), maintype="application", subtype="zip", filename="큰 파일.bin")
    return len(message.as_bytes())


def _processor_seconds(build: Callable[[Path], int], path: Path) -> float:
    best = float("inf")
    for _ in range(_RUNS):
        started = time.process_time()
        build(path)
        best = min(best, time.process_time() - started)
    return best


def _peak_kilobytes() -> int:
    """Resident memory at most, of this process alone (``ru_maxrss`` begins with that of who started us)."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


def _unheard(_event: AnyEvent) -> None:
    """Nobody listens."""


async def _queue(size: int, folder: Path) -> dict[str, float]:
    profile = Profile(folder)
    writer, reader = await Writer.open(profile.store), Reader(profile.store)
    account_id = await writer.transaction("add", accounts.add, settings("alice@mail.test"))
    outside = Outside(dial=dial, credentials=MemoryCredentials())
    sealing = SealingKey(outside.credentials.entries, str(folder), PURPOSE)
    sealed = SealedDrafts(profile, writer, reader, sealing, _unheard)
    protecting = Protecting(KeyBook(profile, writer, reader, outside, _unheard), time.time)
    passphrases = Passphrases(_unheard)
    sending = DraftSending(writer, reader, time.time, set(), sealed, protecting, passphrases, _unheard)
    path = folder / "file.bin"
    with path.open("wb") as file:
        file.truncate(size)
    before = _peak_kilobytes()
    content = msgspec.msgpack.encode(_draft(path))
    command = SendDraft(OperationId("1"), DraftId("draft"), account_id, content)
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.002)
            longest = max(longest, time.perf_counter() - began - 0.002)

    ticking = asyncio.create_task(tick())
    started, processor = time.perf_counter(), time.process_time()
    insert = await sending.built(command)
    await writer.transaction("queue", insert)
    took, processor = time.perf_counter() - started, time.process_time() - processor
    ticking.cancel()
    reader.close()
    await writer.close()
    return {
        "seconds": took,
        "processor": processor,
        "rise": (_peak_kilobytes() - before) / 1024,
        "longest": longest * 1000,
    }


def _queue_in_a_process(size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.speed.compose_build", "--queue", str(size)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--queue", type=int, help="build and queue one of so many bytes; prints JSON")
    size: int | None = parser.parse_args().queue
    with TemporaryDirectory() as name:
        if size is not None:
            print(json.dumps(asyncio.run(_queue(size, Path(name)))))
            return
        print(machine())
        path = Path(name, "file.bin")
        path.write_bytes(os.urandom(_USUAL))
        ours, theirs = _processor_seconds(_by_us, path), _processor_seconds(_by_python, path)
        print(f"25 MB built: {ours:.3f} s of processor time; Python's email {theirs:.3f} s, {theirs / ours:.1f} times")
    print("| file | queued after s | processor s | memory rose MB | loop held ms at most |\n|---|---|---|---|---|")
    for bytes_ in (0, _USUAL, 300 * _MEGABYTE):
        found = _queue_in_a_process(bytes_)
        print(
            f"| {bytes_ // _MEGABYTE} MB | {found['seconds']:.2f} | {found['processor']:.2f} | {found['rise']:.0f} "
            f"| {found['longest']:.0f} |"
        )


if __name__ == "__main__":
    main()
