"""The Date header (RFC 5322 sections 3.3 and 4.3), tolerant: own parser, since the standard one raises on nonsense."""

import re
from datetime import UTC, datetime, timedelta, timezone

_LENGTH_LIMIT = 200
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)  # noqa: SIM905  one line
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]*{_MONTH}[\s,./-]*(?P<year>\d{{2,4}})(?!\d)"
)
_MONTH_FIRST = re.compile(
    rf"{_MONTH}[\s,.-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?P<between>.*?)\b(?P<year>\d{{4}})\b"
)
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d+-])(?P<hour>\d{1,2})[:.](?P<minute>\d{1,2})(?:[:.](?P<second>\d{1,2}))?(?:[.,]\d+)?\s*(?P<half>[ap]\.?m\b)?"
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<sign>[+-])\s?(?P<hours>\d{2}):?(?P<minutes>\d{2})(?!\d)")
_ZONE_NAME = re.compile(r"\s*([a-z]{1,5})\b")
_COMMENT = re.compile(r"\([^()]*+\)")
_ZONES = {
    # hours; RFC 5322 4.3 and those that mailers write. "ist", "cst", "bst" have several meanings: the usual one in mail
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8,
    "hst": -10, "ast": -4, "adt": -3, "nst": -3.5, "brt": -3, "art": -3, "wet": 0, "west": 1, "bst": 1, "ist": 5.5,
    "cet": 1, "cest": 2, "met": 1, "mest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "sast": 2,
    "pkt": 5, "wib": 7, "ict": 7, "hkt": 8, "sgt": 8, "awst": 8, "pht": 8, "kst": 9, "jst": 9, "acst": 9.5, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip


def parse_date(raw: bytes | str) -> datetime | None:
    """The moment with the sender's offset; None when day, month and year cannot be told. Never raises.

    Without a time it is midnight, without an offset (or with one that cannot be) UTC.
    """
    text = raw.decode("latin-1") if isinstance(raw, bytes) else raw
    text = _without_comments(text[:_LENGTH_LIMIT].lower())
    date = _DAY_FIRST.search(text) or _ISO.search(text) or _MONTH_FIRST.search(text)
    if date is None:
        return None
    month = date["month"]
    year = _full_year(date["year"])
    time = _TIME.search(text)
    hour, minute, second = _clock(time)
    offset = _offset(text[time.end() :] if time else "")
    leap = second == 60
    try:
        moment = datetime(
            year,
            _MONTHS.get(month) or int(month),
            int(date["day"]),
            hour,
            minute,
            59 if leap else second,
            tzinfo=offset,
        )
        moment = moment + timedelta(seconds=1) if leap else moment
        moment.astimezone(UTC)  # the first and last hours of all time have no UTC
    except (ValueError, OverflowError):
        return None
    return moment


def format_date(moment: datetime) -> str:
    """ "Thu, 20 Nov 2026 09:05:03 +0900" (RFC 5322 section 3.3); ``moment`` must have an offset."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a date without an offset from UTC")
    minutes = round(offset.total_seconds() / 60)
    month = list(_MONTHS)[moment.month - 1].title()
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02d} {month} {moment.year:04d} "
        f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d} "
        f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    )


def _without_comments(text: str) -> str:
    for _ in range(5):
        text, found = _COMMENT.subn(" ", text)
        if not found:
            break
    return text


def _full_year(digits: str) -> int:
    """RFC 5322 section 4.3: two digits are 1950 to 2049, three digits count from 1900."""
    year = int(digits)
    if len(digits) >= 4:
        return year
    if len(digits) == 2 and year < 50:
        return year + 2000
    return year + 1900


def _clock(time: "re.Match[str] | None") -> tuple[int, int, int]:
    if time is None:
        return 0, 0, 0
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].startswith("p") else 0)
    return hour, int(time["minute"]), int(time["second"] or 0)


def _offset(text: str) -> timezone:
    """What stands after the time: "+0900", "GMT+9:00", "KST"; the military letters mean nothing (RFC 5322 4.3)."""
    numeric = _OFFSET.search(text)
    if numeric:
        minutes = int(numeric["hours"]) * 60 + int(numeric["minutes"])
        if minutes >= 24 * 60:
            return UTC
        return timezone(timedelta(minutes=-minutes if numeric["sign"] == "-" else minutes))
    name = _ZONE_NAME.match(text)
    return timezone(timedelta(hours=_ZONES.get(name[1], 0))) if name else UTC
