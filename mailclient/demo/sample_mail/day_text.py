"""Days in the sample mail: "2d 09:14" for when a letter was sent, ``{{+3d %A}}`` for a day named in its text."""

import re
from datetime import datetime, timedelta

_PLACEHOLDER = re.compile(r"\{\{([+-]\d{1,4})d ([^{}]+)\}\}")
_AGO = re.compile(r"(\d{1,4})([mh])")
_DAYS_AGO = re.compile(r"(\d{1,4})d (\d\d):(\d\d)")


def sent_at(when: str, now: datetime) -> datetime:
    """The moment meant by "35m", "3h" or "2d 09:14" (of the reader's day); never later than ``now``."""
    if ago := _AGO.fullmatch(when):
        return now - timedelta(minutes=int(ago[1]) * (60 if ago[2] == "h" else 1))
    match = _DAYS_AGO.fullmatch(when)
    if match is None:
        raise ValueError(f"not a time: {when!r}")
    day = now - timedelta(days=int(match[1]))
    second = int(match[1]) * 7 % 60
    return min(day.replace(hour=int(match[2]), minute=int(match[3]), second=second, microsecond=0), now)


def with_days(text: str, now: datetime) -> str:
    """``text`` with its days written out; "%-d" and "%-m" are numbers without a leading zero, on every platform."""

    def written(match: re.Match[str]) -> str:
        day = now + timedelta(days=int(match[1]))
        pattern = match[2].replace("%-d", str(day.day)).replace("%-m", str(day.month))
        # strftime may not take characters outside the locale's charset; so it is given its own codes only.
        return re.sub(r"%[A-Za-z]", lambda code: day.strftime(code[0]), pattern)

    return _PLACEHOLDER.sub(written, text)
