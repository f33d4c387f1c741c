"""Headers of the corpus made worse, and what tells where they come from: ``python -m tests.fuzz.origin [--minutes N]``.

Each must be done within two seconds of processor time and without an exception. What fails is said with its seed
(``--seed S --count 1`` does it again).
"""

import argparse
import random
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.mime import SECONDS, messages
from tests.fuzz.mutation import mutated
from tests.unit.mime.origin.test_hostile import PIECES, read_all

_CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_HEADER_BYTES = 20_000
_FIELDS = (b"From: ", b"Received: ", b"Authentication-Results: ", b"DKIM-Signature: ", b"ARC-Seal: ", b"Reply-To: ")


def header(found: Sequence[bytes], seed: int) -> bytes:
    """A message made worse, below fields of ours in noise; the same for the same seed."""
    chance = random.Random(seed)
    noise = b"".join(
        chance.choice(_FIELDS) + b"".join(chance.choices(PIECES, k=chance.randrange(30))) + b"\r\n"
        for _ in range(chance.randrange(6))
    )
    return noise + mutated(found, seed)[:_HEADER_BYTES]


def trial(data: bytes) -> str:
    """ "" or what went wrong."""
    began = time.process_time()
    try:
        read_all(data)
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc(limit=-6)
    taken = time.process_time() - began
    return f"{taken:.1f} s\n" if taken > SECONDS else ""


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="of processor time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0, help="headers, at most; 0: as many as the time allows")
    options = parser.parse_args()
    found = messages(_CORPUS)
    if not found:
        sys.exit(f"no corpus at {_CORPUS}")
    failed, seed = 0, options.seed
    while time.process_time() < options.minutes * 60 and (not options.count or seed < options.seed + options.count):
        fault = trial(header(found, seed))
        if fault:
            failed += 1
            print(f"seed {seed}: {fault}", flush=True)
        seed += 1
    print(f"{seed - options.seed:,} headers, {failed} failed, {time.process_time():.0f} s")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
