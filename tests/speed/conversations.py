"""What conversations cost at a million messages in one folder: to find them, to list them, to show one.

    python -m tests.speed.conversations [--messages 1000000] [--file PATH]

Half of the messages are alone, the others in conversations of two to twenty, some of five hundred; every tenth message
of these lies in Sent. Writing is told in CPU time of this process, beside what storing the same headers costs.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.mail.mail_list import MailList, Quick
from mailclient.mail.message import Envelope
from mailclient.store import accounts, folders, messages, threads
from mailclient.store.reader import Reader
from mailclient.store.rows import NewMessage, RowKey
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.speed.store_scale import NOW, settings_of_kim

TOGETHER = 400
"""Headers to a transaction, as in a first sync."""
PAGE = 60
CHUNK = 20_000


def letters(count: int, chance: random.Random) -> Iterator[tuple[bool, NewMessage]]:
    """Messages, newest first, and whether each lies in Sent."""
    open_threads: list[tuple[int, int]] = []
    for number in range(1, count + 1):
        parent, sent = "", chance.random() < 0.05
        if open_threads and chance.random() < 0.5:
            place = chance.randrange(len(open_threads))
            thread, left = open_threads[place]
            parent, sent = f"{thread}@x.org", chance.random() < 0.1
            open_threads[place] = (thread, left - 1)
            if left <= 1:
                open_threads[place] = open_threads[-1]
                open_threads.pop()
        elif chance.random() < 0.25:
            open_threads.append((number, 500 if chance.random() < 0.001 else chance.randrange(2, 20)))
        sender = Address("Some Body", f"person{chance.randrange(20_000)}@example.org")
        flags = Flag.SEEN if chance.random() < 0.95 else Flag.NONE
        if chance.random() < 0.01:
            flags |= Flag.FLAGGED
        envelope = Envelope(
            subject=f"Subject {number}",
            from_=(sender,),
            message_id=f"{number}@x.org",
            in_reply_to=(parent,) if parent else (),
        )
        at = NOW - number * 60
        message = NewMessage(
            Uid(number), Flags(flags), at, 3000, envelope, has_attachment=chance.random() < 0.1, preview="First words"
        )
        yield sent, message


async def fill(path: Path, count: int) -> None:
    """Headers as a first sync stores them, then the conversations of all."""
    writer = await Writer.open(path)
    inbox, sent = await writer.transaction("prepare", _prepare)
    waiting: dict[FolderId, list[NewMessage]] = {inbox: [], sent: []}
    began = time.process_time()
    making = 0.0
    source = letters(count, random.Random(1))
    while True:
        before = time.process_time()
        some = [letter for _, letter in zip(range(TOGETHER), source, strict=False)]
        for is_sent, letter in some:
            waiting[sent if is_sent else inbox].append(letter)
        making += time.process_time() - before
        for folder, rows in waiting.items():
            if len(rows) >= TOGETHER or (not some and rows):
                await writer.copying("headers", messages.insert, folder, rows)
                rows.clear()
        if not some:
            break
    _say("headers stored (CPU each)", (time.process_time() - began - making) / count * 1e6, "µs")
    began = time.process_time()
    longest, slices = 0.0, 0
    while True:
        at = time.perf_counter()
        more = (await writer.copying("join", threads.join_next, 200)).more
        longest, slices = max(longest, time.perf_counter() - at), slices + 1
        if not more:
            break
    _say("conversations found (CPU each)", (time.process_time() - began) / count * 1e6, "µs")
    _say(f"longest of {slices:,} slices", longest * 1000, "ms")
    await writer.close()


def _prepare(tx: Transaction) -> tuple[FolderId, FolderId]:
    account = accounts.add(tx, settings_of_kim())
    inbox, sent = (
        folders.upsert(tx, account, path, delimiter="/", role=role, selectable=True)
        for path, role in (("INBOX", FolderRole.INBOX), ("Sent", FolderRole.SENT))
    )
    return inbox, sent


def measure(path: Path) -> None:
    """As the window asks."""
    reader = Reader(path)
    inbox, sent = (folder.id for folder in reader.folders()[:2])
    flat, grouped = MailList((inbox,)), MailList((inbox,), conversations=True)
    both = MailList((inbox, sent), conversations=True)
    for name, mail_list in (("flat", flat), ("conversations", grouped), ("two folders, conversations", both)):
        _say(f"first page, {name}", _median(_first(reader, mail_list)), "ms")
        times, count = _whole(reader, mail_list)
        _say(f"chunk of {CHUNK:,}, {name} (median of {len(times)})", statistics.median(times), "ms")
        _say(f"all {count:,} rows, {name}", sum(times), "ms")
    heads = [id_ for id_, _ in reader.list_ids(grouped, limit=CHUNK)]
    chance = random.Random(3)
    pages = [heads[start : start + PAGE] for start in (chance.randrange(len(heads) - PAGE) for _ in range(50))]
    _say(f"what {PAGE} rows say of conversations", _median(*[_about(reader, grouped, page) for page in pages]), "ms")
    _say("one conversation", _median(*[lambda id_=id_: reader.conversation(id_) for id_ in heads[:200]]), "ms")
    _say("what a change of 50 means", _median(lambda: reader.list_now(grouped, heads[:50])), "ms")
    for quick in (Quick.UNREAD, Quick.FLAGGED, Quick.ATTACHMENT, Quick.TAGGED, Quick.FROM_CONTACT):
        for name, mail_list in (("flat", MailList((inbox,), False, quick)), ("", MailList((inbox,), True, quick))):
            label = f"{quick.name}: first page, {name or 'conversations'}"
            _say(label, _median(_first(reader, mail_list)), "ms")
    reader.close()


def _first(reader: Reader, mail_list: MailList) -> Callable[[], object]:
    return lambda: reader.list_ids(mail_list, limit=PAGE)


def _about(reader: Reader, mail_list: MailList, page: list[MessageId]) -> Callable[[], object]:
    return lambda: reader.conversation_rows(mail_list, page)


def _whole(reader: Reader, mail_list: MailList) -> tuple[list[float], int]:
    times, count, before = [], 0, None
    while True:
        at = time.perf_counter()
        chunk = reader.list_ids(mail_list, before=before, limit=CHUNK)
        times.append((time.perf_counter() - at) * 1000)
        count += len(chunk)
        if len(chunk) < CHUNK:
            return times, count
        before = RowKey(chunk[-1][1], chunk[-1][0])


async def measure_arrivals(path: Path) -> None:
    """A message that answers another, in the full file."""
    writer = await Writer.open(path)
    inbox = Reader(path).folders()[0].id
    times = []
    for number in range(100):
        one = NewMessage(
            Uid(2_000_000 + number + int(time.time()) % 1_000_000),
            Flags(),
            NOW + number,
            3000,
            Envelope(message_id=f"new{time.time_ns()}@x.org", in_reply_to=(f"{number * 50 + 1}@x.org",)),
        )
        at = time.perf_counter()
        await writer.copying("new mail", messages.insert, inbox, [one])
        times.append((time.perf_counter() - at) * 1000)
    _say("a new message and its conversation", statistics.median(times), "ms")
    await writer.close()


def _median(*works: Callable[[], object]) -> float:
    spent = []
    for work in works * (5 if len(works) == 1 else 1):
        at = time.perf_counter()
        work()
        spent.append((time.perf_counter() - at) * 1000)
    return statistics.median(spent)


def _say(what: str, value: float, unit: str) -> None:
    print(f"{what:60}{value:12,.2f} {unit}", flush=True)


def main() -> None:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = options.file or Path(directory) / "mail.sqlite3"
        if not path.exists():
            asyncio.run(fill(path, options.messages))
        _say("size of the file", path.stat().st_size / 1e6, "MB")
        measure(path)
        asyncio.run(measure_arrivals(path))


if __name__ == "__main__":
    main()
