"""Locking a report: nobody but the team writes there until it is unlocked."""

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking, rating, sealing, waiting
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportLocked, ReportUnlocked
from seawall.domain.reports.models import Report, Retest
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock

LONGEST_REASON = 2000


@transaction.atomic
def lock_report(public_id: str, *, reason: str, actor: Actor) -> Report:
    """From now on only the team writes. The reason is shown to everybody who sees the report.

    Raises NotFound, NotAllowed, Conflict (locked already, a draft is nobody's to lock), Invalid.
    """
    report = _lockable(public_id, actor)
    if report.locked_at is not None:
        raise Conflict(_("The report is locked already."), code="locked")
    reason = sealing.take_out(report, reason, field="lock", actor=actor)
    words = rating.sentence(reason, longest=LONGEST_REASON)
    if not words:
        raise Invalid(_("Say why in a sentence; the reporter reads it."), field="reason")
    now = clock.now()
    report.locked_at, report.locked_by_id, report.lock_reason = now, locking.person(actor), words
    report.updated_at = now
    report.save(update_fields=["locked_at", "locked_by", "lock_reason", "updated_at"])
    tell(report, ReportLocked(report=report.public_id), actor=actor)
    return report


@transaction.atomic
def unlock_report(public_id: str, *, actor: Actor) -> Report:
    """Both sides write again. A question has its days anew, a retest those that were left."""
    report, now = _lockable(public_id, actor), clock.now()
    if report.locked_at is None:
        raise Conflict(_("The report is not locked."), code="not_locked")
    if report.state == State.NEEDS_INFO and report.answer_due_at is not None:
        waiting.begin(report, now)
    if report.state == State.RETESTING:
        open_ones = Retest.objects.select_related("asked").filter(report=report)
        row = open_ones.get(ended__isnull=True)
        row.due_at += now - max(report.locked_at, row.asked.moved_at)
        row.save(update_fields=["due_at"])
        report.answer_due_at, report.answer_reminded_at = row.due_at, None
    report.locked_at = report.locked_by = None
    report.lock_reason, report.updated_at = "", now
    report.save()
    tell(report, ReportUnlocked(report=report.public_id), actor=actor)
    return report


def _lockable(public_id: str, actor: Actor) -> Report:
    report = locking.held(public_id, actor=actor)
    if not policies.can_lock(actor, report):
        raise NotAllowed(_("Your role may not lock reports."))
    return report
