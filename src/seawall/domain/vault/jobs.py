"""Forgetting, by the clock."""

from datetime import timedelta

from seawall.domain.jobs_queue.tasks import periodic
from seawall.domain.vault import commands


@periodic("vault.purge", every=timedelta(hours=1))
def purge() -> None:
    """Empty sealed texts whose retention is over."""
    commands.purge()
