"""Dates as people type them. It is Wednesday, 18 November 2026, 15:20 in Berlin."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailclient.mail.date_words import read_date

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 15, 20, tzinfo=BERLIN)


def told(typed: str, now: datetime = NOW, *, month_first: bool = False) -> str:
    found = read_date(typed, now, month_first=month_first)
    return "" if found is None else found.strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow 9am", "Thu 2026-11-19 09:00"),
        ("Tomorrow", "Thu 2026-11-19 09:00"),
        ("tonight", "Wed 2026-11-18 20:00"),
        ("today at 5", "Wed 2026-11-18 17:00"),
        ("friday", "Fri 2026-11-20 09:00"),
        ("next friday", "Fri 2026-11-27 09:00"),
        ("Next Friday at 6 pm", "Fri 2026-11-27 18:00"),
        ("wed 5pm", "Wed 2026-11-18 17:00"),
        ("wed 9am", "Wed 2026-11-25 09:00"),
        ("wednesday", "Wed 2026-11-25 09:00"),
        ("monday morning", "Mon 2026-11-23 09:00"),
        ("next week", "Mon 2026-11-23 09:00"),
        ("next month", "Tue 2026-12-01 09:00"),
        ("day after tomorrow, 18:30", "Fri 2026-11-20 18:30"),
        ("in 2 hours", "Wed 2026-11-18 17:20"),
        ("in an hour and 30 minutes", "Wed 2026-11-18 16:50"),
        ("in half an hour", "Wed 2026-11-18 15:50"),
        ("30 min", "Wed 2026-11-18 15:50"),
        ("2h", "Wed 2026-11-18 17:20"),
        ("in a week", "Wed 2026-11-25 15:20"),
        ("in 3 days at 9", "Sat 2026-11-21 09:00"),
        ("24 dec", "Thu 2026-12-24 09:00"),
        ("Dec 24 18:30", "Thu 2026-12-24 18:30"),
        ("december 24th, 2027 at 6pm", "Fri 2027-12-24 18:00"),
        ("3 march", "Wed 2027-03-03 09:00"),
        ("24.12. 18:30", "Thu 2026-12-24 18:30"),
        ("12/24", "Thu 2026-12-24 09:00"),
        ("2026-12-24", "Thu 2026-12-24 09:00"),
        ("2026-12-24T18:30", "Thu 2026-12-24 18:30"),
        ("2026-12-24T18:30Z", "Thu 2026-12-24 19:30"),
        ("2026-12-24T18:30+09:00", "Thu 2026-12-24 10:30"),
        ("5", "Wed 2026-11-18 17:00"),
        ("17:00", "Wed 2026-11-18 17:00"),
        ("15:00", "Thu 2026-11-19 15:00"),
        ("noon", "Thu 2026-11-19 12:00"),
        ("midnight", "Thu 2026-11-19 00:00"),
        ("the 24th", "Tue 2026-11-24 09:00"),
        ("friday at 7 in the evening", "Fri 2026-11-20 19:00"),
        ("29 feb", "Tue 2028-02-29 09:00"),
    ],
)
def test_english(typed: str, meant: str) -> None:
    assert told(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("내일 오전 9시", "Thu 2026-11-19 09:00"),
        ("내일", "Thu 2026-11-19 09:00"),
        ("모레 오후 3시 반", "Fri 2026-11-20 15:30"),
        ("다음 주 월요일", "Mon 2026-11-23 09:00"),
        ("다음주 월요일 오전 10시", "Mon 2026-11-23 10:00"),
        ("이번 주 금요일", "Fri 2026-11-20 09:00"),
        ("금요일 저녁 7시", "Fri 2026-11-20 19:00"),
        ("3시간 뒤", "Wed 2026-11-18 18:20"),
        ("30분 후에", "Wed 2026-11-18 15:50"),
        ("한 시간 뒤", "Wed 2026-11-18 16:20"),
        ("두 시간 반 뒤", "Wed 2026-11-18 17:50"),
        ("이틀 뒤 오전 9시", "Fri 2026-11-20 09:00"),
        ("일주일 뒤", "Wed 2026-11-25 15:20"),
        ("12월 24일 18:30", "Thu 2026-12-24 18:30"),
        ("12월 24일 오후 6시", "Thu 2026-12-24 18:00"),
        ("2027년 1월 2일 9시", "Sat 2027-01-02 09:00"),
        ("24일", "Tue 2026-11-24 09:00"),
        ("오늘 저녁", "Wed 2026-11-18 18:00"),
        ("정오", "Thu 2026-11-19 12:00"),
        ("자정", "Thu 2026-11-19 00:00"),
        ("다음 달 3일", "Thu 2026-12-03 09:00"),
        ("3시", "Thu 2026-11-19 15:00"),
    ],
)
def test_korean(typed: str, meant: str) -> None:
    assert told(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", "   ", "hello", "tomorrow hello", "31 feb", "tomorrow 25:00", "2026-13-40", "12월 32일", "friday friday"),
        *(
            "in 99999999999 days",
            "13pm",
            "0am",
            "next",
            "the",
            "9999-12-31T23:59-12:00",
            "99/99",
            "x" * 5000,
            "내일 안녕",
        ),
    ],
)
def test_what_is_no_date(typed: str) -> None:
    assert read_date(typed, NOW) is None


def test_slashes_as_the_reader_writes_them() -> None:
    assert told("3/4") == "Sat 2027-04-03 09:00"
    assert told("3/4", month_first=True) == "Thu 2027-03-04 09:00"


def test_today_is_over_in_the_evening() -> None:
    assert told("today", NOW.replace(hour=22)) == ""


def test_hours_are_hours_when_the_clocks_change() -> None:
    before = datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN)
    assert told("in 2 hours", before) == "Sun 2027-03-28 04:30"
    assert told("tomorrow 9am", before.replace(day=27)) == "Sun 2027-03-28 09:00"


def test_a_time_that_the_clocks_leave_out_moves_on_with_them() -> None:
    before = datetime(2027, 3, 27, 12, 0, tzinfo=BERLIN)
    assert told("tomorrow 2:30", before) == "Sun 2027-03-28 03:30"


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    found = read_date("2027-10-31 02:30", NOW)
    assert found is not None
    assert found.astimezone(UTC).hour == 0


WORDS = re.findall(
    r"\S+", "next last friday 금요일 in 3 hours 시간 뒤 am 9 24 dec 12월 일 오전 반 : . / - at 다음 주 tomorrow 내일"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join) | st.text(max_size=40))
def test_anything_is_read_or_not(typed: str) -> None:
    found = read_date(typed, NOW)
    assert found is None or found.tzinfo is not None
