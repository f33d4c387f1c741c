"""Mail merge: a message in the outbox for each row of a table, one after the other, each once.

How far it has come is on the disk after each row, and a row's operation derives from the merge and its number: what was
handed in before a crash is known to the outbox, and is not handed in a second time. What goes out so far apart is held
by the outbox itself. A secret draft is kept sealed, and each row is signed and encrypted as if it were written alone.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec

from mailclient.bridge.commands import SendDraft, StartMerge, StopMerge, UndoOperation
from mailclient.bridge.events import Acknowledged, Refused
from mailclient.bridge.merge import MergeContent, merged
from mailclient.engine.announce import Publish
from mailclient.engine.drafts.sealed_drafts import SealedDrafts
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.outside import Outside
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import merges
from mailclient.store.reader import Reader
from mailclient.store.rows import OutgoingState
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

Accept = Callable[[SendDraft | UndoOperation], Awaitable[Problem | None]]
_OF_ALL = (
    ProblemKind.DISK_FULL,
    ProblemKind.FILE_UNWRITABLE,
    ProblemKind.STORE_DAMAGED,
    ProblemKind.VAULT_LOCKED,
    ProblemKind.KEYRING_LOCKED,
    ProblemKind.NO_KEYRING,
    ProblemKind.PASSPHRASE_NEEDED,
    ProblemKind.CARD_MISSING,
    ProblemKind.CARD_LOCKED,
    ProblemKind.GNUPG_MISSING,
    ProblemKind.GNUPG_FAILED,
)
"""What keeps all rows from going, and they wait; anything else is told of its row."""
_UNWANTED = (ProblemKind.PASSPHRASE_CANCELLED, ProblemKind.PASSPHRASE_WRONG)
"""Who does not unlock the key for one row is not asked again for each of the others: it is stopped."""
_AGAIN_SECONDS = 30.0
"""After the disk refused."""


class Merging:
    """Of one engine; ``run`` as long as it lives. ``accept`` hands an operation in."""

    def __init__(
        self,
        writer: Writer,
        reader: Reader,
        publish: Publish,
        accept: Accept,
        outside: Outside,
        sealed: SealedDrafts,
    ) -> None:
        self._writer, self._reader, self._publish, self._sealed = writer, reader, publish, sealed
        self._accept, self._outside = accept, outside
        self._more = asyncio.Event()
        self._more.set()

    async def start(self, command: StartMerge) -> None:
        """Write it down, then ``Acknowledged``; it goes on by itself."""
        if not any(account.id == command.account_id for account in self._reader.accounts()):
            self._refuse(command.operation_id, Problem(ProblemKind.ACCOUNT_UNKNOWN))
            return
        try:
            content = msgspec.msgpack.decode(command.content, type=MergeContent)
            kept, files_of = await self._sealed.sealed_merge(command.operation_id, command.content, content.draft)
            new = merges.StoredMerge(command.operation_id, command.account_id, kept, 0, self._outside.now())
            await self._writer.transaction("begin a merge", merges.begin, new, len(content.rows), files_of)
        except msgspec.DecodeError as error:
            self._refuse(command.operation_id, Problem(ProblemKind.INTERNAL, detail=str(error)))
        except MailError as error:
            self._refuse(command.operation_id, error.problem)
        else:
            self._publish(Acknowledged(operation_id=command.operation_id))
            self._more.set()

    def _refuse(self, operation_id: OperationId, problem: Problem) -> None:
        self._publish(Refused(operation_id=operation_id, problem=problem))

    async def stop(self, command: StopMerge) -> None:
        """No more rows; those that wait in the outbox are taken back."""
        try:
            handed_in = await self._writer.transaction("stop a merge", merges.stop, command.merge_id)
        except MailError as error:
            self._refuse(command.operation_id, error.problem)
            return
        mine = {row_operation(command.merge_id, number) for number in range(handed_in)}
        waiting = [row.operation_id for row in self._reader.outbox() if row.state is OutgoingState.QUEUED]
        # The next may be made just now, and be in the outbox a moment later: taken back before, it never gets there.
        for operation_id in (row_operation(command.merge_id, handed_in), *filter(mine.__contains__, waiting)):
            await self._accept(UndoOperation(operation_id))
        self._publish(Acknowledged(operation_id=command.operation_id))

    async def run(self) -> None:
        """Go on with what is not finished, whenever something was begun."""
        seconds: float | None = None
        while True:
            await self._outside.wait(self._more, seconds)
            seconds = None
            try:
                for merge in await self._writer.transaction("merges left", merges.unfinished):
                    await self._go_on(merge)
            except MailError as error:
                log.warning("a merge waits: %s", error.problem)
                seconds = _AGAIN_SECONDS

    async def _go_on(self, merge: merges.StoredMerge) -> None:
        content = msgspec.msgpack.decode(await self._sealed.merge(merge.id, merge.content), type=MergeContent)
        for number in range(merge.next, len(content.rows)):
            if not await self._writer.transaction("is it stopped", merges.is_going_on, merge.id):
                return
            draft = merged(content.draft, content.columns, content.rows[number])
            if content.spacing_seconds > 0:
                draft = msgspec.structs.replace(draft, send_at=merge.created_at + number * content.spacing_seconds)
            operation_id = row_operation(merge.id, number)
            encoded = msgspec.msgpack.encode(draft)
            problem = await self._accept(SendDraft(operation_id, DraftId(operation_id), merge.account_id, encoded))
            if problem is not None and problem.kind in _OF_ALL:
                raise MailError(problem)
            if problem is not None and problem.kind in _UNWANTED:
                await self.stop(StopMerge(derived_id(merge.id, "stop"), merge.id))
                return
            failed = problem is not None
            await self._writer.transaction("a row of a merge", merges.advance, merge.id, number, failed=failed)


def row_operation(merge_id: OperationId, number: int) -> OperationId:
    """The operation of a row."""
    return derived_id(merge_id, f"row {number}")
