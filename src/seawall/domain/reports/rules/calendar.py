"""Business time: the working days of a calendar, 24 hours each, in one time zone.

Monday to Friday unless a programme's brief says otherwise; a holiday is no working day.

One business day is 86,400 seconds that really pass, so a change of clocks on a weekday neither
gives nor takes time. All moments are aware; results are in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said

BUSINESS_DAY = timedelta(days=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
WORKWEEK = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days: `weekdays` (Monday is 0) but no `holidays`, as the time zone has them."""

    time_zone: str = "UTC"
    weekdays: tuple[int, ...] = WORKWEEK
    holidays: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Invalid(
                said(
                    gettext_noop("There is no time zone “%(time_zone)s”."), time_zone=self.time_zone
                ),
                field="time_zone",
            ) from None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def add_business(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The moment at which that many business days have passed."""
    return add_business_time(start, days * BUSINESS_DAY, calendar)


def add_business_time(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The earliest moment at which `span` of business time has passed since `start`.

    A span that ends with a week ends on Friday at midnight, not on Monday. Nothing added gives
    the start itself, even on a Sunday.
    """
    position, left = start.astimezone(UTC), span
    if left <= timedelta(0):
        return position
    for opens, closes in _spans_from(position, calendar):
        begin = max(position, opens)
        room = max(closes - begin, timedelta(0))
        if left <= room:
            return begin + left
        left -= room
    raise AssertionError("weeks do not end")


def business_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """The business time between two moments; negative when `end` is earlier."""
    if end < start:
        return -business_time(end, start, calendar)
    total = timedelta(0)
    for opens, closes in _spans_from(start.astimezone(UTC), calendar):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta(0))
    return total


def business_seconds(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole seconds of `business_time`, rounded down."""
    return business_time(start, end, calendar) // timedelta(seconds=1)


def _spans_from(moment: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of each run of working days, from the week of `moment` on, in UTC."""
    local = moment.astimezone(calendar.zone).date()
    monday = local - timedelta(days=local.weekday())
    while True:
        yield from _runs(monday, calendar)
        monday += _WEEK


# Clocks are started and moved in the weeks around the present, again and again.
@lru_cache(maxsize=4096)
def _runs(monday: date, calendar: Calendar) -> tuple[tuple[datetime, datetime], ...]:
    """The runs of one week; those of two weeks may touch."""
    runs: list[tuple[date, date]] = []
    for number in range(7):
        day = monday + number * _DAY
        if number not in calendar.weekdays or day in calendar.holidays:
            continue
        if runs and runs[-1][1] == day:
            runs[-1] = (runs[-1][0], day + _DAY)
        else:
            runs.append((day, day + _DAY))
    zone = calendar.zone
    return tuple((_midnight(first, zone), _midnight(end, zone)) for first, end in runs)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
