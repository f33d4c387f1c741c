"""Hands finished messages to the submission server, one after the other, so that each verdict is true.

RFC 6409 over RFC 5321; the SMTP itself is ``mailclient.wire.smtp``. The rule of this file: a failure other than
SEND_IN_DOUBT means that the server has not taken the message; SEND_IN_DOUBT is raised only when the last byte may
have reached the server and its verdict did not come back.

MAIL, all RCPT and DATA go out together where PIPELINING is offered. Rejected: one transaction for each recipient;
it multiplies the doubts. Rejected: envelope and content in one flight (BDAT allows it); the round trip it saves is
paid with doubts wherever a connection breaks before the first reply.

A message with text in 8 bits is refused for a server without 8BITMIME, not converted: what we write has 7 bits, so it
concerns files and attached messages, whose bytes and signatures are not ours to change.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace

from mailclient.engine.accounts.content_upload import BeforeFinal, ContentUpload, Progress
from mailclient.engine.accounts.mail_object import ContentFacts, MailObject, examine
from mailclient.engine.accounts.smtp_refusal import (
    Refusal,
    RefusedRecipient,
    Stage,
    kind_of,
    recipients_refusal,
    too_many_recipients,
)
from mailclient.engine.accounts.smtp_session import SmtpSession, open_session
from mailclient.mail.account import Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.stream import Dial
from mailclient.wire.smtp.address import needs_utf8, path
from mailclient.wire.smtp.capabilities import Capabilities
from mailclient.wire.smtp.commands import Body, Command, Data, EndOfData, MailFrom, RcptTo, Rset
from mailclient.wire.smtp.errors import LocalProtocolError, UnsendableAddress
from mailclient.wire.smtp.reply import Reply

_CHUNKS_FROM_BYTES = 1024 * 1024
"""Smaller messages go with DATA: as many round trips, and the better trodden way through servers."""


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """The server has taken the message for ``accepted``; ``server_reply`` is its own line ("250 2.0.0 Ok: …").

    ``put_off`` may be accepted later; ``untried`` did not fit into this transaction: begin the next for them. Only with
    some untried can it be that nobody is accepted (and nothing sent).
    """

    accepted: tuple[str, ...]
    refused: tuple[RefusedRecipient, ...]
    server_reply: str
    put_off: tuple[RefusedRecipient, ...] = ()
    untried: tuple[str, ...] = ()


@dataclass(slots=True)
class _Envelope:
    """What became of the recipients."""

    accepted: list[str] = field(default_factory=list)
    refused: list[RefusedRecipient] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    """More than we may name at a time."""
    too_many: list[str] = field(default_factory=list)
    """More than the server takes at a time."""

    def settle(self) -> None:
        """Who was too many is tried in the next transaction, unless nobody at all was accepted: then later."""
        if self.accepted:
            self.untried += self.too_many
        else:
            told = "too many recipients"
            self.refused += (RefusedRecipient(each, 452, told, ProblemKind.ASKED_TO_WAIT) for each in self.too_many)

    def result(self, server_reply: str) -> SubmissionResult:
        """All of it."""
        return SubmissionResult(
            tuple(self.accepted),
            tuple(each for each in self.refused if not each.for_now),
            server_reply,
            tuple(each for each in self.refused if each.for_now),
            tuple(self.untried),
        )

    def note(self, address: str, reply: Reply, *, logged_in: bool) -> None:
        if reply.positive:
            self.accepted.append(address)
        elif too_many_recipients(reply):
            self.too_many.append(address)
        else:
            kind = kind_of(reply, Stage.RECIPIENT)
            if kind is ProblemKind.REFUSED_BY_POLICY and not logged_in:
                kind = ProblemKind.PASSWORD_MISSING
            self.refused.append(RefusedRecipient(address, reply.code, reply.text, kind))


class Submission:
    """One connection that is logged in, for one message at a time. Open it with ``Submission.open``."""

    def __init__(self, session: SmtpSession, *, logged_in: bool) -> None:
        self._session = session
        self._logged_in = logged_in
        self._messages = 0
        self._begun = False
        """A transaction was begun and not ended by a verdict: RSET comes first."""
        self.accepted: tuple[str, ...] = ()
        """For whom the server takes the message that is being handed in, or was last."""

    @classmethod
    async def open(cls, dial: Dial, server: Server, password: Secret | None) -> "Submission":
        """Connect and log in (unless ``password`` is None).

        ``MailError``: what ``connect`` raises, STARTTLS_MISSING, STARTTLS_INJECTION, NO_COMMON_LOGIN, WRONG_PASSWORD,
        TOKEN_REFUSED, APP_PASSWORD_NEEDED, ACCOUNT_LOCKED, LOGIN_UNAVAILABLE, SMTP_LOGIN_DISABLED, SERVER_BUSY,
        SERVER_REFUSED, SERVER_NONSENSE, NOT_A_MAIL_SERVER, CAPTIVE_PORTAL, CONNECTION_LOST, TIMED_OUT.
        """
        return cls(await open_session(dial, server, password), logged_in=password is not None)

    @property
    def usable(self) -> bool:
        """Whether another message may go over it."""
        most = self._session.connection.capabilities.messages_max
        return self._session.connection.idle and (most is None or self._messages < most)

    @property
    def capabilities(self) -> Capabilities:
        """What the server offers."""
        return self._session.connection.capabilities

    async def hand_in(
        self,
        mail: MailObject,
        *,
        before_final: BeforeFinal,
        hold_seconds: int = 0,
        progress: Progress = lambda _done, _total: None,
    ) -> SubmissionResult:
        """One transaction. The server holds the message for ``hold_seconds`` (ask ``capabilities`` before).

        ``before_final`` is awaited when all but what completes the message is written; if it raises, the message is
        not sent and its exception passes. It may have been called although a clean failure follows.
        ``MailError``: ``Refusal`` with RECIPIENTS_REFUSED (subject: the addresses; detail: the server's words for
        each), MESSAGE_TOO_LARGE, MESSAGE_REFUSED, SENDER_NOT_ALLOWED, REFUSED_BY_POLICY, MAILBOX_FULL, ASKED_TO_WAIT,
        TOO_MANY_MESSAGES, SERVER_BUSY, PASSWORD_MISSING, MESSAGE_NEEDS_8BIT, ADDRESS_NEEDS_UTF8, REQUIRETLS_MISSING,
        REPORTS_MISSING; CONNECTION_LOST, TIMED_OUT, SERVER_NONSENSE: in all of these the server has not taken it;
        SEND_IN_DOUBT (subject: the message's own) when nobody can tell.
        """
        self._messages += 1
        facts = await examine(mail.content)
        self._check(mail, facts)
        envelope = await self._begin(mail, facts, hold_seconds)
        self.accepted = tuple(envelope.accepted)
        if not envelope.accepted:
            return envelope.result("")
        upload = ContentUpload(self._session, mail.content, facts.subject, progress)
        if self._chunked(mail, facts):
            as_it_is = facts.body is Body.BINARY and "BINARYMIME" in self.capabilities
            verdict = await upload.run_in_chunks(before_final, as_it_is=as_it_is)
            if not verdict.positive:
                await self._session.settle()
        else:
            verdict = await upload.run(before_final)
            self._begun = False
        if not verdict.positive:
            raise self._refusal(verdict)
        self._begun = False
        return envelope.result(verdict.text)

    async def close(self) -> None:
        """Say goodbye where that can be understood, and close. Never raises."""
        await self._session.leave()

    def close_meanwhile(self) -> None:
        """Like ``close``, without waiting: whoever knows a verdict must not lose it by being cancelled now."""
        self._session.leave_meanwhile()

    async def abandon(self) -> None:
        """Close without a word."""
        await self._session.abandon()

    # --- the envelope -----------------------------------------------------------------------------------------

    def _check(self, mail: MailObject, facts: ContentFacts) -> None:
        """What needs no round trip to be refused."""
        offered = self.capabilities
        if offered.size_limit is not None and mail.content.size > offered.size_limit:
            detail = f"{mail.content.size} bytes; the server takes {offered.size_limit}"
            problem = Problem(ProblemKind.MESSAGE_TOO_LARGE, self._session.subject, detail)
            raise Refusal(replace(problem, size_bytes=mail.content.size, limit_bytes=offered.size_limit), for_now=False)
        if facts.body is Body.EIGHT_BIT and not {"8BITMIME", "SMTPUTF8"} & offered.offered.keys():
            raise self._refused(ProblemKind.MESSAGE_NEEDS_8BIT, "8BITMIME is not offered")
        if mail.wishes.require_tls and not ("REQUIRETLS" in offered and self._session.encrypted):
            why = "REQUIRETLS is not offered" if self._session.encrypted else "this connection is in the clear"
            raise self._refused(ProblemKind.REQUIRETLS_MISSING, why)
        if mail.wishes.reports is not None and "DSN" not in offered:
            raise self._refused(ProblemKind.REPORTS_MISSING, "DSN is not offered")

    async def _begin(self, mail: MailObject, facts: ContentFacts, hold_seconds: int) -> _Envelope:
        """MAIL and RCPT (and DATA, up to the server's leave to send the content); what became of the recipients."""
        envelope = _Envelope()
        addresses = self._sendable(mail.recipients, envelope)
        most = self.capabilities.recipients_max
        envelope.untried += addresses[most:]
        addresses = addresses[:most]
        if not addresses:
            raise recipients_refusal(self._session.subject, envelope.refused)
        reports = mail.wishes.reports
        commands: list[Command] = [Rset()] if self._begun else []
        commands.append(self._mail_from(mail, facts, addresses, hold_seconds))
        commands += (RcptTo(address, reports) for address in addresses)
        if not self._chunked(mail, facts):
            commands.append(Data())
        self._begun = True
        try:
            replies = await self._session.ask(*commands)
        except LocalProtocolError as error:
            raise self._refused(ProblemKind.MESSAGE_REFUSED, str(error)) from error
        answers = dict(zip(commands, replies, strict=True))
        await self._note(answers, envelope)
        return envelope

    async def _note(self, answers: dict[Command, Reply], envelope: _Envelope) -> None:
        """Account the replies one by one; raises unless there is a recipient, here or untried, and leave to send."""
        data = answers.get(Data())
        for command, reply in answers.items():
            if isinstance(command, RcptTo):
                envelope.note(command.address, reply, logged_in=self._logged_in)
        sender = next(reply for command, reply in answers.items() if isinstance(command, MailFrom))
        if data is not None and data.intermediate and not (sender.positive and envelope.accepted):
            await self._give_back(envelope)
        if not sender.positive:
            raise self._refusal(sender)
        envelope.settle()
        if not envelope.accepted and not envelope.untried:
            raise recipients_refusal(self._session.subject, envelope.refused)
        if envelope.accepted and data is not None and not data.intermediate:
            raise self._refusal(data)

    async def _give_back(self, envelope: _Envelope) -> None:
        """Leave was given to send, but for nobody: RFC 2920 section 3.1 wants a lone dot."""
        if envelope.accepted:
            # A server that refused the sender and yet took recipients would send them an empty message.
            await self._session.abandon()
            return
        with suppress(MailError):
            await self._session.ask(EndOfData())

    def _chunked(self, mail: MailObject, facts: ContentFacts) -> bool:
        offered = self.capabilities
        large = mail.content.size >= _CHUNKS_FROM_BYTES or (facts.body is Body.BINARY and "BINARYMIME" in offered)
        return large and "CHUNKING" in offered and "PIPELINING" in offered

    def _mail_from(self, mail: MailObject, facts: ContentFacts, recipients: list[str], hold_seconds: int) -> MailFrom:
        return MailFrom(
            mail.mail_from,
            mail.content.size,
            body=facts.body,
            utf8=facts.utf8_header or any(map(needs_utf8, recipients)),
            reports=mail.wishes.reports,
            require_tls=mail.wishes.require_tls,
            hold_seconds=hold_seconds,
        )

    def _sendable(self, recipients: tuple[str, ...], envelope: _Envelope) -> list[str]:
        """The recipients, each once, that can be named to this server; the others are refused."""
        sendable = []
        for address in dict.fromkeys(recipients):
            try:
                path(address, utf8="SMTPUTF8" in self.capabilities)
            except UnsendableAddress as error:
                kind = ProblemKind.ADDRESS_NEEDS_UTF8 if _is_international(address) else ProblemKind.RECIPIENTS_REFUSED
                envelope.refused.append(RefusedRecipient(address, 0, str(error), kind))
            else:
                sendable.append(address)
        return sendable

    # --- what refusals mean -----------------------------------------------------------------------------------

    def _refusal(self, reply: Reply) -> Refusal:
        """MAIL, DATA or the content was refused."""
        kind = kind_of(reply, Stage.MESSAGE)
        if reply.code == 530 and not self._logged_in:
            kind = ProblemKind.PASSWORD_MISSING
        for_now = reply.temporary or kind is ProblemKind.TOO_MANY_MESSAGES
        return Refusal(Problem(kind, self._session.subject, reply.text), for_now=for_now)

    def _refused(self, kind: ProblemKind, detail: str) -> Refusal:
        return Refusal(Problem(kind, self._session.subject, detail), for_now=False)


async def check_login(dial: Dial, server: Server, password: Secret | None) -> None:
    """Connect, log in and leave, to find out whether the settings are right; errors as of ``Submission.open``."""
    submission = await Submission.open(dial, server, password)
    await submission.close()


def _is_international(address: str) -> bool:
    try:
        return needs_utf8(address)
    except UnsendableAddress:
        return False
