"""When a message was sent, in words for its header."""

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale, QTime

from mailclient.language import tr
from mailclient.language.catalogue import active_language


def moment_text(when: datetime, now: datetime) -> str:
    """Like Today 10:42 or Yesterday 10:42, else day and time; both as local times of the reader."""
    locale = QLocale(active_language()) if active_language() != "en" else QLocale()
    time = locale.toString(QTime(when.hour, when.minute), QLocale.FormatType.ShortFormat)
    day = QDate(when.year, when.month, when.day)
    if when.date() == now.date():
        return tr("Today {time}", time=time)
    if when.date() == (now - timedelta(days=1)).date():
        return tr("Yesterday {time}", time=time)
    # The pattern of a date in Qt's letters; other languages put year and day in their own order.
    pattern = tr("d MMM") if when.year == now.year else tr("d MMM yyyy")
    return f"{locale.toString(day, pattern)} {time}"


def full_moment_text(when: datetime) -> str:
    """Weekday, date and time, for a tooltip and for the details."""
    locale = QLocale(active_language()) if active_language() != "en" else QLocale()
    day = locale.toString(QDate(when.year, when.month, when.day), QLocale.FormatType.LongFormat)
    return f"{day} {locale.toString(QTime(when.hour, when.minute, when.second), QLocale.FormatType.ShortFormat)}"
