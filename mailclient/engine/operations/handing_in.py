"""One message on its way to the submission server, with as many transactions as its recipients need.

After each transaction it is written down for whom the server has taken it, before the next begins: what comes later,
a crash too, is about the others only, and nobody gets it twice.
"""

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from mailclient.bridge.commands import SendMessage
from mailclient.bridge.events import Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_object import MailObject
from mailclient.engine.accounts.smtp_refusal import Refusal, RefusedRecipient, recipients_refusal, told, told_of_each
from mailclient.engine.accounts.submission import Submission, SubmissionResult
from mailclient.engine.operations import payload, send_message
from mailclient.engine.operations.kept_submission import KeptSubmission
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.submission import Reports, SubmissionWishes
from mailclient.mime.envelope import parse_envelope
from mailclient.store import handed_in, outgoing
from mailclient.store.handed_in import Answer
from mailclient.store.rows import OperationRow
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_WRITE_AGAIN_SECONDS = 5.0
_GIVE_UP_SECONDS = 5 * 86400.0
"""RFC 5321 section 4.5.4.1: for whom a message is put off for so long after others got it, it is refused."""

_NEVER = Reports(occasions=())
_HEADER_BYTES = 16_384
_ABOUT_SENDER = frozenset({
    ProblemKind.SENDER_NOT_ALLOWED,
    ProblemKind.MESSAGE_REFUSED,
    ProblemKind.REFUSED_BY_POLICY,
})  # fmt: skip
"""How servers refuse the null reverse-path."""


class HeldHereError(Exception):
    """It shall not go out before its time, and the server does not hold messages: ``until`` then it stays here."""

    def __init__(self, until: float) -> None:
        super().__init__(f"until {until}")
        self.until = until


class StoredContent:
    """The bytes of a message in the outbox."""

    def __init__(self, writer: Writer, operation_id: OperationId, size: int) -> None:
        self.size = size
        self._writer = writer
        self._id = operation_id

    async def read(self, start: int, length: int) -> bytes:
        """See ``mail_object.Content``."""
        return await self._writer.transaction("read outgoing", outgoing.piece, self._id, start, length)


