"""What triage answered: in scope, exploitable, novel."""

from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import Checklist


def current(report: Report) -> Checklist:
    """The newest answers; three open questions where nobody has answered."""
    row = report.checklists.order_by("-pk").first()
    if row is None:
        return Checklist()
    return Checklist(in_scope=row.in_scope, exploitable=row.exploitable, novel=row.novel)
