"""Enqueueing periodic tasks: each slot of time once, however many workers there are.

Clocks are set back now and then, by an hour or from a day ahead. What was written by the wrong
clock stands in the future then: it is found by that alone and taken back to the present.
"""

from datetime import timedelta

from django.db import connection, transaction

from seawall.domain.jobs_queue import claims
from seawall.domain.jobs_queue.models import Job, JobState
from seawall.domain.jobs_queue.queries import MOST_SKEW
from seawall.domain.jobs_queue.tasks import REGISTRY, Schedule, duty, moment, periodic
from seawall.lib import clock

KEEP_DONE = timedelta(days=2)
KEEP_DEAD = timedelta(days=90)

_TAKE_SLOT = """
INSERT INTO domain_scheduleslot (name, slot) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET slot = excluded.slot
WHERE domain_scheduleslot.slot < excluded.slot OR domain_scheduleslot.slot > excluded.slot + 1
"""
# Nothing that was begun waits longer: the longest delay, spread, and a lease.
_LONGEST_WAIT = claims.LONGEST_DELAY * 1.5
# What this process has seen enqueued: spares asking the database again and again.
_seen: dict[str, int] = {}


@duty("schedules", every_seconds=5.0, rank=90)
def enqueue_due() -> int:
    """Enqueue every periodic task whose slot has begun. Returns how many this process enqueued."""
    return sum(_enqueue(name, schedule) for name, schedule in REGISTRY.schedules.items())


def _enqueue(name: str, schedule: Schedule) -> int:
    slot = int(clock.now().timestamp() // schedule.every.total_seconds())
    if _seen.get(name) == slot:
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_SLOT, (name, slot))
            taken = cursor.rowcount == 1
        if taken:
            schedule.task.enqueue(unique_key=f"{name}:{slot}")
    _seen[name] = slot
    return int(taken)


@duty("clock", every_seconds=15.0, rank=80)
def take_back_from_the_future() -> int:
    """Have jobs of a clock that ran ahead run as they would have; how many they were."""
    now = clock.now()
    waiting = Job.objects.filter(state=JobState.WAITING)
    late = now + MOST_SKEW
    moved = 0
    for job in waiting.filter(enqueued_at__gt=late).order_by("pk")[:500]:
        run_at = now + max(job.run_at - job.enqueued_at, timedelta(0))
        same = waiting.filter(pk=job.pk, run_at=job.run_at, attempts=job.attempts)
        moved += same.update(run_at=run_at, enqueued_at=now)
    stuck = waiting.filter(attempts__gt=0, enqueued_at__lte=late, run_at__gt=now + _LONGEST_WAIT)
    return moved + stuck.update(run_at=now)


@periodic("jobs.prune", every=timedelta(hours=1))
def prune() -> None:
    """Forget jobs that were done two days ago, dead ones after ninety, and gone workers."""
    now = clock.now()
    with connection.cursor() as cursor:
        for state, kept in ((1, KEEP_DONE), (2, KEEP_DEAD)):
            cursor.execute(
                "DELETE FROM domain_job WHERE state <> 0 AND state = %s AND finished_at < %s",
                (state, moment(now - kept)),
            )
        cursor.execute(
            "DELETE FROM domain_heartbeat WHERE seen_at < %s", (moment(now - KEEP_DONE),)
        )
