"""What the watch over the clocks records: each warning and each breach once."""

from django.db import transaction

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit.commands import Happening, record
from seawall.domain.errors import Conflict, NotAllowed, NotFound
from seawall.domain.notify.events import AppealAtRisk, AppealBroken, ClockAtRisk, ClockBroken
from seawall.domain.notify.queries.clocks import COLUMNS, appeals_told, was_told
from seawall.domain.reports.models import Appeal, Report
from seawall.domain.reports.rules.clocks import ClockName
from seawall.lib import clock
from seawall.lib.text import gettext_noop


@transaction.atomic
def note_clock(report_id: int, name: str, *, is_broken: bool, actor: Actor) -> None:
    """Record once that a clock is about to run out, or ran out. Raises Conflict when that is no
    news.
    """
    _require_system(actor)
    report = _held(report_id)
    due_at = getattr(report, COLUMNS[ClockName(name)])
    kind = ClockBroken if is_broken else ClockAtRisk
    if (
        due_at is None
        or report.paused_at is not None
        or (is_broken and due_at >= clock.now())
        or was_told(report_id, name, kind.name)
    ):
        raise Conflict(gettext_noop("This clock is not running, or it was told of already."))
    _tell(report, kind(report=report.public_id, clock=name, due_at=due_at.isoformat()), actor=actor)


@transaction.atomic
def note_appeal(appeal_id: int, *, is_broken: bool, actor: Actor) -> None:
    """The same for the answer to an objection."""
    _require_system(actor)
    row = Appeal.objects.select_related("decision").filter(pk=appeal_id).first()
    if row is None:
        raise NotFound
    report = _held(row.decision.report_id)
    row.refresh_from_db(fields=["decided_at"])
    kind = AppealBroken if is_broken else AppealAtRisk
    number = row.decision.public_id
    told = (report.pk, number, kind.name) in appeals_told((report.pk,))
    if row.decided_at is not None or told or (is_broken and row.due_at >= clock.now()):
        raise Conflict(gettext_noop("This objection is answered, or it was told of already."))
    _tell(
        report,
        kind(report=report.public_id, decision=number, due_at=row.due_at.isoformat()),
        actor=actor,
    )


def _require_system(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed(gettext_noop("Only the system itself watches the clocks."))


def _held(report_id: int) -> Report:
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("program")
        .filter(pk=report_id)
        .first()
    )
    if report is None:
        raise NotFound
    return report


def _tell(report: Report, event: Happening, *, actor: Actor) -> None:
    record(
        event,
        actor=actor,
        organization_id=report.program.organization_id,
        program_id=report.program_id,
        report_id=report.pk,
    )
