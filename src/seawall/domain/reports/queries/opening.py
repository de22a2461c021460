"""That somebody is shown a report. Every query and command that hands out words comes by here."""

from collections.abc import Iterable

from seawall.domain.actor import Actor
from seawall.domain.readings import commands as readings
from seawall.domain.readings.rules import Door
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.rows import ReportRow
from seawall.domain.reports.rules.guesting import GUEST
from seawall.domain.reports.rules.workflow import Party, State

COLLABORATOR = "collaborator"


def note_opened(
    actor: Actor, report: Report, *, door: Door = Door.PAGE, attachment: str = ""
) -> None:
    """Leave a trace of one opening. The report comes with program and collaborators."""
    is_draft = report.state == State.DRAFT
    side = str(policies.side_of(actor, report) or GUEST)
    if side == Party.REPORTER and report.reporter_id != actor.user_id:
        side = COLLABORATOR
    readings.note_opened(
        report.public_id,
        report_id=report.pk,
        organization_id=None if is_draft else report.program.organization_id,
        program_id=None if is_draft else report.program_id,
        side=side,
        door=door,
        attachment=attachment,
        actor=actor,
    )


def note_listed(actor: Actor, rows: Iterable[ReportRow]) -> None:
    """Leave a trace of the titles that a list shows."""
    readings.note_listed(
        (
            (None if row.state is State.DRAFT else row.organization_id, row.public_id)
            for row in rows
        ),
        actor=actor,
    )
