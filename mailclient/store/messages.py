"""Writing messages: what sync learns of them.

A row is one message for as long as we know it: a move keeps the row and changes its place (folder, uid); see
``places.py`` for rows that are adrift or unplaced. Costs are at a million messages.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.mail.part import Part
from mailclient.store import encoding
from mailclient.store.header_row import HeaderRow, header_row
from mailclient.store.insertion import insert_rows, last_id
from mailclient.store.places import forget_unplaced, place, place_of, take_unplaced, unplaced, vanish
from mailclient.store.rows import NewMessage
from mailclient.store.shown import recompute
from mailclient.store.transaction import Transaction

__all__ = [
    "find_by_message_id",
    "forget_unplaced",
    "ids_by_uid",
    "insert",
    "last_id",
    "note_restyled",
    "place",
    "place_of",
    "server_flags",
    "set_server_flags",
    "set_structure",
    "uids",
    "unplaced",
    "vanish",
    "without_whole",
]


def insert(tx: Transaction, folder_id: FolderId, messages: Sequence[NewMessage | HeaderRow]) -> list[MessageId]:
    """Store messages the server has in a folder; their ids, in order.

    A uid that is known already keeps its row (flags are brought up to date). A message that matches an unplaced row
    of the folder, or an adrift row shown in it, fills that row. Header words go to the search index here, and senders
    to the addresses. Index ``message_uid`` and ``message_without_uid``; 10 ms for 500 new rows.
    """
    by_uid = {one.uid: one if isinstance(one, HeaderRow) else header_row(one) for one in messages}
    known = _known(tx, folder_id, by_uid)
    set_server_flags(tx, folder_id, {uid: by_uid[uid].flags for uid in known})
    new = [row for uid, row in by_uid.items() if uid not in known]
    known |= take_unplaced(tx, folder_id, new)
    known |= insert_rows(tx, folder_id, [row for row in new if row.uid not in known])
    return [known[message.uid] for message in messages]


def _known(tx: Transaction, folder_id: FolderId, uids: Collection[Uid]) -> dict[Uid, MessageId]:
    """As ``ids_by_uid``, but one question where there are none of these."""
    sql = "SELECT EXISTS (SELECT 1 FROM message WHERE server_folder_id = ? AND uid BETWEEN ? AND ?)"
    if not uids or not tx.row(sql, (folder_id, min(uids), max(uids)))[0]:
        return {}
    return ids_by_uid(tx, folder_id, uids)


def ids_by_uid(tx: Transaction, folder_id: FolderId, uids: Iterable[Uid]) -> dict[Uid, MessageId]:
    """The rows of these uids; unknown ones are left out. Index ``message_uid``."""
    sql = "SELECT uid, id FROM message WHERE server_folder_id = ? AND uid IN ({marks})"
    return dict(tx.rows_among(sql, uids, [folder_id]))


def uids(tx: Transaction, folder_id: FolderId) -> list[Uid]:
    """All uids the store has of a folder, ascending. Index ``message_uid`` alone; 0.4 s for a million."""
    sql = "SELECT uid FROM message WHERE server_folder_id = ? AND uid IS NOT NULL ORDER BY uid"
    return [uid for (uid,) in tx.rows(sql, (folder_id,))]


def server_flags(tx: Transaction, folder_id: FolderId, first: Uid, last: Uid) -> dict[Uid, Flags]:
    """The server's flags as we know them, of a range of uids; to compare with a FETCH FLAGS. Index ``message_uid``."""
    found = tx.rows(
        "SELECT uid, server_bits, server_keywords FROM message WHERE server_folder_id = ? AND uid BETWEEN ? AND ?",
        (folder_id, first, last),
    )
    return {uid: Flags(Flag(bits), tuple(keywords.split())) for uid, bits, keywords in found}


def set_server_flags(tx: Transaction, folder_id: FolderId, flags: Mapping[Uid, Flags]) -> list[MessageId]:
    """What the server says the flags are; returns the rows whose server flags were different. 2 ms for 50.

    Unknown uids are left out.
    """
    sql = "SELECT uid, id, server_bits, server_keywords FROM message WHERE server_folder_id = ? AND uid IN ({marks})"
    written = []
    for uid, id_, bits, keywords in tx.rows_among(sql, flags, [folder_id]):
        told = (int(flags[uid].bits), " ".join(flags[uid].keywords))
        if told != (bits, keywords):
            written.append((*told, id_))
    tx.db.executemany("UPDATE message SET server_bits = ?, server_keywords = ? WHERE id = ?", written)
    changed = [MessageId(id_) for *_, id_ in written]
    recompute(tx, changed)
    return changed


def set_structure(tx: Transaction, message_id: MessageId, structure: Part, *, has_attachment: bool) -> None:
    """Store a message's part tree. By primary key."""
    data = encoding.structure_data(structure)
    tx.db.execute("UPDATE detail SET structure = ? WHERE message_id = ?", (data, message_id))
    changed = tx.db.execute(
        "UPDATE message SET has_attachment = ? WHERE id = ? AND has_attachment <> ?",
        (has_attachment, message_id, has_attachment),
    )
    if changed.rowcount:
        note_restyled(tx, message_id)


def without_whole(
    tx: Transaction, folder_id: FolderId, limit: int, below: Uid | None = None
) -> list[tuple[MessageId, Uid]]:
    """Messages of a folder that are not here byte for byte, highest uid first, of those ``below`` a uid.

    Index ``message_uid``; 1 µs for each it passes over.
    """
    return tx.rows(
        "SELECT id, uid FROM message WHERE server_folder_id = ? AND uid < ?"
        " AND NOT EXISTS (SELECT 1 FROM whole WHERE whole.message_id = message.id) ORDER BY uid DESC LIMIT ?",
        (folder_id, _upper(below), limit),
    )


def find_by_message_id(tx: Transaction, folder_id: FolderId, message_id_header: str) -> list[tuple[MessageId, Uid]]:
    """Rows of a folder with this Message-ID, newest first, among its 500 highest uids. Index ``message_uid``."""
    return tx.rows(
        "SELECT id, uid FROM (SELECT id, uid, message_id_header FROM message WHERE server_folder_id = ?"
        " AND uid IS NOT NULL ORDER BY uid DESC LIMIT 500) WHERE message_id_header = ?",
        (folder_id, message_id_header),
    )


def note_restyled(tx: Transaction, message_id: MessageId) -> None:
    """A row must be painted anew. By primary key."""
    found = tx.row("SELECT folder_id FROM message WHERE id = ?", (message_id,))
    if found is not None:
        tx.changes.looks_different(found[0], message_id)


def _upper(below: Uid | None) -> int:
    return 1 << 32 if below is None else below
