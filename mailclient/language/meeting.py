"""Meetings in plain words: when, how it repeats, what somebody answered, what changed."""

from datetime import date, datetime, timedelta, timezone, tzinfo

from mailclient.language.catalogue import tr, tr_n
from mailclient.mail.invitation import Answer, EventTime, Invitation, Method, Recurrence

_NUMBERS = (1, 2, 3, 4, 5, -1)


def weekday_name(weekday: int) -> str:
    """0 is Monday."""
    names = (
        tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday"), tr("Sunday"),
    )  # fmt: skip
    return names[weekday]


def day_text(day: date) -> str:
    """Like Tuesday, 24 November 2026."""
    months = (
        tr("January"), tr("February"), tr("March"), tr("April"), tr("May"), tr("June"), tr("July"), tr("August"),
        tr("September"), tr("October"), tr("November"), tr("December"),
    )  # fmt: skip
    return tr(
        "{weekday}, {day} {month} {year}",
        weekday=weekday_name(day.weekday()), day=day.day, month=months[day.month - 1], year=day.year,
        month_number=day.month,
    )  # fmt: skip


def when_text(invitation: Invitation, zone: tzinfo | None) -> str:
    """From when to when in ``zone`` (None: the system's), whole days as days; "" where it is not known."""
    start, end = invitation.start, invitation.end
    if start is None:
        return ""
    if start.at is None:
        return _days_text(start, end)
    begin = _local(start, zone)
    if end is None or end.at is None:
        return f"{day_text(begin.date())} {_clock(begin)}"
    finish = _local(end, zone)
    if begin.date() == finish.date():
        return f"{day_text(begin.date())} {_clock(begin)} – {_clock(finish)}"
    return f"{day_text(begin.date())} {_clock(begin)} – {day_text(finish.date())} {_clock(finish)}"


def organizer_clock_text(invitation: Invitation, zone: tzinfo | None) -> str:
    """The same for the organiser, where his clock shows another time; else ""."""
    start, end = invitation.start, invitation.end
    if start is None or start.at is None:
        return ""
    if start.is_floating:
        return tr("No time zone is given: the time where one is is meant.")
    theirs = timezone(timedelta(minutes=start.offset_minutes))
    if start.at.astimezone(zone).utcoffset() == timedelta(minutes=start.offset_minutes) or start.zone == "UTC":
        return ""
    text = _clock(start.at.astimezone(theirs))
    if end is not None and end.at is not None:
        text = f"{text} – {_clock(end.at.astimezone(theirs))}"
    day = start.at.astimezone(theirs).date()
    if day != start.at.astimezone(zone).date():
        text = f"{day_text(day)} {text}"
    return tr("{time} for the organiser ({zone})", time=text, zone=start.zone)


def recurrence_text(recurrence: Recurrence | None) -> str:
    """How it repeats, "" where it does not."""
    if recurrence is None:
        return ""
    text = _frequency(recurrence)
    if recurrence.count:
        return tr_n("{how}, {count} time", "{how}, {count} times", recurrence.count, how=text)
    if recurrence.until is not None:
        return tr("{how}, until {day}", how=text, day=day_text(recurrence.until))
    return text


def _frequency(recurrence: Recurrence) -> str:
    every = recurrence.interval
    match recurrence.frequency:
        case "daily":
            return tr("Every day") if every == 1 else tr("Every {count} days", count=every)
        case "weekly":
            days = ", ".join(weekday_name(weekday) for _, weekday in recurrence.days)
            if not days:
                return tr("Every week") if every == 1 else tr("Every {count} weeks", count=every)
            if {weekday for _, weekday in recurrence.days} == {0, 1, 2, 3, 4} and every == 1:
                return tr("Every workday")
            if every == 1:
                return tr("Every week on {days}", days=days)
            return tr("Every {count} weeks on {days}", count=every, days=days)
        case "monthly":
            return _monthly(recurrence)
        case "yearly":
            return tr("Every year") if every == 1 else tr("Every {count} years", count=every)
        case _:
            return tr("Repeats by a rule of its own")


