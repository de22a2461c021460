"""Running claimed jobs, one after the other."""

import logging
import traceback
from datetime import timedelta

from django.db import transaction

from seawall.domain import outages
from seawall.domain.errors import Unavailable
from seawall.domain.jobs_queue import claims
from seawall.domain.jobs_queue.claims import Claim
from seawall.domain.jobs_queue.tasks import REGISTRY, Again
from seawall.lib import clock

logger = logging.getLogger("seawall.jobs")


class LeaseLost(Exception):
    """Somebody else has the job: what this run changed in the database must be undone."""


def run(job: Claim) -> None:
    """Do the job and note the outcome. Only an error of the database itself is raised.

    A failure is noted by its type alone: messages may hold addresses or secrets.
    """
    if job.attempts > job.max_attempts:
        # Every attempt ended with the worker, not with an error: the job kills workers.
        claims.fail(job, "WorkerDied")
        logger.error("Job %s (%s) ended its worker %s times", job.id, job.task, job.max_attempts)
        return
    try:
        _perform(job)
    except LeaseLost:
        logger.warning("Job %s (%s) was taken over before it ended", job.id, job.task)
    except Exception as error:  # whatever a task raises, the worker goes on
        away = outages.outage(error)
        if away is not None:
            _wait(job, away, error)
            return
        kept = claims.fail(job, type(error).__name__)
        # Not logger.exception: the last line of a traceback is the message.
        logger.error(
            "Job %s (%s) failed at %s: %s, attempt %s of %s%s",
            job.id,
            job.task,
            _place(error),
            type(error).__name__,
            job.attempts,
            job.max_attempts,
            "" if kept else " (lease lost)",
        )


def _perform(job: Claim) -> None:
    task = REGISTRY.tasks[job.task]
    if task.atomic:
        with transaction.atomic():
            _finish(job, task.run(*job.args, **job.kwargs))
    else:
        _finish(job, task.run(*job.args, **job.kwargs))


def _finish(job: Claim, outcome: object) -> None:
    is_noted = claims.put_off(job, outcome.at) if isinstance(outcome, Again) else claims.finish(job)
    if not is_noted:
        raise LeaseLost


def _wait(job: Claim, away: Unavailable, error: Exception) -> None:
    """An outage is no fault of the job: it loses no attempt by it."""
    logger.warning("Job %s (%s) waits: %s, %s", job.id, job.task, away.code, type(error).__name__)
    claims.put_off(job, clock.now() + timedelta(seconds=away.retry_after))


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
