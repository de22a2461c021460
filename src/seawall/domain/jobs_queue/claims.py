"""Taking jobs from the table, and saying what became of them.

A lease is a `run_at` in the future: the job of a dead worker is due again by itself. `attempts`
is the fencing number: whoever lost the lease cannot finish the job any more.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from seawall.domain.jobs_queue.tasks import moment
from seawall.lib import clock

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
LEASE_LOST = "lease lost"

_WAITS = "FROM domain_job WHERE state = 0 AND queue = %s AND run_at <= %s"
_CLAIM = """
WITH due (id) AS MATERIALIZED (
    SELECT id {waits} ORDER BY priority, run_at, id LIMIT %s {lock}
)
UPDATE domain_job SET run_at = %s, attempts = attempts + 1, worker = %s
WHERE id IN (SELECT id FROM due)
RETURNING id, task, args, attempts, max_attempts, priority
"""
_STILL_MINE = "WHERE id = %s AND attempts = %s AND state = 0"


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is ours until the lease ends. `attempts` counts this run."""

    id: int
    task: str
    args: list[Any]
    kwargs: dict[str, Any]
    attempts: int
    max_attempts: int


def claim(queue: str, *, worker: str, limit: int, lease: timedelta) -> list[Claim]:
    """Up to `limit` due jobs, first the urgent, then the oldest. No transaction may be open."""
    now = clock.now()
    with connection.cursor() as cursor:
        # Look before writing: an idle worker must not queue for the write lock every second.
        cursor.execute(f"SELECT 1 {_WAITS} LIMIT 1", (queue, moment(now)))
        if cursor.fetchone() is None:
            return []
        lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        cursor.execute(
            _CLAIM.format(waits=_WAITS, lock=lock),
            (queue, moment(now), limit, moment(now + lease), worker),
        )
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[5], row[0]))
    return [_from_row(row) for row in rows]


def _from_row(row: Sequence[Any]) -> Claim:
    args, kwargs = json.loads(row[2]) if isinstance(row[2], str) else row[2]
    return Claim(row[0], row[1], args, kwargs, row[3], row[4])


def finish(job: Claim) -> bool:
    """Note that it is done. False if the lease was lost: somebody else has the job now."""
    return _change(f"state = 1, finished_at = %s {_STILL_MINE}", moment(clock.now()), job)


def fail(job: Claim, reason: str) -> bool:
    """Try again later, or give up for good after `max_attempts`. `reason` must hold no secret."""
    now = clock.now()
    if job.attempts >= job.max_attempts:
        sql = f"state = 2, failure = %s, finished_at = %s {_STILL_MINE}"
        return _change(sql, reason[:200], moment(now), job)
    sql = f"failure = %s, run_at = %s {_STILL_MINE}"
    return _change(sql, reason[:200], moment(now + delay(job.attempts)), job)


def put_off(job: Claim, at: datetime) -> bool:
    """Have it run again at that time, as if for the first time."""
    return _change(f"attempts = 0, run_at = %s {_STILL_MINE}", moment(at), job)


def give_back(job: Claim) -> bool:
    """Undo a claim that was never started."""
    return _change(f"attempts = attempts - 1, run_at = %s {_STILL_MINE}", moment(clock.now()), job)


def extend(jobs: Sequence[Claim], *, worker: str, lease: timedelta) -> None:
    """Renew the leases of a whole batch; a job that was taken over stays with its new worker."""
    if not jobs:
        return
    places = ", ".join(["%s"] * len(jobs))
    sql = f"UPDATE domain_job SET run_at = %s WHERE state = 0 AND worker = %s AND id IN ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment(clock.now() + lease), worker, *(job.id for job in jobs)])


def delay(attempts: int) -> timedelta:
    """The wait after that many attempts: doubling from 5 s to an hour, spread by a fifth."""
    base: timedelta = min(FIRST_DELAY * 2 ** (min(attempts, 20) - 1), LONGEST_DELAY)
    return base * random.uniform(0.9, 1.1)  # noqa: S311  # spreads load, guards nothing


def _change(assignments: str, *values: Any) -> bool:
    *given, job = values
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE domain_job SET {assignments}", [*given, job.id, job.attempts])  # noqa: S608
        return bool(cursor.rowcount == 1)
