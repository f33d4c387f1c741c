"""Dates as a list shows them: 10:42, Tue, 3 Nov, 2024-11-03, in the user's words. Pure but for QLocale."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QLocale

from mailclient.language import tr

_locale = QLocale()


def use_locale(locale: QLocale) -> None:
    """Write dates as this locale does."""
    global _locale
    _locale = locale


def short_date(received_at: int, now: datetime) -> str:
    """Today the time, within six days the weekday, this year day and month, else the whole date."""
    moment = datetime.fromtimestamp(received_at, now.tzinfo)
    today, day = now.date(), moment.date()
    if day == today:
        return _locale.toString(QDateTime.fromSecsSinceEpoch(received_at).time(), QLocale.FormatType.ShortFormat)
    if today - timedelta(days=6) <= day < today:
        return _locale.dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
    if day.year == today.year or timedelta(0) < today - day < timedelta(days=90):
        return _locale.toString(QDate(day.year, day.month, day.day), tr("d MMM"))
    return day.isoformat()


def full_date(received_at: int) -> str:
    """Date and time as the tool tip shows them."""
    return _locale.toString(QDateTime.fromSecsSinceEpoch(received_at), QLocale.FormatType.LongFormat)


def section_starts(now: datetime) -> list[tuple[str, int]]:
    """(title, epoch seconds from which on) of the sections of a list, newest first; the last has no beginning.

    Today, yesterday, this week, last week, the months of the year so far, then year by year for fifty years.
    """
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    starts = [(tr("Today"), today), (tr("Yesterday"), today - timedelta(days=1))]
    if monday < starts[-1][1]:
        starts.append((tr("This week"), monday))
    if monday - timedelta(days=7) < starts[-1][1]:
        starts.append((tr("Last week"), monday - timedelta(days=7)))
    month = starts[-1][1].replace(day=1)
    if month == starts[-1][1]:
        month = (month - timedelta(days=1)).replace(day=1)
    while month.year == today.year:
        starts.append((_locale.standaloneMonthName(month.month), month))
        month = (month - timedelta(days=1)).replace(day=1)
    newest = min(month.year, today.year - 1)
    starts += [(str(year), date(year, 1, 1)) for year in range(newest, newest - 50, -1)]
    return [(title, _epoch(day, now)) for title, day in starts] + [(tr("Older"), -(2**62))]


def _epoch(day: date, now: datetime) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=now.tzinfo).timestamp())
