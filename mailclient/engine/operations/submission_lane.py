"""Messages to send, one after the other, over connections of their own: IMAP may be down, and never waits for this.

A refusal for now (greylisting, no network, a password) keeps the message in the outbox and tries again, at longer and
longer intervals; a refusal for good fails it, and it waits in the outbox for the user.
"""

import asyncio
import logging
from collections.abc import Callable

from mailclient.bridge.events import OperationFailed, PasswordNeeded, Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.credentials import Purpose
from mailclient.engine.accounts.submission import SubmissionResult, submit
from mailclient.engine.operations import payload, send_message
from mailclient.mail.account import Secret
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import operations, outgoing
from mailclient.store.rows import OperationRow, OperationState, OutgoingState
from mailclient.store.transaction import Transaction

log = logging.getLogger(__name__)

_FIRST_WAIT_SECONDS = 30.0
_LONGEST_WAIT_SECONDS = 3600.0
_WRITE_AGAIN_SECONDS = 5.0
_FOR_GOOD = frozenset(
    {
        ProblemKind.RECIPIENTS_REFUSED,
        ProblemKind.MESSAGE_REFUSED,
        ProblemKind.MESSAGE_TOO_LARGE,
        ProblemKind.SERVER_REFUSED,
        ProblemKind.NO_COMMON_LOGIN,
        ProblemKind.STARTTLS_MISSING,
        ProblemKind.STARTTLS_INJECTION,
        ProblemKind.CERTIFICATE_EXPIRED,
        ProblemKind.CERTIFICATE_UNTRUSTED,
        ProblemKind.CERTIFICATE_WRONG_HOST,
        ProblemKind.SERVER_UNPROVEN,
        ProblemKind.INTERNAL,
    }
)
_NEEDS_PASSWORD = frozenset(
    {
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.TOKEN_REFUSED,
        ProblemKind.SIGN_IN_NEEDED,
        ProblemKind.PASSWORD_MISSING,
        ProblemKind.NO_KEYRING,
        ProblemKind.KEYRING_LOCKED,
    }
)


class SubmissionLane:
    """``follow_up`` is called when something is left for the IMAP connection: filing, or a doubt."""

    def __init__(self, context: AccountContext, follow_up: Callable[[], None]) -> None:
        self._context = context
        self._follow_up = follow_up
        self._wake = asyncio.Event()
        self._at_once = False
        self._online = True

    def go_online(self, online: bool) -> None:
        """Whether the user wants anything to be sent now; what is being sent goes on."""
        self._online = online
        self.wake(at_once=online)

    def wake(self, *, at_once: bool = False) -> None:
        """Something is to be sent; ``at_once``: also what waits after a failure (not what the user holds back)."""
        self._at_once = self._at_once or at_once
        self._wake.set()

    async def run(self) -> None:
        """For ever."""
        transaction = self._context.writer.transaction
        await transaction("take up sending", send_message.take_up, self._context.id, self._under_way())
        while True:
            rows = await transaction("what to send", _queued, self._context.id)
            now = self._context.outside.now()
            row = next((row for row in rows if row.not_before <= now or (self._at_once and row.problem)), None)
            if row is not None and self._online:
                await self._send(row)
                continue
            self._at_once = False
            due = min((row.not_before for row in rows), default=None) if self._online else None
            await self._context.outside.wait(self._wake, None if due is None else max(0.1, due - now))

    def _under_way(self) -> frozenset[OperationId]:
        return frozenset(self._context.submitting)

    async def _send(self, row: OperationRow) -> None:
        transaction = self._context.writer.transaction
        if not await transaction("begin to send", send_message.begin, row.id):
            return
        self._context.submitting.add(row.id)
        try:
            try:
                result = await self._submit(row)
            except MailError as error:
                await self._failed(row, error.problem)
            else:
                await self._note_sent(row, tuple(each.address for each in result.refused))
        finally:
            self._context.submitting.discard(row.id)
        self._follow_up()

    async def _note_sent(self, row: OperationRow, refused: tuple[str, ...]) -> None:
        """The server has it: only we know, so try until that is written. Never may this lead to sending again."""
        while True:
            try:
                await self._context.writer.transaction(
                    "sent", send_message.sent, row, refused, self._context.outside.now()
                )
            except MailError as error:
                log.warning("a message is sent, but this cannot be written down: %s", error.problem)
                await self._context.outside.sleep(_WRITE_AGAIN_SECONDS)
            else:
                return

    async def _submit(self, row: OperationRow) -> SubmissionResult:
        transaction = self._context.writer.transaction
        message = await transaction("load outgoing", _message, row.id)

        async def before_final_dot() -> None:
            await transaction("in doubt", send_message.doubt, row.id)

        return await submit(
            self._context.outside.dial,
            self._context.account.settings.smtp,
            await self._password(),
            message,
            before_final_dot=before_final_dot,
            progress=lambda done, total: self._context.progress(Work.SENDING, done, total),
        )

    async def _password(self) -> Secret | None:
        server = self._context.account.settings.smtp
        if not server.user:
            return None
        password = await self._context.outside.credentials.password(server, Purpose.SMTP)
        if password is None:
            raise MailError(Problem(ProblemKind.PASSWORD_MISSING, server.user))
        return password

    async def _failed(self, row: OperationRow, problem: Problem) -> None:
        log.info("account %d, sending: %s", self._context.id, problem)
        transaction = self._context.writer.transaction
        if problem.kind is ProblemKind.SEND_IN_DOUBT:
            await transaction("in doubt", operations.set_in_doubt, row.id, problem)
            return
        for_good = problem.kind in _FOR_GOOD
        again_at = None
        if not for_good:
            wait = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(row.attempts, 10))
            again_at = self._context.outside.now() + wait * (0.5 + self._context.outside.random() / 2)
        await transaction("not sent", _not_sent, row.id, problem, again_at)
        if for_good:
            self._context.publish(OperationFailed(operation_id=row.id, problem=problem))
        elif problem.kind in _NEEDS_PASSWORD:
            self._context.publish(PasswordNeeded(account_id=self._context.id, problem=problem))


def _queued(tx: Transaction, account_id: AccountId) -> list[OperationRow]:
    found = []
    for row in operations.waiting_of_kind(tx, account_id, payload.SEND):
        message = outgoing.load(tx, row.id)
        if message is not None and message[1] is OutgoingState.QUEUED:
            found.append(row)
    return found


def _message(tx: Transaction, operation_id: OperationId) -> Outgoing:
    found = outgoing.load(tx, operation_id)
    assert found is not None
    return found[0]


def _not_sent(tx: Transaction, operation_id: OperationId, problem: Problem, again_at: float | None) -> None:
    row = operations.find(tx, operation_id)
    if row is not None and row.state is not OperationState.DONE:
        send_message.not_sent(tx, operation_id, problem, again_at=again_at)
