"""date-time as INTERNALDATE, SAVEDATE and APPEND write it (RFC 9051 section 9)."""

import functools
import re
from datetime import UTC, date, datetime, timedelta, timezone

from mailclient.wire.imap.errors import LocalProtocolError

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name.upper().encode("ascii"): number for number, name in enumerate(_NAMES, 1)}
_DATE_TIME = re.compile(
    rb" *([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})"
)


def read_date_time(text: bytes) -> datetime | None:
    """``17-Jul-1996 02:44:25 -0700``; None when it is none. A leap second counts as the one before it."""
    match = _DATE_TIME.match(text)
    if match is None:
        return None
    day, month, year, hour, minute, second = match.group(1, 2, 3, 4, 5, 6)
    zone = _zone(match[7], match[8], match[9])
    try:
        return datetime(
            int(year), _MONTHS[month.upper()], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=zone
        )
    except (KeyError, ValueError):
        return None


def write_date_time(moment: datetime) -> bytes:
    """As ``read_date_time`` takes it, in 26 bytes. LocalProtocolError when the offset is missing."""
    if moment.tzinfo is None:
        raise LocalProtocolError("a date-time needs an offset")
    text = f"{moment.day:2d}-{_NAMES[moment.month - 1]}-{moment.year:04d} {moment:%H:%M:%S %z}"[:26]
    return text.encode("ascii")


def write_date(day: date) -> bytes:
    """``1-Jul-1996``, as search keys take it."""
    return f"{day.day}-{_NAMES[day.month - 1]}-{day.year:04d}".encode("ascii")


@functools.lru_cache(maxsize=256)
def _zone(sign: bytes, hours: bytes, minutes: bytes) -> timezone:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == b"-" else offset) if offset < timedelta(days=1) else UTC
