"""Headers of the corpus made worse, and what tells where they come from: ``python -m tests.fuzz.origin [--minutes N]``.

Each must be done within two seconds of processor time and without an exception. What fails is said with its seed
(``--seed S --count 1`` does it again).
"""

import random
import sys
from collections.abc import Sequence

from tests.fuzz.mutation import mutated
from tests.fuzz.running import CORPUS, fault_of, found_or_exit, messages, parser, run
from tests.unit.mime.origin.test_hostile import PIECES, read_all

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


def main() -> int:
    """The exit code."""
    options = parser(__doc__).parse_args()
    found = found_or_exit(messages(CORPUS))
    return int(run(options, lambda seed: header(found, seed), lambda data: fault_of(lambda: read_all(data))) > 0)


if __name__ == "__main__":
    sys.exit(main())
