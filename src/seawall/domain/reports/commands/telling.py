"""How an event of a report is recorded."""

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.reports.events import ReportEvent
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import State


def tell(report: Report, event: ReportEvent, *, actor: Actor) -> None:
    """Record what happened to the report, last in the transaction.

    What happens to a draft names neither organization nor program: the team may not know of it.
    """
    is_draft = report.state == State.DRAFT
    record(
        event,
        actor=actor,
        organization_id=None if is_draft else report.program.organization_id,
        program_id=None if is_draft else report.program_id,
        report_id=report.pk,
    )
