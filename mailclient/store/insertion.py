"""New rows: everything a new message gets in the tables, hundreds of messages with a handful of statements.

Python gives the interpreter lock away at each step of a statement, and takes it back only when the loop's thread,
which reads the next headers meanwhile, lets go of it. So there are few steps here: many rows to a statement, answers of
one row. A statement for each row takes no longer alone, and ten times as long beside a busy loop.
"""

from collections.abc import Sequence

from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.store import addresses, search_index, threads
from mailclient.store.header_row import HeaderRow
from mailclient.store.transaction import SLICE, Transaction

_MESSAGES = """
INSERT INTO message (account_id, folder_id, server_folder_id, uid, bits, keywords, server_bits, server_keywords,
                     received_at, size, has_attachment, sender_name, sender_address, recipients, subject, preview,
                     message_id_header, email_id)
SELECT {account_id}, iif(column2 & {deleted}, NULL, {folder_id}), {folder_id}, column1, column2, column3, column2,
       column3, column4, column5, column6, column7, column8, column9, column10, column11, column12, column13
FROM (VALUES {{values}})
"""
_MESSAGE_COLUMNS = 13
_DETAIL = "detail (message_id, envelope, structure, bodystructure, labels, thread_id)"


def last_id(tx: Transaction) -> MessageId:
    """The highest id ever given, 0 when there is none: rows made later have higher ones."""
    last = tx.row("SELECT seq FROM sqlite_sequence WHERE name = 'message'")
    return MessageId(last[0] if last else 0)


def insert_rows(tx: Transaction, folder_id: FolderId, rows: Sequence[HeaderRow]) -> dict[Uid, MessageId]:
    """Store rows whose uids the store does not know; their ids ascend in their order. 0.02 ms for each of many.

    A few find their conversation at once, many later (``threads.py``): a first sync need not wait for it.
    """
    if not rows:
        return {}
    account_id, role = tx.row("SELECT account_id, role FROM folder WHERE id = ?", (folder_id,))
    first = last_id(tx) + 1
    sql = _MESSAGES.format(account_id=int(account_id), folder_id=int(folder_id), deleted=int(Flag.DELETED))
    tx.run_with_values(sql, [row[:_MESSAGE_COLUMNS] for row in rows])
    tx.insert(_DETAIL, [(id_, *row[13:18]) for id_, row in enumerate(rows, first)])
    _count(tx, folder_id, rows)
    seen = [(address, row.received_at) for row in rows for address in row.from_]
    written = [(address, row.received_at) for row in rows for address in row.written_to]
    addresses.note(tx, seen, written if role == FolderRole.SENT else ())
    tx.changes.listed.add(folder_id)
    ids = {row.uid: MessageId(id_) for id_, row in enumerate(rows, first)}
    if len(rows) <= SLICE:
        threads.note_joined(tx, threads.join(tx, ids.values()))
    else:
        tx.changes.unjoined = True
    search_index.note_new(tx, MessageId(first), len(rows), at_once=not any(row.has_attachment for row in rows))
    return ids


def _count(tx: Transaction, folder_id: FolderId, rows: Sequence[HeaderRow]) -> None:
    shown = [row.bits for row in rows if not row.bits & Flag.DELETED]
    unread = sum(not bits & Flag.SEEN for bits in shown)
    tx.db.execute(
        "UPDATE folder SET total = total + ?, unread = unread + ? WHERE id = ?", (len(shown), unread, folder_id)
    )
