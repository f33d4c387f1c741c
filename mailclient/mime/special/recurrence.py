"""How a meeting repeats: RRULE (RFC 5545 section 3.3.10), as far as it can be said in a few words."""

from datetime import date

from mailclient.mail.invitation import Recurrence

_FREQUENCIES = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "YEARLY": "yearly"}
_SAYABLE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST", "BYSETPOS"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def recurrence_of(rule: str) -> Recurrence | None:
    """None for no rule at all; one that has no words is ``other``."""
    said = {}
    for piece in rule.upper().replace(" ", "").split(";"):
        name, equals, value = piece.partition("=")
        if equals:
            said[name] = value
    if "FREQ" not in said:
        return None
    frequency = _FREQUENCIES.get(said["FREQ"], "other")
    days = tuple(day for one in said.get("BYDAY", "").split(",") if (day := _day(one)) is not None)
    if "BYSETPOS" in said:
        position = _number(said["BYSETPOS"])
        days = tuple((position, weekday) for _, weekday in days) if len(days) == 1 else days
        frequency = frequency if len(days) == 1 else "other"
    return Recurrence(
        frequency=frequency if set(said) <= _SAYABLE else "other",
        interval=max(1, _number(said.get("INTERVAL", "1"))),
        days=days,
        month_days=_numbers(said.get("BYMONTHDAY", ""), 31),
        months=tuple(month for month in _numbers(said.get("BYMONTH", ""), 12) if month > 0),
        count=max(0, _number(said.get("COUNT", "0"))),
        until=_date(said.get("UNTIL", "")),
    )


def _day(text: str) -> tuple[int, int] | None:
    if text[-2:] not in _DAYS:
        return None
    number = text[:-2]
    if number and not number.lstrip("+-").isdigit():
        return None
    return (int(number) if number and len(number) < 4 else 0, _DAYS.index(text[-2:]))


def _number(text: str) -> int:
    digits = text.lstrip("+-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        return 0
    return -int(digits) if text.startswith("-") else int(digits)


def _numbers(text: str, most: int) -> tuple[int, ...]:
    found = (_number(one) for one in text.split(",") if one)
    return tuple(number for number in found if number and abs(number) <= most)


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) >= 8 else None
    except ValueError:
        return None
