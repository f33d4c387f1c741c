"""Writing messages: what sync learns of them, and where they are on the server.

A row is one message for as long as we know it: a move keeps the row and changes its place (folder, uid). A row is
**adrift** (no folder) when it vanished from where it was while an operation still waits for it, and **unplaced**
(folder, no uid) after a move without COPYUID or when UIDVALIDITY changed; sync finds its uid by Message-ID and size.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from mailclient.mail.flag import Flags
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.mail.part import Part
from mailclient.store.rows import NewMessage, Place
from mailclient.store.transaction import Transaction


def insert(tx: Transaction, folder_id: FolderId, messages: Sequence[NewMessage]) -> list[MessageId]:
    """Store messages the server has in a folder; their ids, in order. Call it with at most 50.

    A uid that is known already keeps its row (flags are brought up to date). A message that matches an unplaced row
    of the folder, or an adrift row shown in it, fills that row. Header words go to the search index here.
    Index ``message_uid`` and ``message_without_uid``; 3 ms for 50.
    """
    raise NotImplementedError


def ids_by_uid(tx: Transaction, folder_id: FolderId, uids: Iterable[Uid]) -> dict[Uid, MessageId]:
    """The rows of these uids; unknown ones are left out. Index ``message_uid``."""
    raise NotImplementedError


def uids(tx: Transaction, folder_id: FolderId) -> list[Uid]:
    """All uids the store has of a folder, ascending. Index ``message_uid`` alone; 150 ms for a million."""
    raise NotImplementedError


def server_flags(tx: Transaction, folder_id: FolderId, first: Uid, last: Uid) -> dict[Uid, Flags]:
    """The server's flags as we know them, of a range of uids; to compare with a FETCH FLAGS. Index ``message_uid``."""
    raise NotImplementedError


def set_server_flags(tx: Transaction, folder_id: FolderId, flags: Mapping[Uid, Flags]) -> list[MessageId]:
    """What the server says the flags are; returns the rows whose server flags were different. 2 ms for 50."""
    raise NotImplementedError


def vanish(tx: Transaction, folder_id: FolderId, uids: Collection[Uid]) -> list[MessageId]:
    """These uids are gone from the folder; returns the rows known by them. Unknown uids are nothing.

    Rows that an operation still waits for are kept adrift, the others are deleted. 2 ms for 50.
    """
    raise NotImplementedError


def place(tx: Transaction, message_id: MessageId, folder_id: FolderId, uid: Uid | None) -> None:
    """A message is now in this folder with this uid (MOVE with COPYUID), or unplaced there (``uid`` None).

    A row that sync made for the same place meanwhile is merged into this one.
    """
    raise NotImplementedError


def place_of(tx: Transaction, message_ids: Iterable[MessageId]) -> dict[MessageId, Place]:
    """Where messages are on the server now; rows that are gone are left out. By primary key."""
    raise NotImplementedError


def forget_unplaced(tx: Transaction, folder_id: FolderId) -> int:
    """After a complete pass over the folder: delete rows that found no uid in it (an operation keeps its own)."""
    raise NotImplementedError


def set_structure(tx: Transaction, message_id: MessageId, structure: Part, *, has_attachment: bool) -> None:
    """Store a message's part tree. By primary key."""
    raise NotImplementedError


def without_structure(tx: Transaction, message_ids: Iterable[MessageId]) -> list[MessageId]:
    """Those of the messages whose part tree is not known. By primary key."""
    raise NotImplementedError


def without_body(tx: Transaction, folder_id: FolderId, limit: int) -> list[tuple[MessageId, Uid]]:
    """Messages of a folder whose body is not here, newest first. Index ``message_without_body``."""
    raise NotImplementedError


def find_by_message_id(tx: Transaction, folder_id: FolderId, message_id_header: str) -> list[MessageId]:
    """Placed rows of a folder with this Message-ID, newest first, among its newest 500. Index ``message_uid``."""
    raise NotImplementedError


def set_adrift(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """These messages are gone from where they were: keep those an operation waits for, delete the others."""
    raise NotImplementedError


def delete_rows(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """Delete rows with everything that hangs on them. Search hits fall out by themselves."""
    raise NotImplementedError
