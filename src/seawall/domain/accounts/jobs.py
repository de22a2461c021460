"""Cleaning up after people."""

from datetime import timedelta

from seawall.domain.accounts import commands
from seawall.domain.jobs_queue.tasks import periodic

__all__ = ["sweep"]


@periodic("accounts.sweep", every=timedelta(hours=1))
def sweep() -> None:
    """Drop sessions that no cookie opens, limits that are full again, answers older than a day."""
    commands.purge_sessions()
    commands.limits.purge_buckets()
    commands.limits.purge_cache()
    commands.idempotency.purge_answers()
