"""Functions that run later, known by a public name: the database never holds a Python path.

Shaped like Django's own Tasks API. Arguments are JSON: pass ids, and read the rows when the job
runs. A task may run more than once (a worker can die after the work and before the note of it),
unless it is `atomic`: then its effect in the database and its completion are one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection

from seawall.domain.jobs_queue.bells import JOBS
from seawall.lib import clock

P = ParamSpec("P")
R = TypeVar("R")

# Jobs that may take seconds go to "slow", so that mail does not wait for a picture. What waits for
# other people's servers goes to "outgoing".
QUEUES = ("default", "slow", "outgoing")

_INSERT = """
INSERT INTO domain_job (queue, task, args, unique_key, state, priority, run_at, attempts,
                        max_attempts, worker, failure, enqueued_at, finished_at)
VALUES (%s, %s, %s, %s, 0, %s, %s, 0, %s, '', '', %s, NULL)
ON CONFLICT DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Task(Generic[P, R]):
    """A function with a name under which it can be enqueued. Calling it runs it at once."""

    name: str
    run: Callable[P, R]
    queue: str
    max_attempts: int
    atomic: bool
    priority: int

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.run(*args, **kwargs)

    def enqueue(
        self,
        *args: Any,
        unique_key: str | None = None,
        run_at: datetime | None = None,
        **kwargs: Any,
    ) -> int | None:
        """Have it run after the caller's transaction is committed, and never if it is undone.

        With `unique_key`, None if such a job waits already (a leased one counts as waiting).
        """
        now = clock.now()
        values = (
            self.queue,
            self.name,
            connection.ops.adapt_json_value([list(args), kwargs], None),
            unique_key,
            self.priority,
            moment(run_at or now),
            self.max_attempts,
            moment(now),
        )
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, values)
            row = cursor.fetchone()
        JOBS.ring_on_commit()
        return None if row is None else int(row[0])


@dataclass(frozen=True, slots=True)
class Again:
    """What a task returns that is not done: the same job runs once more, not before `at`.

    It stands behind those that wait already, and its attempts are counted anew.
    """

    at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """Run `task` without arguments once in every `every`, by whichever worker comes first."""

    task: Task[[], Any]
    every: timedelta


@dataclass(slots=True)
class Registry:
    """What this program can run. Filled by the decorators when the `jobs` modules are imported."""

    tasks: dict[str, Task[..., Any]] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    duties: dict[str, "Duty"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a worker does itself, after each ring of the log's bell and at least so often.

    `work` returns how much it did; 0 means there was nothing (more) to do.
    """

    name: str
    work: Callable[[], int]
    every_seconds: float
    rank: int


REGISTRY = Registry()


def moment(at: datetime) -> Any:
    """A time as this database takes it."""
    return connection.ops.adapt_datetimefield_value(at)


def task(
    name: str,
    *,
    queue: str = "default",
    max_attempts: int = 5,
    atomic: bool = False,
    priority: int = 0,
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a task. `name` is public and stable; a lower `priority` comes first."""
    if queue not in QUEUES:
        raise ValueError(f"There is no queue {queue!r}.")

    def declare(run: Callable[P, R]) -> Task[P, R]:
        declared = Task(name, run, queue, max_attempts, atomic, priority)
        _add(REGISTRY.tasks, name, declared)
        return declared

    return declare


def periodic(
    name: str, *, every: timedelta, queue: str = "default", max_attempts: int = 5
) -> Callable[[Callable[[], R]], Task[[], R]]:
    """Declare a task that is enqueued once in every `every`, counted from 1970 in UTC."""

    def declare(run: Callable[[], R]) -> Task[[], R]:
        declared = task(name, queue=queue, max_attempts=max_attempts)(run)
        REGISTRY.schedules[name] = Schedule(declared, every)
        return declared

    return declare


def duty(
    name: str, *, every_seconds: float, rank: int = 10
) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Declare a duty; those of lower `rank` come first."""

    def declare(work: Callable[[], int]) -> Callable[[], int]:
        _add(REGISTRY.duties, name, Duty(name, work, every_seconds, rank))
        return work

    return declare


def _add(known: dict[str, Any], name: str, declared: object) -> None:
    if name in known:
        raise ValueError(f"The name {name!r} is taken.")
    known[name] = declared
