"""What the three sides think of the severity: the newest opinion of each counts."""

from collections.abc import Mapping

from seawall.domain.reports.models import Report, SeverityOpinion, Side


def current(report: Report) -> dict[str, SeverityOpinion]:
    """The newest opinion of each side that has one, in one statement."""
    return {row.side: row for row in report.opinions.order_by("pk").select_related("author")}


def decisive(by_side: Mapping[str, SeverityOpinion]) -> int | None:
    """The priority that counts: the final one, else triage's, else the reporter's."""
    for side in (Side.FINAL, Side.TRIAGE, Side.REPORTER):
        opinion = by_side.get(side)
        if opinion is not None and opinion.priority is not None:
            return opinion.priority
    return None
