"""The follower that sets rules off, and the job that does what one says."""

from collections.abc import Sequence

from seawall.domain.actor import SYSTEM
from seawall.domain.audit.jobs import Write, follower
from seawall.domain.audit.models import Event
from seawall.domain.automation.commands import running
from seawall.domain.jobs_queue.tasks import task

__all__ = ["follow_log", "run_rule"]

# Small batches: on SQLite everybody else waits for this transaction.
BATCH = 50


@follower("automation", limit=BATCH)
def follow_log(events: Sequence[Event]) -> Write:
    """Set off what rules wait for, in the order of the log."""
    found = running.prepare(events)

    def write() -> None:
        if found.runs or found.powerless:
            for run_id in running.set_off(found):
                run_rule.enqueue(run_id, unique_key=f"rule:{run_id}")

    return write


@task("automation.run_rule", atomic=True)
def run_rule(run_id: int) -> None:
    """One rule on one report; its acts and the end of the job are one transaction."""
    running.run_rule(run_id, actor=SYSTEM)
