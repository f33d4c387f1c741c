"""What became of a message that was sent: who took it, what was reported, who has read it, who answered."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from mailclient.mail.address import Address
from mailclient.mail.delivery_report import Outcome, RecipientReport
from mailclient.mail.ids import MessageId
from mailclient.mail.receipt import Disposition, Receipt
from mailclient.mail.refusal import RecipientRefusal

_QUEUE_IDS = (
    re.compile(r"queued as ([\w.+-]{4,64})(?![\w.+-])", re.IGNORECASE),
    re.compile(r"\bid=([\w.+-]{4,64})"),
    re.compile(r"\bok:? +id[ =:]*([\w.+-]{4,64})", re.IGNORECASE),
    re.compile(r"InternalId=(\d{4,32})"),
    re.compile(r"^250[ -]2\.\d\.\d OK +\d+ ([\w.-]{8,80}) - gsmtp", re.IGNORECASE),
    re.compile(r"^250[ -]2\.0\.0 (\w{10,32}) Message accepted", re.IGNORECASE),
    re.compile(r"\bok \d{4,} qp (\d+)", re.IGNORECASE),
)
_LONGEST_LINE = 1_000


def queue_id_of(reply: str) -> str:
    """What the server calls the message in its log, from its line ("250 2.0.0 Ok: queued as 4F2B…"); "" if unsaid."""
    found = (pattern.search(reply[:_LONGEST_LINE]) for pattern in _QUEUE_IDS)
    return next((match[1].rstrip(".") for match in found if match), "")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One transaction with a submission server, at ``at`` (epoch seconds); ``reply`` is its line for the message.

    ``due``: when the message was to go out, where its sender had named a time.
    """

    at: float
    server: str
    reply: str
    accepted: tuple[str, ...]
    refused: tuple[RecipientRefusal, ...]
    due: float | None = None

    @property
    def queue_id(self) -> str:
        """What the server calls the message."""
        return queue_id_of(self.reply)


@dataclass(frozen=True, slots=True)
class Reported:
    """A delivery report's word about one recipient; ``message_id`` is the report."""

    message_id: MessageId
    at: float
    report: RecipientReport


@dataclass(frozen=True, slots=True)
class ReceiptCame:
    """A read receipt; ``sender`` is whom it is from."""

    message_id: MessageId
    at: float
    sender: Address
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is here."""

    message_id: MessageId
    at: float
    sender: Address


class Stage(StrEnum):
    """How far it has come for one recipient, as far as anybody has said."""

    ACCEPTED = "accepted"
    """The submission server has taken it on."""
    REFUSED = "refused"
    DELAYED = "delayed"
    FAILED = "failed"
    HANDED_ON = "handed_on"
    """Relayed, or delivered to a list: nothing further will be reported."""
    DELIVERED = "delivered"
    READ = "read"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class RecipientStory:
    """The latest of one recipient; ``message_id``: the report, receipt or answer that says so."""

    address: str
    stage: Stage
    at: float
    message_id: MessageId | None = None
    refusal: RecipientRefusal | None = None
    report: RecipientReport | None = None


@dataclass(frozen=True, slots=True)
class DeliveryStory:
    """All of it, each oldest first."""

    handed_in: tuple[HandedIn, ...] = ()
    reported: tuple[Reported, ...] = ()
    receipts: tuple[ReceiptCame, ...] = ()
    answers: tuple[Answered, ...] = ()

    @property
    def recipients(self) -> tuple[RecipientStory, ...]:
        """Everybody once, in the order in which they are first heard of."""
        known: dict[str, RecipientStory] = {}
        for one in sorted(self._said(), key=lambda each: each.at):
            before = known.get(one.address.casefold())
            known[one.address.casefold()] = one if before is None else _later(before, one)
        return tuple(known.values())

    def _said(self) -> Iterable[RecipientStory]:
        for handed in self.handed_in:
            for address in handed.accepted:
                yield RecipientStory(address, Stage.ACCEPTED, handed.at)
            for refusal in handed.refused:
                stage = Stage.DELAYED if refusal.for_now else Stage.REFUSED
                yield RecipientStory(refusal.address, stage, handed.at, refusal=refusal)
        for told in self.reported:
            found = _STAGES.get(told.report.outcome)
            if found is not None:
                address = told.report.written_to or told.report.address
                yield RecipientStory(address, found, told.at, told.message_id, report=told.report)
        for came in self.receipts:
            if came.receipt.disposition in (Disposition.DISPLAYED, Disposition.PROCESSED):
                address = came.receipt.recipient or came.sender.address
                yield RecipientStory(address, Stage.READ, came.at, came.message_id)
        written_to = {address.casefold() for handed in self.handed_in for address in handed.accepted}
        for answer in self.answers:
            if answer.sender.address.casefold() in written_to:
                yield RecipientStory(answer.sender.address, Stage.ANSWERED, answer.at, answer.message_id)


_STAGES = {
    Outcome.FAILED: Stage.FAILED,
    Outcome.DELAYED: Stage.DELAYED,
    Outcome.DELIVERED: Stage.DELIVERED,
    Outcome.RELAYED: Stage.HANDED_ON,
    Outcome.EXPANDED: Stage.HANDED_ON,
}
_WEIGHT = {Stage.ANSWERED: 3, Stage.READ: 2, Stage.DELIVERED: 1}
"""What is certain is not undone by what is only said later: who has answered has got it."""


def _later(before: RecipientStory, now: RecipientStory) -> RecipientStory:
    if now.stage is Stage.ACCEPTED and before.message_id is not None:
        return before  # who reports has had it from the server that took it, whatever the clock of its mailbox says
    if _WEIGHT.get(before.stage, 0) > _WEIGHT.get(now.stage, 0):
        return before
    return replace(now, address=before.address)
