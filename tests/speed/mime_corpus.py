"""Every file of the corpus opened by ``mailclient show FILE --json``: ``python -m tests.speed.mime_corpus``.

For each set: files, how many failed (no answer, an error, 2 s of processor time, 300 MB of memory in the child process
that opens the set), the slowest; and where another mailer's result is known how many agree, how many differ on purpose
(``Reason`` says why, docs/reading.md more) and how many have failed. Then the standard library on the same cases.
"""

import contextlib
import email
import email.policy
import io
import json
import multiprocessing
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from mailclient.cli import main as command_line
from mailclient.mime.charset import decode
from mailclient.mime.reader import read
from mailclient.profile import Profile
from tests.speed import mime_headers
from tests.unit.mime.whole_messages import COMPARISONS, Bodies, lines, mime4j_bodies, stalwart_bodies

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SECONDS, MEGABYTES = 2.0, 300


@dataclass
class Opened:
    """What came of one set."""

    files: int = 0
    failed: tuple[str, ...] = ()
    slowest_seconds: float = 0.0
    peak_megabytes: float = 0.0


class TooSlowError(Exception):
    """It was stopped."""


def opened(folder: Path) -> Opened:
    """In a process of its own."""
    result = Opened()
    signal.signal(signal.SIGPROF, _stop)
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.name == "NOTICE":
            continue
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS * 2)
        try:
            wrong = _shown_wrongly(file)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
            wrong = type(error).__name__
        if wrong:
            result.failed += (f"{file.name}: {wrong}",)
        signal.setitimer(signal.ITIMER_PROF, 0)
        taken = time.process_time() - started
        if SECONDS < taken < SECONDS * 2:
            result.failed += (f"{file.name}: {taken:.1f} s",)
        result.files += 1
        result.slowest_seconds = max(result.slowest_seconds, taken)
    result.peak_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if result.peak_megabytes > MEGABYTES:
        result.failed += (f"{result.peak_megabytes:.0f} MB",)
    return result


def _shown_wrongly(file: Path) -> str:
    """What is wrong with the answer of the command line, "" when nothing is."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = command_line.run(["show", str(file), "--json"], Profile(Path(tempfile.gettempdir()) / "no-profile"))
    answer = json.loads(said.getvalue())
    return str(answer.get("error", "" if code == 0 else code))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


# --- the standard library ------------------------------------------------------------------------------------------


def our_bodies(data: bytes) -> list[tuple[bytes, str]]:
    """Contents and charset labels of all leaves."""
    message = read(data)
    return [(message.content(part.path), part.charset) for part in message.root.leaves()]


def their_bodies(data: bytes) -> list[tuple[bytes, str]]:
    """The same by ``email``, its newest way."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return [(_payload(part.get_payload(decode=True)), part.get_content_charset("")) for part in leaves]


def _payload(found: object) -> bytes:
    return found if isinstance(found, bytes) else b""


def _bodies_right(case: Bodies, found: list[tuple[bytes, str]]) -> bool:
    """For the standard library charsets are decoded by us: only what it found counts."""
    return len(found) == len(case.expected) and all(
        lines(data) == lines(body) if isinstance(body, bytes) else decode(data, charset).split() == body.split()
        for (data, charset), body in zip(found, case.expected, strict=True)
    )


def _opens(file: Path, ways: Callable[[bytes], object]) -> bool:
    try:
        ways(file.read_bytes())
    except Exception:  # noqa: BLE001  that others raise is a result
        return False
    return True


def _their_message(data: bytes) -> None:
    """All that a mailer asks for."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for name in ("from", "to", "cc", "subject", "date", "message-id"):
        str(message[name])
    for part in message.walk():
        part.get_filename()
        part.get_payload(decode=True)


def quality() -> None:
    """Bodies and header values right, and messages raised on."""
    cases = [*stalwart_bodies(CORPUS / "stalwart-mail-parser"), *mime4j_bodies(CORPUS / "mime4j")]
    for who, ways in (("ours", our_bodies), ("email (default)", their_bodies)):
        right = raised = 0
        for case in cases:
            try:
                right += _bodies_right(case, ways(case.data))
            except Exception:  # noqa: BLE001  that others raise is a result
                raised += 1
        print(f"{who:18} all bodies of {right} of {len(cases)} messages, raised on {raised}")
    files = [file for file in CORPUS.rglob("*") if file.suffix in (".eml", ".msg", ".mbox", ".raw") and file.is_file()]
    print(
        f"email (default)    raised on {sum(not _opens(file, _their_message) for file in files)} of {len(files)} files"
    )
    print(*mime_headers.table(CORPUS), sep="\n")


def main() -> int:
    """The exit code: whether all opened, and all that differ are meant to."""
    failures = 0
    print(f"{'set':28} {'files':>6} {'failed':>6} {'slowest':>8} {'memory':>8}   agreed / deviations / failed")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["mailclient.cli.main"])
    for folder in sorted(path for path in CORPUS.iterdir() if path.is_dir()):
        with context.Pool(1) as pool:
            result = pool.apply(opened, (folder,))
        compared = list(COMPARISONS[folder.name](folder)) if folder.name in COMPARISONS else []
        failed = [one.name for one in compared if one.failed]
        meant = Counter(one.reason for one in compared if one.reason is not None and not one.agrees)
        said = f"{sum(one.agrees for one in compared)} / {meant.total()} / {len(failed)}" if compared else ""
        print(
            f"{folder.name:28} {result.files:6} {len(result.failed):6} {result.slowest_seconds:6.2f} s"
            f" {result.peak_megabytes:5.0f} MB   {said}"
        )
        for line in (*result.failed, *(f"differs: {name}" for name in failed)):
            print(f"      {line}")
        for reason, count in meant.items():
            print(f"      {count} × {reason}")
        failures += len(result.failed) + len(failed)
    quality()
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
