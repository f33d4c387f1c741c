"""Reading the mail file: synchronous, read only, every answer fetched whole at once.

For the window and the command line (and the engine, for small answers). Before the first paint this file is imported,
so it may import only sqlite3, ``mailclient.mail`` and the standard library; msgspec is loaded when the first
message is opened. While the file does not exist (or an older schema is being upgraded) everything is empty.
A ``Reader`` belongs to the thread that first uses it; a search thread makes its own.

Costs are at one million messages, warm cache, two-core machine.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from mailclient.mail.account import Account
from mailclient.mail.address import Address
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId, PartPath
from mailclient.mail.message import Body, Outgoing
from mailclient.store.rows import DraftRow, MessageRow, OutboxRow, RowKey, StoredMessage, SyncState

CHUNK = 20_000
"""Ids per chunk of a list: one chunk loads in about 10 ms."""


class Reader:
    """Reads the mail file at ``path``, which need not exist yet.

    Every method may raise ``MailError`` STORE_DAMAGED or STORE_TOO_NEW.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._db is not None:
            self._db.close()
            self._db = None

    # --- accounts and folders -------------------------------------------------------------------------------

    def accounts(self) -> list[Account]:
        """All accounts, oldest first. A few rows."""
        raise NotImplementedError

    def folders(self, account_id: AccountId | None = None) -> list[Folder]:
        """The folders of one or every account, by account, then role (inbox first), then path. A few hundred rows."""
        raise NotImplementedError

    def folder(self, folder_id: FolderId) -> Folder | None:
        """One folder. By primary key."""
        raise NotImplementedError

    def sync_state(self, folder_id: FolderId) -> SyncState | None:
        """How far a folder is synchronised. By primary key."""
        raise NotImplementedError

    # --- lists ----------------------------------------------------------------------------------------------

    def message_ids(
        self, folder_id: FolderId, *, before: RowKey | None = None, limit: int = CHUNK
    ) -> list[tuple[MessageId, int]]:
        """Ids with ``received_at`` (epoch seconds) of what a folder shows, newest first.

        ``before`` is ``RowKey(received_at, id)`` of the last one had; None starts at the newest. Fewer than
        ``limit`` answers: that was all. Index ``message_list`` alone.
        """
        raise NotImplementedError

    def rows(self, message_ids: Sequence[MessageId]) -> list[MessageRow]:
        """The rows a list paints, in the order given; ids that are gone are left out. By primary key."""
        raise NotImplementedError

    # --- one message ----------------------------------------------------------------------------------------

    def message(self, message_id: MessageId) -> StoredMessage | None:
        """A message without its contents. By primary key."""
        raise NotImplementedError

    def body(self, message_id: MessageId) -> Body | None:
        """What the window shows of it; None until it was fetched (ask with ``FetchBody``)."""
        raise NotImplementedError

    def header_block(self, message_id: MessageId) -> bytes | None:
        """The header as it came; stored with the body."""
        raise NotImplementedError

    def part(self, message_id: MessageId, path: PartPath) -> bytes | None:
        """A part's decoded contents; None until fetched (``FetchPart``)."""
        raise NotImplementedError

    def part_by_content_id(self, message_id: MessageId, content_id: str) -> bytes | None:
        """The contents of the part with this Content-ID (no angle brackets), or None."""
        raise NotImplementedError

    def whole(self, message_id: MessageId) -> bytes | None:
        """The message byte for byte; None until fetched (``FetchWhole``)."""
        raise NotImplementedError

    # --- search ---------------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        folder_id: FolderId | None = None,
        account_id: AccountId | None = None,
        limit: int = 1000,
    ) -> list[MessageId]:
        """Messages that match, newest first.

        Words are AND-ed and may be in the header or the text; "quoted words" stand together; ``from:``, ``to:``,
        ``subject:`` look in one field; the last word may be incomplete. Any part of a Korean, Chinese or Japanese
        word matches. An empty query matches nothing.
        """
        raise NotImplementedError

    def addresses(self, prefix: str, limit: int = 8) -> list[Address]:
        """Addresses of which a name, a word of it, or the address starts with ``prefix``; most written to first."""
        raise NotImplementedError

    # --- what is not yet on the server ----------------------------------------------------------------------

    def outbox(self) -> list[OutboxRow]:
        """Messages not yet sent and filed, oldest first. A few rows."""
        raise NotImplementedError

    def outgoing(self, operation_id: OperationId) -> Outgoing | None:
        """The bytes of a message in the outbox and its SMTP envelope."""
        raise NotImplementedError

    def drafts(self) -> list[DraftRow]:
        """Local drafts, newest first. A few rows."""
        raise NotImplementedError

    def draft(self, draft_id: DraftId) -> bytes | None:
        """A draft's content: msgpack of ``bridge.draft.DraftContent``."""
        raise NotImplementedError

    def waiting_operations(self, account_id: AccountId | None = None) -> int:
        """How many of the user's actions the server has not done yet (waiting, running, in doubt)."""
        raise NotImplementedError
