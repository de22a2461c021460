"""The only place that asks the machine what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present moment in UTC, or the moment that `frozen_at` set."""
    return _frozen.get() or datetime.now(UTC)  # noqa: TID251  # the one place that may


def beginning_of(day: date) -> datetime:
    """Midnight, in UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def end_of(day: date) -> datetime:
    """The midnight that ends the day, in UTC; of the last day there is, its last microsecond."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return beginning_of(day + timedelta(days=1))


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Stop the clock of this thread at `moment` (tests, seeding of the demo)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
