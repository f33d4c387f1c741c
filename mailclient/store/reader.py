"""Reading the mail file: synchronous, read only, every answer fetched whole at once.

For the window and the command line (and the engine, for small answers). Before the first paint this file is imported,
so it may import only sqlite3, ``mailclient.mail`` and the standard library; msgspec is loaded when the first
message is opened. While the file does not exist (or an older schema is being upgraded) everything is empty.
A ``Reader`` belongs to the thread that first uses it; a search thread makes its own.

Costs are at one million messages, warm cache, two-core machine.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailclient.mail.account import Account
from mailclient.mail.address import Address
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId, MessageId, ModSeq, OperationId, PartPath, Uid, UidValidity
from mailclient.mail.offline import OfflinePolicies
from mailclient.store import answers, problem_json
from mailclient.store.contact_reading import ContactReading
from mailclient.store.delivery_reading import DeliveryReading
from mailclient.store.draft_reading import DraftReading
from mailclient.store.file_reading import FileReading
from mailclient.store.folder_statements import (
    ACCOUNTS,
    FOLDER,
    FOLDERS,
    FOLDERS_OF_ACCOUNT,
    SERVER_FOLDER,
    SERVER_FOLDERS,
)
from mailclient.store.key_reading import KeyReading
from mailclient.store.origin_reading import OriginReading
from mailclient.store.outgoing_reading import OutgoingReading
from mailclient.store.recipient_reading import RecipientReading
from mailclient.store.rows import (
    MessageRow,
    OperationStanding,
    OperationState,
    OperationTrace,
    RowKey,
    StoredMessage,
    SyncState,
)
from mailclient.store.sealed_reading import SealedReading
from mailclient.store.search_reading import SearchReading
from mailclient.store.special_reading import SpecialReading
from mailclient.store.transaction import batches, marks
from mailclient.store.writing_reading import WritingReading

if TYPE_CHECKING:
    from mailclient.mail.body import Body
    from mailclient.mail.filter import Filter
    from mailclient.mail.remote_content import RemoteContent

CHUNK = 20_000
"""Ids per chunk of a list: one chunk loads in about 10 ms."""


class Reader(
    ContactReading,
    DeliveryReading,
    SearchReading,
    SealedReading,
    OriginReading,
    KeyReading,
    SpecialReading,
    FileReading,
    DraftReading,
    OutgoingReading,
    RecipientReading,
    WritingReading,
):
    """Reads the mail file at ``path``, which need not exist yet.

    Every method may raise ``MailError`` STORE_DAMAGED or STORE_TOO_NEW.
    """

    # --- accounts and folders -------------------------------------------------------------------------------

    def accounts(self) -> list[Account]:
        """All accounts, oldest first. A few rows."""
        return [answers.account(row) for row in self._rows(ACCOUNTS)]

    def folders(self, account_id: AccountId | None = None) -> list[Folder]:
        """The folders of one or every account, by account, then role (inbox first), then path. A few hundred rows.

        As shown: with what the user did to them and the server has not done yet.
        """
        found = self._rows(FOLDERS) if account_id is None else self._rows(FOLDERS_OF_ACCOUNT, account_id)
        return sorted(map(answers.folder, found), key=answers.folder_order)

    def folder(self, folder_id: FolderId) -> Folder | None:
        """One folder, as shown. By primary key."""
        return next(map(answers.folder, self._rows(FOLDER, folder_id)), None)

    def server_folders(self, account_id: AccountId) -> list[Folder]:
        """The folders of an account as ``folders``, but as the server has them: what to speak of with it."""
        return sorted(map(answers.folder, self._rows(SERVER_FOLDERS, account_id)), key=answers.folder_order)

    def server_folder(self, folder_id: FolderId) -> Folder | None:
        """One folder as the server has it; None while it is only planned. By primary key."""
        return next(map(answers.folder, self._rows(SERVER_FOLDER, folder_id)), None)

    def sync_state(self, folder_id: FolderId) -> SyncState | None:
        """How far a folder is synchronised. By primary key."""
        for validity, uid_next, modseq, lowest, last_pass_at in self._rows(SYNC_STATE, folder_id):
            return SyncState(UidValidity(validity), Uid(uid_next), ModSeq(modseq), Uid(lowest), last_pass_at)
        return None

    def offline_policies(self, account_id: AccountId) -> OfflinePolicies:
        """Which messages of the account's folders are kept for reading offline. A few rows."""
        return answers.offline_policies(self._rows(OFFLINE_POLICIES, account_id))

    def filters(self, account_id: AccountId) -> "tuple[Filter, ...]":
        """What an account does by itself with messages that arrive, in order. By primary key."""
        from mailclient.store import filters

        data = self._bytes(FILTERS, account_id)
        return () if data is None else filters.decode(data)

    def unfiltered(self, account_id: AccountId) -> list[MessageId]:
        """Messages that the account's filters have not looked at yet, oldest first. Index ``unfiltered_of_account``."""
        return [id_ for (id_,) in self._rows(UNFILTERED, account_id)]

    # --- lists ----------------------------------------------------------------------------------------------

    def message_ids(
        self, folder_id: FolderId, *, before: RowKey | None = None, limit: int = CHUNK
    ) -> list[tuple[MessageId, int]]:
        """Ids with ``received_at`` (epoch seconds) of what a folder shows, newest first.

        ``before`` is ``RowKey(received_at, id)`` of the last one had; None starts at the newest. Fewer than
        ``limit`` answers: that was all. Index ``message_list`` alone; 10 ms for 20,000.
        """
        if before is None:
            return self._rows(MESSAGE_IDS, folder_id, limit)
        return self._rows(MESSAGE_IDS_BEFORE, folder_id, before.received_at, before.id, limit)

    def rows(self, message_ids: Sequence[MessageId]) -> list[MessageRow]:
        """The rows a list paints, in the order given; ids that are gone are left out. By primary key; 0.3 ms for 60."""
        by_id: dict[int, MessageRow] = {}
        for batch in batches(message_ids, 500):
            by_id.update(
                (row[0], answers.message_row(row)) for row in self._rows(ROWS.format(marks=marks(batch)), *batch)
            )
        return [by_id[id_] for id_ in message_ids if id_ in by_id]

    def unread_among(self, message_ids: Sequence[MessageId]) -> list[MessageId]:
        """Those of the messages that are shown as unread, in the order given. By primary key; 1 µs for each."""
        found: set[MessageId] = set()
        for batch in batches(message_ids, 500):
            found.update(id_ for (id_,) in self._rows(UNREAD.format(marks=marks(batch)), *batch))
        return [id_ for id_ in message_ids if id_ in found]

    def homes_of(self, message_ids: Sequence[MessageId]) -> dict[MessageId, tuple[AccountId, FolderId | None]]:
        """Whose messages these are and where they are shown; those that are gone are left out. By primary key."""
        found: dict[MessageId, tuple[AccountId, FolderId | None]] = {}
        for batch in batches(message_ids, 500):
            rows = self._rows(HOMES.format(marks=marks(batch)), *batch)
            found.update((id_, (account_id, folder_id)) for id_, account_id, folder_id in rows)
        return found

    def receivers_of(self, message_ids: Sequence[MessageId]) -> dict[MessageId, AccountId]:
        """The accounts that messages came for, of those that lie in another account's folder. By primary key."""
        found: dict[MessageId, AccountId] = {}
        for batch in batches(message_ids, 500):
            found.update(self._rows(RECEIVERS.format(marks=marks(batch)), *batch))
        return found

    # --- one message ----------------------------------------------------------------------------------------

    def message(self, message_id: MessageId) -> StoredMessage | None:
        """A message without its contents. By primary key."""
        from mailclient.store import encoding

        for *row, envelope, structure, bodystructure, labels, received_by, has_whole in self._rows(MESSAGE, message_id):
            return StoredMessage(
                answers.message_row(row),
                encoding.envelope_from(envelope),
                encoding.structure_from(structure),
                bool(has_whole),
                bodystructure,
                encoding.labels_from(labels) or (),
                received_by,
            )
        return None

    def body(self, message_id: MessageId) -> "Body | None":
        """What the window shows of it; None until it was fetched (ask with ``FetchBody``)."""
        from mailclient.store import encoding

        data = self._bytes(BODY, message_id)
        return None if data is None else encoding.body_from(data)

    def header_block(self, message_id: MessageId) -> bytes | None:
        """The header as it came; stored with the body."""
        return self._bytes(HEADER_BLOCK, message_id)

    def part(self, message_id: MessageId, path: PartPath) -> bytes | None:
        """A part's decoded contents; None until fetched (``FetchPart``)."""
        return self._bytes(PART, message_id, path)

    def whole(self, message_id: MessageId) -> bytes | None:
        """The message byte for byte; None until fetched (``FetchWhole``)."""
        return self._blob("whole", "data", message_id)

    def has_whole(self, message_id: MessageId) -> bool:
        """Whether the message is here byte for byte. By primary key."""
        return bool(self.whole_among([message_id]))

    def whole_among(self, message_ids: Sequence[MessageId]) -> set[MessageId]:
        """Those of the messages that are here byte for byte. By primary key; 1 µs for each."""
        found: set[MessageId] = set()
        for batch in batches(message_ids, 500):
            found.update(id_ for (id_,) in self._rows(WHOLES.format(marks=marks(batch)), *batch))
        return found

    def remote(self, message_id: MessageId, number: int) -> "RemoteContent | None":
        """What was loaded from the web for ``remote:number`` of its HTML; empty: not to be had; None: never tried.

        By primary key, and the body is decoded.
        """
        from mailclient.mail.remote_content import RemoteContent

        body = self.body(message_id)
        if body is None or not 0 <= number < len(body.remote):
            return None
        found = self._rows(REMOTE, message_id, body.remote[number].url)
        return RemoteContent(*found[0]) if found else None

    def remote_tried(self, message_id: MessageId) -> frozenset[str]:
        """The addresses of its ``Body.remote`` that were asked once, whether something came or not. By primary key."""
        return frozenset(url for (url,) in self._rows(REMOTE_TRIED, message_id))

    def remote_allowed(self, address: str) -> bool:
        """Whether messages from this address may always load what they name. By primary key."""
        return bool(self._rows(REMOTE_ALLOWED, address))

    def remote_senders(self) -> list[str]:
        """The addresses whose messages may always load what they name, in order. By primary key; a few rows."""
        return [address for (address,) in self._rows(REMOTE_SENDERS)]

    # --- addresses ------------------------------------------------------------------------------------------

    def addresses(self, prefix: str, limit: int = 8) -> list[Address]:
        """As ``proposals``, those of one address each."""
        return [one.addresses[0] for one in self.proposals(prefix, limit) if len(one.addresses) == 1]

    # --- what is not yet on the server ----------------------------------------------------------------------

    def waiting_operations(self, account_id: AccountId | None = None) -> int:
        """How many of the user's actions the server has not done yet (waiting, running, in doubt). A few rows."""
        if account_id is None:
            found = self._rows(WAITING_OPERATIONS)
        else:
            found = self._rows(WAITING_OPERATIONS_OF_ACCOUNT, account_id)
        return int(found[0][0]) if found else 0

    def operation_standing(self, operation_id: OperationId) -> OperationStanding | None:
        """How far an operation has come; None when it is unknown (never asked, taken back, or long done)."""
        for state, problem, not_before in self._rows(OPERATION_STANDING, operation_id):
            return OperationStanding(OperationState(state), problem_json.from_json(problem), not_before)
        return None

    def operation_traces(self, operation_id: OperationId, after: MessageId, limit: int = 1000) -> list[OperationTrace]:
        """The next messages of an operation, in id order, with how they were before it. By primary keys."""
        return [
            OperationTrace(id_, bool(done), bool(absorbed), folder_id, Flag(bits), tuple(keywords.split()))
            for id_, done, absorbed, folder_id, bits, keywords in self._rows(TRACES, operation_id, after, limit)
        ]


