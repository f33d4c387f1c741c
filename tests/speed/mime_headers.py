"""Header values of the corpus, read by us and by the standard library: ``python -m tests.speed.mime_headers``.

The standard library is ``email.policy.default.header_factory``, its newest way; "–" where it has none. What it raises
on is not read.
"""

import sys
from pathlib import Path

from tests.unit.mime.header_sets import SETS
from tests.unit.mime.header_vector import measured

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def table(corpus: Path = CORPUS) -> list[str]:
    """A line for each set."""
    lines = [f"{'header values':40} {'all':>5} {'agreed':>7} {'stdlib':>7}"]
    for name, vectors in SETS.items():
        agreed, total, by_stdlib = measured(vectors(corpus))
        lines.append(f"{name:40} {total:5} {agreed:7} {'–' if by_stdlib is None else by_stdlib:>7}")
    return lines


def main() -> int:
    """The exit code."""
    if not CORPUS.is_dir():
        sys.exit(f"no corpus at {CORPUS}")
    print(*table(), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
