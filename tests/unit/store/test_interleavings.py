"""Whatever the user and the server do in whatever order: counts are right, nothing an operation waits for is lost."""

import sqlite3
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId, Uid
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import accounts, effects, folders, messages, operations, places, renumbering
from mailclient.store.effects import Delete, Effect, Move, SetFlags, Shown
from mailclient.store.rows import Identity, OperationState
from mailclient.store.transaction import Transaction
from mailclient.store.writer import _connect
from tests.unit.store.samples import new_message
from tests.unit.store.samples import settings as account_settings

FOLDERS = st.sampled_from([1, 2, 3])
UIDS = st.integers(1, 6)
BITS = st.sampled_from([Flag.NONE, Flag.SEEN, Flag.FLAGGED, Flag.SEEN | Flag.FLAGGED])
KEYS = st.integers(0, 4)
PICK = st.integers(0, 50)
EFFECTS = st.one_of(
    st.builds(SetFlags, BITS, BITS),
    st.builds(Move, FOLDERS.map(FolderId)),
    st.builds(Delete, st.sampled_from([None, FolderId(3)])),
)
OPEN = ("waiting", "running", "in_doubt")


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.db: sqlite3.Connection = _connect(Path(self.directory.name) / "mail.sqlite3")
        self.db.execute("PRAGMA synchronous = OFF")
        self.tx = Transaction(self.db)
        self.account: AccountId = accounts.add(self.tx, account_settings("kim@example.org"))
        for path in ("INBOX", "Archive", "Trash"):
            folders.upsert(self.tx, self.account, path, delimiter="/", role=FolderRole.NONE, selectable=True)
        self.asked = 0

    def teardown(self) -> None:
        self.db.close()
        self.directory.cleanup()

    def operations(self, *states: str) -> list[OperationId]:
        found = self.tx.rows("SELECT id, state FROM operation ORDER BY seq")
        return [OperationId(id_) for id_, state in found if state in states]

    def message_ids(self) -> list[MessageId]:
        return [MessageId(id_) for (id_,) in self.tx.rows("SELECT id FROM message ORDER BY id")]

    @rule(folder=FOLDERS, uids=st.lists(UIDS, max_size=4), bits=BITS, key=st.integers(1, 3))
    def server_has(self, folder: int, uids: list[int], bits: Flag, key: int) -> None:
        batch = [new_message(uid, bits=bits, message_id=f"m{key}") for uid in uids]
        assert len(messages.insert(self.tx, FolderId(folder), batch)) == len(batch)

    @rule(folder=FOLDERS, uids=st.sets(UIDS, max_size=4))
    def server_lost(self, folder: int, uids: set[int]) -> None:
        places.vanish(self.tx, FolderId(folder), [Uid(uid) for uid in uids])

    @rule(folder=FOLDERS, uids=st.sets(UIDS, max_size=4), time=st.integers(0, 5))
    def others_took(self, folder: int, uids: set[int], time: int) -> None:
        places.vanish(self.tx, FolderId(folder), [Uid(uid) for uid in uids], float(time))
        places.drop_departed(self.tx, self.account, float(time))

    @rule(folder=FOLDERS, uid=UIDS, bits=BITS, keywords=st.sampled_from([(), ("work",)]))
    def server_flags(self, folder: int, uid: int, bits: Flag, keywords: tuple[str, ...]) -> None:
        messages.set_server_flags(self.tx, FolderId(folder), {Uid(uid): Flags(bits, keywords)})

    @rule(folder=FOLDERS)
    def uidvalidity_changes(self, folder: int) -> None:
        while not renumbering.reset_slice(self.tx, FolderId(folder), 2):
            pass

    @rule(folder=FOLDERS, uids=st.sets(UIDS, max_size=4), key=KEYS, exact=st.booleans(), ends=st.booleans())
    def rematched(self, folder: int, uids: set[int], key: int, exact: bool, ends: bool) -> None:
        known = messages.ids_by_uid(self.tx, FolderId(folder), [Uid(uid) for uid in uids])
        found = [
            Identity(Uid(uid), "", f"m{key}", 1000, 1_700_000_000 + uid, Flags())
            for uid in uids
            if Uid(uid) not in known
        ]
        renumbering.match(self.tx, FolderId(folder), found, exact=exact)
        while ends and not renumbering.forget_slice(self.tx, FolderId(folder), 1.0, 2):
            pass

    @rule(folder=FOLDERS)
    def pass_ends(self, folder: int) -> None:
        places.forget_unplaced(self.tx, FolderId(folder), places.unplaced(self.tx, FolderId(folder)))

    @rule(effect=EFFECTS, picks=st.lists(PICK, min_size=1, max_size=3))
    def user_asks(self, effect: Effect, picks: list[int]) -> None:
        there = self.message_ids()
        chosen = [there[pick % len(there)] for pick in picks] if there else []
        self.asked += 1
        operations.insert(
            self.tx, OperationId(str(self.asked)), self.account, "kind", b"",
            now=float(self.asked), effect=effect, message_ids=chosen,
        )  # fmt: skip

    @precondition(lambda self: self.operations(*OPEN))
    @rule(pick=PICK, folder=FOLDERS, uid=st.one_of(st.none(), UIDS), ends=st.booleans())
    def server_moved(self, pick: int, folder: int, uid: int | None, ends: bool) -> None:
        candidates = self.operations(*OPEN)
        operation_id = candidates[pick % len(candidates)]
        for message in operations.messages_of(self.tx, operation_id)[:1]:
            places.place(self.tx, message.message_id, FolderId(folder), None if uid is None else Uid(uid))
            operations.set_messages_done(self.tx, operation_id, [message.message_id])
        if ends:
            operations.finish(self.tx, operation_id)

    @precondition(lambda self: self.operations(*OPEN, "failed"))
    @rule(pick=PICK, state=st.sampled_from(list(OperationState)))
    def operation_goes_on(self, pick: int, state: OperationState) -> None:
        candidates = self.operations(*OPEN, "failed")
        operation_id = candidates[pick % len(candidates)]
        match state:
            case OperationState.WAITING:
                operations.set_waiting(self.tx, operation_id)
            case OperationState.RUNNING:
                operations.set_running(self.tx, operation_id)
            case OperationState.IN_DOUBT:
                operations.set_in_doubt(self.tx, operation_id)
            case OperationState.FAILED:
                operations.fail(self.tx, operation_id, Problem(ProblemKind.SERVER_REFUSED))
            case OperationState.DONE:
                operations.finish(self.tx, operation_id)

    @precondition(lambda self: self.operations("waiting", "failed"))
    @rule(pick=PICK)
    def user_takes_back(self, pick: int) -> None:
        candidates = self.operations("waiting", "failed")
        operations.remove(self.tx, candidates[pick % len(candidates)])

    @invariant()
    def counts_are_those_of_a_recount(self) -> None:
        kept = self.tx.rows("SELECT id, total, unread FROM folder ORDER BY id")
        counted = self.tx.rows(
            "SELECT folder.id, count(message.id), coalesce(sum(bits & 1 = 0), 0)"
            " FROM folder LEFT JOIN message ON folder_id = folder.id GROUP BY folder.id ORDER BY folder.id"
        )
        assert kept == counted

    @invariant()
    def shown_is_server_and_open_operations(self) -> None:
        for id_, *columns, server_folder_id, server_bits in self.tx.rows(
            "SELECT id, folder_id, bits, server_folder_id, server_bits FROM message"
        ):
            shown = Shown(server_folder_id, Flag(server_bits))
            for effect, state, done in self.tx.rows(
                "SELECT effect, state, done FROM operation, operation_message"
                " WHERE operation_seq = seq AND message_id = ? ORDER BY seq",
                (id_,),
            ):
                replayed = effects.from_json(effect)
                if replayed and state in OPEN and not done:
                    shown = effects.apply(replayed, shown)
            assert columns == [shown.folder_id, int(shown.bits)]

    @invariant()
    def adrift_rows_are_waited_for(self) -> None:
        adrift = {
            id_
            for (id_,) in self.tx.rows("SELECT id FROM message WHERE server_folder_id IS NULL AND departed_at IS NULL")
        }
        waited_for = self.tx.rows(
            "SELECT message_id FROM operation_message JOIN operation ON seq = operation_seq"
            " WHERE done = 0 AND state IN ('waiting', 'running', 'in_doubt')"
        )
        assert adrift <= {id_ for (id_,) in waited_for}

    @invariant()
    def nothing_hangs_in_the_air(self) -> None:
        assert self.tx.rows("PRAGMA foreign_key_check") == []


StoreMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestInterleavings = StoreMachine.TestCase
