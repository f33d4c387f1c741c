"""Invitations: a meeting in a message, who comes, what changed (iTIP, RFC 5546; iCalendar, RFC 5545)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Method(StrEnum):
    """What the message is for (RFC 5546 section 1.4)."""

    PUBLISH = "publish"
    REQUEST = "request"
    REPLY = "reply"
    ADD = "add"
    CANCEL = "cancel"
    REFRESH = "refresh"
    COUNTER = "counter"
    DECLINE_COUNTER = "declinecounter"


class Answer(StrEnum):
    """What somebody says to an invitation (PARTSTAT, RFC 5545 section 3.2.12)."""

    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class EventTime:
    """A moment of a meeting, as its calendar says it.

    ``at`` is in UTC; ``offset_minutes`` is what the zone is ahead of it then. Without any zone (floating, RFC 5545
    section 3.3.5) the clock of ``at`` is meant wherever one is. Of a whole day only ``day`` counts.
    """

    at: datetime | None = None
    day: date | None = None
    zone: str = ""
    """As the organiser's calendar calls it: "Asia/Seoul", "Korea Standard Time", "UTC"; "" when floating."""
    offset_minutes: int = 0
    is_floating: bool = False


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited, or who invites."""

    address: str
    name: str = ""
    answer: Answer = Answer.NEEDS_ACTION
    is_optional: bool = False
    is_resource: bool = False
    """A room or a thing (CUTYPE)."""
    wants_answer: bool = False


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How a meeting repeats (RRULE, RFC 5545 section 3.3.10), of which only what can be said in words is kept."""

    frequency: str
    """daily, weekly, monthly, yearly; other: one that we have no words for."""
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    """(number, weekday): weekday 0 is Monday; number 0 is every one, -1 the last."""
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    count: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """One meeting of a calendar part; what is not said is empty."""

    method: Method = Method.PUBLISH
    uid: str = ""
    sequence: int = 0
    stamp: datetime | None = None
    """When this version was made (DTSTAMP)."""
    recurrence_id: str = ""
    """The one occurrence of a series this is about, in UTC or a date; "" for all."""
    summary: str = ""
    location: str = ""
    description: str = ""
    url: str = ""
    start: EventTime | None = None
    end: EventTime | None = None
    recurrence: Recurrence | None = None
    more_dates: int = 0
    """Further single dates of it (RDATE)."""
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    status: str = ""
    """tentative, confirmed, cancelled; lower case."""
    comment: str = ""
    path: str = ""
    """The part it is in."""
    number: int = 0
    """Which of the part's events it is."""
    is_damaged: bool = False
    """Not all of it could be read."""
