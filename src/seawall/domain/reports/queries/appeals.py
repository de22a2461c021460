"""Decisions on one report by its number, and the objections that a team has to answer."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.readings.rules import Door
from seawall.domain.reports import policies
from seawall.domain.reports.queries import rows
from seawall.domain.reports.queries.decisions import DecisionView, decisions_of
from seawall.domain.reports.queries.opening import note_listed
from seawall.domain.reports.queries.threads import visible_report
from seawall.lib import clock

MOST_ROWS = 100


def decisions(actor: Actor, public_id: str, *, door: Door = Door.PAGE) -> tuple[DecisionView, ...]:
    """What was decided on the report, the oldest first. Raises NotFound."""
    return decisions_of(actor, visible_report(actor, public_id, door=door))


@dataclass(frozen=True, slots=True)
class AppealRow:
    """One objection in the team's list. `is_own`: the reader took the decision."""

    report: str
    title: str
    program_name: str
    decision: str
    kind: str
    filed_at: datetime
    due_at: datetime
    is_late: bool
    outcome: str
    decided_at: datetime | None
    is_own: bool


def appeals(actor: Actor, *, is_open: bool) -> tuple[AppealRow, ...]:
    """Objections on reports that the actor sees as one of a team: waiting ones by what is due, or
    the newest answers. At most MOST_ROWS, in two statements; the titles are noted as shown.
    """
    order = ("due_at", "pk") if is_open else ("-decided_at", "-pk")
    found = list(
        policies.appeals_of_team(actor)
        .filter(decided_at__isnull=is_open)
        .select_related("decision")
        .order_by(*order)[:MOST_ROWS]
    )
    if not found:
        return ()
    named = list(dict.fromkeys(row.decision.report_id for row in found))
    reports = dict(zip(named, rows.rows_of(named, actor), strict=True))
    note_listed(actor, reports.values())
    now = clock.now()
    return tuple(
        AppealRow(
            report=report.public_id,
            title=report.title,
            program_name=report.program_name,
            decision=row.decision.public_id,
            kind=row.decision.kind,
            filed_at=row.filed_at,
            due_at=row.due_at,
            is_late=row.decided_at is None and row.due_at < now,
            outcome=row.outcome or "",
            decided_at=row.decided_at,
            is_own=policies.took(actor, row.decision),
        )
        for row in found
        for report in (reports[row.decision.report_id],)
    )
