"""Conversations of mail found in the wild, beside what IMAP servers and notmuch make of it."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from mailclient.mail.flag import Flags
from mailclient.mail.ids import MessageId, Uid
from mailclient.mime.reader import read
from mailclient.store import messages
from mailclient.store.rows import NewMessage
from tests.unit.store.conftest import Store
from tests.unit.store.conversed import Anew, grouped, restricted


async def stored(store: Store, mails: Iterable[bytes]) -> list[MessageId]:
    ids: list[MessageId] = []
    for number, data in enumerate(mails, 1):
        one = NewMessage(Uid(number), Flags(), number, len(data), read(data).envelope)
        ids += await store.run(messages.insert, store.inbox, [one])
    return ids


def parts(store: Store, ids: list[MessageId]) -> set[frozenset[int]]:
    """Which of the mails, counted from 1, are together."""
    return {frozenset(ids.index(id_) + 1 for id_ in one) for one in grouped(store.reader.threads_of(ids))}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("thread3.mbox", [{1, 2}]),
        # The server puts 1 and 2 together, by their subjects alone.
        ("thread4.mbox", [{1}, {2}]),
        # The server says (3 2)(1): of a loop it cuts what leads out. For us 2 refers to 1, so they belong together.
        ("thread.mbox", [{1, 2, 3}]),
    ],
)
async def test_mail_of_imaptest(store: Store, corpus: Path, name: str, expected: list[set[int]]) -> None:
    data = (corpus / "imaptest" / name).read_bytes()
    mails = [mail.partition(b"\n")[2] for mail in (b"\n" + data).split(b"\nFrom ")[1:]]
    assert parts(store, await stored(store, mails)) == set(map(frozenset, expected))


async def test_ghosts_of_notmuch(store: Store, corpus: Path) -> None:
    folder = corpus / "notmuch" / "corpora" / "threading" / "ghost-root"
    mails = sorted(folder.iterdir())
    ids = await stored(store, [mail.read_bytes() for mail in mails])
    names = [mail.name for mail in mails]
    together = frozenset({names.index("real-root") + 1, names.index("grand-child") + 1})
    assert together in parts(store, ids)
    assert len(parts(store, ids)) == 2


async def test_one_mail_that_came_three_times_is_shown_once(store: Store, corpus: Path) -> None:
    folder = corpus / "notmuch" / "corpora" / "duplicate"
    ids = await stored(store, [mail.read_bytes() for mail in sorted(folder.iterdir())])
    assert len(store.reader.conversation(ids[0])) == 1


async def test_whatever_refers_to_whatever(store: Store, corpus: Path) -> None:
    """Broken ids and all: each finds a conversation, the same as computed anew."""
    ids = await stored(store, referring(corpus)[:400])
    anew = Anew()
    await store.run(anew.look)
    assert grouped(store.reader.threads_of(ids)) == restricted(anew.threads(), set(ids))
    assert all(store.reader.conversation(id_) for id_ in ids)


def referring(corpus: Path) -> list[bytes]:
    """Mails that say what they answer, or whose text has the words."""
    files = sorted(path for path in corpus.rglob("*.eml") if path.stat().st_size < 200_000)
    return [data for data in (path.read_bytes() for path in files) if b"eferences" in data or b"n-Reply-To" in data]
