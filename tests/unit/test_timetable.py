"""When digests come: by the clock on the wall, whatever clocks and calendars do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.services.digest.timetable import Timetable


def coming(timetable: Timetable, first: str, count: int) -> list[str]:
    """The next moments after one, each by UTC to the minute."""
    moment, found = datetime.fromisoformat(first).replace(tzinfo=UTC), []
    for _ in range(count):
        moment = timetable.next_after(moment)
        assert timetable.last_before(moment) == moment
        assert timetable.last_before(moment - timedelta(seconds=1)) < moment
        found.append(f"{moment:%Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("zone", "at", "first", "moments"),
    [
        # Forward on 29 March 2026, 01:00 UTC: 01:30 isn't on the clock, so 02:30 by summer time.
        (
            "Europe/London",
            time(1, 30),
            "2026-03-28T00:00",
            ["2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"],
        ),
        # Back on 25 October 2026, 01:00 UTC: 01:30 comes twice, and counts the first time.
        (
            "Europe/London",
            time(1, 30),
            "2026-10-24T00:00",
            ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"],
        ),
        # Forward on 8 March 2026 at 02:00, from UTC-5 to UTC-4.
        (
            "America/New_York",
            time(2, 30),
            "2026-03-07T00:00",
            ["2026-03-07 07:30", "2026-03-08 07:30", "2026-03-09 06:30"],
        ),
        # Back on 1 November 2026 at 02:00.
        (
            "America/New_York",
            time(1, 30),
            "2026-10-31T00:00",
            ["2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"],
        ),
        # Back on 5 April 2026 at 03:00, from UTC+11 to UTC+10.
        (
            "Australia/Sydney",
            time(2, 30),
            "2026-04-03T12:00",
            ["2026-04-03 15:30", "2026-04-04 15:30", "2026-04-05 16:30"],
        ),
        # Forward on 4 October 2026 at 02:00.
        (
            "Australia/Sydney",
            time(2, 30),
            "2026-10-02T12:00",
            ["2026-10-02 16:30", "2026-10-03 16:30", "2026-10-04 15:30"],
        ),
        # Back by half an hour on 5 April 2026 at 02:00, from UTC+11 to UTC+10:30.
        (
            "Australia/Lord_Howe",
            time(1, 45),
            "2026-04-03T12:00",
            ["2026-04-03 14:45", "2026-04-04 14:45", "2026-04-05 15:15"],
        ),
        # Forward by half an hour on 4 October 2026 at 02:00: 02:15 is 02:45 that night.
        (
            "Australia/Lord_Howe",
            time(2, 15),
            "2026-10-02T12:00",
            ["2026-10-02 15:45", "2026-10-03 15:45", "2026-10-04 15:15"],
        ),
    ],
)
def test_a_change_of_the_clocks_takes_no_day_and_doubles_none(
    zone: str, at: time, first: str, moments: list[str]
) -> None:
    assert coming(Timetable("daily", None, at, zone), first, 3) == moments


@pytest.mark.parametrize("day", ["31", "last"])
def test_the_31st_is_the_last_day_of_every_month(day: str) -> None:
    timetable = Timetable("monthly", day, time(9), "UTC")
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

    assert coming(timetable, "2026-01-01T00:00", 12) == [
        f"{date(2026, month, last)} 09:00" for month, last in enumerate(days, start=1)
    ]
    assert coming(timetable, "2028-02-01T00:00", 1) == ["2028-02-29 09:00"]


def test_weekdays_leave_saturday_and_sunday_out_by_the_place_s_calendar() -> None:
    # Friday 27 November 2026 in Auckland, 13 hours ahead, then Monday.
    timetable = Timetable("weekdays", None, time(8), "Pacific/Auckland")

    assert coming(timetable, "2026-11-26T00:00", 2) == ["2026-11-26 19:00", "2026-11-29 19:00"]


def test_after_a_week_down_the_latest_is_due_and_no_other() -> None:
    timetable = Timetable("daily", None, time(9), "UTC")
    monday = datetime(2026, 11, 30, 12, tzinfo=UTC)

    assert timetable.last_before(monday) == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert timetable.next_after(monday) == datetime(2026, 12, 1, 9, tzinfo=UTC)
