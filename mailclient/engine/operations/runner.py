"""Runs an account's operations on its IMAP server, in the order of the user's actions.

An operation that loses the connection waits for the next one and is run again, knowing that it was begun. What the
server refuses for good fails: what is shown goes back, and the user is told.
"""

import logging
from collections.abc import Awaitable, Callable

from mailclient.bridge.events import OperationDone, OperationFailed
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.operations import (
    append_message,
    copy_messages,
    delete_messages,
    move_messages,
    payload,
    send_message,
    set_flags,
)
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import operations, outgoing
from mailclient.store.rows import OperationRow, OperationState, OutgoingState
from mailclient.store.transaction import Transaction

log = logging.getLogger(__name__)

_FOR_NOW = frozenset({ProblemKind.SERVER_BUSY, ProblemKind.DISK_FULL})
_BUSY_SECONDS = 60.0
_RUN: dict[str, Callable[[OperationWork], Awaitable[None]]] = {
    payload.SET_FLAGS: set_flags.run,
    payload.MOVE: move_messages.run,
    payload.COPY: copy_messages.run,
    payload.DELETE: delete_messages.run,
    payload.APPEND: append_message.run,
}


class OperationRunner:
    """``folder_changed`` is called for folders that got something new."""

    def __init__(self, context: AccountContext, folder_changed: Callable[[FolderId], None]) -> None:
        self._context = context
        self._folder_changed = folder_changed

    async def take_up_interrupted(self) -> None:
        """At the start of a connection: what was being run when the last one ended waits again."""
        await self._context.writer.transaction(
            "take up operations", _take_up, self._context.id, frozenset(self._context.submitting)
        )

    async def run(self, server: MailServer) -> None:
        """Run what is due. What ends the connection passes."""
        transaction = self._context.writer.transaction
        for row in await transaction("doubts", _doubts, self._context.id, frozenset(self._context.submitting)):
            await self._settle(self._work(server, row))
        while True:
            due = await transaction("next operation", _next, self._context.id, self._context.outside.now())
            if due is None:
                return
            if await transaction("begin operation", operations.set_running, due.id):
                await self._run_one(self._work(server, due))

    def _work(self, server: MailServer, row: OperationRow) -> OperationWork:
        return OperationWork(self._context, server, row, self._folder_changed)

    async def _settle(self, work: OperationWork) -> None:
        if not await send_message.settle_doubt(work):
            row = await self._context.writer.transaction("failed", operations.find, work.id)
            if row is not None and row.problem is not None:
                self._context.publish(OperationFailed(operation_id=work.id, problem=row.problem))

    async def _run_one(self, work: OperationWork) -> None:
        transaction = self._context.writer.transaction
        try:
            refused: tuple[str, ...] = ()
            if work.row.kind == payload.SEND:
                refused = await send_message.file(work)
            else:
                await _RUN[work.row.kind](work)
        except MailError as error:
            problem = error.problem
            if not work.server.alive:
                await transaction("operation waits", operations.set_waiting, work.id, 0.0, problem)
                raise
            log.info("operation %s: %s", work.id, problem)
            if problem.kind in _FOR_NOW:
                again_at = self._context.outside.now() + _BUSY_SECONDS
                await transaction("operation waits", operations.set_waiting, work.id, again_at, problem)
                return
            await transaction("operation failed", operations.fail, work.id, problem)
            self._context.publish(OperationFailed(operation_id=work.id, problem=problem))
        else:
            self._context.publish(OperationDone(operation_id=work.id, refused=refused))


def _next(tx: Transaction, account_id: AccountId, now: float) -> OperationRow | None:
    for queued in operations.waiting(tx, account_id, now):
        if queued.kind == payload.SEND:
            found = outgoing.load(tx, queued.id)
            if found is None or found[1] is not OutgoingState.SENT:
                continue
        return operations.find(tx, queued.id)
    return None


def _doubts(tx: Transaction, account_id: AccountId, under_way: frozenset[OperationId]) -> list[OperationRow]:
    return [
        row
        for row in operations.interrupted(tx, account_id)
        if row.kind == payload.SEND and row.state is OperationState.IN_DOUBT and row.id not in under_way
    ]


def _take_up(tx: Transaction, account_id: AccountId, under_way: frozenset[OperationId]) -> None:
    send_message.take_up(tx, account_id, under_way)
    for row in operations.interrupted(tx, account_id):
        if row.kind != payload.SEND and row.state is OperationState.RUNNING:
            operations.set_waiting(tx, row.id)
