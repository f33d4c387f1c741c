"""Where the messages of an operation are on the server now: folder by folder, each open and its uids sure.

A message may have moved since the user acted on it (an earlier operation of the log), its folder may have been
renumbered, or its uid may not be known yet (MOVE without COPYUID): then the folder gets a pass first. What is nowhere
any more is left out: there is nothing to be done for it.
"""

from collections.abc import AsyncIterator

from mailclient.engine.operations.work import OperationWork
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.store import folders, operations
from mailclient.store.rows import OperationMessage
from mailclient.wire.imap.number_set import NumberSet

COMMAND_SLICE = 200
"""Messages in one command."""


async def located(work: OperationWork) -> AsyncIterator[tuple[Folder, list[OperationMessage]]]:
    """The operation's open messages, a folder and at most ``COMMAND_SLICE`` of them at a time."""
    seen: set[MessageId] = set()
    passed: set[FolderId] = set()
    transaction = work.context.writer.transaction
    while True:
        pending = [
            message
            for message in await transaction("messages of operation", operations.messages_of, work.id)
            if message.place.folder_id is not None and message.message_id not in seen
        ]
        if not pending:
            return
        folder = work.context.folder(pending[0].place.folder_id or FolderId(0))
        mine = [message for message in pending if message.place.folder_id == folder.id][:COMMAND_SLICE]
        selected = await work.server.open_folder(folder.path)
        state = await transaction("read folder state", folders.sync_state, folder.id)
        unsure = selected.uid_validity != state.uid_validity or any(message.place.uid is None for message in mine)
        if unsure and folder.id not in passed:
            passed.add(folder.id)
            await work.sync(folder)
            continue
        seen.update(message.message_id for message in mine)
        if numbered := [message for message in mine if message.place.uid is not None]:
            yield folder, numbered


def uids_of(messages: list[OperationMessage]) -> NumberSet:
    """The uids of messages that have one."""
    return NumberSet.of(message.place.uid for message in messages if message.place.uid is not None)


def uid_of(message: OperationMessage) -> Uid:
    """The uid of a message that has one."""
    assert message.place.uid is not None
    return message.place.uid
