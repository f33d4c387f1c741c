"""What the store hands out and takes in, where it is not a plain value of ``mailclient.mail``."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mailclient.mail.address import Address
from mailclient.mail.draft import Elsewhere
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, ModSeq, OperationId, Uid, UidValidity
from mailclient.mail.message import Envelope
from mailclient.mail.part import Part
from mailclient.mail.problem import Problem
from mailclient.mail.refusal import RecipientRefusal


class RowKey(NamedTuple):
    """Where a row stands in a list (newest first); the last one of a chunk asks for the next chunk."""

    received_at: int
    id: MessageId


class ListSlice(NamedTuple):
    """Some rows of a list, as ids with ``received_at``. ``reached``: where to go on, None at the end of the list."""

    rows: list[tuple[MessageId, int]]
    reached: RowKey | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """All that a list paints of one message. ``received_at`` in epoch seconds, ``size`` in bytes."""

    id: MessageId
    account_id: AccountId
    folder_id: FolderId | None
    """Where it is shown; None while a pending operation hides it."""
    uid: Uid | None
    flags: Flags
    received_at: int
    size: int
    has_attachment: bool
    has_body: bool
    sender: Address
    recipients: str
    """The labels of To, joined with ", "."""
    subject: str
    preview: str
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """Everything known of one message but its contents. ``structure`` is None until it was made or fetched."""

    row: MessageRow
    envelope: Envelope
    structure: Part | None
    has_whole: bool
    bodystructure: bytes | None = None
    """BODYSTRUCTURE as the server wrote it, from which the engine makes the structure."""
    labels: tuple[str, ...] = ()
    """What Gmail shows as labels: other folders it is in, and system labels such as ``\\Important``."""
    received_by: AccountId | None = None
    """The account it came for, where it lies in another one's folder (the inbox of several accounts)."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message the server has and the store has not. ``received_at`` = INTERNALDATE in epoch seconds."""

    uid: Uid
    flags: Flags
    received_at: int
    size: int
    envelope: Envelope
    structure: Part | None = None
    has_attachment: bool = False
    preview: str = ""
    email_id: str = ""
    """EMAILID (RFC 8474) or X-GM-MSGID; "" when the server does not tell."""
    labels: tuple[str, ...] | None = None
    """X-GM-LABELS; None when the server does not tell."""
    thread_id: str = ""
    """THREADID (RFC 8474) or X-GM-THRID: the conversation it belongs to, as the server sees it; "" when not told."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a message again after its folder was renumbered; ``received_at`` = INTERNALDATE in epoch seconds."""

    uid: Uid
    email_id: str
    message_id_header: str
    size: int
    received_at: int
    flags: Flags


class Place(NamedTuple):
    """Where a message is on the server. ``folder_id`` None: gone; ``uid`` None: there, but not yet numbered for us."""

    folder_id: FolderId | None
    uid: Uid | None


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far a folder is synchronised; zeros before the first pass.

    ``lowest_uid``: headers are here from this uid upwards (0 none yet, 1 all). ``last_pass_at``: epoch seconds of
    the last complete pass, 0 before the first.
    """

    uid_validity: UidValidity = UidValidity(0)  # noqa: RUF009  a NewType call is no call
    uid_next: Uid = Uid(0)  # noqa: RUF009
    highest_modseq: ModSeq = ModSeq(0)  # noqa: RUF009
    lowest_uid: Uid = Uid(0)  # noqa: RUF009
    last_pass_at: int = 0


class OperationState(StrEnum):
    """The life of an operation. The first three show their effect; ``FAILED`` and ``DONE`` do not."""

    WAITING = "waiting"
    RUNNING = "running"
    IN_DOUBT = "in_doubt"
    """It may have been done: ask the server, or the user, before trying again."""
    FAILED = "failed"
    DONE = "done"
    REMOVED = "removed"
    """Taken back; its many messages are still being let go of, slice by slice."""


class OperationStanding(NamedTuple):
    """How far an operation has come, and why not further: the problem of its last attempt, or a time not reached."""

    state: OperationState
    problem: Problem | None
    not_before: float
    """Epoch seconds; 0 when it waits for no time."""


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation of the log. ``seq`` is its place in it; times in epoch seconds."""

    seq: int
    id: OperationId
    account_id: AccountId
    kind: str
    payload: bytes
    state: OperationState
    not_before: float
    attempts: int
    created_at: float
    problem: Problem | None
    total: int = 0
    """Messages it was asked for."""
    cancelled: bool = False
    """To be stopped between two commands."""
    folder_id: FolderId | None = None
    """What an operation on a folder is about."""


