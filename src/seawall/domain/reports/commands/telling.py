"""How an event of a report is recorded."""

from collections.abc import Mapping

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.audit.rules.leaves import NO_VALUES
from seawall.domain.reports.events import ReportEvent
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import State
from seawall.lib.canonical import Json


def tell(
    report: Report,
    event: ReportEvent,
    *,
    actor: Actor,
    committed: Mapping[str, Json] = NO_VALUES,
) -> None:
    """Record what happened to the report, last in the transaction.

    The log commits to `committed` without holding it. What happens to a draft names neither
    organization nor program: the team may not know of it.
    """
    is_draft = report.state == State.DRAFT
    record(
        event,
        actor=actor,
        organization_id=None if is_draft else report.program.organization_id,
        program_id=None if is_draft else report.program_id,
        report_id=report.pk,
        committed=committed,
    )
