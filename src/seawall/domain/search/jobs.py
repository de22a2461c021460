"""The follower that keeps fingerprints, and the counting and learning now and then."""

from collections.abc import Sequence
from datetime import timedelta

from seawall.domain.audit.jobs import Write, follower
from seawall.domain.audit.models import Event
from seawall.domain.jobs_queue.tasks import periodic, task
from seawall.domain.reports.events import ReportRevised, ReportSubmitted
from seawall.domain.search import commands

_READ = frozenset({ReportSubmitted.name, ReportRevised.name})


@follower("search", limit=200)
def follow_log(events: Sequence[Event]) -> Write:
    """Read what was sent or reworded, in the order of the log."""
    ids = {event.report_id for event in events if event.name in _READ and event.report_id}
    return commands.index(sorted(ids))


@periodic("search.count_terms", every=timedelta(minutes=10), queue="slow")
def count_terms() -> None:
    """Count how common terms are, when enough came since the last time."""
    commands.count_terms()


@periodic("search.learn", every=timedelta(days=1), queue="slow")
def learn() -> None:
    """Learn from what people decided."""
    commands.learn_similarity()
    commands.learn_weaknesses()


@task("search.rebuild", queue="slow")
def rebuild(after_report_id: int = 0) -> None:
    """Index what is missing or was read by older rules, piece by piece until nothing is left."""
    last = commands.rebuild(after_report_id)
    if last is None:
        commands.count_terms()
    else:
        rebuild.enqueue(last, unique_key=f"search.rebuild:{last}")
