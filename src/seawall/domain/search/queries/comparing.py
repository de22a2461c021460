"""Two reports side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Report, Revision
from seawall.domain.reports.queries.opening import note_opened
from seawall.domain.reports.queries.revisions import content_of
from seawall.domain.reports.queries.rows import ReportRow, rows_of
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.differences import DiffLine, content_diff
from seawall.domain.search.queries.statistics import statistics
from seawall.domain.search.rules.evidence import Evidence, shared
from seawall.domain.search.rules.reading import read


@dataclass(frozen=True, slots=True)
class Comparison:
    """The newest words of both; `differences` by field, from the older report to the newer one."""

    older: ReportRow
    newer: ReportRow
    older_content: Content
    newer_content: Content
    differences: Mapping[str, tuple[DiffLine, ...]]
    evidence: tuple[Evidence, ...]


def compare(actor: Actor, public_id: str, other_id: str) -> Comparison:
    """Two sent reports that the actor sees as a member of one team. Raises NotFound else."""
    seen = reports.seen_by_team(actor).exclude(reporter=actor.user_id)
    found = list(
        seen.select_related("program")
        .prefetch_related("collaborators")
        .filter(public_id__in=[public_id, other_id])
        .order_by("pk")
    )
    if len(found) != 2 or found[0].program.organization_id != found[1].program.organization_id:
        raise NotFound
    for report in found:
        note_opened(actor, report)
    first, second = (_newest(report) for report in found)
    rows = rows_of([report.pk for report in found], actor)
    return Comparison(
        older=rows[0],
        newer=rows[1],
        older_content=first,
        newer_content=second,
        differences=content_diff(first, second),
        evidence=shared(
            read(first.title, _body(first)), read(second.title, _body(second)), statistics().rarity
        ),
    )


def _newest(report: Report) -> Content:
    return content_of(Revision.objects.get(report=report, number=report.revision_count))


def _body(content: Content) -> str:
    return f"{content.url}\n{content.description}\n{content.impact}"
