"""The Date header."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mailclient.mime.date import format_date, parse_date

SEOUL = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("Fri, 20 Nov 2026 09:05:03 +0900", datetime(2026, 11, 20, 9, 5, 3, tzinfo=SEOUL)),
        ("20 Nov 2026 09:05 +0900 (KST)", datetime(2026, 11, 20, 9, 5, tzinfo=SEOUL)),
        ("Fri,20 Nov 2026 09:05:03 KST", datetime(2026, 11, 20, 9, 5, 3, tzinfo=SEOUL)),
        ("Fri, 20 Nov 26 09:05:03 GMT", datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC)),
        ("Fri, 20 Nov 99 09:05:03 GMT", datetime(1999, 11, 20, 9, 5, 3, tzinfo=UTC)),
        ("Fri, 20 Nov 126 09:05:03 GMT", datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC)),
        ("Fri Nov 20 09:05:03 2026", datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC)),
        ("Fri Nov 20 09:05:03 EST 2026", datetime(2026, 11, 20, 9, 5, 3, tzinfo=timezone(timedelta(hours=-5)))),
        ("November 20, 2026 at 9:05 PM", datetime(2026, 11, 20, 21, 5, tzinfo=UTC)),
        ("2026-11-20T09:05:03.123+09:00", datetime(2026, 11, 20, 9, 5, 3, tzinfo=SEOUL)),
        ("2026-11-20 09:05:03Z", datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09.05.03 +0900", datetime(2026, 11, 20, 9, 5, 3, tzinfo=SEOUL)),
        ("Fri, 20-Nov-2026 09:05:03 GMT+9:00", None),
        ("Fri, 20 Nov 2026 23:59:60 +0000", datetime(2026, 11, 21, 0, 0, 0, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09:05:03 -0000", datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09:05:03 +9999", datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC)),
        ("Fri, 20 Nov 2026", datetime(2026, 11, 20, tzinfo=UTC)),
        ("Fri,\t20  Nov (the (best) month) 2026 09:05:03 +0900", datetime(2026, 11, 20, 9, 5, 3, tzinfo=SEOUL)),
    ],
)
def test_moments(raw: str, moment: datetime | None) -> None:
    found = parse_date(raw)
    if moment is None:
        assert found is not None
    else:
        assert found == moment
        assert found.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "raw",
    ["", "yesterday", "Thu, 99 Foo 20261", "31 Feb 2026 10:00:00 +0000", "20 Nov 2026 25:00:00 +0000",
     "0 Nov 2026 10:00 GMT", "1 Jan 0000 00:00:00 +0000",
     "1 Jan 0001 00:00:00 +1200", "31 Dec 9999 23:59:60 -1200",
     "1" * 500, "(" * 500, "20 Nov"],
)  # fmt: skip
def test_what_is_no_date(raw: str) -> None:
    assert parse_date(raw) is None
    assert parse_date(raw.encode()) is None


def test_writing_and_reading() -> None:
    moment = datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
    assert format_date(moment) == "Tue, 03 Feb 2026 04:05:06 -0330"
    assert parse_date(format_date(moment)) == moment


def test_a_date_without_offset_is_not_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        format_date(datetime(2026, 1, 1))  # noqa: DTZ001
