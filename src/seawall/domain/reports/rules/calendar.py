"""Business time: Monday to Friday, 24 hours a day, in one time zone; holidays count.

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
_WORKING_DAYS = timedelta(days=5)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The time zone whose weekdays count, such as "Europe/Berlin"."""

    time_zone: str = "UTC"

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
    for opens, closes in _weeks_from(position, calendar):
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
    for opens, closes in _weeks_from(start.astimezone(UTC), calendar):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta(0))
    return total


def business_seconds(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole seconds of `business_time`, rounded down."""
    return business_time(start, end, calendar) // timedelta(seconds=1)


def _weeks_from(moment: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of the week of `moment` and of all that follow, in UTC."""
    zone = calendar.zone
    local = moment.astimezone(zone).date()
    monday = local - timedelta(days=local.weekday())
    while True:
        yield _working_days(monday, zone)
        monday += _WEEK


# Clocks are started and moved in the weeks around the present, again and again.
@lru_cache(maxsize=1024)
def _working_days(monday: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return _midnight(monday, zone), _midnight(monday + _WORKING_DAYS, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
