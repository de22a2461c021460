"""The follower that keeps fingerprints, and the counting and learning now and then."""

from collections.abc import Sequence
from datetime import timedelta

from seawall.domain.audit.jobs import Write, follower
from seawall.domain.audit.models import Event
from seawall.domain.jobs_queue.tasks import periodic, task
from seawall.domain.reports.events import (
    ChecklistAnswered,
    FieldSet,
    ReportAssigned,
    ReportMoved,
    ReportRevised,
    ReportSubmitted,
    ReportTagged,
    SeveritySet,
)
from seawall.domain.search import commands
from seawall.domain.search.queries.statistics import is_stale

_READ = frozenset({ReportSubmitted.name, ReportRevised.name})
# What may change the words that are looked through: all but those that never do.
_WORDS = ("report.", "attachment.")
_NO_WORDS = frozenset(
    {
        ReportMoved.name,
        ReportAssigned.name,
        ReportTagged.name,
        SeveritySet.name,
        ChecklistAnswered.name,
        FieldSet.name,
    }
)


@follower("search", limit=200)
def follow_log(events: Sequence[Event]) -> Write:
    """Read what was sent or reworded, in the order of the log."""
    told = [(event.report_id, event.name) for event in events if event.report_id]
    read = commands.index({pk for pk, name in told if name in _READ})
    words = commands.index_words(
        {pk for pk, name in told if name.startswith(_WORDS) and name not in _NO_WORDS}
    )

    def write() -> None:
        read()
        words()

    return write


@periodic("search.count_terms", every=timedelta(minutes=10), queue="slow")
def count_terms() -> None:
    """Count how common terms are when enough came since; read again what older rules read."""
    commands.count_terms()
    if is_stale():
        rebuild.enqueue(0, unique_key="search.rebuild:0")


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
