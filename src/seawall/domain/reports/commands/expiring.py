"""Questions that nobody answers: a reminder, then the report is closed, and no harm done.

An answer opens it again. Made by the system itself, at the moment that was told when the
question was asked.
"""

from datetime import timedelta

from django.db import transaction

from seawall.domain.actor import Actor
from seawall.domain.reports.commands import moving
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import AnswerDue
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.rules.workflow import MOVES, MoveInput, State
from seawall.lib import clock

REMINDED_BEFORE = timedelta(days=3)


@transaction.atomic
def close_unanswered(report_id: int, *, actor: Actor) -> bool:
    """Close the report if its question has waited its time. Whether it was closed."""
    report = _asked(report_id)
    if report is None or report.answer_due_at is None or report.answer_due_at > clock.now():
        return False
    row = MOVES["close_unanswered"]
    report.original = report.known_issue = None
    report.closing_rule = report.fix = ""
    moving.carry_out(report, row, MoveInput(), judge=briefs.judge_of(report), actor=actor)
    return True


@transaction.atomic
def remind(report_id: int, *, actor: Actor) -> bool:
    """Remind its people once, three days before it is closed. Whether they were."""
    report, now = _asked(report_id), clock.now()
    if report is None or report.answer_due_at is None or report.answer_reminded_at is not None:
        return False
    if report.answer_due_at - REMINDED_BEFORE > now:
        return False
    report.answer_reminded_at = now
    report.save(update_fields=["answer_reminded_at"])
    event = AnswerDue(report=report.public_id, due_at=report.answer_due_at.isoformat())
    tell(report, event, actor=actor)
    return True


def _asked(report_id: int) -> Report | None:
    found = Report.objects.select_related("program").filter(
        pk=report_id, state=State.NEEDS_INFO, locked_at__isnull=True
    )
    return found.select_for_update(of=("self",)).first()
