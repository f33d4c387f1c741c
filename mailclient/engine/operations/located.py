"""Where the messages of an operation are on the server now: folder by folder, each open and its uids sure.

A message may have moved since the user acted on it (an earlier operation of the log), its folder may have been
renumbered, or its uid may not be known yet (MOVE without COPYUID): then the folder gets a pass first. What is nowhere
any more is left out: there is nothing to be done for it.

Of very many, a group at a time: few enough for a progress bar and a stop between two commands, many enough for few
commands.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator

from mailclient.engine.operations.work import COMMAND_MESSAGES, OperationWork
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folders, operation_messages
from mailclient.store.rows import OperationMessage
from mailclient.store.transaction import batches
from mailclient.wire.imap.number_set import NUMBER_MAX, NumberSet

COMMAND_RANGES = 500
"""Ranges of uids in one command: a line of 8 KB at most, which every server takes."""
_PLACES_SLICE = 1_000
_MESSAGES_SLICE = 250
UNKNOWN = Uid(NUMBER_MAX + 1)
"""Stands for a uid that is not known; sorted behind all others."""

_Places = list[tuple[Uid, MessageId]]


async def located(work: OperationWork) -> AsyncIterator[tuple[Folder, list[OperationMessage]]]:
    """The operation's open messages, a folder and at most ``COMMAND_MESSAGES`` of them at a time.

    ``StoppedError`` between two of them when the user wants it to end.
    """
    given: set[MessageId] = set()
    missed: set[MessageId] = set()
    looked_into: set[FolderId] = set()
    while places := await _places(work, given):
        for folder_id, group in _groups(places):
            await work.between_commands(len(given))
            folder = work.context.folder(folder_id)
            selected = await work.server.open_folder(folder.path)
            state = await work.context.writer.transaction("read folder state", folders.sync_state, folder.id)
            renumbered = selected.uid_validity != state.uid_validity
            if (renumbered or group[-1][0] == UNKNOWN) and folder.id not in looked_into:
                looked_into.add(folder.id)
                await work.sync(folder)
                break
            messages = await _messages(work, folder, [message_id for _uid, message_id in group])
            # Asked after the uids: a pass over another connection may have given new ones meanwhile.
            await reopen(work, folder)
            # What sync has moved or renumbered meanwhile is looked for once more.
            asked_again = {message_id for _uid, message_id in group} - {one.message_id for one in messages}
            given.update(message.message_id for message in messages)
            given.update(asked_again & missed)
            missed |= asked_again
            if messages:
                yield folder, messages


async def reopen(work: OperationWork, folder: Folder) -> None:
    """The folder is open, and its uids mean what the store says; else ``MailError(SERVER_BUSY)``."""
    selected = await work.server.open_folder(folder.path)
    state = await work.context.writer.transaction("read folder state", folders.sync_state, folder.id)
    if selected.uid_validity != state.uid_validity:
        raise MailError(Problem(ProblemKind.SERVER_BUSY, folder.path, "its uids change all the time"))


async def _places(work: OperationWork, given: set[MessageId]) -> dict[FolderId, _Places]:
    """Where the messages are that were not given yet; by folder, in the order of their uids, unknown ones last."""
    found: defaultdict[FolderId, _Places] = defaultdict(list)
    after = MessageId(0)
    while slice_ := await work.context.writer.transaction(
        "places of operation", operation_messages.places_after, work.id, after, _PLACES_SLICE
    ):
        after = slice_[-1][0]
        for message_id, folder_id, uid in slice_:
            if folder_id is not None and message_id not in given:
                found[folder_id].append((UNKNOWN if uid is None else uid, message_id))
    for places in found.values():
        places.sort()
    return found


def _groups(places: dict[FolderId, _Places]) -> Iterator[tuple[FolderId, _Places]]:
    for folder_id, mine in places.items():
        for group in cut(mine):
            yield folder_id, group


def cut(places: _Places) -> Iterator[_Places]:
    """Places in the order of their uids, as many together as go into one command; unknown uids by themselves."""
    group: _Places = []
    ranges = 0
    for uid, message_id in places:
        before = group[-1][0] if group else Uid(0)
        starts = uid != before + 1
        unlike = uid == UNKNOWN != before
        if group and (unlike or len(group) == COMMAND_MESSAGES or (starts and ranges == COMMAND_RANGES)):
            yield group
            group, ranges, starts = [], 0, True
        group.append((uid, message_id))
        ranges += starts
    if group:
        yield group


async def _messages(work: OperationWork, folder: Folder, message_ids: list[MessageId]) -> list[OperationMessage]:
    """Those that are still in the folder under a uid."""
    found: list[OperationMessage] = []
    for slice_ in batches(message_ids, _MESSAGES_SLICE):
        found += await work.context.writer.transaction(
            "messages of operation", operation_messages.messages_among, work.id, slice_
        )
    return [message for message in found if message.place.folder_id == folder.id and message.place.uid is not None]


def uids_of(messages: list[OperationMessage]) -> NumberSet:
    """The uids of messages that have one."""
    return NumberSet.of(message.place.uid for message in messages if message.place.uid is not None)


def uid_of(message: OperationMessage) -> Uid:
    """The uid of a message that has one."""
    assert message.place.uid is not None
    return message.place.uid
