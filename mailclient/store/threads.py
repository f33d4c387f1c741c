"""Conversations, kept as mail comes: which messages belong together (RFC 5322 section 3.6.4).

A message has names: its own Message-ID, those it refers to (In-Reply-To, References), and the conversation's id that
the server told (THREADID of RFC 8474, X-GM-THRID). Messages that share a name, also through a third one or through a
message that never came, are one thread. So the order of arrival is of no matter, a loop is none, and what is deleted
keeps together what it joined. Joining costs the message's own names; where two threads turn out to be one, the
messages of the shorter get the other's number.

Against RFC 5256 (REFERENCES) and JWZ: no tree is kept, for none is shown, and subjects join nothing. Whoever knows a
Message-ID can write into a conversation, as everywhere; but of a message's references only ``MOST_NAMES`` count, and
two threads of more than ``MERGED_AT_ONCE`` messages each are never made one.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from mailclient.mail.ids import FolderId, MessageId
from mailclient.store import encoding, engine_state
from mailclient.store.thread_name import name_of
from mailclient.store.transaction import Transaction

MOST_NAMES = 50
"""References that count: the first, which began the conversation, and the last ones."""
MERGED_AT_ONCE = 500
NOTED = 200
"""Messages of a thread that are told as looking different: more are on no screen."""

_LOOKED_AT = "conversations: looked at up to message"
_FACTS = """
SELECT id, account_id, message_id_header, message.thread_id, envelope, detail.thread_id
FROM message CROSS JOIN detail ON message_id = id WHERE id IN ({marks})
"""


def join(tx: Transaction, message_ids: Collection[MessageId]) -> set[int]:
    """Put messages into their threads, or look at them again; the threads that have others beside them now.

    By primary key and ``message_thread``; 20 µs for each.
    """
    facts = list(tx.rows_among(_FACTS, message_ids))
    names = {row[0]: _names(*row[1:3], *row[4:]) for row in facts}
    joining = _Joining(tx, _known(tx, {name for own in names.values() for name in own}))
    before = {row[0]: row[3] for row in facts}
    for id_, own in names.items():
        joining.take(id_, own, before[id_])
    return joining.finish(before)


def note_joined(tx: Transaction, threads: Iterable[int]) -> None:
    """The rows of these threads are to be painted anew. Index ``message_thread``."""
    for thread_id in threads:
        sql = "SELECT id, folder_id FROM message WHERE thread_id = ? AND folder_id IS NOT NULL LIMIT ?"
        for id_, folder_id in tx.rows(sql, (thread_id, NOTED)):
            tx.changes.looks_different(folder_id, id_)


class Step(NamedTuple):
    """What ``join_next`` did."""

    folders: set[FolderId]
    """In which rows have become one."""
    more: bool
    """Whether there is more to do."""


def join_next(tx: Transaction, limit: int) -> Step:
    """Take up the next messages that came by the hundred, or before there were conversations, in their order.

    How far it has come is noted, and goes on there after a restart. By primary key; 25 µs for each, 1 µs for those that
    have their thread already.
    """
    after = int(engine_state.load(tx, _LOOKED_AT) or 0)
    rows = tx.rows("SELECT id, thread_id FROM message WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
    if not rows:
        return Step(set(), more=False)
    joined = join(tx, [MessageId(id_) for id_, thread_id in rows if thread_id is None])
    engine_state.save(tx, _LOOKED_AT, str(rows[-1][0]).encode())
    return Step(_folders_of(tx, joined), more=len(rows) == limit)


def _folders_of(tx: Transaction, threads: Collection[int]) -> set[FolderId]:
    sql = "SELECT DISTINCT folder_id FROM message WHERE thread_id IN ({marks}) AND folder_id IS NOT NULL"
    return {folder_id for (folder_id,) in tx.rows_among(sql, sorted(threads))}


def note_relisted(tx: Transaction, folders: Collection[FolderId]) -> None:
    """The lists of these folders are to be read again."""
    tx.changes.listed.update(folders)


def forget_departed(tx: Transaction) -> None:
    """Nobody's list is older than the engine: where messages stood that are gone need not be known any more."""
    tx.db.execute("DELETE FROM departed_thread")


