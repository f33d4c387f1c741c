"""What all fuzzers do alike: the limit of time, the options, telling what fails with its seed and keeping it.

Seeds follow each other, so that two runs with the same first seed see the same inputs.
"""

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TypeVar

from tests.little_work import little_work

SECONDS = 2.0
"""Of processor time for one input; what takes three times as long is broken off."""
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_LARGEST = 300_000
_Found = TypeVar("_Found", bytes, str)


class TooSlowError(Exception):
    """One input took longer than it may."""


def messages(corpus: Path) -> list[bytes]:
    """All files below a directory that are not too large."""
    files = sorted(file for file in corpus.rglob("*") if file.is_file())
    return [file.read_bytes() for file in files if 0 < file.stat().st_size <= _LARGEST]


def found_or_exit(found: list[_Found]) -> list[_Found]:
    """What the fuzzer starts from; without it there is nothing to do."""
    if not found:
        sys.exit(f"no corpus at {CORPUS}")
    return found


def fault_of(work: Callable[[], object]) -> str:
    """ "" or what went wrong."""
    end = time.thread_time() + SECONDS * 3

    def look(_signal: int, _frame: FrameType | None) -> None:
        left = end - time.thread_time()
        if left <= 0:
            raise TooSlowError
        signal.setitimer(signal.ITIMER_PROF, max(left, 0.01))  # it counts what other threads take, too

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, SECONDS * 3)
    try:
        with little_work(SECONDS):
            work()
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc(limit=-6)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options that all have."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--minutes", type=float, default=1.0, help="of processor time")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=0, help="inputs, at most; 0: as many as the time allows")
    options.add_argument("--keep", default="", metavar="DIR")
    return options


def run(options: argparse.Namespace, made: Callable[[int], bytes], trial: Callable[[bytes], str]) -> int:
    """Try the inputs ``made`` from one seed after the other; how many failed."""
    failed, seed = 0, options.seed
    while time.process_time() < options.minutes * 60 and (not options.count or seed < options.seed + options.count):
        data = made(seed)
        if fault := trial(data):
            failed += 1
            print(f"seed {seed}, {len(data):,} bytes: {fault}", flush=True)
            if options.keep:
                Path(options.keep).mkdir(parents=True, exist_ok=True)
                (Path(options.keep) / str(seed)).write_bytes(data)
        seed += 1
    print(f"{seed - options.seed:,} inputs, {failed} failed, {time.process_time():.0f} s")
    return failed
