"""Make a mail file of a million messages and print how long a search takes until its first page is there.

    python -m tests.speed.search [--messages 1000000] [--texts 100000] [--file PATH] [--times 7] [--cpu]

For each query: milliseconds (median and worst) until there is something to show (a search tells every 20 ms what it
has found); until the first 100 hits are known, or that there are fewer; until all is known up to 1,000 hits. Beside
it what SQLite's FTS5 takes by itself for the same words: all row numbers, joined with the messages and sorted by date,
which is what this program did before. ``--file`` keeps the file, and reads it again when it is there. About ten
minutes and 2.5 GB the first time. ``--cpu`` tells seconds of the processor, where others use the machine as well.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mailclient.mail.ids import FolderId
from mailclient.mail.query import parse
from mailclient.mail.search import SearchOrder
from mailclient.store.reader import Reader
from mailclient.store.search_expression import expression
from tests.speed.search_mail import NOW, fill

PAGE = 100
ALL, SMALL, LARGE = "", "Projects/Apollo", "Archive"
_TYPED = ("r", "re", "rep", "repo", "report", "report ", "needle", "nosuchword")
_EASTERN = ("이", "회", "회의", "회의록", "이사회", "会", "会議", "東京オフィス")
_SEVERAL = ("report budget", "회의 일정 확인", "the of and", "report 회의", "nosuch report")
_COMMON_STARTS = (
    "corp",
    "user",
    "exampl",
    "to:exampl",
    "from:corp",
    "user corp",
    "-user",
    "larger:5M corp",
    "in:apollo corp",
)
_FIELDS = (
    "from:김",
    "from:k",
    "from:user7 회의",
    "to:corp7",
    "subject:회의 from:이",
    "filename:pdf",
    "body:report",
    "body:r",
)
_JOINED = (
    "kim or lee",
    "회의 or 会議 or meeting",
    "report -budget",
    "-report",
    "회의 -일정 -확인",
    "is:unread or 회의",
)
_PHRASES = ('"weekly report"', '"회의 일정"', '"please send the r', "user7@corp7.example.co")
_STATES = (
    "is:unread",
    "is:unread report",
    "has:attachment 회의",
    "is:flagged",
    "tag:important",
    "in:sent the",
    "in:apollo 이",
)
_NUMBERS = ("after:7d", "before:2020-01-01 report", "larger:10M", "cc:김 larger:1M")
QUERIES = (
    *[
        (query, ALL)
        for query in (
            *_TYPED,
            *_EASTERN,
            *_SEVERAL,
            *_COMMON_STARTS,
            *_FIELDS,
            *_JOINED,
            *_PHRASES,
            *_STATES,
            *_NUMBERS,
        )
    ],
    *[(query, SMALL) for query in ("report", "이", "needle", "-report", "is:unread")],
    *[(query, LARGE) for query in ("report", "이", "nosuchword", "from:김 회의")],
)


def main() -> None:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--cpu", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = options.file or Path(directory) / "mail.sqlite3"
        if not path.exists():
            asyncio.run(fill(path, options.messages, options.texts))
        measure(path, options.times, time.process_time if options.cpu else time.perf_counter)


def measure(path: Path, times: int, clock: Callable[[], float]) -> None:
    """Every query, as the window asks it."""
    milliseconds = partial(_milliseconds, clock)
    reader = Reader(path)
    raw = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    folders = {folder.path: folder for folder in reader.folders()}
    for folder in folders.values():
        print(f"{folder.path:20}{folder.total:10,} messages")
    index = raw.execute("SELECT sum(length(block)) FROM search_words_data").fetchone()[0]
    print(f"file {path.stat().st_size / 1e6:,.0f} MB, search index {index / 1e6:,.0f} MB")
    print(f"{'':32}{'first hits, ms':>20}{'first page, ms':>20}{'1,000 hits':>12}{'best':>10}{'FTS5 alone':>12}")
    print(f"{'query':32}{'median':>10}{'worst':>10}{'median':>10}{'worst':>10}")
    worst = 0.0
    for query, path_ in QUERIES:
        folder_id = folders[path_].id if path_ else None
        firsts = [milliseconds(partial(_first_hits, reader, query, folder_id)) for _ in range(times)]
        pages = [milliseconds(partial(_first_page, reader, query, folder_id)) for _ in range(times)]
        whole = milliseconds(partial(reader.search, query, folder_id=folder_id, now=NOW))
        best = milliseconds(partial(_best, reader, query, folder_id))
        alone = _alone(raw, query, folder_id, milliseconds)
        worst = max(worst, *firsts)
        found = len(reader.search(query, folder_id=folder_id, now=NOW))
        name = f"{query}{' in ' + path_ if path_ else ''}"
        line = f"{name:32.32}{statistics.median(firsts):10.1f}{max(firsts):10.1f}"
        line += f"{statistics.median(pages):10.1f}{max(pages):10.1f}{whole:12.1f}{best:10.1f}{alone:>12}"
        print(f"{line}  {found:,} hits", flush=True)
    print(f"worst first hits {worst:.1f} ms")
    print(f"coverage {milliseconds(reader.coverage):.2f} ms: {reader.coverage()}")
    ids = reader.search("회의 report", limit=50, now=NOW)
    print(f"50 snippets {milliseconds(lambda: reader.snippets(ids, '회의 report')):.1f} ms")


def _first_hits(reader: Reader, query: str, folder_id: FolderId | None) -> None:
    """Until the first page is full or, at the latest, something is there to be shown."""
    for step in reader.search_steps(query, folder_id=folder_id, limit=PAGE, now=NOW):
        if step.ids:
            return


def _first_page(reader: Reader, query: str, folder_id: FolderId | None) -> None:
    for _ in reader.search_steps(query, folder_id=folder_id, limit=PAGE, now=NOW):
        pass


def _best(reader: Reader, query: str, folder_id: FolderId | None) -> None:
    for _ in reader.search_steps(query, folder_id=folder_id, limit=PAGE, order=SearchOrder.BEST, now=NOW):
        pass


def _alone(
    raw: sqlite3.Connection,
    query: str,
    folder_id: FolderId | None,
    milliseconds: Callable[[Callable[[], object]], float],
) -> str:
    root = parse(query).root
    words = None if root is None else expression(root)
    if words is None:
        return "-"
    sql = (
        "SELECT message.id FROM search_words JOIN message ON message.id = search_words.rowid & 4294967295"
        f" WHERE search_words MATCH ? AND folder_id {'= ?2' if folder_id is not None else 'IS NOT NULL'}"
        " ORDER BY received_at DESC LIMIT 100"
    )
    parameters = (words, folder_id) if folder_id is not None else (words,)
    return f"{milliseconds(lambda: raw.execute(sql, parameters).fetchall()):.0f}"


def _milliseconds(clock: Callable[[], float], work: Callable[[], object]) -> float:
    started = clock()
    work()
    return (clock() - started) * 1000


if __name__ == "__main__":
    main()