@dataclass(frozen=True, slots=True)
class OperationMessage:
    """A message an operation is about: where it is on the server now, and how it was shown before the operation."""

    message_id: MessageId
    place: Place
    message_id_header: str
    size: int
    done: bool
    from_folder_id: FolderId | None
    from_flags: Flags
    absorbed: bool = False
    """An earlier operation on this message was not run, because this one makes it of no consequence."""


class OperationTrace(NamedTuple):
    """How a message was shown before an operation, and whether anything was done for it."""

    message_id: MessageId
    done: bool
    absorbed: bool
    from_folder_id: FolderId | None
    from_bits: Flag
    from_keywords: tuple[str, ...]

    @property
    def begun(self) -> bool:
        """Without its operation it would not be as before it."""
        return self.done or self.absorbed


class OutgoingState(StrEnum):
    """How far a message to send has come."""

    QUEUED = "queued"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    """Set before the final dot: from here on it may have been taken."""
    SENT = "sent"
    FILED = "filed"
    """The copy is in Sent too; the row goes away when its operation is pruned."""


class Standing(StrEnum):
    """How a message in the outbox stands, as its sender sees it."""

    HELD = "held"
    """For the seconds in which sending can be undone."""
    PLANNED = "planned"
    """Until the time its sender has named."""
    WAITING = "waiting"
    """For its turn, or for a connection."""
    SENDING = "sending"
    RETRYING = "retrying"
    """An attempt has failed; the next one comes by itself."""
    IN_DOUBT = "in_doubt"
    """Nobody but the recipients can tell whether it was taken; the user decides."""
    FAILED = "failed"
    REFUSED = "refused"
    """It was sent, but some recipients were not accepted."""
    UNFILED = "unfiled"
    """It was sent; its copy is not in Sent yet."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message not yet sent and filed, or not accepted for some recipients (``refused``, but those who are settled).

    ``problem`` when it failed or waits after a failure; it is tried again (if it WAITS) at ``not_before``, epoch
    seconds. ``attempts`` were made. ``send_at``: when its sender wants it to go out. ``refusals``: what the server said
    last of those in ``refused``, and of those it is still to be sent to, for now or for good. Once the user has seen or
    settled that somebody is refused, neither names him. ``size`` in bytes.
    """

    operation_id: OperationId
    account_id: AccountId
    subject: str
    recipients: tuple[str, ...]
    state: OutgoingState
    operation_state: OperationState
    not_before: float
    created_at: float
    problem: Problem | None
    draft_id: DraftId | None = None
    """The draft it was written as, which ends when it is sent."""
    attempts: int = 0
    size: int = 0
    send_at: float | None = None
    delivered: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    refusals: tuple[RecipientRefusal, ...] = ()
    message_id_header: str = ""

    def standing(self, now: float) -> Standing:
        """At ``now``, epoch seconds."""
        if self.state in (OutgoingState.SENT, OutgoingState.FILED):
            return Standing.REFUSED if self.refused else Standing.UNFILED
        if self.operation_state is OperationState.FAILED:
            return Standing.IN_DOUBT if self.state is OutgoingState.IN_DOUBT else Standing.FAILED
        if self.operation_state in (OperationState.RUNNING, OperationState.IN_DOUBT):
            return Standing.SENDING
        if self.problem is not None:
            return Standing.RETRYING
        if self.not_before <= now:
            return Standing.WAITING
        return Standing.PLANNED if self.send_at is not None else Standing.HELD

    @property
    def refusals_left(self) -> tuple[RecipientRefusal, ...]:
        """Those of recipients who will not get it, unless something is done."""
        refused = set(self.refused)
        return tuple(one for one in self.refusals if one.address in refused or not one.for_now)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A local draft. ``saved_at`` in epoch seconds; ``message_id`` is its copy on the server, when there is one."""

    id: DraftId
    account_id: AccountId
    subject: str
    recipients: str
    saved_at: float
    message_id: MessageId | None
    unfiled: bool = True
    """It says something else than that copy."""
    sealed: bool = False
    """Its words are for ``OpenDraft`` alone; ``subject`` and ``recipients`` are "" then."""
    being_written: bool = False
    """Of a sealed one: as its content says."""


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """How a draft stands to its copy: ``filed``: the content that was made of; ``other_id``: what came in its place."""

    message_id: MessageId | None
    filed: bytes | None
    elsewhere: Elsewhere
    other_id: MessageId | None
    unfiled: bool


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """An earlier text of a draft. ``saved_at`` in epoch seconds, ``size`` in bytes; ``sealed`` as in ``DraftRow``."""

    id: int
    saved_at: float
    size: int
    sealed: bool = False