# The statements, by name, so that the architecture test can ask SQLite how it would run each.
SYNC_STATE = "SELECT uid_validity, uid_next, highest_modseq, lowest_uid, last_pass_at FROM folder WHERE id = ?"
OFFLINE_POLICIES = """
SELECT folder_id, keep, amount, attachments, largest_bytes FROM offline_policy WHERE account_id = ?
"""
FILTERS = "SELECT filters FROM filters WHERE account_id = ?"
UNFILTERED = "SELECT message_id FROM unfiltered WHERE account_id = ? ORDER BY message_id"
MESSAGE_IDS = "SELECT id, received_at FROM message WHERE folder_id = ? ORDER BY received_at DESC, id DESC LIMIT ?"
MESSAGE_IDS_BEFORE = """
SELECT id, received_at FROM message WHERE folder_id = ? AND (received_at, id) < (?, ?)
ORDER BY received_at DESC, id DESC LIMIT ?
"""
ROWS = f"SELECT {answers.MESSAGE_COLUMNS} FROM message WHERE id IN ({{marks}})"
UNREAD = "SELECT id FROM message WHERE id IN ({marks}) AND bits & 1 = 0"
HOMES = "SELECT id, account_id, folder_id FROM message WHERE id IN ({marks})"
RECEIVERS = "SELECT message_id, received_by FROM detail WHERE message_id IN ({marks}) AND received_by IS NOT NULL"
TRACES = """
SELECT message_id, done, absorbed, from_folder_id, from_bits, from_keywords
FROM operation CROSS JOIN operation_message ON operation_seq = seq
WHERE operation.id = ? AND message_id > ? ORDER BY message_id LIMIT ?
"""
MESSAGE = f"""
SELECT {answers.MESSAGE_COLUMNS}, envelope, structure, bodystructure, labels, received_by,
  EXISTS (SELECT 1 FROM whole WHERE whole.message_id = message.id)
FROM message JOIN detail ON detail.message_id = message.id WHERE message.id = ?
"""
BODY = "SELECT body FROM body WHERE message_id = ?"
HEADER_BLOCK = "SELECT header_block FROM body WHERE message_id = ?"
PART = "SELECT data FROM part WHERE message_id = ? AND path = ?"
REMOTE = "SELECT media_type, data FROM remote_content WHERE message_id = ? AND url = ?"
REMOTE_TRIED = "SELECT url FROM remote_content WHERE message_id = ?"
REMOTE_ALLOWED = "SELECT 1 FROM remote_sender WHERE address = ?"
REMOTE_SENDERS = "SELECT address FROM remote_sender WHERE address > '' ORDER BY address"
WHOLES = "SELECT message_id FROM whole WHERE message_id IN ({marks})"
OPERATION_STANDING = "SELECT state, problem, not_before FROM operation WHERE id = ? AND state <> 'removed'"
WAITING_OPERATIONS = "SELECT count(*) FROM open_operation"
WAITING_OPERATIONS_OF_ACCOUNT = "SELECT count(*) FROM open_operation WHERE account_id = ?"
