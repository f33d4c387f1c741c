"""Removing messages from the open folder for good: \\Deleted and UID EXPUNGE (RFC 4315), never plain EXPUNGE.

Plain EXPUNGE would remove what another program marked; where there is no UIDPLUS the mark is all we may do.
"""

from mailclient.engine.operations.work import OperationWork
from mailclient.wire.imap.commands.uid_store import Change
from mailclient.wire.imap.number_set import NumberSet


async def expunge(work: OperationWork, uids: NumberSet) -> bool:
    """True when they are gone, False when they are only marked. A second time changes nothing."""
    await work.server.change_flags(uids, Change.ADD, ("\\Deleted",))
    if not work.server.offers("UIDPLUS"):
        return False
    await work.server.expunge(uids)
    return True
