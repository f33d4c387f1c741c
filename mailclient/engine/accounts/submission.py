"""Hands a finished message to the submission server, so that the verdict is always true.

RFC 6409 over RFC 5321; the SMTP itself is ``mailclient.wire.smtp``. The rule of this file: a failure other than
SEND_IN_DOUBT means that the server has not taken the message; SEND_IN_DOUBT is raised only when the final dot may
have reached the server and its verdict did not come back.

MAIL, all RCPT and DATA go out together where PIPELINING is offered. Rejected: one transaction for each recipient;
it multiplies the doubts.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from mailclient.engine.accounts.smtp_session import ConnectionLost, SmtpSession, open_session
from mailclient.mail.account import Secret, Server
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.envelope import parse_envelope
from mailclient.transport.deadline import deadline
from mailclient.transport.stream import Dial
from mailclient.wire.smtp.address import needs_utf8, path
from mailclient.wire.smtp.commands import Data, EndOfData, MailFrom, Piece, RcptTo
from mailclient.wire.smtp.errors import UnsendableAddress
from mailclient.wire.smtp.events import Answered, Event
from mailclient.wire.smtp.reply import Reply

_PIECE_SECONDS = 180.0
_VERDICT_SECONDS = 600.0
"""RFC 5321 section 4.5.3.2.6: a server that is slow to answer has often taken the message; giving up makes a doubt."""
_PIECE_BYTES = 64 * 1024
_HEADER_END = re.compile(rb"\r?\n\r?\n")

Progress = Callable[[int, int], None]
"""Takes bytes done and bytes in all."""


@dataclass(frozen=True, slots=True)
class RefusedRecipient:
    """``code`` is the server's (4xx: for now, 5xx: for good), 0 when the address cannot be sent to this server."""

    address: str
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """The server has taken the message for ``accepted``; ``server_reply`` is its own line ("250 2.0.0 Ok: …")."""

    accepted: tuple[str, ...]
    refused: tuple[RefusedRecipient, ...]
    server_reply: str


async def submit(
    dial: Dial,
    server: Server,
    password: Secret | None,
    outgoing: Outgoing,
    *,
    before_final_dot: Callable[[], Awaitable[None]],
    progress: Progress = lambda _done, _total: None,
) -> SubmissionResult:
    """Connect, log in (unless ``password`` is None), hand in the message, close.

    ``before_final_dot`` is awaited when all but the terminating dot is written; if it raises, the message is not
    sent and its exception passes. It may have been called although a clean failure follows.
    ``MailError``: what ``connect`` raises, STARTTLS_MISSING, STARTTLS_INJECTION, NO_COMMON_LOGIN, WRONG_PASSWORD,
    PASSWORD_MISSING, RECIPIENTS_REFUSED (subject: the addresses; detail: the server's words for each),
    MESSAGE_TOO_LARGE, MESSAGE_REFUSED (for good), SERVER_BUSY (for now), SERVER_REFUSED, SERVER_NONSENSE,
    CONNECTION_LOST, TIMED_OUT: in all of these the server has not taken it; SEND_IN_DOUBT (subject: the message's
    own) when nobody can tell.
    """
    session = await open_session(dial, server, password)
    try:
        accepted, refused = await _begin(session, outgoing, logged_in=password is not None)
        verdict = await _Upload(session, outgoing.data, progress).run(before_final_dot)
    except MailError:
        await session.leave()
        raise
    except BaseException:
        await session.abandon()
        raise
    session.leave_meanwhile()
    if not verdict.positive:
        raise _message_refusal(session, verdict)
    return SubmissionResult(accepted, refused, verdict.text)


async def check_login(dial: Dial, server: Server, password: Secret | None) -> None:
    """Connect, log in and leave, to find out whether the settings are right; errors as of ``submit``."""
    session = await open_session(dial, server, password)
    await session.leave()


# --- the envelope -----------------------------------------------------------------------------------------------


async def _begin(
    session: SmtpSession, outgoing: Outgoing, *, logged_in: bool
) -> tuple[tuple[str, ...], tuple[RefusedRecipient, ...]]:
    """MAIL, RCPT and DATA up to the server's leave to send the content. The recipients taken and not taken."""
    capabilities = session.connection.capabilities
    limit = capabilities.size_limit
    if limit is not None and len(outgoing.data) > limit:
        detail = f"{len(outgoing.data)} bytes; the server takes {limit}"
        raise session.problem(ProblemKind.MESSAGE_TOO_LARGE, detail)
    addresses, refused = _sendable(outgoing.recipients, utf8="SMTPUTF8" in capabilities)
    if not addresses:
        raise _recipients_refusal(session, refused)
    try:
        mail, *answers, data = await session.ask(
            _mail_from(outgoing, addresses), *(RcptTo(address) for address in addresses), Data()
        )
    except UnsendableAddress as error:
        raise session.problem(ProblemKind.MESSAGE_REFUSED, str(error)) from error
    if not mail.positive:
        raise _sender_refusal(session, mail, logged_in=logged_in)
    accepted = tuple(address for address, reply in zip(addresses, answers, strict=True) if reply.positive)
    refused += tuple(
        RefusedRecipient(address, reply.code, reply.text)
        for address, reply in zip(addresses, answers, strict=True)
        if not reply.positive
    )
    if not accepted:
        raise _recipients_refusal(session, refused)
    if not data.intermediate:
        raise _message_refusal(session, data)
    return accepted, refused


