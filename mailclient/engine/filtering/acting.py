"""Actions of filters → the operations log: ordinary operations, so they are durable, undoable, and wait for a server.

What cannot be done (the folder is gone, the server does not permit it) is left out and logged: the message stays.
"""

import logging
from collections.abc import Sequence

from mailclient.bridge.commands import Command, CopyMessages, DeleteMessages, MoveMessages, SetFlags
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.engine.operations import (
    copy_messages,
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
from mailclient.store.transaction import Transaction

log = logging.getLogger(__name__)

_FLAGS = {ActionKind.READ: Flag.SEEN, ActionKind.FLAG: Flag.FLAGGED}


def insert(
    tx: Transaction, action: Action, ids: list[MessageId], source: Folder, folders: Sequence[Folder], now: float
) -> list[OperationId]:
    """Do it with these messages, which are shown in ``source``; ``folders`` are all of its account.

    The operations that came of it, in their order.
    """
    doing = _Doing(tx, ids, source, folders, now)
    try:
        return doing.run(action)
    except MailError as error:
        log.warning("filters, account %d, %s: %s", source.account_id, action.kind, error.problem)
        return []


def folder_called(folders: Sequence[Folder], path: str) -> Folder | None:
    """The folder with this path, in which "/" may stand for the server's delimiter."""
    exactly = [one for one in folders if one.path == path]
    with_slashes = [one for one in folders if one.delimiter and one.path.replace(one.delimiter, "/") == path]
    return next(iter(exactly + with_slashes), None)


class _Doing:
    """One action on messages of one folder, in one transaction."""

    def __init__(
        self, tx: Transaction, ids: list[MessageId], source: Folder, folders: Sequence[Folder], now: float
    ) -> None:
        self._tx, self._ids, self._source, self._folders, self._now = tx, ids, source, folders, now
        self._account_id = source.account_id
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
        target = folder_called(self._folders, action.folder)
        if target is None:
            raise MailError(Problem(ProblemKind.FOLDER_MISSING, action.folder))
        if target.id == self._source.id:
            return []
        insert = move_messages.insert if action.kind is ActionKind.MOVE else copy_messages.insert
        command = MoveMessages if action.kind is ActionKind.MOVE else CopyMessages
        self._check(command(self._id, (), target.id), target)
        insert(self._tx, self._id, self._account_id, self._ids, target=target.id, now=self._now)
        return [self._id]

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
