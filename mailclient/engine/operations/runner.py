"""Runs an account's operations, on its IMAP server or in its folders here, in the order of the user's actions.

An operation that loses the connection waits for the next one and is run again, knowing that it was begun. What the
server refuses for good fails: what is shown goes back, and the user is told. One that the user stops ends between two
commands: what is done stays done, the rest goes back.
"""

import logging
from collections.abc import Awaitable, Callable

from mailclient.bridge.events import OperationCancelled, OperationDone, OperationFailed
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.local_server import LocalServer
from mailclient.engine.operations import (
    append_message,
    copy_messages,
    create_folder,
    delete_folder,
    delete_messages,
    expunge_deleted,
    file_draft,
    move_messages,
    payload,
    rename_folder,
    send_message,
    set_flags,
    set_keywords,
    subscribe_folder,
    transfer_messages,
    upload_messages,
)
from mailclient.engine.operations.choosing import traces
from mailclient.engine.operations.handing_over import hand_over
from mailclient.engine.operations.settling import settle
from mailclient.engine.operations.undo import restore_absorbed
from mailclient.engine.operations.work import Mailboxes, OperationWork, StoppedError
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import absorbing, operation_messages, operations, outgoing
from mailclient.store.rows import OperationRow, OperationState, OutgoingState
from mailclient.store.transaction import Transaction

log = logging.getLogger(__name__)

_FOR_NOW = frozenset({ProblemKind.SERVER_BUSY, ProblemKind.DISK_FULL})
_BUSY_SECONDS = 2.0
_BUSY_LONGEST_SECONDS = 300.0
"""Pauses after a "not now", doubled each time."""
_RUN: dict[str, Callable[[OperationWork], Awaitable[None]]] = {
    payload.SET_FLAGS: set_flags.run,
    payload.SET_KEYWORDS: set_keywords.run,
    payload.MOVE: move_messages.run,
    payload.COPY: copy_messages.run,
    payload.TRANSFER: transfer_messages.run,
    payload.UPLOAD: upload_messages.run,
    payload.DELETE: delete_messages.run,
    payload.EXPUNGE: expunge_deleted.run,
    payload.APPEND: append_message.run,
    payload.FILE_DRAFT: file_draft.run,
    payload.CREATE_FOLDER: create_folder.run,
    payload.RENAME_FOLDER: rename_folder.run,
    payload.DELETE_FOLDER: delete_folder.run,
    payload.SUBSCRIBE_FOLDER: subscribe_folder.run,
}
_MAY_BE_NEEDLESS = (payload.SET_FLAGS, payload.SET_KEYWORDS, payload.MOVE, payload.DELETE)


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

    async def run(self, server: Mailboxes) -> None:
        """Run what is due. What ends the connection passes."""
        transaction = self._context.writer.transaction
        for row in await transaction("doubts", _doubts, self._context.id, frozenset(self._context.submitting)):
            await self._settle_doubt(await self._work(server, row))
        while True:
            due = await transaction("next operation", _next, self._context.id, self._context.outside.now())
            if due is None:
                return
            if due.kind in _MAY_BE_NEEDLESS and not due.attempts:
                await self._absorb(due)
            if await transaction("begin operation", operations.set_running, due.id):
                await self._run_one(await self._work(server, due))

    async def _absorb(self, row: OperationRow) -> None:
        """Leave to later operations what they make needless in this one."""
        transaction = self._context.writer.transaction
        after: MessageId | None = MessageId(0)
        if await transaction("later operations", absorbing.has_later, row.id):
            while after is not None:
                after = await transaction("leave to later ones", absorbing.absorb_page, row.id, after)

    async def _work(self, server: Mailboxes, row: OperationRow) -> OperationWork:
        done = 0
        if row.attempts and row.total:
            done = await self._context.writer.transaction("count done", operation_messages.count_done, row.id)
        return OperationWork(self._context, server, row, self._folder_changed, done)

    async def _settle_doubt(self, work: OperationWork) -> None:
        if not await send_message.settle_doubt(work):
            row = await self._context.writer.transaction("failed", operations.find, work.id)
            if row is not None and row.problem is not None:
                self._context.publish(OperationFailed(operation_id=work.id, problem=row.problem))

    async def _run_one(self, work: OperationWork) -> None:
        try:
            refused: tuple[str, ...] = ()
            with work.server.told_progress(work.server_at_work):
                if work.row.kind == payload.SEND:
                    outcome = await send_message.file(work)
                    if outcome is None:
                        return
                    refused = outcome
                else:
                    if isinstance(work.server, LocalServer):
                        await hand_over(work)
                    await _RUN[work.row.kind](work)
        except StoppedError:
            await self._stopped(work)
        except MailError as error:
            await self._not_done(work, error.problem)
            if not work.server.alive:
                raise
        else:
            self._context.publish(OperationDone(operation_id=work.id, refused=refused))
        await settle(self._context.writer)

    async def _not_done(self, work: OperationWork, problem: Problem) -> None:
        """Lost with the connection, put off, or refused."""
        transaction = self._context.writer.transaction
        if not work.server.alive:
            await transaction("operation waits", operations.set_waiting, work.id, 0.0, problem)
            return
        log.info("operation %s: %s", work.id, problem)
        if problem.kind in _FOR_NOW:
            pause = min(_BUSY_LONGEST_SECONDS, _BUSY_SECONDS * 2.0 ** min(work.row.attempts, 10))
            again_at = self._context.outside.now() + pause
            await transaction("operation waits", operations.set_waiting, work.id, again_at, problem)
            return
        left = [trace async for trace in traces(self._context.reader, work.id)]

        def fail(tx: Transaction) -> None:
            operations.fail(tx, work.id, problem)
            restore_absorbed(tx, work.row, left, self._context.outside.now())

        await transaction("operation failed", fail)
        self._context.publish(OperationFailed(operation_id=work.id, problem=problem))

    async def _stopped(self, work: OperationWork) -> None:
        transaction = self._context.writer.transaction
        left = [trace async for trace in traces(self._context.reader, work.id)]

        def stop(tx: Transaction) -> int:
            done = operation_messages.count_done(tx, work.id)
            operations.finish(tx, work.id)
            restore_absorbed(tx, work.row, left, self._context.outside.now())
            return done

        done = await transaction("operation stopped", stop)
        self._context.publish(OperationCancelled(operation_id=work.id, done=done, total=work.row.total))


def _next(tx: Transaction, account_id: AccountId, now: float) -> OperationRow | None:
    for queued in operations.waiting(tx, account_id, now):
        if queued.kind == payload.SEND:
            found = outgoing.envelope(tx, queued.id)
            if found is None or found.state is not OutgoingState.SENT:
                continue
        elif queued.kind == payload.UNSUBSCRIBE:
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
        if row.kind not in (payload.SEND, payload.UNSUBSCRIBE) and row.state is OperationState.RUNNING:
            operations.set_waiting(tx, row.id)
