"""Removing messages from the open folder for good.

With UIDPLUS: \\Deleted and UID EXPUNGE (RFC 4315), never plain EXPUNGE, which removes what another program marked, too.
Without: the messages are marked, and a plain EXPUNGE follows only when, asked in the same breath, nothing is marked
there but what we marked ourselves. Else they stay marked, which we show nowhere.
"""

from mailclient.engine.operations import payload
from mailclient.engine.operations.located import uids_of
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.folder import Folder
from mailclient.store import operation_messages
from mailclient.store.rows import OperationMessage
from mailclient.wire.imap.commands.uid_store import Change


async def expunge(work: OperationWork, folder: Folder, group: list[OperationMessage]) -> bool:
    """True when they are gone, False when they are only marked. A second time changes nothing."""
    uids = uids_of(group)
    await work.server.change_flags(uids, Change.ADD, ("\\Deleted",))
    if work.server.offers("UIDPLUS"):
        await work.server.expunge(uids)
        return True
    before = await work.context.writer.transaction(
        "marked by us", operation_messages.marked_deleted_by, folder.id, (payload.DELETE, payload.MOVE)
    )
    ours = before.union(uids)
    marked = set(await work.server.marked_deleted())
    if not marked or not marked <= ours:
        return not marked
    await work.server.expunge_marked()
    return True
