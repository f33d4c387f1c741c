"""Messages to send over one server, one after the other: IMAP may be down, and never waits for this.

What is queued goes over one connection, which is closed soon after (``kept_submission``); how one message goes is in
``handing_in``. A refusal for now (greylisting, no network, a password) keeps the message in the outbox and tries again,
at longer and longer intervals; a refusal for good fails it, and it waits in the outbox for the user.

Where no connection can be had (a login that is refused, no network) that is so for all that wait, and one attempt is
enough. What only the user can end (a wrong password, a locked account) is not tried again before he has done something:
answered a question, gone online, sent or tried again a message.
"""

import asyncio
import logging
from collections.abc import Callable

from mailclient.bridge.events import OperationFailed, PasswordNeeded, SentLate
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.remedy import NEEDS_PASSWORD, NEEDS_USER, least_pause
from mailclient.engine.accounts.smtp_refusal import Refusal, told
from mailclient.engine.operations import send_message
from mailclient.engine.operations.handing_in import HandingIn, HeldHereError
from mailclient.engine.operations.kept_submission import IDLE_SECONDS, KeptSubmission
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sending_as import submission_server, submission_servers
from mailclient.mail.server import Server
from mailclient.store import operations, outgoing
from mailclient.store.outgoing import Waiting
from mailclient.store.rows import OperationRow, OperationState, OutgoingState
from mailclient.store.transaction import Transaction

log = logging.getLogger(__name__)

_FIRST_WAIT_SECONDS = 30.0
_LONGEST_WAIT_SECONDS = 3600.0
_LATE_SECONDS = 120.0
"""After its time, from which it is said that a message went out late."""
_NEEDS_SECRET = NEEDS_PASSWORD | {ProblemKind.VAULT_LOCKED}
_FOR_GOOD = (NEEDS_USER - _NEEDS_SECRET) | {ProblemKind.SERVER_REFUSED, ProblemKind.INTERNAL}


