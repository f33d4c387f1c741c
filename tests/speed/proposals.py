"""How long a key takes in a recipient field: 50,000 contacts and 50,000 addresses seen in mail.

    python -m tests.speed.proposals [--contacts N]

CPU milliseconds a key (``time.process_time``), the median and the worst of each list; and what keeping a contact costs.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path

from mailclient.mail.address import Address
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry, ContactGroup
from mailclient.store import addresses, contacts
from mailclient.store.contacts import Filed
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction, batches
from mailclient.store.writer import Writer

FAMILY = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남"
GIVEN = "민서준지우현수영진경호은아윤하연재성훈태규원선미정희숙철동상"
LATIN = ["kim", "lee", "park", "choi", "smith", "meyer", "garcia", "nguyen", "rossi", "dubois", "jansen", "novak"]
FIRST = ["min", "anna", "john", "maria", "peter", "sofia", "lukas", "emma", "noah", "mia", "li", "jun", "hana", "eva"]
COMPANIES = ["example", "acme", "globex", "initech", "umbrella", "hooli", "stark", "wayne", "samsung-like", "daehan"]
TYPED = {
    "one letter": ["k", "m", "s", "a", "c", "e", "김", "ㄱ", "@"],
    "two letters": ["ki", "mi", "김ㅁ", "김미", "ㄱㅁ", "sm", "ex"],
    "three letters": ["kim", "min", "김민", "ㄱㅁㅈ", "exa", "민지"],
    "two words": ["kim min", "min kim", "k m", "s a", "김 지", "kim exa"],
    "an address": ["kim.min@", "anna.smith1", "@example", "globex.ex"],
    "nobody": ["zzzz", "qx", "뷁", "kim qqq"],
}


def person(chance: random.Random, number: int) -> tuple[str, str]:
    """A name and an address."""
    first, last = chance.choice(FIRST), chance.choice(LATIN)
    address = f"{first}.{last}{number}@{chance.choice(COMPANIES)}.example"
    if number % 2:
        return chance.choice(FAMILY) + chance.choice(GIVEN) + chance.choice(GIVEN), address
    return f"{first.title()} {last.title()}", address


async def fill(path: Path, count: int, chance: random.Random) -> tuple[float, float]:
    """CPU seconds for each contact and each address."""
    writer = await Writer.open(path)
    people = [person(chance, number) for number in range(count)]

    def keep(tx: Transaction, some: list[tuple[str, str]]) -> None:
        for name, address in some:
            said = Contact(
                uid=address, name=name, emails=(ContactEntry(address),), organisation=chance.choice(COMPANIES)
            )
            contacts.add(tx, LOCAL_BOOK, Filed(b"BEGIN:VCARD" + bytes(300), said), 1.0)

    began = time.process_time()
    for batch in batches(people, 500):
        await writer.copying("contacts", keep, batch)
    each_contact = (time.process_time() - began) / count
    others = [person(chance, number) for number in range(count, 2 * count)]
    began = time.process_time()
    for batch in batches(others, 50):
        seen = [(Address(*one), chance.randrange(1_500_000_000, 1_700_000_000)) for one in batch]
        await writer.copying("addresses", addresses.note, seen, seen[: 5 if chance.random() < 0.5 else 0])
    each_address = (time.process_time() - began) / count
    for number in range(200):
        members = tuple(one[1] for one in chance.sample(people, 20))
        group = ContactGroup(uid=f"g{number}", name=f"Group {chance.choice(FIRST)} {number}")
        await writer.copying("group", contacts.add, LOCAL_BOOK, Filed(b"", group, members), 1.0)
    await writer.close()
    return each_contact, each_address


def measure(reader: Reader, typed: str) -> tuple[float, int]:
    """Median of 15, in milliseconds of CPU, and how many proposals."""
    times = []
    found = 0
    for _ in range(15):
        began = time.process_time()
        found = len(reader.proposals(typed))
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times), found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "mail.sqlite3"
        each_contact, each_address = asyncio.run(fill(path, options.contacts, random.Random(1)))
        print(f"keep a contact {each_contact * 1e6:.0f} µs, note an address {each_address * 1e6:.0f} µs")
        print(f"file {path.stat().st_size / 1e6:.0f} MB")
        reader = Reader(path)
        for name, words in TYPED.items():
            measured = {word: measure(reader, word) for word in words}
            worst = max(measured, key=lambda word: measured[word][0])
            median = statistics.median(one for one, _ in measured.values())
            print(f"{name:14} median {median:6.2f} ms, worst {measured[worst][0]:6.2f} ms ({worst!r})")
        began = time.process_time()
        rows = reader.contacts(limit=200)
        print(f"first 200 contacts {(time.process_time() - began) * 1000:.2f} ms ({len(rows)})")
        for word in ("kim", "김민", "anna smith"):
            began = time.process_time()
            rows = reader.contacts(word, limit=200)
            print(f"search {word!r} {(time.process_time() - began) * 1000:.2f} ms ({len(rows)})")
        reader.close()


if __name__ == "__main__":
    main()
