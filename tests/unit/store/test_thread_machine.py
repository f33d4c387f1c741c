"""Whatever comes, goes, moves, is marked or taken back in whatever order: conversations are as if computed anew."""

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.store import envelopes, messages, threads
from mailclient.store.reader import Reader
from tests.unit.store.conversed import Anew, grouped, letter, restricted
from tests.unit.store.test_interleavings import BITS, FOLDERS, UIDS, StoreMachine

NAMES = st.sampled_from([f"m{number}" for number in range(9)])
FILTERS = (Quick.NONE, Quick.UNREAD, Quick.FLAGGED | Quick.UNREAD)


class ThreadMachine(StoreMachine):
    def __init__(self) -> None:
        super().__init__()
        self.anew = Anew()
        self.reader = Reader(Path(self.directory.name) / "mail.sqlite3")

    def teardown(self) -> None:
        self.reader.close()
        super().teardown()

    @rule(folder=FOLDERS, uid=UIDS, name=NAMES, refers=st.lists(NAMES, max_size=3), bits=BITS, at=st.integers(0, 5))
    def answer_comes(self, folder: int, uid: int, name: str, refers: list[str], bits: Flag, at: int) -> None:
        messages.insert(self.tx, FolderId(folder), [letter(uid, name, *refers, bits=bits, at=at)])

    @rule(folder=FOLDERS, uid=UIDS, name=NAMES, server=st.sampled_from(["t1", "t2"]))
    def comes_with_a_thread_of_the_server(self, folder: int, uid: int, name: str, server: str) -> None:
        messages.insert(self.tx, FolderId(folder), [letter(uid, name, thread_id=server)])

    @rule(pick=st.integers(0, 50), refers=st.lists(NAMES, max_size=3))
    def header_comes_with_the_body(self, pick: int, refers: list[str]) -> None:
        ids = self.message_ids()
        if ids:
            id_ = ids[pick % len(ids)]
            (name,) = self.tx.row("SELECT message_id_header FROM message WHERE id = ?", (id_,))
            envelopes.correct(self.tx, id_, letter(1, name, *refers).envelope)

    @rule(pick=st.integers(0, 50))
    def was_not_looked_at_yet(self, pick: int) -> None:
        """As what comes by the hundred, or from an older program."""
        ids = self.message_ids()
        if ids:
            self.tx.db.execute("UPDATE message SET thread_id = NULL WHERE id >= ?", (ids[pick % len(ids)],))
            self.tx.db.execute("DELETE FROM engine_state WHERE key LIKE 'conversations%'")
            while threads.join_next(self.tx, 2).more:
                pass

    @invariant()
    def threads_are_as_computed_anew(self) -> None:
        self.anew.look(self.tx)
        ids = self.message_ids()
        assert grouped(self.reader.threads_of(ids)) == restricted(self.anew.threads(), set(ids))

    @invariant()
    def lists_are_as_computed_anew(self) -> None:
        for folders in _subsets():
            for quick in FILTERS:
                mail_list = MailList(folders, conversations=True, quick=quick)
                rows = self.reader.list_ids(mail_list, limit=100)
                assert rows == self.heads(folders, quick), mail_list
                named = self.reader.list_now(mail_list, self.message_ids())
                assert sorted(one.head for one in named if one.head) == sorted(rows)

    def heads(self, folders: tuple[FolderId, ...], quick: Quick) -> list[tuple[MessageId, int]]:
        unwanted = Flag.SEEN if Quick.UNREAD in quick else Flag.NONE
        wanted = Flag.FLAGGED if Quick.FLAGGED in quick else Flag.NONE
        newest: dict[int, tuple[int, MessageId]] = {}
        for id_, at, bits, folder, thread in self.tx.rows(
            "SELECT id, received_at, bits, folder_id, thread_id FROM message ORDER BY received_at, id"
        ):
            if folder in folders and not bits & unwanted and bits & wanted == wanted:
                newest[thread] = (at, id_)
        return [(id_, at) for at, id_ in sorted(newest.values(), reverse=True)]


def _subsets() -> Iterator[tuple[FolderId, ...]]:
    ids = [FolderId(number) for number in (1, 2, 3)]
    return chain.from_iterable(combinations(ids, size) for size in (1, 2, 3))


TestThreads = ThreadMachine.TestCase
TestThreads.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