def _monthly(recurrence: Recurrence) -> str:
    every = recurrence.interval
    if len(recurrence.days) == 1 and recurrence.days[0][0] in _NUMBERS:
        number, weekday = recurrence.days[0]
        which = {1: tr("first"), 2: tr("second"), 3: tr("third"), 4: tr("fourth"), 5: tr("fifth"), -1: tr("last")}[
            number
        ]
        weekday_text = weekday_name(weekday)
        if every == 1:
            return tr("Every month on the {which} {weekday}", which=which, weekday=weekday_text)
        return tr("Every {count} months on the {which} {weekday}", count=every, which=which, weekday=weekday_text)
    if len(recurrence.month_days) == 1 and recurrence.month_days[0] > 0:
        day = recurrence.month_days[0]
        if every == 1:
            return tr("Every month on day {day}", day=day)
        return tr("Every {count} months on day {day}", count=every, day=day)
    return tr("Every month") if every == 1 else tr("Every {count} months", count=every)


def answer_text(answer: Answer) -> str:
    """What somebody answered, in one or two words."""
    return {
        Answer.ACCEPTED: tr("accepted"),
        Answer.TENTATIVE: tr("maybe"),
        Answer.DECLINED: tr("declined"),
        Answer.DELEGATED: tr("sends somebody else"),
        Answer.NEEDS_ACTION: tr("has not answered"),
    }.get(answer, tr("unknown answer"))


def answer_subject(answer: Answer, summary: str) -> str:
    """The subject of the answer's mail."""
    words = {Answer.ACCEPTED: tr("Accepted: {what}", what=summary), Answer.TENTATIVE: tr("Maybe: {what}", what=summary)}
    return words.get(answer) or tr("Declined: {what}", what=summary)


def answer_message(answer: Answer, name: str, summary: str, comment: str) -> str:
    """The text of the answer's mail, for people."""
    words = {
        Answer.ACCEPTED: tr("{name} will come: {what}", name=name, what=summary),
        Answer.TENTATIVE: tr("{name} may come: {what}", name=name, what=summary),
    }
    line = words.get(answer) or tr("{name} will not come: {what}", name=name, what=summary)
    return f"{line}\n\n{comment.strip()}\n" if comment.strip() else f"{line}\n"


def heading(invitation: Invitation, *, is_newer: bool) -> str:
    """What it is: an invitation, a change, a cancellation, an answer. ``is_newer``: an older one is here."""
    organizer = invitation.organizer
    who = (organizer.name or organizer.address) if organizer is not None else ""
    match invitation.method:
        case Method.CANCEL:
            return tr("Cancelled by {name}", name=who) if who else tr("Cancelled")
        case Method.REPLY:
            return _reply_heading(invitation)
        case Method.COUNTER:
            return tr("Another time is proposed")
        case Method.DECLINE_COUNTER:
            return tr("The proposed time was declined")
        case Method.REFRESH:
            return tr("Somebody asks for the newest version of this meeting")
        case Method.PUBLISH:
            return tr("An event")
        case _ if is_newer:
            return tr("Changed invitation from {name}", name=who) if who else tr("Changed invitation")
        case _:
            return tr("Invitation from {name}", name=who) if who else tr("Invitation")


def _reply_heading(invitation: Invitation) -> str:
    if not invitation.attendees:
        return tr("An answer to an invitation")
    attendee = invitation.attendees[0]
    return tr("{name}: {answer}", name=attendee.name or attendee.address, answer=answer_text(attendee.answer))


def changes(older: Invitation, newer: Invitation, zone: tzinfo | None) -> list[str]:
    """What the newer version says otherwise, a sentence for each."""
    found = []
    before, after = when_text(older, zone), when_text(newer, zone)
    if before != after:
        found.append(tr("Time: was {before}", before=before or "–"))
    if older.location != newer.location:
        found.append(tr("Place: was {before}", before=older.location or "–"))
    if older.summary != newer.summary:
        found.append(tr("Title: was {before}", before=older.summary or "–"))
    if recurrence_text(older.recurrence) != recurrence_text(newer.recurrence):
        found.append(tr("Repeats: was {before}", before=recurrence_text(older.recurrence) or "–"))
    if older.description.split() != newer.description.split():
        found.append(tr("The description has changed."))
    return found


def _days_text(start: EventTime, end: EventTime | None) -> str:
    assert start.day is not None
    last = end.day - timedelta(days=1) if end is not None and end.day is not None else start.day
    if last <= start.day:
        return tr("{day}, all day", day=day_text(start.day))
    return f"{day_text(start.day)} – {day_text(last)}"


def _local(time: EventTime, zone: tzinfo | None) -> datetime:
    assert time.at is not None
    return time.at if time.is_floating else time.at.astimezone(zone)


def _clock(time: datetime) -> str:
    return f"{time:%H:%M}"
