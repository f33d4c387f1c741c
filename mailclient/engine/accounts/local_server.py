"""Folders on this computer, spoken to by operations as an IMAP server is: UIDPLUS, MOVE, every flag and keyword kept.

The store itself is the mailbox. So most of what a server is asked for is done by the operations anyway, which write
into the store what a server has done: flags, a message's new place, a folder's new name. What they leave to the server
is here: giving out uids, and making the messages that they expect to be told of by a pass (copies, appended ones).

Rejected: operations of a second kind that do all in one transaction. They would need a second undo, a second way to
stop between two slices and a second proof that a crash loses nothing; as it is, a crash leaves at worst a gap in the
uids, and what is done twice is known again as on a server (``operations/copying.py``).
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mailbox_changes import Upload
from mailclient.engine.accounts.server_folders import Listing
from mailclient.engine.sync.raw_row import head_of, raw_row
from mailclient.mail.flag import Flags
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import bodies, local_mailbox, messages
from mailclient.store.header_row import HeaderRow
from mailclient.store.transaction import SLICE, Transaction, batches
from mailclient.wire.imap.codes import AppendUid, CopyUid
from mailclient.wire.imap.commands.select import Selected
from mailclient.wire.imap.commands.uid_store import Change
from mailclient.wire.imap.events import ListEntry, StatusData
from mailclient.wire.imap.number_set import NumberSet

_OFFERED = frozenset({"UIDPLUS", "MOVE"})
_COPIED_TOGETHER = 10
"""Messages copied with all their contents in one transaction."""


class LocalServer:
    """Of one account. The names and their meaning are those of ``MailServer``; nothing here waits for a network."""

    alive = True

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._open: Folder | None = None

    def offers(self, capability: str) -> bool:
        """UIDPLUS and MOVE."""
        return capability in _OFFERED

    @contextlib.contextmanager
    def told_progress(self, take: Callable[[float | None], None]) -> Iterator[None]:
        """No command takes long."""
        del take
        yield

    # --- folders ----------------------------------------------------------------------------------------------------

    async def list_folders(self) -> Listing:
        """All that are here."""
        folders = self._context.folders()
        entries = [ListEntry(one.path, one.path.encode(), one.delimiter, frozenset()) for one in folders]
        return Listing(entries, {}, complete=True, subscriptions=False)

    async def status(self, path: str) -> StatusData | None:
        """UIDVALIDITY and UIDNEXT; None when there is no such folder."""
        folder = self._find(path)
        if folder is None:
            return None
        state = await self._context.writer.transaction("number folder", local_mailbox.numbered, folder.id)
        return StatusData(path, path.encode(), {"UIDVALIDITY": state.uid_validity, "UIDNEXT": state.uid_next})

    async def make_folder(self, path: str, role: FolderRole) -> None:
        """A folder that no operation is about; nothing when it is there."""
        await self._context.writer.transaction("make folder", local_mailbox.make, self._context.id, path, role)
        self._context.announcer.know(self._context.id, [folder.id for folder in self._context.folders()])

    async def create_folder(self, path: str, *, role: str = "") -> None:
        """The operation makes it (``folder_changes.put``)."""

    async def rename_folder(self, path: str, target: str) -> None:
        """The operation renames it."""

    async def delete_folder(self, path: str) -> None:
        """The operation deletes it."""

    async def subscribe_folder(self, path: str, *, on: bool) -> None:
        """Whoever has folders here sees them all; the operation keeps the mark."""

    async def leave_folders(self, paths: set[str]) -> None:
        """None of these is open any more."""
        if self._open is not None and self._open.path in paths:
            self._open = None

    # --- the open folder --------------------------------------------------------------------------------------------

    async def open_folder(self, path: str) -> Selected:
        """FOLDER_MISSING when there is none."""
        folder = self._open = self._known(path)
        state = await self._context.writer.transaction("number folder", local_mailbox.numbered, folder.id)
        return Selected(
            exists=folder.total,
            uid_validity=state.uid_validity,
            uid_next=state.uid_next,
            highest_modseq=None,
            flags=(),
            permanent_flags=("\\*",),
            read_only=False,
        )

    reopen_folder = open_folder

    async def marked_deleted(self) -> NumberSet:
        """What is marked \\Deleted."""
        marked = local_mailbox.marked_deleted
        return NumberSet.of(await self._context.writer.transaction("find marked", marked, self._opened().id))

    async def search_message_id(self, message_id_header: str, first: Uid | None = None) -> NumberSet:
        """Messages with this Message-ID, from uid ``first`` on."""
        search, folder = local_mailbox.with_message_id, self._opened()
        transaction = self._context.writer.transaction
        return NumberSet.of(await transaction("find by id", search, folder.id, message_id_header, first or Uid(1)))

    async def identities(self, path: str, first: Uid) -> list[tuple[Uid, str, int]]:
        """Uid, Message-ID and size of what is in a folder from uid ``first`` on."""
        await self.open_folder(path)
        identities = local_mailbox.identities
        return await self._context.writer.transaction("identities", identities, self._opened().id, first)

    async def change_flags(self, uids: NumberSet, change: Change, words: Sequence[str]) -> None:
        """The operation writes them."""

    async def copy(self, uids: NumberSet, target: str) -> CopyUid:
        """Copies, some at a time; FOLDER_MISSING when there is no such folder."""
        source, folder = self._opened(), self._known(target)
        placed: dict[Uid, Uid] = {}
        for some in batches((Uid(uid) for uid in uids), _COPIED_TOGETHER):
            copy = local_mailbox.copy
            placed |= await self._context.writer.transaction("copy messages", copy, source.id, some, folder.id)
        self._context.delivered(folder.id)
        return _copy_uid(list(placed), list(placed.values()))

    async def move(self, uids: NumberSet, target: str) -> CopyUid:
        """Gives them uids in ``target``, where the operation then puts them. As ``copy``."""
        self._opened()
        moved = [Uid(uid) for uid in uids]
        take = local_mailbox.take_uids
        return _copy_uid(
            moved, await self._context.writer.transaction("take uids", take, self._known(target).id, len(moved))
        )

    async def expunge(self, uids: NumberSet) -> None:
        """They are gone for good."""
        folder = self._opened()
        for some in batches((Uid(uid) for uid in uids), SLICE):
            await self._context.writer.transaction("expunge", messages.vanish, folder.id, some)

    async def expunge_marked(self) -> None:
        """All that is marked \\Deleted."""
        await self.expunge(await self.marked_deleted())

    async def append_all(self, path: str, uploads: Sequence[Upload]) -> AppendUid | None:
        """Store messages whole, each in a transaction of its own. FOLDER_MISSING when there is no such folder."""
        folder = self._known(path)
        now = self._context.outside.now()
        for upload in uploads:
            received_at = now if upload.received_at is None else upload.received_at.timestamp()
            flags, data = Flags.from_imap(upload.flags), upload.whole
            row = raw_row(head_of(data), len(data), received_at, now=now, flags=flags)
            await self._context.writer.transaction("append message", _append, folder.id, row, data)
        self._context.delivered(folder.id)
        return None

    async def replace(self, uid: Uid, path: str, upload: Upload) -> AppendUid | None:
        """The message of the open folder gives way to another one."""
        await self.append_all(path, [upload])
        await self.expunge(NumberSet.of([uid]))
        return None

    def _opened(self) -> Folder:
        if self._open is None:
            raise MailError(Problem(ProblemKind.FOLDER_MISSING))
        return self._open

    def _known(self, path: str) -> Folder:
        folder = self._find(path)
        if folder is None:
            raise MailError(Problem(ProblemKind.FOLDER_MISSING, path))
        return folder

    def _find(self, path: str) -> Folder | None:
        return next((folder for folder in self._context.folders() if folder.path == path), None)


def _append(tx: Transaction, folder_id: FolderId, row: HeaderRow, data: bytes) -> None:
    (message_id,) = local_mailbox.deliver(tx, folder_id, [row])
    bodies.store_wholes(tx, {message_id: data})


def _copy_uid(source: Sequence[Uid], target: Sequence[Uid]) -> CopyUid:
    return CopyUid("COPYUID", "", local_mailbox.NUMBERING, NumberSet.of(source), NumberSet.of(target))
