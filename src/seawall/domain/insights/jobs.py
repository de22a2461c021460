"""The follower that keeps numbers of reports, and the counting now and then."""

from collections.abc import Sequence
from datetime import timedelta

from seawall.domain.audit.jobs import Write, follower
from seawall.domain.audit.models import Event
from seawall.domain.insights import commands, queries
from seawall.domain.insights.rules.timing import READ
from seawall.domain.jobs_queue.tasks import periodic, task
from seawall.lib import clock


@follower("insights", limit=200)
def follow_log(events: Sequence[Event]) -> Write:
    """Keep the numbers of the reports that something happened to."""
    return commands.keep({one.report_id for one in events if one.report_id and one.name in READ})


@periodic("insights.count", every=timedelta(minutes=10), queue="slow")
def count() -> None:
    """Count programmes where something happened, and all once an hour: clocks run out silently."""
    rebuild.enqueue(0, unique_key="insights.rebuild:0")
    for program_id in queries.stale_programs(clock.now()):
        commands.count(program_id)


@task("insights.rebuild", queue="slow")
def rebuild(after_report_id: int = 0) -> None:
    """Keep what no event was followed for, piece by piece until nothing is left."""
    last = commands.rebuild(after_report_id)
    if last is not None:
        rebuild.enqueue(last, unique_key=f"insights.rebuild:{last}")
