"""Invitations out of a calendar part (iTIP, RFC 5546; iMIP, RFC 6047). Never raises; what is broken says so."""

from mailclient.mail.ids import PartPath
from mailclient.mail.invitation import Answer, Attendee, EventTime, Invitation, Method
from mailclient.mime.special.content_lines import Component, ContentLine, component_of
from mailclient.mime.special.event_time import Zones, event_time, later, utc_moment
from mailclient.mime.special.recurrence import recurrence_of

_EVENTS_LIMIT = 20
_ATTENDEES_LIMIT = 500
_TEXT_LIMIT = 20_000
_ANSWERS = {"NEEDS-ACTION": Answer.NEEDS_ACTION, "ACCEPTED": Answer.ACCEPTED, "TENTATIVE": Answer.TENTATIVE,
            "DECLINED": Answer.DECLINED, "DELEGATED": Answer.DELEGATED, "COMPLETED": Answer.ACCEPTED,
            "IN-PROCESS": Answer.ACCEPTED, "": Answer.NEEDS_ACTION}  # fmt: skip


def invitations_of(text: str, path: PartPath, stated_method: str) -> tuple[Invitation, ...]:
    """The events of a calendar. ``stated_method``: that of the part's Content-Type, for calendars that have none."""
    root = component_of(text)
    calendar = next(root.inside("VCALENDAR"), root)
    method = _method(calendar.value("METHOD") or stated_method)
    zones = Zones(root)
    events = list(root.inside("VEVENT"))[:_EVENTS_LIMIT]
    whole = bool(events) and all(event.is_closed for event in events)
    return tuple(
        _invitation(event, method, zones, path, number, is_damaged=not whole) for number, event in enumerate(events)
    )


def _method(text: str) -> Method:
    try:
        return Method(text.strip().lower())
    except ValueError:
        return Method.PUBLISH


def _invitation(
    event: Component, method: Method, zones: Zones, path: PartPath, number: int, *, is_damaged: bool
) -> Invitation:
    start = event_time(event.first("DTSTART"), zones)
    end = event_time(event.first("DTEND"), zones)
    if end is None and start is not None and event.first("DURATION") is not None:
        end = later(start, event.value("DURATION"))
    organizer = event.first("ORGANIZER")
    sequence = event.value("SEQUENCE")
    rule = event.first("RRULE")
    return Invitation(
        method=method,
        uid=event.value("UID")[:1_000],
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0,
        stamp=utc_moment(event.value("DTSTAMP")),
        recurrence_id=_occurrence(event_time(event.first("RECURRENCE-ID"), zones)),
        summary=event.value("SUMMARY")[:1_000],
        location=event.value("LOCATION")[:1_000],
        description=event.value("DESCRIPTION")[:_TEXT_LIMIT],
        url=_web_address(event),
        start=start,
        end=end,
        recurrence=recurrence_of(rule.value) if rule else None,
        more_dates=sum(line.value.count(",") + 1 for line in event.all("RDATE")),
        organizer=None if organizer is None else _attendee(organizer),
        attendees=tuple(_attendee(line) for line in event.all("ATTENDEE")[:_ATTENDEES_LIMIT]),
        status=event.value("STATUS").lower()[:20],
        comment=event.value("COMMENT")[:_TEXT_LIMIT],
        path=path,
        number=number,
        is_damaged=is_damaged or start is None,
    )


def _occurrence(time: EventTime | None) -> str:
    """The form of RECURRENCE-ID that the answer takes, too."""
    if time is None:
        return ""
    if time.at is None:
        return "" if time.day is None else f"{time.day:%Y%m%d}"
    return f"{time.at:%Y%m%dT%H%M%S}" + ("" if time.is_floating else "Z")


def _attendee(line: ContentLine) -> Attendee:
    address = line.value.strip()
    if address.lower().startswith("mailto:"):
        address = address[7:].strip()
    if "@" not in address:
        address = line.parameters.get("EMAIL", address)
    name = line.parameters.get("CN", "").strip()
    return Attendee(
        address=address[:320],
        name="" if name.casefold() == address.casefold() else name[:200],
        answer=_ANSWERS.get(line.parameters.get("PARTSTAT", "").upper(), Answer.OTHER),
        is_optional=line.parameters.get("ROLE", "").upper() in ("OPT-PARTICIPANT", "NON-PARTICIPANT"),
        is_resource=line.parameters.get("CUTYPE", "").upper() in ("RESOURCE", "ROOM"),
        wants_answer=line.parameters.get("RSVP", "").upper() == "TRUE",
    )


def _web_address(event: Component) -> str:
    """Where one meets online: what the meeting programs put in, else URL."""
    names = (
        "X-GOOGLE-CONFERENCE",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL",
        "X-MICROSOFT-ONLINEMEETINGCONFLINK",
        "CONFERENCE",
        "URL",
    )
    urls = (event.value(name) for name in names)
    return next((url for url in urls if url.lower().startswith(("https://", "http://")) and len(url) < 2_000), "")
