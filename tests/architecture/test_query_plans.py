"""How SQLite runs each query of the reader: by an index, never by scanning or sorting a large table."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.store import (
    contact_reading,
    conversation_reading,
    draft_reading,
    file_reading,
    key_reading,
    mail_lists,
    origin_reading,
    reader,
    recipient_reading,
    schema,
    search,
    search_reading,
    search_scope,
    special_reading,
)
from mailclient.store.rows import RowKey
from mailclient.store.use_rank import use_rank

STATEMENTS = {
    name: value
    for module in (
        reader,
        contact_reading,
        conversation_reading,
        draft_reading,
        file_reading,
        key_reading,
        origin_reading,
        special_reading,
        recipient_reading,
    )
    for name, value in vars(module).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, str) and " " in value
}
SMALL = {"account", "folder", "outgoing", "operation", "draft", "address_book"}
"""Tables of a few rows, which may be scanned."""
SORTS = {
    "ACQUAINTANCE",
    "CALLED",
    "CONVERSATION",
    "DISCARDED",
    "DRAFTS",
    "DRAFT_OF",
    "GROUPS_OF_CONTACT",
    "MESSAGES_OF_DRAFT",
    "NEWEST_MEMBERS",
    "OUTBOX",
    "PROPOSALS",
}
"""Those that sort a few rows, or one conversation."""
WHOLE_INDEX = {"GROUPS"}
"""Those that read an index of just what they tell from end to end."""


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    for step in schema.STEPS:
        db.executescript(step.read_text(encoding="utf-8"))
    db.create_function("use_rank", 4, use_rank)
    db.create_function("is_tagged", 1, mail_lists.is_tagged, deterministic=True)
    yield db
    db.close()


def plan(db: sqlite3.Connection, sql: str) -> list[str]:
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("?"))]


def scanned(steps: list[str]) -> set[str]:
    """The tables read from end to end; a search index asked for words (0:M) is not."""
    found = (re.match(r"SCAN (\w+)( VIRTUAL TABLE INDEX 0:M)?", step) for step in steps)
    return {scan[1] for scan in found if scan and not scan[2]}


def test_there_are_statements() -> None:
    assert len(STATEMENTS) >= 20


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_by_an_index(db: sqlite3.Connection, name: str) -> None:
    steps = plan(db, STATEMENTS[name].format(marks="?, ?"))
    assert scanned(steps) <= SMALL | ({"contact"} if name in WHOLE_INDEX else set()), steps
    if name not in SORTS:
        assert not [step for step in steps if "TEMP B-TREE" in step], steps


@pytest.mark.parametrize("name", ["MESSAGE_IDS", "MESSAGE_IDS_BEFORE"])
def test_a_list_is_read_from_its_index_alone(db: sqlite3.Connection, name: str) -> None:
    (step,) = plan(db, STATEMENTS[name])
    assert step.startswith("SEARCH message USING COVERING INDEX message_list (folder_id=?"), step


@pytest.mark.parametrize("sql", [search.KEYS, search.KEYS_BETWEEN])
def test_the_search_index_is_read_in_its_order(db: sqlite3.Connection, sql: str) -> None:
    (step,) = plan(db, sql)
    assert re.match(r"SCAN search_words VIRTUAL TABLE INDEX \d+:M", step), step


def test_search_looks_messages_up_by_id(db: sqlite3.Connection) -> None:
    steps = plan(db, search.SHOWN.format(folders="1, 2", condition="bits & 1 = 0"))
    assert "SEARCH message USING INTEGER PRIMARY KEY (rowid=?)" in steps, steps
    assert all(step.startswith(("SCAN json_each VIRTUAL TABLE", "SEARCH message")) for step in steps), steps


@pytest.mark.parametrize("sql", [search.NEWEST_IN, search.OLDEST_IN, search.ALL_IN])
def test_what_a_search_asks_of_a_folder_is_in_its_list(db: sqlite3.Connection, sql: str) -> None:
    (step,) = plan(db, sql)
    assert step.startswith("SEARCH message USING COVERING INDEX message_"), step


@pytest.mark.parametrize("few", [search_scope.EVERY, *search_scope.FEW], ids=lambda few: few.index)
@pytest.mark.parametrize("sql", [search.LISTED, search.COUNTED])
def test_search_without_words_reads_lists(db: sqlite3.Connection, few: search_scope.Few, sql: str) -> None:
    steps = plan(db, sql.format(index=few.index, condition=few.condition))
    assert any(f"INDEX {few.index} (folder_id=?" in step for step in steps), steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps


def test_words_are_looked_for_in_single_messages(db: sqlite3.Connection) -> None:
    steps = plan(db, search.KEYS_AMONG)
    assert any(re.match(r"SCAN search_words VIRTUAL TABLE INDEX \d+:=", step) for step in steps), steps


@pytest.mark.parametrize("name", ["SEARCHABLE", "WAITING", "SAVED_SEARCHES"])
def test_what_surrounds_a_search_is_a_few_rows(db: sqlite3.Connection, name: str) -> None:
    steps = plan(db, getattr(search_reading, name))
    assert scanned(steps) <= {"account", "folder", "search_backlog", "saved_search"}, steps


@pytest.mark.parametrize("before", [None, RowKey(1, MessageId(1))])
@pytest.mark.parametrize("down_to", [None, RowKey(1, MessageId(1))])
@pytest.mark.parametrize("quick", [Quick.NONE, *Quick])
@pytest.mark.parametrize("conversations", [False, True])
@pytest.mark.parametrize("folders", [(1,), (1, 2, 3)])
def test_a_list_is_merged_of_indexes(
    db: sqlite3.Connection,
    before: RowKey | None,
    down_to: RowKey | None,
    quick: Quick,
    conversations: bool,
    folders: tuple[int, ...],
) -> None:
    mail_list = MailList(tuple(map(FolderId, folders)), conversations, quick)
    asked = mail_lists.question(mail_list, before, 60, down_to)
    steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked.sql}", asked.parameters)]
    merged = {"SCAN message"} if conversations else set()  # the rows as they come, not the table
    assert {step for step in steps if "SCAN" in step or "TEMP B-TREE" in step} == merged, steps
    assert ("CO-ROUTINE message" in steps) == conversations
    rows = [step for step in steps if step.startswith("SEARCH message ")]
    assert len(rows) == len(folders)
    assert all(" INDEX message_" in step and "(folder_id=?" in step for step in rows), steps
    newer = [step for step in steps if step.startswith("SEARCH newer")]
    assert len(newer) == int(conversations)
    assert all("message_thread (thread_id=? AND folder_id=? AND received_at" in step for step in newer), steps
    if quick is Quick.NONE:
        assert all("COVERING INDEX" in step for step in [*rows, *newer]), steps


@pytest.mark.parametrize("before", [None, RowKey(1, MessageId(1))])
@pytest.mark.parametrize("quick", [Quick.NONE, *Quick])
def test_where_a_slice_ends_is_read_in_an_index(db: sqlite3.Connection, before: RowKey | None, quick: Quick) -> None:
    asked = mail_lists.reached(FolderId(1), quick, before, 60)
    steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked.sql}", asked.parameters)]
    covering = "COVERING " if quick in (Quick.NONE, Quick.FROM_CONTACT) else ""
    assert re.fullmatch(rf"SEARCH message USING {covering}INDEX message_\w+ \(folder_id=\?.*\)", *steps), steps


def test_proposals_are_looked_up_by_their_words(db: sqlite3.Connection) -> None:
    steps = plan(db, contact_reading.PROPOSALS)
    assert steps[0] == "SEARCH address USING INTEGER PRIMARY KEY (rowid=?)"
    assert re.match(r"SCAN address_words VIRTUAL TABLE INDEX 0:M", steps[2]), steps


@pytest.mark.parametrize("name", ["MEMBERS", "MEMBER_ADDRESSES", "CONTACTS_OF_GROUP"])
def test_members_are_found_by_their_uid(db: sqlite3.Connection, name: str) -> None:
    (step,) = [step for step in plan(db, getattr(contact_reading, name)) if step.startswith("SEARCH contact ")]
    assert step.startswith("SEARCH contact USING INDEX contact_uid (book_id=? AND uid=?)"), step
