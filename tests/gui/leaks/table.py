"""``python -m tests.gui.leaks.table [SET …]``: requests and scripts of each set, in four ways of looking at it.

*open, raw* shows that the listeners hear; *open, cleaned* what the sanitiser alone keeps back; *reader, raw* what the
view alone does; *reader, cleaned* is what people get.
"""

import sys
import tempfile
from pathlib import Path

from tests.gui.leaks.vectors import SETS, as_shown, vectors
from tests.gui.leaks.watched import Browser, watch

_CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


def main() -> None:
    """Print the table."""
    print("| set | vectors | open, raw | open, cleaned | reader, raw | reader, cleaned |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as directory:
        for name in sys.argv[1:] or SETS:
            raw = vectors(_CORPUS, name)
            cleaned = [as_shown(html) for html in raw]
            cells = []
            for browser in (Browser.OPEN, Browser.READER):
                for documents in (raw, cleaned):
                    seen = watch(documents, browser, Path(directory))
                    cells.append(f"{seen.requests} requests, {seen.scripts} scripts")
            print(f"| {name} | {len(raw)} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
