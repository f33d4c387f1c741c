"""Moments that need no calendar words: ISO 8601, and spans from now on ("in 2 hours", "3시간 뒤", "보름 뒤"). Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta

MORNING = time(9)
"""Of a day without a time."""
LONGEST_DAYS = 366 * 10


def settle(day: date, at: time, now: datetime) -> datetime:
    """The moment in the zone of ``now``; one that does not exist there is moved on by what the clocks are."""
    local = datetime.combine(day, at, now.tzinfo)
    return local.astimezone(UTC).astimezone(now.tzinfo)


_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[t ]+(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(z|[+-]\d\d:?\d\d)?)?")


def iso_date(typed: str, now: datetime) -> datetime | None:
    """ISO 8601: a date, maybe with a time, maybe with a zone; ``ValueError`` for a 31st of February."""
    found = _ISO.fullmatch(typed)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    named = date(int(year), int(month), int(day))
    at = time(int(hour), int(minute), int(second or 0)) if hour else MORNING
    if zone is None:
        return settle(named, at, now)
    digits = zone.replace(":", "")
    aside = timedelta() if zone == "z" else timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    utc = datetime.combine(named, at, UTC) + (aside if zone.startswith("-") else -aside)
    return utc.astimezone(now.tzinfo)


_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "a couple of": 2, "half an": 0.5, "half a": 0.5,
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "일": 1, "이": 2, "삼": 3, "사": 4,
}  # fmt: skip
_SECONDS = {
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60, "분": 60,
    "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600, "시간": 3600,
}  # fmt: skip
DAYS = {"d": 1, "day": 1, "days": 1, "일": 1, "w": 7, "week": 7, "weeks": 7, "주": 7, "주일": 7}
_MONTHS = {"month": 1, "months": 1, "개월": 1, "달": 1, "year": 12, "years": 12, "년": 12}
NAMED_DAYS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "열흘": 10, "보름": 15}
COUNT = "|".join(sorted(map(re.escape, _COUNTS), key=len, reverse=True))
_UNIT = "|".join(sorted((*_SECONDS, *DAYS, *_MONTHS), key=len, reverse=True))
_SPAN = rf"(?:(\d+(?:\.\d+)?)|({COUNT}))\s*({_UNIT})(?![a-z])"
AFTER = r"(?:from now|later|뒤에?|후에?|있다가|이따가)"
_IN = re.compile(
    rf"in\s+{_SPAN}(?:\s*(?:and\s+)?{_SPAN})?"
    rf"|{_SPAN}(?:\s*{_SPAN})?\s*{AFTER}"
    r"|(\d+) ?()(mins?|m|hrs?|h|d|w)"
)
_HALF = re.compile(rf"(\d+|{COUNT})\s*시간\s*반\s*(?:뒤에?|후에?|있다가)")
_KOREAN_DAYS = re.compile(rf"({'|'.join(NAMED_DAYS)})\s*(?:뒤에?|후에?)\s*(.*)")


def later(typed: str, now: datetime) -> datetime | None:
    """ "in 2 hours", "3시간 뒤": from now on."""
    half = _HALF.fullmatch(typed)
    if half is not None:
        return _after(now, 3600 * (number(half[1]) + 0.5))
    found = _IN.fullmatch(typed)
    if found is None:
        return None
    groups = [group for group in found.groups() if group]
    seconds, days, months = 0.0, 0.0, 0.0
    for count, unit in zip(groups[::2], groups[1::2], strict=True):
        amount = number(count)
        seconds += amount * _SECONDS.get(unit, 0)
        days += amount * DAYS.get(unit, 0)
        months += amount * _MONTHS.get(unit, 0)
    whole = int(days)
    seconds += (days - whole) * 86400
    if whole > LONGEST_DAYS or months > 120:
        return None
    day = months_on(now.date(), int(months)) + timedelta(days=whole)
    start = settle(day, now.time(), now) if day != now.date() else now
    return _after(start, seconds)


def number(count: str) -> float:
    """Of a count in digits or words."""
    return _COUNTS[count] if count in _COUNTS else float(count)


def _after(start: datetime, seconds: float) -> datetime:
    moved = start.astimezone(UTC) + timedelta(seconds=seconds)
    return moved.astimezone(start.tzinfo).replace(microsecond=0)


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    last = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)).day
    return first.replace(day=min(day.day, last))
