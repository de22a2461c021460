"""Jobs, schedules and heartbeats."""

from django.db import models
from django.db.models import Q

from seawall.domain.tables import Table


class JobState(models.IntegerChoices):
    """Waiting jobs are claimed when `run_at` has come; a lease is a `run_at` in the future."""

    WAITING = 0, "waiting"
    DONE = 1, "done"
    DEAD = 2, "dead"


class Job(Table):
    """One call of a task. `task` is a public name, never a Python path.

    `args` is a pair: positional and named arguments. `failure` is the type of the last error.
    """

    queue = models.CharField(max_length=20, default="default")
    task = models.CharField(max_length=60)
    args = models.JSONField(default=list)
    unique_key = models.CharField(max_length=120, null=True)  # noqa: DJ001  # unique
    state = models.PositiveSmallIntegerField(default=JobState.WAITING)
    priority = models.SmallIntegerField(default=0)
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    worker = models.CharField(max_length=60, blank=True, default="")
    failure = models.CharField(max_length=200, blank=True, default="")
    enqueued_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"], condition=Q(state=0), name="job_waiting_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["queue", "priority", "run_at", "id"],
                name="job_claim",
                condition=Q(state=0),
            ),
            models.Index(fields=["finished_at"], name="job_finished", condition=~Q(state=0)),
        ]


class ScheduleSlot(models.Model):
    """The last slot of a schedule that was enqueued: many workers enqueue each slot once."""

    name = models.CharField(max_length=60, primary_key=True)
    slot = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When a worker was last seen."""

    name = models.CharField(max_length=60, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
