"""The words of the query language: names of operators, states, dates, sizes, in English and in Korean.

A name stands before a colon; upper and lower case are the same. What stands behind it is read by the functions here,
which answer None for what they cannot read.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping

from mailclient.mail.criteria import (
    Ago,
    Arrived,
    Criterion,
    DaysAgo,
    Field,
    Flagged,
    InFolder,
    Moment,
    OfAccount,
    Sized,
    Tagged,
    WithAttachment,
)
from mailclient.mail.flag import Flag

FIELDS: Mapping[str, Field] = {
    **dict.fromkeys(("from", "보낸사람", "보낸이", "발신"), Field.FROM),
    **dict.fromkeys(("to", "받는사람", "받는이", "수신"), Field.TO),
    **dict.fromkeys(("cc", "참조"), Field.CC),
    **dict.fromkeys(("bcc", "숨은참조"), Field.BCC),
    **dict.fromkeys(("subject", "제목"), Field.SUBJECT),
    **dict.fromkeys(("body", "본문", "내용"), Field.BODY),
    **dict.fromkeys(("filename", "file", "파일", "파일이름", "첨부이름"), Field.FILENAME),
    **dict.fromkeys(("list", "메일링리스트"), Field.LIST),
}
_STATES: Mapping[str, Criterion] = {
    **dict.fromkeys(("unread", "안읽음", "읽지않음"), Flagged(Flag.SEEN, is_set=False)),
    **dict.fromkeys(("read", "seen", "읽음"), Flagged(Flag.SEEN)),
    **dict.fromkeys(("flagged", "starred", "별표", "중요"), Flagged(Flag.FLAGGED)),
    **dict.fromkeys(("unflagged", "unstarred", "별표없음"), Flagged(Flag.FLAGGED, is_set=False)),
    **dict.fromkeys(("answered", "replied", "답장함", "답장"), Flagged(Flag.ANSWERED)),
    **dict.fromkeys(("unanswered", "unreplied", "답장안함"), Flagged(Flag.ANSWERED, is_set=False)),
    **dict.fromkeys(("forwarded", "전달함", "전달"), Flagged(Flag.FORWARDED)),
    **dict.fromkeys(("draft", "초안", "임시보관"), Flagged(Flag.DRAFT)),
    **dict.fromkeys(("tagged", "태그"), Tagged()),
}
_POSSESSIONS: Mapping[str, Criterion] = {
    **dict.fromkeys(("attachment", "attachments", "attach", "첨부", "첨부파일", "파일"), WithAttachment()),
    **dict.fromkeys(("tag", "tags", "label", "태그"), Tagged()),
}
_UNIT_SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400, "m": 30 * 86400, "y": 365 * 86400}
_UNITS = {
    **dict.fromkeys(("h", "hour", "hours", "시간"), "h"),
    **dict.fromkeys(("d", "day", "days", "일"), "d"),
    **dict.fromkeys(("w", "week", "weeks", "주", "주일"), "w"),
    **dict.fromkeys(("m", "month", "months", "달", "개월"), "m"),
    **dict.fromkeys(("y", "year", "years", "년"), "y"),
}
_AGE = re.compile(r"([0-9]{1,4})([a-z가-힣]+?)(?:전)?", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})(?:[-/.년]([0-9]{1,2})(?:[-/.월]([0-9]{1,2})일?|월)?|년)?\.?")
_DAYS_AGO = {"today": 0, "오늘": 0, "yesterday": 1, "어제": 1, "그제": 2, "그저께": 2}
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*([kmg]?)(?:i?b)?", re.IGNORECASE)
_FACTORS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def state(value: str) -> Criterion | None:
    """Of ``is:``."""
    return _STATES.get(value.lower())


def possession(value: str) -> Criterion | None:
    """Of ``has:``."""
    return _POSSESSIONS.get(value.lower())


def _larger(value: str) -> Criterion | None:
    size = size_bytes(value)
    return None if size is None else Sized(above=size)


def _smaller(value: str) -> Criterion | None:
    size = size_bytes(value)
    return None if size is None else Sized(below=size)


def _after(value: str) -> Criterion | None:
    age, span = _age(value), _span(value)
    if age is not None:
        return Arrived(since=age)
    return None if span is None else Arrived(since=span[0])


def _before(value: str) -> Criterion | None:
    age, span = _age(value), _span(value)
    if age is not None:
        return Arrived(until=age)
    return None if span is None else Arrived(until=span[0])


def _on(value: str) -> Criterion | None:
    span = _span(value)
    if span is not None:
        return Arrived(*span)
    age = _age(value)
    days = age.seconds // 86400 if age else 0
    return Arrived(DaysAgo(days), DaysAgo(days - 1)) if days else None


def _in_folder(value: str) -> Criterion | None:
    return InFolder(value)


def _of_account(value: str) -> Criterion | None:
    return OfAccount(value)


def _tagged(value: str) -> Criterion | None:
    return Tagged(value)


OPERATORS: Mapping[str, Callable[[str], Criterion | None]] = {
    **dict.fromkeys(("is", "상태"), state),
    **dict.fromkeys(("has", "있음"), possession),
    **dict.fromkeys(("larger", "larger_than", "bigger", "이상", "큼"), _larger),
    **dict.fromkeys(("smaller", "smaller_than", "이하", "작음"), _smaller),
    **dict.fromkeys(("after", "since", "newer", "newer_than", "이후", "부터"), _after),
    **dict.fromkeys(("before", "until", "older", "older_than", "이전"), _before),
    **dict.fromkeys(("on", "date", "날짜"), _on),
    **dict.fromkeys(("in", "folder", "폴더", "편지함", "메일함"), _in_folder),
    **dict.fromkeys(("account", "계정"), _of_account),
    **dict.fromkeys(("tag", "label", "keyword", "태그"), _tagged),
}
"""Operators whose value is no words to look for: what the value means, None when it cannot be read."""


def size_bytes(value: str) -> int | None:
    """``5M``, ``300 KB``, ``1.5g``, ``2000``: in bytes."""
    found = _SIZE.fullmatch(value)
    return int(float(found[1]) * _FACTORS[found[2].lower()]) if found else None


def _age(value: str) -> Ago | None:
    """``7d``, ``2w``, ``3개월``."""
    found = _AGE.fullmatch(value)
    unit = _UNITS.get(found[2].lower()) if found else None
    return Ago(int(found[1]) * _UNIT_SECONDS[unit]) if found and unit else None


def _span(value: str) -> tuple[Moment, Moment] | None:
    """A day, month or year: its beginning and that of the next."""
    days = _DAYS_AGO.get(value.lower())
    if days is not None:
        return DaysAgo(days), DaysAgo(days - 1)
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(number) if number else None for number in found.groups())
    assert year is not None
    try:
        begin = dt.date(year, month or 1, day or 1)
        if day:
            return begin, begin + dt.timedelta(days=1)
        return begin, dt.date(year + (month is None or month == 12), (month or 12) % 12 + 1, 1)
    except (ValueError, OverflowError):
        return None
