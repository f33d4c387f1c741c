"""Times in calendars (RFC 5545 section 3.3.5) with the names of zones that programs really use.

A zone is looked for by its IANA name, then as a name of Windows (Outlook, Exchange), then in the calendar's own
VTIMEZONE, then as an offset in its name; else the time is taken as floating.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from mailclient.mail.invitation import EventTime
from mailclient.mime.special.content_lines import Component, ContentLine

_DATE = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)")
_TIME = re.compile(r"[T ]?\s*(\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
_IANA = re.compile(r"([A-Z][A-Za-z_]+(?:/[A-Z][\w+-]+){1,2})$")
_DURATION = re.compile(r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")


class Zones:
    """The zones one calendar uses."""

    def __init__(self, calendar: Component) -> None:
        self._own = {zone.value("TZID"): zone for zone in calendar.inside("VTIMEZONE")}
        self._known: dict[str, tzinfo | None] = {}

    def zone(self, name: str) -> tzinfo | None:
        """The zone of this name, None where nothing tells what it is."""
        name = name.strip()
        if name not in self._known:
            self._known[name] = _iana(name) or self._described(name) or _by_offset(name)
        return self._known[name]

    def _described(self, name: str) -> tzinfo | None:
        """By its VTIMEZONE; the library is needed for this alone, and loaded late."""
        described = self._own.get(name)
        if described is None:
            return None
        from icalendar import Timezone

        try:
            read = Timezone.from_ical(_written(described))
            if not isinstance(read, Timezone):
                return None
            zone: tzinfo = read.to_tz()
            zone.utcoffset(datetime(2026, 1, 1))  # noqa: DTZ001  the clock of the zone itself
        except Exception:  # noqa: BLE001  it raises whatever it likes on odd zones, and a zone is no reason to show nothing
            return None
        return zone


def event_time(line: ContentLine | None, zones: Zones) -> EventTime | None:
    """A DTSTART and the like; None where nothing in it can be understood."""
    if line is None:
        return None
    day = _day(line.value)
    found = _DATE.match(line.value)
    if day is None or found is None:
        return None
    rest = line.value[found.end() :]
    time = _TIME.match(rest)
    if time is None or line.parameters.get("VALUE", "").upper() == "DATE":
        return EventTime(day=day)
    try:
        clock = datetime(
            day.year, day.month, day.day, int(time[1]) % 24, int(time[2]), min(int(time[3] or 0), 59), tzinfo=UTC
        )
    except ValueError:
        return EventTime(day=day)
    if (time[4] or "").upper() == "Z":
        return EventTime(at=clock, zone="UTC")
    name = line.parameters.get("TZID", "")
    zone = _by_offset(time[4]) if time[4] else zones.zone(name) if name else None
    if zone is None:
        return EventTime(at=clock, zone=name, is_floating=True)
    return _in_zone(clock, zone, name or time[4] or "")


def _in_zone(clock: datetime, zone: tzinfo, name: str) -> EventTime:
    try:
        offset = clock.replace(tzinfo=zone).utcoffset() or timedelta()
        at = clock - offset
    except (ValueError, OverflowError, ArithmeticError, LookupError):
        return EventTime(at=clock, zone=name, is_floating=True)
    return EventTime(at=at, zone=name, offset_minutes=int(offset.total_seconds() // 60))


def later(start: EventTime, duration: str) -> EventTime | None:
    """``start`` and a DURATION (RFC 5545 section 3.3.6); None where that is no duration."""
    found = _DURATION.fullmatch(duration.strip().upper())
    if found is None or found[1] == "-" or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        if start.at is not None:
            end = EventTime(start.at + length, None, start.zone, start.offset_minutes, start.is_floating)
        else:
            end = EventTime(day=start.day + length) if start.day is not None else EventTime()
    except OverflowError:
        return None
    day = end.at or end.day
    return end if day is not None and _is_shown(day) else None


def utc_moment(text: str) -> datetime | None:
    """A DTSTAMP, which is in UTC."""
    time = event_time(ContentLine("DTSTAMP", text), Zones(Component("")))
    return None if time is None else time.at


def _day(text: str) -> date | None:
    found = _DATE.match(text)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
    return day if day is not None and _is_shown(day) else None


def _is_shown(day: date) -> bool:
    """Not in the first or last year that can be: in another zone it would be outside of them."""
    return date.min.year < day.year < date.max.year


def _iana(name: str) -> tzinfo | None:
    """By its IANA name, also with a path before it, or by that of Windows."""
    plain = _IANA.search(name)
    if name.upper() in ("UTC", "GMT", "Z", "ETC/UTC"):
        return UTC
    if plain is None and "standard time" in name.lower():
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        known = {key.lower(): value for key, value in WINDOWS_TO_OLSON.items()}
        olson = known.get(name.lower(), "")
    else:
        olson = plain[1] if plain else ""
    try:
        return ZoneInfo(olson) if olson else None
    except (LookupError, ValueError, OSError):
        return None


def _by_offset(name: str) -> tzinfo | None:
    found = _OFFSET.search(name)
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset) if offset < timedelta(hours=24) else None


def _written(component: Component) -> str:
    """A component as text again."""
    lines = [f"{line.name}:{line.value}" for line in component.lines]
    below = [_written(child) for child in component.children]
    return "\r\n".join([f"BEGIN:{component.name}", *lines, *below, f"END:{component.name}"])