class _Joining:
    """Threads of some messages in hand: what is known of names, and what it will be."""

    def __init__(self, tx: Transaction, known: dict[int, int]) -> None:
        self._tx = tx
        self._known = known
        self._stored = set(known)
        self._merged: dict[int, int] = {}
        self._now: dict[MessageId, int] = {}
        self._unwritten: dict[MessageId, int] = {}
        self._shared: set[int] = set()

    def take(self, message_id: MessageId, names: Sequence[int], thread_id: int | None) -> None:
        """One message; ``thread_id`` is the one it has already."""
        found = dict.fromkeys(self._found(self._known[name]) for name in names if name in self._known)
        self._shared.update(found)
        if thread_id is not None:
            found[self._found(thread_id)] = None
        into = self._merge(list(found)) if found else int(message_id)
        self._now[message_id] = into
        if into != thread_id:
            self._unwritten[message_id] = into
        for name in names:
            self._known.setdefault(name, into)

    def finish(self, before: dict[MessageId, int | None]) -> set[int]:
        """Write it down; the threads that had others."""
        tx = self._tx
        new = [(name, self._found(thread)) for name, thread in self._known.items() if name not in self._stored]
        tx.insert("thread_name (name, thread_id)", sorted(new))
        self._write_down()
        changed = {thread for id_, thread in self._now.items() if thread != before[id_]}
        had_others = {self._found(thread) for thread in self._shared}
        return {self._found(thread) for thread in self._merged} | (changed & had_others)

    def _found(self, thread_id: int) -> int:
        while thread_id in self._merged:
            thread_id = self._merged[thread_id]
        return thread_id

    def _merge(self, threads: list[int]) -> int:
        """One thread of several, as far as that is not too much; the one that a message of all of them is in."""
        if len(threads) == 1:
            return threads[0]
        self._write_down()
        sizes = {thread: self._size(thread) for thread in threads}
        into = max(threads, key=lambda thread: (sizes[thread], -thread))
        for thread in threads:
            if thread != into and sizes[thread] <= MERGED_AT_ONCE:
                self._rename(thread, into)
        return into

    def _write_down(self) -> None:
        """So that the messages in hand are counted, and renamed with the others."""
        sql = "UPDATE message SET thread_id = ? WHERE id = ?"
        self._tx.db.executemany(sql, [(thread, id_) for id_, thread in self._unwritten.items()])
        self._unwritten.clear()

    def _size(self, thread_id: int) -> int:
        sql = "SELECT count(*) FROM (SELECT 1 FROM message WHERE thread_id = ? LIMIT ?)"
        return int(self._tx.row(sql, (thread_id, MERGED_AT_ONCE + 1))[0])

    def _rename(self, thread_id: int, into: int) -> None:
        run = self._tx.db.execute
        run("UPDATE message SET thread_id = ? WHERE thread_id = ?", (into, thread_id))
        run("UPDATE merged_thread SET into_id = ? WHERE into_id = ?", (into, thread_id))
        run("INSERT INTO merged_thread (id, into_id) VALUES (?, ?)", (thread_id, into))
        self._merged[thread_id] = into
        self._now.update((id_, into) for id_, thread in self._now.items() if thread == thread_id)


def _known(tx: Transaction, names: Collection[int]) -> dict[int, int]:
    sql = (
        "SELECT name, coalesce(into_id, thread_id) FROM thread_name"
        " LEFT JOIN merged_thread ON merged_thread.id = thread_id WHERE name IN ({marks})"
    )
    return dict(tx.rows_among(sql, sorted(names)))


def _names(account_id: int, message_id: str, envelope: bytes, server_thread: str) -> list[int]:
    """A message's own names and those it refers to, each once, its own first."""
    in_reply_to, references = encoding.answered_in(envelope)
    if len(references) > MOST_NAMES:
        references = (references[0], *references[1 - MOST_NAMES :])
    words = [message_id, *references, *in_reply_to[:MOST_NAMES]]
    if server_thread:
        words.append(f"{account_id} {server_thread}")  # no Message-ID has a blank in it
    return list(dict.fromkeys(name_of(word) for word in words if word))
