"""Seal the words of many encrypted messages and print what learning and searching them takes.

    python -m tests.speed.sealed_search [--messages 10000] [--times 7]

Each message has 400 words of its own (2.6 KB of text). Printed: milliseconds to learn one (all of it but the opening:
words, sealing, the transaction, twenty at a time), milliseconds of a search (median and worst) and, as the limit in the
same run, of unsealing alone; bytes on the disk for each message.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mailclient.crypto.sealing import new_key, seal, unseal
from mailclient.engine.sealed_search.looking import context_of, look_through
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.query import parse
from mailclient.store import accounts, folders, messages, sealed_texts
from mailclient.store.reader import Reader
from mailclient.store.sealed_words import pack, sealed_words
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.speed.machine import machine
from tests.unit.store.samples import new_message, settings

_QUERIES = ("report", "needle", "nosuchword", "회의", "subject:plan report", '"word7 word8"', "*eport*")
_TOGETHER = 20


def _text(number: int, chance: random.Random) -> str:
    words = [f"word{chance.randrange(20_000)}" for _ in range(400)]
    extra = ("report " if number % 10 == 0 else "") + ("회의록 " if number % 50 == 0 else "")
    return extra + ("needle " if number == 77 else "") + " ".join(words)


def _begin(tx: Transaction, count: int) -> tuple[AccountId, list[MessageId]]:
    account = accounts.add(tx, settings("alice@mail.test"))
    inbox = folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
    sealed_texts.switch_on(tx, account)
    ids = messages.insert(tx, inbox, [new_message(number, "...") for number in range(1, count + 1)])
    return account, list(ids)


async def _fill(path: Path, count: int, key: bytes) -> tuple[AccountId, float]:
    writer = await Writer.open(path, lambda _changes: None)
    account, ids = await writer.transaction("begin", _begin, count)
    chance = random.Random(7)
    began = time.perf_counter()
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        blobs = {id_: _sealed(key, id_, _text(id_, chance)) for id_ in some}
        await writer.transaction("keep", partial(_keep, account, blobs))
    took = time.perf_counter() - began
    await writer.close()
    return account, took


def _sealed(key: bytes, id_: MessageId, text: str) -> bytes:
    return seal(key, pack(sealed_words(f"plan {id_}", text, (), ("kim@example.org",), ())), context_of(id_))


def _keep(account: AccountId, blobs: dict[MessageId, bytes], tx: Transaction) -> None:
    for id_, blob in blobs.items():
        sealed_texts.keep(tx, account, id_, blob)


def _unseal_all(path: Path, account: AccountId, key: bytes) -> int:
    reader, after, size = Reader(path), MessageId(0), 0
    while some := reader.sealed_texts([account], after, 500):
        after = some[-1][0]
        size += sum(len(unseal(key, blob, context_of(id_))) for id_, _, blob in some)
    reader.close()
    return size


def _times(work: Callable[[], object], times: int) -> str:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return f"{statistics.median(took):8.0f} {max(took):8.0f}"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=10_000)
    options.add_argument("--times", type=int, default=7)
    chosen = options.parse_args()
    key = new_key()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail.sqlite3"
        account, took = asyncio.run(_fill(path, chosen.messages, key))
        print(machine())
        size = path.stat().st_size / chosen.messages
        print(f"learning: {took * 1000 / chosen.messages:.2f} ms each; {size:,.0f} bytes each")
        print(f"{'query':24} {'median':>8} {'worst':>8}  ms")
        print(f"{'(unsealing alone)':24} {_times(lambda: _unseal_all(path, account, key), chosen.times)}")
        for words in _QUERIES:
            root = parse(words).root
            assert root is not None
            print(f"{words:24} {_times(partial(look_through, path, {account: key}, root), chosen.times)}")


if __name__ == "__main__":
    main()
