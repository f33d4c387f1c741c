"""The times that are offered for sending later, and how a time is written. Pure but for the locale and the zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QDate, QLocale, QTime, QTimeZone

from mailclient.language import tr

_MORNING, _EVENING = time(9), time(18)
_AHEAD = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """``words`` without the time."""

    words: str
    at: datetime


def zoned_now() -> datetime:
    """Now, in the zone of this computer with its rules of summer time."""
    try:
        zone = ZoneInfo(bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace"))
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now().astimezone()
    return datetime.now(zone)


def offers(now: datetime) -> list[Offer]:
    """What makes sense now; all are an hour away at least."""
    tomorrow = now.date() + timedelta(days=1)
    monday = now.date() + timedelta(days=7 - now.weekday())
    found = [
        Offer(tr("Later today"), datetime.combine(now.date(), _EVENING, now.tzinfo)),
        Offer(tr("Tomorrow morning"), datetime.combine(tomorrow, _MORNING, now.tzinfo)),
    ]
    if monday != tomorrow:
        found.append(Offer(tr("Monday morning"), datetime.combine(monday, _MORNING, now.tzinfo)))
    return [offer for offer in found if offer.at - now >= _AHEAD]


def full_date(at: datetime) -> str:
    """Like "Thursday, 24 December 2026, 18:30"."""
    day = QLocale().toString(QDate(at.year, at.month, at.day), QLocale.FormatType.LongFormat)
    return tr("{day}, {time}", day=day, time=clock(at))


def short_date(at: datetime) -> str:
    """Like "Thu 18:30" for a menu."""
    return f"{QLocale().dayName(at.isoweekday(), QLocale.FormatType.ShortFormat)} {clock(at)}"


def clock(at: datetime) -> str:
    """Like 18:30."""
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)
