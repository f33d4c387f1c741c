"""Make a mail file of a million messages and print what it costs to write, list, count and search.

    python -m tests.speed.store_scale [--messages 1000000] [--bodies 100000] [--file PATH]

``--file`` keeps the file, and reads it again when it is there. About five minutes and 1.5 GB the first time.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId, OperationId, Uid
from mailclient.mail.message import Envelope
from mailclient.store import accounts, bodies, folders, messages, operations
from mailclient.store.effects import SetFlags
from mailclient.store.reader import Reader
from mailclient.store.rows import NewMessage, RowKey
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

WORDS = (
    *("report", "meeting", "lunch", "budget", "invoice", "travel", "release", "review", "schedule", "draft"),
    *("회의", "보고서", "일정", "점심", "예산", "출장", "검토", "공지", "질문", "답변", "계획", "초안", "최종", "자료"),
)
NOW = 1_790_000_000
PAGE = 60
SLICE = 50


def new_message(uid: int, chance: random.Random) -> NewMessage:
    """A message with a plausible header; one in four thousand has the word "needle"."""
    subject = " ".join(chance.choices(WORDS, k=6)) + (" needle" if uid % 4000 == 0 else "")
    number = chance.randrange(20_000)
    sender = Address(f"{chance.choice(WORDS)} {number}", f"person{number}@example.org")
    return NewMessage(
        Uid(uid),
        Flags(Flag(chance.randrange(2))),
        NOW - uid * 300,
        chance.randrange(2_000, 200_000),
        Envelope(subject=subject, from_=(sender,), to=(Address("Kim", "kim@example.org"),), message_id=f"{uid}@x.org"),
        preview=" ".join(chance.choices(WORDS, k=20)),
    )


async def fill(path: Path, count: int, with_body: int) -> None:
    """Write the messages, newest first as a first sync does, fifty to a transaction."""
    chance = random.Random(1)
    writer = await Writer.open(path)
    inbox = await writer.transaction("prepare", _prepare)
    started = time.perf_counter()
    for first in range(1, count + 1, SLICE):
        batch = [new_message(uid, chance) for uid in range(first, min(first + SLICE, count + 1))]
        await writer.transaction("headers", messages.insert, inbox, batch)
    _say("headers stored", count / (time.perf_counter() - started), "rows/s")
    started = time.perf_counter()
    for first in range(1, with_body + 1, SLICE):
        ids = [MessageId(id_) for id_ in range(first, min(first + SLICE, with_body + 1))]
        texts = [" ".join(chance.choices(WORDS, k=300)) for _ in ids]
        await writer.transaction("bodies", _store_bodies, ids, texts)
    if with_body:
        _say("bodies stored (2 KB of text)", with_body / (time.perf_counter() - started), "rows/s")
    await writer.close()


def settings_of_kim() -> AccountSettings:
    """The account's."""
    server = Server("mail.example.org", 993, Security.TLS, "kim")
    return AccountSettings("kim@example.org", "Kim", server, server)


def _prepare(tx: Transaction) -> FolderId:
    account = accounts.add(tx, settings_of_kim())
    return folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)


def _store_bodies(tx: Transaction, ids: list[MessageId], texts: list[str]) -> None:
    for id_, text in zip(ids, texts, strict=True):
        bodies.store_body(tx, id_, Body(text), b"Subject: x\r\n\r\n", text[:200])


def measure_reading(path: Path) -> None:
    """Lists, pages and searches, as the window asks for them."""
    started = time.perf_counter()
    reader = Reader(path)
    (inbox,) = reader.folders()
    first = reader.message_ids(inbox.id, limit=PAGE)
    reader.rows([id_ for id_, _ in first])
    _say("open, folders, first page", (time.perf_counter() - started) * 1000, "ms")
    ids: list[MessageId] = []
    times: list[float] = []
    for chunk, seconds in _chunks(reader, inbox.id):
        ids += chunk
        times.append(seconds * 1000)
    _say(f"chunk of ids (median of {len(times)})", statistics.median(times), "ms")
    _say(f"all {len(ids):,} ids", sum(times), "ms")
    _say("count (kept)", _median(lambda: reader.folder(inbox.id)), "ms")
    chance = random.Random(2)
    starts = [chance.randrange(len(ids) - PAGE) for _ in range(300)]
    pages = [ids[start : start + PAGE] for start in starts]
    _say(f"page of {PAGE} rows anywhere", _median(*(lambda page=page: reader.rows(page) for page in pages)), "ms")
    _say("the same pages again", _median(*(lambda page=page: reader.rows(page) for page in pages)), "ms")
    for query in (
        "needle",
        "subject:needle",
        "meeting",
        "회의",
        "회",
        "quarterly",
        "report budget 회의",
        "re",
        "person7",
    ):
        found = len(reader.search(query))
        _say(f"search {query!r} ({found:,} shown)", _median(*[lambda q=query: reader.search(q)] * 3), "ms")
    _say("address completion", _median(lambda: reader.addresses("person1")), "ms")
    reader.close()


async def measure_writing(path: Path) -> None:
    """What the user's actions and a sync's slices cost in the full file."""
    writer = await Writer.open(path)
    reader = Reader(path)
    inbox = reader.folders()[0]
    ids = [id_ for id_, _ in reader.message_ids(inbox.id, limit=SLICE)]
    account = reader.accounts()[0].id

    async def timed(name: str, times: int, work: Callable[[Transaction, int], object]) -> None:
        spent = []
        for number in range(times):
            started = time.perf_counter()
            await writer.transaction(name, work, number)
            spent.append((time.perf_counter() - started) * 1000)
        _say(name, statistics.median(spent), "ms")

    def ask(tx: Transaction, number: int) -> None:
        operation_id = OperationId(f"speed-{time.time_ns()}-{number}")
        operations.insert(
            tx, operation_id, account, "kind", b"", now=0.0, effect=SetFlags(Flag.SEEN), message_ids=ids[:1]
        )
        operations.remove(tx, operation_id)

    def flags(tx: Transaction, number: int) -> None:
        told = {Uid(uid): Flags(Flag(number % 2)) for uid in range(1, SLICE + 1)}
        messages.set_server_flags(tx, inbox.id, told)

    await timed("an operation asked and taken back", 100, ask)
    await timed(f"flags of {SLICE} messages", 50, flags)
    await timed("all uids", 3, lambda tx, _number: messages.uids(tx, inbox.id))
    reader.close()
    await writer.close()


def _chunks(reader: Reader, folder_id: FolderId) -> Iterator[tuple[list[MessageId], float]]:
    before: RowKey | None = None
    while True:
        started = time.perf_counter()
        chunk = reader.message_ids(folder_id, before=before)
        seconds = time.perf_counter() - started
        if not chunk:
            return
        yield [id_ for id_, _ in chunk], seconds
        before = RowKey(chunk[-1][1], chunk[-1][0])


def _median(*works: Callable[[], object]) -> float:
    """Milliseconds of the middle one."""
    spent = []
    for work in works:
        started = time.perf_counter()
        work()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def _say(what: str, value: float, unit: str) -> None:
    print(f"{what:48}{value:12,.2f} {unit}", flush=True)


def main() -> None:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--bodies", type=int, default=100_000)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = options.file or Path(directory) / "mail.sqlite3"
        if not path.exists():
            asyncio.run(fill(path, options.messages, options.bodies))
        _say("size of the file", path.stat().st_size / 1e6, "MB")
        measure_reading(path)
        asyncio.run(measure_writing(path))


if __name__ == "__main__":
    main()
