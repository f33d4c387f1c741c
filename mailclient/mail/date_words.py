"""Dates as people type them, in English and Korean: "tomorrow 9am", "in 2 hours", "내일 오전 9시", "12월 24일 18:30".

Pure: the clock and the zone come in with ``now``. What is not understood wholly is not understood at all: the reader of
a date shows back what it took, in full, before it counts. Rules where speech is vague: a day without a time means nine
in the morning; "next friday" is the one of next week, and weeks begin on Monday; "3" is three in the afternoon and "9"
nine in the morning unless that has passed; a date without a year is the next one. A time that summer time leaves out is
moved on with the clocks; of one that comes twice the first is meant.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mailclient.mail.date_spans import (
    AFTER,
    COUNT,
    DAYS,
    LONGEST_DAYS,
    MORNING,
    NAMED_DAYS,
    iso_date,
    later,
    months_on,
    number,
    settle,
)

_NOON, _AFTERNOON, _EVENING, _NIGHT = time(12), time(14), time(18), time(20)


def read_date(text: str, now: datetime, *, month_first: bool = False) -> datetime | None:
    """What ``text`` names, in the zone of ``now`` (aware); None when it is no date. It may be past.

    ``month_first``: how "3/4" is read.
    """
    typed = " ".join(text.replace("\u3000", " ").casefold().split())
    if not typed or len(typed) > 100:
        return None
    try:
        return iso_date(typed, now) or later(typed, now) or _Reading(typed, now, month_first=month_first).result()
    except (ValueError, OverflowError):  # there is no 31st of February, no hour 25, no year 99999
        return None


# --- a day and a time ------------------------------------------------------------------------------------------

_WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "wed": 2, "thursday": 3, "thurs": 3,
    "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
    "월요일": 0, "화요일": 1, "수요일": 2, "목요일": 3, "금요일": 4, "토요일": 5, "일요일": 6,
}  # fmt: skip
_MONTH_NAMES = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_MONTH = "|".join(sorted(_MONTH_NAMES, key=len, reverse=True))
_NEAR = {
    "today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "day after tomorrow": 2, "the day after tomorrow": 2,
    "오늘": 0, "내일": 1, "모레": 2, "내일모레": 2, "글피": 3,
}  # fmt: skip
_PARTS = {
    "morning": MORNING, "noon": _NOON, "midday": _NOON, "lunchtime": _NOON, "afternoon": _AFTERNOON,
    "evening": _EVENING, "night": _NIGHT, "tonight": _NIGHT, "아침": MORNING, "정오": _NOON, "점심": _NOON,
    "저녁": _EVENING, "밤": _NIGHT, "새벽": time(6), "오전": MORNING, "오후": _AFTERNOON,
}  # fmt: skip
_LATE_PARTS = frozenset({"afternoon", "evening", "night", "tonight", "오후", "저녁", "밤"})
_EARLY_PARTS = frozenset({"morning", "오전", "아침", "새벽"})
_FILLERS = re.compile(r"(?:\b(?:at|on|the|of|in|by|this|o'?clock)\b|에|의|까지|[,.]|\s)*")


@dataclass(slots=True)
class _Clock:
    """A time as typed: ``sure`` when it is clear which half of the day it is in."""

    hour: int
    minute: int
    sure: bool

    def guess(self) -> time:
        """Between seven in the morning and seven in the evening."""
        as_typed = self.sure or self.hour >= 7 or self.hour == 0
        return time(self.hour if as_typed else self.hour + 12, self.minute)


class _Reading:
    """Takes days and times out of the words, one after the other; in the end nothing may be left."""

    def __init__(self, typed: str, now: datetime, *, month_first: bool) -> None:
        self._left, self._now, self._month_first = typed, now, month_first
        self._part = ""
        self._clock: _Clock | None = None
        self._midnight = False
        self._day: date | None = None
        self._movable = False
        """A weekday by its bare name: today, while that time is still to come."""

    def result(self) -> datetime | None:
        for take in (
            self._take_span_of_days, self._take_dates, self._take_month_and_day, self._take_weeks, self._take_near,
            self._take_clock, self._take_part, self._take_weekday, self._take_day_of_month,
        ):  # fmt: skip
            take()
        if not _FILLERS.fullmatch(self._left) or (self._day is None and not self._time_is_named):
            return None
        return self._with_day() if self._day is not None else self._soonest()

    @property
    def _time_is_named(self) -> bool:
        return self._clock is not None or bool(self._part) or self._midnight

    def _with_day(self) -> datetime | None:
        assert self._day is not None
        today = self._now.date()
        if self._midnight:
            return settle(self._day + timedelta(days=1), time(0), self._now)
        if self._day == today and not self._time_is_named:
            evening = settle(today, _EVENING, self._now)
            return evening if evening > self._now else None
        at = self._time()
        if self._day == today and self._clock is not None and not self._clock.sure and not self._part:
            return self._next_of(self._clock, today) or settle(today, at, self._now)
        found = settle(self._day, at, self._now)
        if self._movable and found <= self._now:
            found = settle(self._day + timedelta(days=7), at, self._now)
        return found

    def _soonest(self) -> datetime:
        """A time without a day: the next one."""
        today = self._now.date()
        if self._midnight:
            return settle(today + timedelta(days=1), time(0), self._now)
        if self._clock is not None and not self._clock.sure and not self._part:
            found = self._next_of(self._clock, today)
            if found is not None:
                return found
        found = settle(today, self._time(), self._now)
        return found if found > self._now else settle(today + timedelta(days=1), self._time(), self._now)

    def _next_of(self, clock: _Clock, day: date) -> datetime | None:
        """The first of both halves of the day that is still to come, by day."""
        for hour in (clock.hour, clock.hour + 12):
            if 7 <= hour <= 21:
                found = settle(day, time(hour, clock.minute), self._now)
                if found > self._now:
                    return found
        return None

    def _time(self) -> time:
        clock = self._clock
        if clock is None:
            return _PARTS.get(self._part, MORNING)
        if clock.sure or not self._part:
            return clock.guess()
        if self._part in _LATE_PARTS and clock.hour < 12:
            return time(clock.hour + 12, clock.minute)
        if self._part in _EARLY_PARTS:
            return time(clock.hour % 12, clock.minute)
        return clock.guess()

    # --- taking -------------------------------------------------------------------------------------------------

    def _take(self, pattern: str, use: Callable[[re.Match[str]], object]) -> None:
        found = re.search(pattern, self._left)
        if found is not None and self._day_is_free(use):
            use(found)
            self._left = f"{self._left[: found.start()]} {self._left[found.end() :]}"

    def _day_is_free(self, use: Callable[[re.Match[str]], object]) -> bool:
        return self._day is None or use in (self._use_clock, self._use_korean_clock, self._use_part, self._use_midnight)

    def _take_span_of_days(self) -> None:
        """ "이틀 뒤 오전 9시", "in 3 days at 9"."""
        self._take(
            rf"({'|'.join(NAMED_DAYS)})\s*(?:뒤에?|후에?)",
            lambda found: self._be(self._now.date() + timedelta(days=NAMED_DAYS[found[1]])),
        )
        self._take(
            rf"(?:in\s+)?(\d{{1,3}}|{COUNT})\s*(days?|weeks?|일|주일?)(?:\s*{AFTER}|(?<=[a-z])(?=\s|$))",
            lambda found: self._be(self._now.date() + timedelta(days=int(number(found[1]) * DAYS[found[2]]))),
        )

    def _take_dates(self) -> None:
        self._take(
            r"\b(\d{4})[-./](\d\d?)[-./](\d\d?)\b\.?",
            lambda found: self._be(date(int(found[1]), int(found[2]), int(found[3]))),
        )
        self._take(r"\b(\d\d?)\.(\d\d?)\.(\d{4})?(?!\d)", lambda found: self._on(found[1], found[2], found[3]))
        self._take(r"\b(\d\d?)/(\d\d?)(?:/(\d{4}|\d\d))?\b", self._use_slashes)
        self._take(
            r"(?:(\d{4})\s*년\s*)?(\d\d?)\s*월\s*(\d\d?)\s*일", lambda found: self._on(found[3], found[2], found[1])
        )

    def _use_slashes(self, found: re.Match[str]) -> None:
        day, month = (found[2], found[1]) if self._month_first else (found[1], found[2])
        if int(month) > 12:
            day, month = month, day
        year = found[3]
        self._on(day, month, f"20{year}" if year and len(year) == 2 else year)

    def _take_month_and_day(self) -> None:
        day, year = r"(\d\d?)(?:st|nd|rd|th)?", r"(?:,?\s+(\d{4}))?(?![\d:])"
        self._take(
            rf"\b{day}\.?\s+(?:of\s+)?({_MONTH})\b\.?{year}",
            lambda found: self._on(found[1], str(_MONTH_NAMES[found[2]]), found[3]),
        )
        self._take(
            rf"\b({_MONTH})\b\.?\s+{day}\b{year}",
            lambda found: self._on(found[2], str(_MONTH_NAMES[found[1]]), found[3]),
        )

    def _take_weeks(self) -> None:
        """ "next week", "next friday", "다음 주 월요일", "다음 달 3일"."""
        monday = self._now.date() - timedelta(days=self._now.weekday())
        korean = {"이번": 0, "다음": 1, "담": 1, "다다음": 2, "this": 0, "next": 1}

        def weekday(found: re.Match[str]) -> None:
            self._be(monday + timedelta(days=7 * korean[found[1]] + _WEEKDAYS[found[2]]))

        self._take(rf"\b(다다음|다음|이번|담)\s*주\s*({_WEEKDAY})", weekday)
        self._take(rf"\b(다음|next|this)\s+({_WEEKDAY})\b", weekday)
        self._take(
            rf"\b({_WEEKDAY})\s+next\s+week\b|\bnext\s+week\s+(?:on\s+)?({_WEEKDAY})\b",
            lambda found: self._be(monday + timedelta(days=7 + _WEEKDAYS[found[1] or found[2]])),
        )
        self._take(
            r"\b(다다음|다음|담)\s*주|\b(next)\s+week\b",
            lambda found: self._be(monday + timedelta(days=7 * korean[found[1] or found[2]])),
        )
        self._take(r"\b다음\s*달\s*(\d\d?)\s*일", lambda found: self._be(self._next_month().replace(day=int(found[1]))))
        self._take(r"\b다음\s*달|\bnext\s+month\b", lambda _found: self._be(self._next_month()))

    def _next_month(self) -> date:
        return months_on(self._now.date().replace(day=1), 1)

    def _take_near(self) -> None:
        near = "|".join(sorted(map(re.escape, _NEAR), key=len, reverse=True))
        self._take(rf"(?<![a-z])({near})(?![a-z])", lambda found: self._be(self._in_days(_NEAR[found[1]])))
        if self._day is None and re.search(r"\btonight\b|오늘밤", self._left):
            self._be(self._in_days(0))

    def _in_days(self, days: int) -> date:
        return self._now.date() + timedelta(days=days)

    def _take_clock(self) -> None:
        self._take(r"\bmidnight\b|자정", self._use_midnight)
        self._take(r"\b(\d\d?)(?:[:.](\d\d))?\s*([ap])\.?m\b\.?", self._use_clock)
        self._take(
            r"(\d\d?|열두|열한|열|아홉|여덟|일곱|여섯|다섯|네|세|두|한)\s*시(?!간)(?:\s*(반|\d\d?\s*분))?",
            self._use_korean_clock,
        )
        self._take(r"\b(\d\d?):(\d\d)()(?:\s*h)?\b", self._use_clock)
        self._take(r"\bat\s+(\d\d?)()()\b(?![:.]\d)", self._use_clock)
        if self._day is not None or self._part or re.fullmatch(r"\s*\d\d?\s*", self._left):
            self._take(r"(?<!\S)(\d\d?)()()(?!\S)(?!\s*일)", self._use_clock)

    def _use_midnight(self, _found: re.Match[str]) -> None:
        self._midnight = True

    def _use_clock(self, found: re.Match[str]) -> None:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and not 1 <= hour <= 12:
            raise ValueError(hour)
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        sure = bool(half) or hour >= 12 or len(found[1]) == 2 or bool(found[2])
        self._clock = _Clock(hour, minute, sure)

    def _use_korean_clock(self, found: re.Match[str]) -> None:
        hours = {
            "한": 1,
            "두": 2,
            "세": 3,
            "네": 4,
            "다섯": 5,
            "여섯": 6,
            "일곱": 7,
            "여덟": 8,
            "아홉": 9,
            "열": 10,
            "열한": 11,
            "열두": 12,
        }
        hour = hours.get(found[1]) or int(found[1])
        rest = found[2] or ""
        minute = 30 if rest == "반" else int(re.sub(r"\D", "", rest) or 0)
        self._clock = _Clock(hour, minute, hour > 12)

    def _take_part(self) -> None:
        parts = "|".join(sorted(_PARTS, key=len, reverse=True))
        self._take(rf"(?<![a-z])({parts})(?![a-z])", self._use_part)
        if self._clock is None and self._part:
            self._take_clock()

    def _use_part(self, found: re.Match[str]) -> None:
        self._part = found[1]

    def _take_weekday(self) -> None:
        def use(found: re.Match[str]) -> None:
            ahead = (_WEEKDAYS[found[1]] - self._now.weekday()) % 7
            if ahead == 0 and not self._time_is_named:
                ahead = 7
            self._be(self._in_days(ahead))
            self._movable = True

        self._take(rf"(?<![a-z])({_WEEKDAY})(?![a-z])", use)
        if self._clock is None and self._day is not None:
            self._take_clock()

    def _take_day_of_month(self) -> None:
        """ "24일", "the 24th": of this month, or of the next when it has passed."""

        def use(found: re.Match[str]) -> None:
            day = int(found[1] or found[2])
            month = self._now.date().replace(day=1)
            for ahead in range(12):
                candidate = months_on(month, ahead)
                try:
                    named = candidate.replace(day=day)
                except ValueError:
                    continue
                if named >= self._now.date():
                    self._be(named)
                    return
            raise ValueError(day)

        self._take(r"(?<!\d)(\d\d?)\s*일(?!요)|\b(\d\d?)(?:st|nd|rd|th)\b", use)

    def _on(self, day: str, month: str, year: str | None) -> None:
        if year:
            self._be(date(int(year), int(month), int(day)))
            return
        for ahead in range(9):  # the 29th of February may be eight years away
            try:
                named = date(self._now.year + ahead, int(month), int(day))
            except ValueError:
                if int(month) != 2 or int(day) != 29:
                    raise
                continue
            if named >= self._now.date():
                self._be(named)
                return

    def _be(self, day: date) -> None:
        if day > self._now.date() + timedelta(days=LONGEST_DAYS):
            raise ValueError(day)
        self._day = day
