"""What there is to know about background work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from seawall.domain.jobs_queue.models import Heartbeat, Job, JobState
from seawall.lib import clock

# Clocks of several hosts may differ by this much.
MOST_SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Backlog:
    """`oldest_due_at` is None when nothing waits; leased and future jobs are not due."""

    due: int
    dead: int
    oldest_due_at: datetime | None


def last_heartbeat() -> datetime | None:
    """When any worker was last seen; None if none ever was. The future tells nothing: the clock
    was set back since.
    """
    known = Heartbeat.objects.filter(seen_at__lte=clock.now() + MOST_SKEW)
    seen: datetime | None = known.aggregate(seen=Max("seen_at"))["seen"]
    return seen


def backlog(now: datetime, *, at_most: int = 1000) -> Backlog:
    """How much work is due and how much was given up, each counted up to `at_most`."""
    due = Job.objects.filter(state=JobState.WAITING, run_at__lte=now).order_by("run_at", "id")
    first = due.values_list("run_at", flat=True).first()
    dead = Job.objects.filter(state=JobState.DEAD).order_by()
    return Backlog(due=due[:at_most].count(), dead=dead[:at_most].count(), oldest_due_at=first)
