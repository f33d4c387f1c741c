"""How SQLite runs each statement of the writing functions: no table that grows with the mail is ever read whole."""

import re
import sqlite3
from pathlib import Path

from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId, PartPath, Uid
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import (
    accounts,
    addresses,
    bodies,
    drafts,
    engine_state,
    expiry,
    folders,
    message_accounts,
    messages,
    operation_messages,
    operations,
    outgoing,
    places,
    previews,
    renumbering,
    threads,
    withheld,
)
from mailclient.store.effects import Delete, Move, SetFlags
from mailclient.store.rows import Identity
from mailclient.store.transaction import Transaction
from mailclient.store.writer import _connect
from tests.unit.store.conversed import letter
from tests.unit.store.samples import BODY, STRUCTURE, new_message, settings

LARGE = {
    "thread_name",
    "merged_thread",
    "message",
    "detail",
    "body",
    "part",
    "whole",
    "operation_message",
    "address",
    "address_word",
}
EMPTIED = {
    "DELETE FROM address WHERE contact_id IS NULL",
    "DELETE FROM address_words WHERE rowid IN (SELECT id FROM address WHERE contact_id IS NULL)",
    "UPDATE address SET name = '', written = 0, seen = 0, last_seen = 0, last_written = 0",
}
"""All of a table is meant: the last account goes."""
_READS = re.compile(r"\s*(SELECT|UPDATE|DELETE|INSERT)\b", re.IGNORECASE)


def everything(tx: Transaction) -> None:
    """Call every function that writes, in a plausible order."""
    account = accounts.add(tx, settings("kim@example.org"))
    inbox, archive, trash = (
        folders.upsert(tx, account, path, delimiter="/", role=role, selectable=True)
        for path, role in (("INBOX", FolderRole.INBOX), ("Archive", FolderRole.ARCHIVE), ("Trash", FolderRole.TRASH))
    )
    ids = messages.insert(tx, inbox, [new_message(uid) for uid in range(1, 9)])
    read_back(tx, inbox, ids)
    converse(tx, ids)
    messages.set_server_flags(tx, inbox, {Uid(1): Flags(Flag.SEEN)})
    messages.set_structure(tx, ids[0], STRUCTURE, has_attachment=True)
    expiry.set_expiry(tx, inbox, 30)
    expiry.note(tx, inbox, 0, Uid(0), 1.0)
    expiry.here_since_before(tx, inbox, 0, 2.0, 10)
    expiry.to_delete(tx, inbox, 0, [Uid(1)])
    previews.lacking(tx, inbox, 10)
    previews.store(tx, inbox, 0, {Uid(1): "words", Uid(2): ""})
    bodies.store_body(tx, ids[0], BODY, b"", "")
    bodies.store_part(tx, ids[0], PartPath("2"), b"")
    bodies.store_wholes(tx, {ids[0]: b""})
    act(tx, account, archive, trash, ids)
    renumber(tx, inbox)
    messages.insert(tx, inbox, [new_message(20, message_id="3@example.org")])
    places.forget_unplaced(tx, inbox, places.unplaced(tx, inbox))
    folders.rename(tx, archive, "Old")
    folders.begin_removal(tx, archive)
    while not folders.remove_slice(tx, archive):
        pass
    accounts.begin_removal(tx, account)
    while not accounts.remove_slice(tx, account):
        pass


def converse(tx: Transaction, ids: list[MessageId]) -> None:
    apart = [letter(uid, f"x{uid}") for uid in (100, 101)]
    (folder_id,) = tx.row("SELECT folder_id FROM message WHERE id = ?", (ids[0],))
    messages.insert(tx, folder_id, apart)
    messages.insert(tx, folder_id, [letter(102, "joins", "x100", "x101")])
    threads.note_joined(tx, threads.join(tx, ids))
    threads.join_next(tx, 5)
    threads.forget_departed(tx)


