"""What the user had done about special mail: a list left, an invitation answered, a receipt sent or refused."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.ids import MessageId, OperationId
from mailclient.mail.message import Envelope
from mailclient.mail.problem import Problem


class ActionKind(StrEnum):
    """What was done."""

    UNSUBSCRIBE = "unsubscribe"
    ANSWER = "answer"
    RECEIPT = "receipt"


class Progress(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    """Written down; it goes out when it can."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SpecialAction:
    """``subject``: the list or its sender, the meeting, "" for a receipt; ``detail``: the way, the answer, or what of a
    receipt ("sent", "refused"). ``operation_id`` is "" where nothing goes out.
    """

    kind: ActionKind
    subject: str
    message_id: MessageId
    operation_id: OperationId
    detail: str
    at: float
    progress: Progress
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class KnownInvitation:
    """A message here that speaks of a meeting; ``stamp`` in epoch seconds, 0 where it was not told."""

    message_id: MessageId
    recurrence_id: str
    method: str
    sequence: int
    stamp: int


RECEIPT_SENT, RECEIPT_REFUSED = "sent", "refused"


def list_subject(list_id: str, sender: str) -> str:
    """By what a list is known again: its id, else the address its mail comes from."""
    return (list_id or sender).casefold()


def sender_of(envelope: Envelope) -> str:
    """The address a message says it is from, "" for none."""
    return envelope.from_[0].address if envelope.from_ else ""


def meeting_subject(uid: str, recurrence_id: str) -> str:
    """By what a meeting, or one occurrence of it, is known again."""
    return f"{uid} {recurrence_id}".strip()
