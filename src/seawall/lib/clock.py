"""The only place that asks the machine what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present moment in UTC, or the moment that `frozen_at` set."""
    return _frozen.get() or datetime.now(UTC)  # noqa: TID251  # the one place that may


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Stop the clock of this thread at `moment` (tests, seeding of the demo)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