class SubmissionLane:
    """``follow_up`` is called when something is left for the IMAP connection: filing, or a doubt."""

    def __init__(self, context: AccountContext, follow_up: Callable[[], None], server: Server) -> None:
        self._context = context
        self._place = server.place
        self._last = server
        self._follow_up = follow_up
        self._wake = asyncio.Event()
        self._at_once = False
        self._hurried: set[OperationId] = set()
        """What has failed and is tried again without waiting: once."""
        self._online = True
        self._stopped = False
        """The last attempt ended by what only the user can end; what has failed by it waits for ``resume``."""
        self._kept = KeptSubmission(context, lambda: self.server)

    @property
    def server(self) -> Server:
        """As it is in the settings now; as it was last when it is not there any more."""
        servers = submission_servers(self._context.account.settings)
        self._last = next((one for one in servers if one.place == self._place), self._last)
        return self._last

    def go_online(self, online: bool) -> None:
        """Whether the user wants anything to be sent now; what is being sent goes on."""
        self._online = online
        if online:
            self.resume()
        else:
            self.wake()

    def resume(self) -> None:
        """The user has done something: try all again."""
        self._stopped = False
        self.wake(at_once=True)

    def wake(self, *, at_once: bool = False) -> None:
        """Something is to be sent; ``at_once``: also what waits after a failure (not what the user holds back)."""
        self._at_once = self._at_once or at_once
        self._wake.set()

    async def run(self) -> None:
        """For ever."""
        try:
            await self._run()
        finally:
            self._kept.close_meanwhile()

    async def _run(self) -> None:
        transaction = self._context.writer.transaction
        await transaction("take up sending", send_message.take_up, self._context.id, self._under_way())
        while True:
            rows = await transaction("what to send", self._queued)
            now = self._context.outside.now()
            rows = [row for row in rows if not (self._stopped and row.failed)]
            if self._at_once:
                self._at_once = False
                self._hurried = {row.operation_id for row in rows if row.failed}
            row = next((row for row in rows if row.not_before <= now or row.operation_id in self._hurried), None)
            if row is not None and self._online:
                self._hurried.discard(row.operation_id)
                operation = await transaction("load operation", operations.find, row.operation_id)
                if operation is not None and operation.not_before == row.not_before:
                    together = [one for one in rows if one.not_before <= now or one.failed]
                    await self._send(operation, together)
                continue
            due = min((row.not_before for row in rows), default=None) if self._online else None
            await self._rest(None if due is None else max(0.1, due - now))

    def _queued(self, tx: Transaction) -> list[Waiting]:
        """What goes over this server."""
        settings = self._context.account.settings
        found = outgoing.waiting(tx, self._context.id)
        senders = {row.mail_from for row in found}
        mine = {sender for sender in senders if submission_server(settings, sender).place == self._place}
        return [row for row in found if row.mail_from in mine]

    async def _rest(self, seconds: float | None) -> None:
        """Until something is to do; a connection that nobody needs meanwhile is closed."""
        if self._kept.is_open:
            idle = IDLE_SECONDS if seconds is None else min(IDLE_SECONDS, seconds)
            if await self._context.outside.wait(self._wake, idle) or idle == seconds:
                return
            self._kept.close_meanwhile()
            seconds = None if seconds is None else seconds - idle
        await self._context.outside.wait(self._wake, seconds)

    def _under_way(self) -> frozenset[OperationId]:
        return frozenset(self._context.submitting)

    async def _send(self, row: OperationRow, together: list[Waiting]) -> None:
        """``together``: what it shares the fate of a connection with."""
        transaction = self._context.writer.transaction
        # Before it is begun: whoever takes up what was interrupted must not take this for it, or it could be undone.
        self._context.submitting.add(row.id)
        handing_in = HandingIn(self._context, self._kept, row)
        try:
            if not await transaction("begin to send", send_message.begin, row):
                return
            await handing_in.run()
        except HeldHereError as held:
            await transaction("held here", send_message.hold, row.id, held.until)
        except MailError as error:
            await self._failed(row, handing_in, error)
            if not self._kept.is_open:
                await self._not_connected(row, together, error.problem)
        except BaseException:
            await self._kept.abandon()
            raise
        else:
            await self._tell_late(row)
            if self._stopped:
                self.resume()
        finally:
            self._context.submitting.discard(row.id)
        self._follow_up()

    async def _tell_late(self, row: OperationRow) -> None:
        found = await self._context.writer.transaction("load outgoing", outgoing.envelope, row.id)
        due = found.send_at if found is not None else None
        if due is not None and self._context.outside.now() - due > _LATE_SECONDS:
            self._context.publish(SentLate(operation_id=row.id, due=due))

    async def _failed(self, row: OperationRow, handing_in: HandingIn, error: MailError) -> None:
        problem = error.problem
        log.info("account %d, sending: %s", self._context.id, problem)
        transaction = self._context.writer.transaction
        if problem.kind is ProblemKind.SEND_IN_DOUBT:
            await transaction("in doubt", operations.set_in_doubt, row.id, problem)
            return
        self._stopped = problem.kind in NEEDS_USER and not self._kept.is_open
        if isinstance(error, Refusal) and error.recipients:
            said = tuple(told(each) for each in error.recipients)
            await transaction("who is refused", outgoing.note_refusals, row.id, said)
        for_good = problem.kind in _FOR_GOOD or (isinstance(error, Refusal) and not error.for_now)
        if isinstance(error, Refusal) and for_good and await handing_in.stop(error):
            return
        again_at = None if for_good else self._again_at(row, problem)
        await transaction("not sent", _not_sent, row.id, problem, again_at)
        if for_good:
            self._context.publish(OperationFailed(operation_id=row.id, problem=problem))
        elif problem.kind in _NEEDS_SECRET:
            self._context.publish(PasswordNeeded(account_id=self._context.id, problem=problem, server=self.server))

    async def _not_connected(self, failed: OperationRow, others: list[Waiting], problem: Problem) -> None:
        """So it would be for the others, too: they wait as well, but for those the user has decided about meanwhile."""
        self._hurried.clear()
        again_at = self._again_at(failed, problem)
        for other in others:
            if other.operation_id != failed.id:
                await self._context.writer.transaction("nor sent", _nor_sent, other, problem, again_at)

    def _again_at(self, row: OperationRow, problem: Problem) -> float:
        """When to try again by itself; where that is stopped, now: as soon as the user has done something."""
        if self._stopped:
            return self._context.outside.now()
        wait = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(row.attempts, 10))
        # Attempts that the user's doings hurried cost no patience: never longer than it has waited already.
        wait = min(wait, max(_FIRST_WAIT_SECONDS, self._context.outside.now() - row.created_at))
        wait = max(least_pause(problem.kind), wait * (0.5 + self._context.outside.random() / 2))
        return self._context.outside.now() + wait


def _not_sent(tx: Transaction, operation_id: OperationId, problem: Problem, again_at: float | None) -> None:
    row = operations.find(tx, operation_id)
    if row is not None and row.state is not OperationState.DONE:
        send_message.not_sent(tx, operation_id, problem, again_at=again_at)


def _nor_sent(tx: Transaction, other: Waiting, problem: Problem, again_at: float) -> None:
    """Of one that stands as it did; taken back, or with another time, it goes its own way."""
    row, found = operations.find(tx, other.operation_id), outgoing.envelope(tx, other.operation_id)
    if row is None or row.state is not OperationState.WAITING or row.not_before != other.not_before:
        return
    if found is not None and found.state is OutgoingState.QUEUED:
        send_message.not_sent(tx, row.id, problem, again_at=again_at)
