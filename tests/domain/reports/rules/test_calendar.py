from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.calendar import (
    BUSINESS_DAY,
    Calendar,
    add_business,
    add_business_time,
    business_seconds,
    business_time,
)

LONDON = Calendar("UTC")
BERLIN = Calendar("Europe/Berlin")
HOUR = 3600

# Zones that change their clocks on a weekday, at midnight, or by half an hour.
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Tehran", "Asia/Jerusalem",
     "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"]
)  # fmt: skip
MOMENTS = st.integers(1_200_000_000, 1_900_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
SPANS = st.timedeltas(timedelta(0), timedelta(days=40))


def utc(day: int, hour: int = 0, minute: int = 0, month: int = 3) -> datetime:
    """March 2026 begins on a Sunday."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (utc(2, 9), 1, utc(3, 9)),  # Monday to Tuesday
        (utc(6, 9), 1, utc(9, 9)),  # Friday to Monday
        (utc(6, 9), 6, utc(16, 9)),  # over two weekends
        (utc(7, 15), 1, utc(10)),  # Saturday counts from Monday, full day
        (utc(2), 5, utc(7)),  # a whole week ends on Friday at midnight
        (utc(8, 12), 0, utc(8, 12)),  # nothing added
    ],
)
def test_business_days_skip_the_weekend(start, days, due):
    assert add_business(start, days, LONDON) == due


def test_the_weekend_is_that_of_the_zone():
    friday_evening_in_utc = utc(6, 22)
    auckland = Calendar("Pacific/Auckland")
    assert add_business(friday_evening_in_utc, 1, LONDON) == utc(9, 22)
    assert business_seconds(friday_evening_in_utc, utc(8, 0), auckland) == 0
    assert add_business(friday_evening_in_utc, 1, auckland) == utc(9, 11)


def test_a_weekend_that_changes_the_clocks_neither_gives_nor_takes_time():
    # Berlin goes to summer time on Sunday, 29 March 2026: Friday 09:00 is 08:00 UTC, Monday 07:00.
    assert add_business(utc(27, 8), 1, BERLIN) == utc(30, 7)
    # And back on Sunday, 25 October 2026.
    assert add_business(utc(23, 7, month=10), 1, BERLIN) == utc(26, 8, month=10)


def test_a_day_that_changes_the_clocks_has_the_hours_it_has():
    cairo = Calendar("Africa/Cairo")  # Friday, 24 April 2026 begins at 01:00 there
    friday, saturday = utc(23, 22, month=4), utc(24, 21, month=4)
    assert business_seconds(friday, saturday, cairo) == 23 * HOUR
    assert add_business(friday, 1, cairo) == utc(26, 22, month=4)


def test_the_time_of_a_weekend_is_nothing():
    assert business_seconds(utc(7), utc(9), LONDON) == 0
    assert business_seconds(utc(6, 23), utc(9, 1), LONDON) == 2 * HOUR


def test_time_backwards_is_negative():
    assert business_seconds(utc(9, 1), utc(6, 23), LONDON) == -2 * HOUR


def test_an_unknown_zone_is_refused():
    for name in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(Invalid) as refusal:
            Calendar(name)
        assert "time_zone" in refusal.value.fields


@given(MOMENTS, SPANS, ZONES)
def test_what_was_added_is_what_has_passed(start, span, zone):
    calendar = Calendar(zone)
    due = add_business_time(start, span, calendar)
    assert business_time(start, due, calendar) == span


@given(MOMENTS, SPANS, SPANS, ZONES)
def test_adding_in_two_steps_is_adding_at_once(start, first, second, zone):
    calendar = Calendar(zone)
    stepwise = add_business_time(add_business_time(start, first, calendar), second, calendar)
    at_once = add_business_time(start, first + second, calendar)
    assert business_time(at_once, stepwise, calendar) == timedelta(0)
    if second or not first:
        assert stepwise == at_once


@given(MOMENTS, MOMENTS, MOMENTS, ZONES)
def test_business_time_adds_up(first, second, third, zone):
    calendar = Calendar(zone)
    whole = business_time(first, third, calendar)
    parts = business_time(first, second, calendar) + business_time(second, third, calendar)
    assert whole == parts


@given(MOMENTS, st.integers(1, 30), ZONES)
def test_a_due_moment_is_never_inside_a_weekend(start, days, zone):
    calendar = Calendar(zone)
    due = add_business(start, days, calendar)
    just_before = due - timedelta(microseconds=1)
    assert just_before.astimezone(calendar.zone).weekday() < 5
    assert due - start >= days * BUSINESS_DAY


def test_a_holiday_is_no_working_day():
    christmas = Calendar("UTC", holidays=(date(2026, 12, 24), date(2026, 12, 25)))
    wednesday = datetime(2026, 12, 23, 12, tzinfo=UTC)

    # Half of Wednesday, then Monday: Thursday and Friday are holidays.
    assert add_business(wednesday, 1, christmas) == datetime(2026, 12, 28, 12, tzinfo=UTC)
    assert business_time(wednesday, datetime(2026, 12, 29, tzinfo=UTC), christmas) == timedelta(
        hours=36
    )


def test_a_programme_may_work_on_other_days():
    sunday_to_thursday = Calendar("Asia/Jerusalem", weekdays=(6, 0, 1, 2, 3))
    thursday = datetime(2026, 11, 26, 12, tzinfo=sunday_to_thursday.zone)

    due = add_business(thursday, 1, sunday_to_thursday).astimezone(sunday_to_thursday.zone)

    assert due == datetime(2026, 11, 29, 12, tzinfo=sunday_to_thursday.zone)


def test_every_day_counts_where_all_seven_do():
    always = Calendar("UTC", weekdays=tuple(range(7)))
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)

    assert add_business(friday, 10, always) == friday + timedelta(days=10)