def _mail_from(outgoing: Outgoing, recipients: tuple[str, ...]) -> MailFrom:
    end = _HEADER_END.search(outgoing.data)
    header = outgoing.data[: end.start()] if end else outgoing.data
    utf8 = not header.isascii() or any(map(needs_utf8, recipients))
    return MailFrom(outgoing.mail_from, len(outgoing.data), eight_bit=not outgoing.data.isascii(), utf8=utf8)


def _sendable(recipients: tuple[str, ...], *, utf8: bool) -> tuple[tuple[str, ...], tuple[RefusedRecipient, ...]]:
    """The recipients, each once, that can be named to this server, and those that cannot."""
    sendable: list[str] = []
    refused: list[RefusedRecipient] = []
    for address in dict.fromkeys(recipients):
        try:
            path(address, utf8=utf8)
        except UnsendableAddress as error:
            refused.append(RefusedRecipient(address, 0, str(error)))
        else:
            sendable.append(address)
    return tuple(sendable), tuple(refused)


# --- the content ------------------------------------------------------------------------------------------------


class _Upload:
    """Sends the content while listening: a server that gives up says so before it closes."""

    def __init__(self, session: SmtpSession, data: bytes, progress: Progress) -> None:
        self._session = session
        self._data = data
        self._progress = progress

    async def run(self, before_final_dot: Callable[[], Awaitable[None]]) -> Reply:
        """The server's verdict, positive or not. Raises SEND_IN_DOUBT and what can fail before the final dot."""
        listening = asyncio.create_task(self._session.next_event())
        try:
            early = await self._send_pieces(listening)
            if early is None:
                await before_final_dot()
                early = _heard(listening)
            if early is not None:
                return self._reply_of(early)
            return await self._finish(listening)
        finally:
            listening.cancel()
            # Waits for its end, and takes a failure that came too late to matter.
            await asyncio.gather(listening, return_exceptions=True)

    async def _send_pieces(self, listening: asyncio.Task[Event]) -> Event | None:
        """All but the final dot; or what the server said instead of waiting for it."""
        total = len(self._data)
        for start in range(0, total, _PIECE_BYTES):
            self._session.connection.send(Piece(self._data[start : start + _PIECE_BYTES]))
            try:
                await self._session.flush(_PIECE_SECONDS)
            except ConnectionLost:
                async with deadline(_PIECE_SECONDS, self._session.subject):
                    return await listening
            # So that what has arrived by now is looked at, however fast the stream takes our bytes.
            await asyncio.sleep(0)
            if (early := _heard(listening)) is not None:
                return early
            self._progress(min(start + _PIECE_BYTES, total), total)
        return None

    async def _finish(self, listening: asyncio.Task[Event]) -> Reply:
        """The final dot. From its first byte on, no answer means doubt."""
        self._session.connection.send(EndOfData())
        try:
            async with deadline(_VERDICT_SECONDS, self._session.subject):
                # Even then the dot may have got there, and its answer back.
                with suppress(ConnectionLost):
                    await self._session.flush(_VERDICT_SECONDS)
                event = await listening
            return self._reply_of(event)
        except MailError as error:
            subject = parse_envelope(self._data[:_PIECE_BYTES]).subject
            problem = Problem(ProblemKind.SEND_IN_DOUBT, subject, str(error))
            raise MailError(problem) from error

    def _reply_of(self, event: Event) -> Reply:
        if not isinstance(event, Answered):
            self._session.fail(event)
        return event.reply


def _heard(listening: asyncio.Task[Event]) -> Event | None:
    """What has been said by now, None if nothing; raises the failure of the stream."""
    return listening.result() if listening.done() else None


# --- what refusals mean -----------------------------------------------------------------------------------------


def _recipients_refusal(session: SmtpSession, refused: tuple[RefusedRecipient, ...]) -> MailError:
    """All are refused: for now (SERVER_BUSY) only if none is refused for good."""
    detail = "\n".join(f"{each.address}: {each.text}" for each in refused)
    if refused and all(400 <= each.code < 500 for each in refused):
        return session.problem(ProblemKind.SERVER_BUSY, detail)
    subject = ", ".join(each.address for each in refused)
    return MailError(Problem(ProblemKind.RECIPIENTS_REFUSED, subject, detail))


def _sender_refusal(session: SmtpSession, reply: Reply, *, logged_in: bool) -> MailError:
    if reply.code == 530 and not logged_in:
        return session.problem(ProblemKind.PASSWORD_MISSING, reply.text)
    return _message_refusal(session, reply)


def _message_refusal(session: SmtpSession, reply: Reply) -> MailError:
    """MAIL, DATA or the content was refused. 552 is also a full mailbox; the enhanced code tells (RFC 3463)."""
    if reply.temporary:
        return session.problem(ProblemKind.SERVER_BUSY, reply.text)
    if reply.enhanced == "5.3.4" or (reply.code == 552 and not reply.enhanced):
        return session.problem(ProblemKind.MESSAGE_TOO_LARGE, reply.text)
    return session.problem(ProblemKind.MESSAGE_REFUSED, reply.text)