def renumber(tx: Transaction, inbox: FolderId) -> None:
    withheld.note(tx, inbox, {Uid(50): Problem(ProblemKind.SERVER_REFUSED)}, 1.0)
    withheld.given(tx, inbox, [Uid(51)])
    withheld.due_later(tx, inbox, 1.0)
    withheld.problems(tx, inbox)
    withheld.retry(tx, inbox)
    renumbering.reset_slice(tx, inbox)
    renumbering.is_waiting(tx, inbox)
    renumbering.match(tx, inbox, [Identity(Uid(9), "E", "1@example.org", 1000, 1, Flags())], exact=True)
    renumbering.match(tx, inbox, [Identity(Uid(9), "E", "1@example.org", 1000, 1, Flags())], exact=False)
    renumbering.forget_slice(tx, inbox, 1.0, 1)
    places.vanish(tx, inbox, [Uid(9)], 1.0)
    (account,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (inbox,))
    places.drop_departed(tx, account, 2.0)


def read_back(tx: Transaction, inbox: FolderId, ids: list[MessageId]) -> None:
    messages.ids_by_uid(tx, inbox, [Uid(1)])
    messages.uids(tx, inbox)
    messages.server_flags(tx, inbox, Uid(1), Uid(5))
    messages.without_whole(tx, inbox, 10)
    messages.find_by_message_id(tx, inbox, "1@example.org")
    message_accounts.by_account(tx, ids)
    places.place_of(tx, ids)
    folders.sync_state(tx, inbox)
    folders.holds_messages(tx, inbox)


def act(
    tx: Transaction,
    account: AccountId,
    archive: FolderId,
    trash: FolderId,
    ids: list[MessageId],
) -> None:
    flag, move, delete, send = (OperationId(name) for name in ("flag", "move", "delete", "send"))
    for id_, effect in ((flag, SetFlags(Flag.SEEN)), (move, Move(archive)), (delete, Delete(trash)), (send, None)):
        chosen = ids[:4] if effect else []
        operations.insert(tx, id_, account, "kind", b"", now=1.0, effect=effect, message_ids=chosen)
    outgoing.insert(tx, send, account, Outgoing(b"x"), subject="", message_id_header="", now=1.0)
    outgoing.envelope(tx, send)
    outgoing.doubt(tx, send, ["x"])
    outgoing.note_outcome(tx, send, [], ["x"])
    outgoing.piece(tx, send, 0, 1)
    drafts.save(tx, DraftId("d"), account, b"", subject="", recipients="", now=1.0)
    drafts.link(tx, DraftId("d"), ids[5])
    operations.waiting(tx, account, 5.0)
    operations.next_due(tx, account)
    operations.set_running(tx, move)
    operations.interrupted(tx, account)
    operations.messages_of(tx, move)
    operation_messages.elsewhere(tx, move)
    operation_messages.any_wait_in(tx, account)
    places.place(tx, ids[0], archive, Uid(50))
    places.place(tx, ids[1], archive, None)
    operations.set_messages_done(tx, move, ids[:2])
    places.vanish(tx, FolderId(1), [Uid(3), Uid(6)])
    operations.finish(tx, move)
    operations.fail(tx, flag, Problem(ProblemKind.SERVER_REFUSED))
    operations.remove(tx, delete)
    operations.prune(tx, 5.0)
    drafts.discard(tx, DraftId("d"), 1.0)
    addresses.note_written(tx, [(Address("Lee", "lee@example.net"), 1)])
    engine_state.save(tx, "key", b"")


def test_no_large_table_is_read_whole(tmp_path: Path) -> None:
    db = _connect(tmp_path / "mail.sqlite3")
    statements: set[str] = set()
    db.set_trace_callback(statements.add)
    everything(Transaction(db))
    db.set_trace_callback(None)
    read = [statement for statement in statements if _READS.match(statement) and statement not in EMPTIED]
    assert len(read) > 60
    breaches = [(statement, step) for statement in sorted(read) for step in _plan(db, statement) if _is_scan(step)]
    db.close()
    assert breaches == []


def _plan(db: sqlite3.Connection, statement: str) -> list[str]:
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]


def _is_scan(step: str) -> bool:
    found = re.match(r"SCAN (\w+)", step)
    return found is not None and found[1] in LARGE
