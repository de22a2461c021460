"""Enqueueing periodic tasks: each slot of time once, however many workers there are."""

from datetime import timedelta

from django.db import connection, transaction

from seawall.domain.jobs_queue.tasks import REGISTRY, Schedule, duty, moment, periodic
from seawall.lib import clock

KEEP_DONE = timedelta(days=2)
KEEP_DEAD = timedelta(days=90)

_TAKE_SLOT = """
INSERT INTO domain_scheduleslot (name, slot) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET slot = excluded.slot
WHERE domain_scheduleslot.slot < excluded.slot
"""
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
