"""Which messages stand in a list: folders shown as one, quick filters, one row for each conversation.

Nothing of a list is kept beside the messages, so it cannot be wrong: a conversation's row is the message than which no
newer one of the same thread is shown in the list, found by one look into ``message_thread``. Rejected: a table of
conversations kept by triggers, which would cost at every arrival, move and mark what is asked once for each row here.

Several folders are one statement that SQLite runs as a merge of their indexes (MERGE (UNION ALL)), row by row. Which
row is the newest of its conversation is asked of the merged rows: in one of the folders there may be none for long (an
inbox whose mail is forwarded to another).

A quick filter may find nothing in a million rows; so a list can also be asked for in slices, each of so many rows
looked at. Rejected for mail of contacts: a mark on every message, for then who writes to somebody for the first time
would wait until all that ever came from there is marked.
"""

from functools import lru_cache
from typing import NamedTuple

from mailclient.mail.ids import FolderId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.mail.tag import is_called, is_tag
from mailclient.store.rows import RowKey

FOLDERS_AT_ONCE = 400
"""SQLite takes 500 parts of a compound statement."""

_CONDITIONS = {
    Quick.UNREAD: "{row}.bits & 1 = 0",
    Quick.FLAGGED: "{row}.bits & 4 <> 0",
    Quick.FROM_CONTACT: "EXISTS (SELECT 1 FROM address WHERE address = {row}.sender_address AND written > 0)",
    Quick.TAGGED: "{row}.keywords <> '' AND is_tagged({row}.keywords)",
    Quick.ATTACHMENT: "{row}.has_attachment = 1",
}
_INDEXES = {
    Quick.FLAGGED: ("message_flagged", "message.bits & 4 <> 0"),
    Quick.TAGGED: ("message_with_keywords", "message.keywords <> ''"),
    Quick.UNREAD: ("message_unread", "message.bits & 1 = 0"),
    Quick.ATTACHMENT: ("message_with_attachment", "message.has_attachment = 1"),
}
"""The most telling first: the name, and what is in it."""
_IN_FOLDER = """
SELECT message.id, message.received_at{thread} FROM message INDEXED BY {index}
WHERE message.folder_id = {folder_id} {conditions}
"""
_BEFORE = "(message.received_at, message.id) < (?1, ?2)"
_DOWN_TO = "(message.received_at, message.id) >= (?4, ?5)"
_REACHED = """
SELECT received_at, id FROM message INDEXED BY {index}
WHERE folder_id = {folder_id} AND {before} AND {condition}
ORDER BY received_at DESC, id DESC LIMIT 1 OFFSET ?3
"""
_MERGED = """
SELECT id, received_at FROM ({rows} ORDER BY 2 DESC, 1 DESC LIMIT -1) AS message WHERE {newest} LIMIT ?3
"""
"""A limit of none keeps SQLite from leaving out the order."""
_NEWEST = """NOT EXISTS (
  SELECT 1 FROM message AS newer INDEXED BY message_thread WHERE newer.thread_id = message.thread_id
  AND newer.folder_id IN ({folder_ids}) AND (newer.received_at, newer.id) > (message.received_at, message.id)
  {conditions}
)"""


class Question(NamedTuple):
    """A statement and its parameters."""

    sql: str
    parameters: tuple[int, ...]


def question(mail_list: MailList, before: RowKey | None, limit: int, down_to: RowKey | None = None) -> Question:
    """The next rows of a list as ``id, received_at``, newest first. At most ``FOLDERS_AT_ONCE`` folders.

    ``down_to``: none that comes after this one. Index ``message_list``, or the one of a quick filter; in conversations
    ``message_thread`` for each row.
    """
    conditions = matching("message", mail_list.quick)
    if before is not None:
        conditions.insert(0, _BEFORE)
    if down_to is not None:
        conditions.insert(0, _DOWN_TO)
    index, _ = _index(mail_list.quick)
    thread = ", message.thread_id" if mail_list.conversations else ""
    rows = " UNION ALL ".join(
        _IN_FOLDER.format(index=index, thread=thread, folder_id=int(folder_id), conditions=_and(conditions))
        for folder_id in mail_list.folder_ids
    )
    parameters = (*(before or (0, 0)), limit, *(down_to or ()))
    if not mail_list.conversations:
        return Question(f"{rows} ORDER BY 2 DESC, 1 DESC LIMIT ?3", parameters)
    ids = ", ".join(str(int(folder_id)) for folder_id in mail_list.folder_ids)
    newest = _NEWEST.format(folder_ids=ids, conditions=_and(matching("newer", mail_list.quick)))
    return Question(_MERGED.format(rows=rows, newest=newest), parameters)


def reached(folder_id: FolderId, quick: Quick, before: RowKey | None, rows: int) -> Question:
    """Which row of a folder is looked at last, as ``received_at, id``, when so many are; none: there are fewer.

    Of all messages in the index alone.
    """
    index, condition = _index(quick)
    sql = _REACHED.format(
        index=index, folder_id=int(folder_id), before=_BEFORE if before is not None else "1", condition=condition
    )
    return Question(sql, (*(before or (0, 0)), rows - 1))


def _index(quick: Quick) -> tuple[str, str]:
    """The index with the fewest rows that has all that is wanted, and the condition by which SQLite takes it."""
    return next((index for one, index in _INDEXES.items() if one in quick), ("message_list", "1"))


def matching(row: str, quick: Quick) -> list[str]:
    """The conditions of the quick filters on a row of ``message`` with this name."""
    return [condition.format(row=row) for one, condition in _CONDITIONS.items() if one in quick]


@lru_cache(maxsize=1000)
def is_tagged(keywords: str) -> bool:
    """Whether people gave one of the keywords; the function of this name in SQL."""
    return any(map(is_tag, keywords.split()))


def has_tag(keywords: str, name: str) -> bool:
    """Whether one of the keywords is the tag called so; the function of this name in SQL."""
    return any(is_called(keyword, name) for keyword in keywords.split())


def _and(conditions: list[str]) -> str:
    return "".join(f" AND {condition}" for condition in conditions)
