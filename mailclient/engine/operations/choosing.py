"""Which messages an action is about: those named, or all that a folder shows when the action is accepted.

Read in chunks, on the loop: of 100,000 messages no chunk takes more than a few milliseconds.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationTrace, RowKey
from mailclient.store.transaction import batches

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Messages by account, and the folders they are shown in."""

    by_account: dict[AccountId, list[MessageId]]
    folders: tuple[Folder, ...]


async def named(reader: Reader, message_ids: Sequence[MessageId], *, not_in: FolderRole | None = None) -> Chosen:
    """Those of the messages that are there, in the order given, but for what is shown in folders of one role."""
    left_alone = {folder.id for folder in reader.folders() if folder.role is not_in}
    found: defaultdict[AccountId, list[MessageId]] = defaultdict(list)
    folder_ids: set[FolderId | None] = set()
    for chunk in batches(dict.fromkeys(message_ids), CHUNK):
        homes = reader.homes_of(chunk)
        for message_id in chunk:
            account_id, folder_id = homes.get(message_id, (None, None))
            if account_id is not None and folder_id not in left_alone:
                found[account_id].append(message_id)
                folder_ids.add(folder_id)
        await asyncio.sleep(0)
    folders = (reader.folder(folder_id) for folder_id in folder_ids if folder_id is not None)
    return Chosen(found, tuple(folder for folder in folders if folder is not None))


async def shown_in(reader: Reader, folder: Folder, *, unread_only: bool = False) -> Chosen:
    """All that the folder shows now, newest first."""
    found: list[MessageId] = []
    last: RowKey | None = None
    while chunk := reader.message_ids(folder.id, before=last, limit=CHUNK):
        message_id, received_at = chunk[-1]
        last = RowKey(received_at, message_id)
        ids = [message_id for message_id, _received_at in chunk]
        found += reader.unread_among(ids) if unread_only else ids
        await asyncio.sleep(0)
    return Chosen({folder.account_id: found} if found else {}, (folder,))


async def traces(reader: Reader, operation_id: OperationId) -> AsyncIterator[OperationTrace]:
    """The messages of an operation with what it would take to undo it."""
    after = MessageId(0)
    while chunk := reader.operation_traces(operation_id, after, CHUNK):
        after = chunk[-1].message_id
        for trace in chunk:
            yield trace
        await asyncio.sleep(0)
