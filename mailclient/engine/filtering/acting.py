"""Actions of filters → the operations log: ordinary operations, so they are durable, undoable, and wait for a server.

What cannot be done (the folder is gone, it is not permitted) is left out and logged: the message stays.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.bridge.commands import Command, CopyMessages, DeleteMessages, MoveMessages, SetFlags
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.engine.operations import (
    copy_messages,
    create_folder,
    delete_messages,
    move_messages,
    permission,
    set_flags,
    set_keywords,
)
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.role_folder import folder_with_role
from mailclient.mail.filter import Action, ActionKind
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes
from mailclient.store.transaction import Transaction

log = logging.getLogger(__name__)

_FLAGS = {ActionKind.READ: Flag.SEEN, ActionKind.FLAG: Flag.FLAGGED}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the messages are shown, and the folders of its account. ``is_here``: it is on this computer, where filters
    make the folders they lack; on a server somebody has renamed or deleted one that is missing."""

    source: Folder
    folders: Sequence[Folder]
    on_server: Sequence[Folder] = ()
    """The folders as the server has them: one that is shown under its new name already is found by its old one."""
    is_here: bool = False


def insert(tx: Transaction, action: Action, ids: list[MessageId], place: Place, now: float) -> list[OperationId]:
    """Do it with these messages; the operations that came of it, in their order."""
    try:
        return _Doing(tx, ids, place, now).run(action)
    except MailError as error:
        log.warning("filters, account %d, %s: %s", place.source.account_id, action.kind, error.problem)
        return []


class _Doing:
    """One action on messages of one folder, in one transaction."""

    def __init__(self, tx: Transaction, ids: list[MessageId], place: Place, now: float) -> None:
        self._tx, self._ids, self._place, self._now = tx, ids, place, now
        self._source = place.source
        self._account_id = place.source.account_id
        self._id = fresh_operation_id()

    def run(self, action: Action) -> list[OperationId]:
        match action.kind:
            case ActionKind.MOVE | ActionKind.COPY:
                return self._to_folder(action)
            case ActionKind.READ | ActionKind.FLAG:
                return self._set_flags(_FLAGS[action.kind])
            case ActionKind.TAG:
                add = (action.tag,)
                set_keywords.insert(self._tx, self._id, self._account_id, self._ids, add=add, remove=(), now=self._now)
                return [self._id]
            case ActionKind.JUNK:
                return self._to_junk()
            case ActionKind.DELETE:
                self._check(DeleteMessages(self._id, ()))
                trash = self._with_role(FolderRole.TRASH)
                delete_messages.insert(
                    self._tx, self._id, self._account_id, self._ids, trash=trash, forever=False, now=self._now
                )
                return [self._id]
            case ActionKind.STOP:
                return []

    def _to_folder(self, action: Action) -> list[OperationId]:
        target = self._folder_called(action.folder)
        if target == self._source.id:
            return []
        insert = move_messages.insert if action.kind is ActionKind.MOVE else copy_messages.insert
        command = MoveMessages if action.kind is ActionKind.MOVE else CopyMessages
        known = next((one for one in self._place.folders if one.id == target), None)
        self._check(command(self._id, (), target), known)
        insert(self._tx, self._id, self._account_id, self._ids, target=target, now=self._now)
        return [self._id]

    def _folder_called(self, path: str) -> FolderId:
        """The folder with this path, in which "/" may stand for the server's delimiter."""
        seen = folder_changes.seen(self._tx, self._account_id)
        exactly = [one.id for one in seen if one.path == path]
        with_slashes = [one.id for one in seen if one.delimiter and one.path.replace(one.delimiter, "/") == path]
        renamed = [one.id for one in self._place.on_server if one.path == path]
        for folder_id in exactly + with_slashes + renamed:
            return folder_id
        if not self._place.is_here:
            raise MailError(Problem(ProblemKind.FOLDER_MISSING, path))
        return self._made(path)

    def _made(self, path: str) -> FolderId:
        """A folder on this computer, with those above it."""
        above = path.rpartition("/")[0]
        if above:
            self._folder_called(above)
        making = derived_id(self._id, f"make {path}")
        made = create_folder.insert(self._tx, making, self._account_id, path, now=self._now)
        if made is None:
            raise MailError(Problem(ProblemKind.FOLDER_MISSING, path))
        return made

    def _to_junk(self) -> list[OperationId]:
        junk = self._with_role(FolderRole.JUNK)
        if junk == self._source.id:
            return []
        self._check(MoveMessages(self._id, (), junk))
        marking = derived_id(self._id, "mark as junk")
        add, remove = Flag.JUNK, Flag.NOT_JUNK
        set_flags.insert(self._tx, marking, self._account_id, self._ids, add=add, remove=remove, now=self._now)
        move_messages.insert(self._tx, self._id, self._account_id, self._ids, target=junk, now=self._now)
        return [marking, self._id]

    def _set_flags(self, flags: Flag) -> list[OperationId]:
        self._check(SetFlags(self._id, (), flags))
        none = Flag.NONE
        set_flags.insert(self._tx, self._id, self._account_id, self._ids, add=flags, remove=none, now=self._now)
        return [self._id]

    def _with_role(self, role: FolderRole) -> FolderId:
        return folder_with_role(self._tx, self._account_id, role, self._id, self._now).id

    def _check(self, command: Command, target: Folder | None = None) -> None:
        permission.check(command, (self._source,), target)
