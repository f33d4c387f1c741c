"""Invitations as programs really write them: zones, breakage, series; and the answer that is made of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mailclient.language import use_language
from mailclient.language.meeting import changes, organizer_clock_text, recurrence_text, when_text
from mailclient.mail.address import Address
from mailclient.mail.ids import PartPath
from mailclient.mail.invitation import Answer, EventTime, Invitation, Method
from mailclient.mime.special.answer import answer_calendar
from mailclient.mime.special.calendar import invitations_of
from mailclient.mime.special.recurrence import recurrence_of

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
_ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
    "TZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n"
)


def event(*lines: str, around: str = "", end: str = "END:VEVENT\nEND:VCALENDAR\n") -> Invitation:
    text = f"BEGIN:VCALENDAR\nMETHOD:REQUEST\n{around}BEGIN:VEVENT\nUID:u@x\n" + "\n".join(lines) + f"\n{end}"
    (found,) = invitations_of(text, PartPath("2"), "")
    return found


def start(line: str, around: str = "") -> EventTime:
    found = event(line, around=around).start
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("DTSTART:20261124T010000Z", "2026-11-24T01:00:00+00:00"),
        ("DTSTART;TZID=Asia/Seoul:20261124T100000", "2026-11-24T01:00:00+00:00"),
        ('DTSTART;TZID="Korea Standard Time":20261124T100000', "2026-11-24T01:00:00+00:00"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260724T100000", "2026-07-24T08:00:00+00:00"),
        ("DTSTART;TZID=Customized Time Zone:20261124T100000", "2026-11-24T04:30:00+00:00"),
        ('DTSTART;TZID="(UTC+09:00) Seoul":20261124T100000', "2026-11-24T01:00:00+00:00"),
        ("DTSTART:20261124T100000+0900", "2026-11-24T01:00:00+00:00"),
        ("DTSTART:2026-11-24T10:00:00Z", "2026-11-24T10:00:00+00:00"),
        ("DTSTART;TZID=Asia/Seoul:20261124T1000", "2026-11-24T01:00:00+00:00"),
    ],
)
def test_times(line: str, at: str) -> None:
    found = start(line, _ZONE)
    assert found.at is not None
    assert found.at.isoformat() == at
    assert not found.is_floating


def test_a_zone_that_nobody_knows_is_local_time() -> None:
    found = start("DTSTART;TZID=Nowhere:20261124T100000")
    assert found.is_floating
    assert when_text(Invitation(start=found), SEOUL) == "Tuesday, 24 November 2026 10:00"


@pytest.mark.parametrize("line", ["DTSTART:tomorrow", "DTSTART:20261399T990000", "DTSTART:", "SUMMARY:none"])
def test_a_start_that_cannot_be_read(line: str) -> None:
    found = event(line)
    assert found.start is None
    assert found.is_damaged


def test_a_whole_day_and_a_duration() -> None:
    day = event("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126")
    assert (day.start, day.end) == (EventTime(day=date(2026, 11, 24)), EventTime(day=date(2026, 11, 26)))
    assert when_text(day, SEOUL) == "Tuesday, 24 November 2026 – Wednesday, 25 November 2026"
    lasting = event("DTSTART:20261124T010000Z", "DURATION:PT1H30M")
    assert lasting.end is not None
    assert lasting.end.at == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def test_a_calendar_that_breaks_off_is_shown_and_says_so() -> None:
    found = event("DTSTART:20261124T010000Z", "SUMMARY:Plan", end="ATTENDEE;CN=A:mai")
    assert (found.summary, found.is_damaged) == ("Plan", True)


def test_people_and_their_answers() -> None:
    found = event(
        'ORGANIZER;CN="Kim, Minji":MAILTO:minji@example.org',
        "ATTENDEE;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT;CN=jun@example.org:mailto:jun@exam\n ple.org",
        "ATTENDEE;CUTYPE=ROOM;CN=Room 3:mailto:room@example.org",
        "ATTENDEE;EMAIL=ada@example.org;PARTSTAT=X-ODD:urn:uuid:1",
    )
    assert found.organizer is not None
    assert (found.organizer.name, found.organizer.address) == ("Kim, Minji", "minji@example.org")
    jun, room, ada = found.attendees
    assert (jun.address, jun.name, jun.answer, jun.is_optional) == ("jun@example.org", "", Answer.ACCEPTED, True)
    assert room.is_resource
    assert (ada.address, ada.answer) == ("ada@example.org", Answer.OTHER)


def test_the_method_of_the_part_counts_where_the_calendar_has_none() -> None:
    (found,) = invitations_of("BEGIN:VEVENT\nUID:x\nDTSTART:20261124\nEND:VEVENT\n", PartPath("2"), "CANCEL")
    assert found.method is Method.CANCEL


@pytest.mark.parametrize(
    ("rule", "english", "korean"),
    [
        ("FREQ=DAILY", "Every day", "매일"),
        ("FREQ=WEEKLY;BYDAY=TU,TH;INTERVAL=2", "Every 2 weeks on Tuesday, Thursday", "2주마다 화요일, 목요일"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every workday", "평일마다"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday", "매월 마지막 금요일"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", "Every month on the second Monday", "매월 둘째 월요일"),
        ("FREQ=MONTHLY;BYMONTHDAY=5;COUNT=3", "Every month on day 5, 3 times", "매월 5일, 3회"),
        (
            "FREQ=YEARLY;UNTIL=20281231T000000Z",
            "Every year, until Sunday, 31 December 2028",
            "매년, 2028년 12월 31일 일요일까지",
        ),
        ("FREQ=HOURLY;BYMINUTE=3", "Repeats by a rule of its own", "특별한 규칙으로 반복"),
    ],
)
def test_how_it_repeats_in_words(rule: str, english: str, korean: str) -> None:
    try:
        for language, words in (("en", english), ("ko", korean)):
            use_language(language)
            assert recurrence_text(recurrence_of(rule)) == words
    finally:
        use_language("en")


def test_the_organisers_clock_is_told_where_it_differs() -> None:
    one = event("DTSTART;TZID=Asia/Seoul:20261124T030000", "DTEND;TZID=Asia/Seoul:20261124T040000")
    assert when_text(one, BERLIN) == "Monday, 23 November 2026 19:00 – 20:00"
    told = organizer_clock_text(one, BERLIN)
    assert told == "Tuesday, 24 November 2026 03:00 – 04:00 for the organiser (Asia/Seoul)"
    assert organizer_clock_text(one, SEOUL) == ""


def test_what_has_changed() -> None:
    older = event("DTSTART:20261124T010000Z", "LOCATION:Room 3", "SUMMARY:Plan")
    newer = replace(older, location="Room 4", start=EventTime(datetime(2026, 11, 24, 2, 0, tzinfo=UTC)))
    assert changes(older, newer, SEOUL) == ["Time: was Tuesday, 24 November 2026 10:00", "Place: was Room 3"]
    assert changes(older, older, SEOUL) == []


def test_the_answer_names_one_occurrence_and_can_carry_no_lines() -> None:
    one = event(
        "DTSTART;TZID=Asia/Seoul:20261124T100000", "RECURRENCE-ID;TZID=Asia/Seoul:20261124T090000",
        "SUMMARY:" + "가" * 60, "ORGANIZER:mailto:minji@example.org",
    )  # fmt: skip
    evil = Address('A"\r\nX-EVIL:1', "alice@work.example")
    data = answer_calendar(one, evil, Answer.DECLINED, "No,\r\nX-EVIL:2", datetime(2026, 11, 21, tzinfo=UTC))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar: Any = Calendar.from_ical(data)
    (made,) = calendar.walk("VEVENT")
    assert made["RECURRENCE-ID"].dt == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert str(made["SUMMARY"]) == "가" * 60
    assert str(made["COMMENT"]) == "No,\nX-EVIL:2"
    assert not [line for line in data.replace(b"\r\n ", b"").split(b"\r\n") if line.startswith(b"X-EVIL")]


def test_many_parameters_take_no_time() -> None:
    hostile = "ATTENDEE" + ';X="a,b",c,d,e' * 3_000 + "\n" + "A" + ";B=c,d" * 5_000 + "\nDTSTART:20261124T010000Z"
    assert event(hostile).start is not None


@pytest.mark.parametrize(
    "lines", [("DTSTART:00010101T000000Z",), ("DTSTART:99991231",), ("DTSTART:99980101T000000Z", "DURATION:P99W")]
)
def test_times_at_the_ends_of_all_years_are_none(lines: tuple[str, ...]) -> None:
    found = event(*lines)
    assert found.end is None
    for zone in (SEOUL, ZoneInfo("America/New_York")):
        when_text(found, zone)