class HandingIn:
    """One attempt for one row."""

    def __init__(self, context: AccountContext, kept: KeptSubmission, row: OperationRow) -> None:
        self._context = context
        self._kept = kept
        self._row = row
        self._now = context.outside.now

    async def run(self) -> None:
        """Send it to all who are left. When this returns, that is done and written down.

        ``MailError`` as of ``Submission.hand_in``: then it is written down who has it, and the others do not, but for
        SEND_IN_DOUBT. ``HeldHereError``.
        """
        wishes = await self._wishes()
        try:
            await self._send(None, wishes)
        except Refusal as error:
            address = await self._named_sender(error)
            if not address:
                raise
            log.info("the null reverse-path is refused: %s", error.problem)
            offered = (await self._kept.ready()).capabilities
            await self._send(address, replace(wishes, reports=_NEVER) if "DSN" in offered else wishes)

    async def _wishes(self) -> SubmissionWishes:
        """Those of the message; its time may have been changed since."""
        found = await self._context.writer.transaction("load outgoing", outgoing.envelope, self._row.id)
        wishes = payload.decode(self._row.payload, SendMessage).outgoing.wishes
        return replace(wishes, not_before=found.send_at if found is not None else None)

    async def _named_sender(self, error: Refusal) -> str:
        """The address in From, where the server takes nothing from the null reverse-path; "" where that is not why.

        A receipt has that path so that nobody answers it (RFC 8098 section 3). With an address it is still marked as
        written by a program, and no report of delivery is asked for.
        """
        found = await self._context.writer.transaction("load outgoing", outgoing.envelope, self._row.id)
        if found is None or found.mail_from or found.delivered or error.for_now:
            return ""
        if error.problem.kind not in _ABOUT_SENDER:
            return ""
        content = StoredContent(self._context.writer, self._row.id, found.size)
        header = (await content.read(0, _HEADER_BYTES)).partition(b"\r\n\r\n")[0]
        return next((one.address for one in parse_envelope(header).from_ if one.address), "")

    async def _send(self, sender: str | None, wishes: SubmissionWishes) -> None:
        """``sender``: who it comes from, where that is not as written down."""
        found = await self._context.writer.transaction("load outgoing", outgoing.envelope, self._row.id)
        assert found is not None
        mail_from = found.mail_from if sender is None else sender
        content = StoredContent(self._context.writer, self._row.id, found.size)
        left, taken = found.left, bool(found.delivered)
        refused, put_off = list[RefusedRecipient](), list[RefusedRecipient]()
        unsaid = list[RefusedRecipient]()
        """Refused before anybody was accepted: nothing is written down until then."""
        too_old = self._now() - await self._first_tried_at() > _GIVE_UP_SECONDS
        while True:
            result = await self._answered(MailObject(content, mail_from, left, wishes))
            left, taken = result.untried, taken or bool(result.accepted)
            refused += result.refused
            put_off += result.put_off
            ends = not left and (not put_off or too_old)
            unsaid += result.refused
            answer = self._answer(result, [*unsaid, *(put_off if ends else ())])
            if not left and not taken:
                raise recipients_refusal(self._kept.host, [*refused, *put_off])
            if ends:
                names = [each.address for each in (*refused, *put_off)]
                await self._write("sent", partial(_note_sent, row=self._row, answer=answer, refused=names))
                return
            if taken:
                names = [each.address for each in refused]
                await self._write("partly sent", partial(_note_part, row=self._row, answer=answer, refused=names))
                unsaid.clear()
            if not left:
                raise recipients_refusal(self._kept.host, put_off)

    def _answer(self, result: SubmissionResult, refused: Sequence[RefusedRecipient]) -> Answer:
        said = tuple(told(each) for each in refused)
        return Answer(self._now(), self._kept.host, result.server_reply, result.accepted, said)

    async def stop(self, error: Refusal) -> bool:
        """The rest is refused for good: where some have it, it counts as sent. False when nobody has it."""
        answer = self._answer(SubmissionResult((), (), ""), ())
        work = partial(_note_stopped, row=self._row, answer=answer, error=error)
        return await self._context.writer.transaction("the rest is refused", work)

    async def _first_tried_at(self) -> float:
        """Not when it was written: it may have been planned for later, or this computer was off for days."""
        first = await self._context.writer.transaction("first answer", handed_in.first_at, self._row.id)
        return self._now() if first is None else first

    async def _answered(self, mail: MailObject) -> SubmissionResult:
        """One transaction; that all its recipients are refused is an answer like any other."""
        try:
            return await self._hand_in(mail)
        except Refusal as error:
            if not error.recipients:
                raise
            final = tuple(each for each in error.recipients if not each.for_now)
            return SubmissionResult((), final, "", tuple(each for each in error.recipients if each.for_now))

    async def _hand_in(self, mail: MailObject) -> SubmissionResult:
        """One transaction; over a new connection if the one that was kept has ended meanwhile."""
        transaction = self._context.writer.transaction
        while True:
            submission = await self._kept.ready()

            async def before_final(submission: Submission = submission) -> None:
                await transaction("in doubt", send_message.doubt, self._row.id, submission.accepted)

            try:
                return await submission.hand_in(
                    mail,
                    before_final=before_final,
                    hold_seconds=self._hold_seconds(submission, mail),
                    progress=lambda done, total: self._context.progress(Work.SENDING, done, total),
                )
            except MailError as error:
                lost = error.problem.kind in {ProblemKind.CONNECTION_LOST, ProblemKind.SERVER_BUSY}
                if not (lost and self._kept.used_before and not submission.usable):
                    raise
                log.info("the connection that was kept has ended: %s", error.problem)

    def _hold_seconds(self, submission: Submission, mail: MailObject) -> int:
        """For how long the server is to hold it; raises HeldHereError where it does not hold that long."""
        if mail.wishes.not_before is None or mail.wishes.not_before <= self._now():
            return 0
        seconds = math.ceil(mail.wishes.not_before - self._now())
        if seconds > submission.capabilities.hold_seconds_max:
            raise HeldHereError(mail.wishes.not_before)
        return seconds

    async def _write(self, name: str, work: Callable[[Transaction], None]) -> None:
        """The server has it: only we know, so try until that is written. Never may this lead to sending again."""
        while True:
            try:
                await self._context.writer.transaction(name, work)
            except MailError as error:
                log.warning("a message is sent, but this cannot be written down: %s", error.problem)
                await self._context.outside.sleep(_WRITE_AGAIN_SECONDS)
            else:
                return


def _note_sent(tx: Transaction, *, row: OperationRow, answer: Answer, refused: Sequence[str]) -> None:
    send_message.note_answer(tx, row.id, answer)
    send_message.sent(tx, row, answer.accepted, refused, answer.at)


def _note_part(tx: Transaction, *, row: OperationRow, answer: Answer, refused: Sequence[str]) -> None:
    send_message.note_answer(tx, row.id, answer)
    send_message.partly_sent(tx, row.id, answer.accepted, refused)


def _note_stopped(tx: Transaction, *, row: OperationRow, answer: Answer, error: Refusal) -> bool:
    found = outgoing.envelope(tx, row.id)
    if found is None or not send_message.stop(tx, row, answer.at):
        return False
    send_message.note_answer(tx, row.id, replace(answer, refused=told_of_each(error, found.left)))
    return True
