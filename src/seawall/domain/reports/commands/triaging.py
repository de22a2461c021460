"""What triage decides beside the moves: how severe it is, and the checklist."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import policies
from seawall.domain.reports.commands import clocking, deciding, locking, rating, sealing
from seawall.domain.reports.commands.assigning import assign
from seawall.domain.reports.commands.rating import Rating
from seawall.domain.reports.commands.revising import revise
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ChecklistAnswered, SeveritySet
from seawall.domain.reports.models import Checklist as ChecklistRow
from seawall.domain.reports.models import Report, SeverityOpinion, Side
from seawall.domain.reports.queries import briefs, checklists, severities
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.domain.reports.rules import workflow
from seawall.domain.reports.rules.reasons import ReasonCode, check_reason
from seawall.domain.reports.rules.workflow import Party
from seawall.lib import clock

__all__ = ["answer_checklist", "assign", "revise", "set_severity"]


@transaction.atomic
def set_severity(
    public_id: str,
    *,
    side: str,
    priority: int | None = None,
    cvss: str = "",
    reason_code: str,
    reason: str,
    actor: Actor,
) -> SeverityOpinion:
    """State the opinion of `triage`, or the `final` one. Nothing is overwritten.

    Without a priority the score decides it. The reporter reads the reason, so it also counts as
    an answer of the team. Raises Invalid for a vector where the program rates by label only, and
    for a priority better than the target permits.
    """
    report = locking.held(public_id, actor=actor)
    _require_may_rate(report, side, actor)
    reason = sealing.take_out(report, reason, field="severity", actor=actor)
    code = check_reason(reason_code, reason)
    return rate_held(
        report,
        side=side,
        given=rating.checked(report, briefs.judge_of(report), priority, cvss),
        code=code,
        reason=rating.sentence(reason),
        actor=actor,
    )


def rate_held(
    report: Report,
    *,
    side: str,
    given: Rating,
    code: ReasonCode,
    reason: str,
    actor: Actor,
    follows_appeal: bool = False,
) -> SeverityOpinion:
    """The same for a report that is held, by somebody who was asked whether they may."""
    judge = briefs.judge_of(report)
    current = severities.current(report)
    before = current.get(side)
    if before and (before.priority, before.cvss) == (given.priority, given.vector):
        raise Conflict(_("The severity is stated like this already."), code="unchanged")
    opinion = SeverityOpinion.objects.create(
        report=report,
        side=side,
        priority=given.priority,
        cvss=given.vector,
        cvss_score=given.score,
        reason_code=code,
        reason=reason,
        created_at=clock.now(),
        author_id=locking.person(actor),
    )
    was = report.priority
    _take_over(report, judge, {**current, side: opinion}, opinion.created_at)
    deciding.note_rating(
        report,
        opinion,
        before or current.get(Side.TRIAGE) or current.get(Side.REPORTER),
        follows_appeal=follows_appeal,
    )
    tell(
        report,
        SeveritySet(
            report=report.public_id,
            side=side,
            priority=given.priority,
            previous_priority=was,
            reason_code=code,
        ),
        actor=actor,
    )
    return opinion


def _require_may_rate(report: Report, side: str, actor: Actor) -> None:
    if side not in (Side.TRIAGE, Side.FINAL):
        raise Invalid(_("State the opinion of triage or the final one."), field="side")
    if not policies.can_set_severity(actor, report):
        raise NotAllowed(_("You may not rate this report."))


def _take_over(
    report: Report, judge: PinnedBrief, opinions: Mapping[str, SeverityOpinion], now: datetime
) -> None:
    """The priority that counts now, with the clocks that follow from it."""
    clocking.note_act(report, Party.TEAM, now, judge)
    was, report.priority = report.priority, severities.decisive(opinions)
    report.updated_at = now
    if report.priority != was:
        clocking.retarget(report, now)
    report.save()


@transaction.atomic
def answer_checklist(
    public_id: str, *, checklist: workflow.Checklist, actor: Actor
) -> workflow.Checklist:
    """Answer in scope, exploitable, novel, or take an answer back with None."""
    report = locking.held(public_id, actor=actor)
    if not policies.can_answer_checklist(actor, report):
        raise NotAllowed(_("You may not answer the checklist of this report."))
    if checklist == checklists.current(report):
        raise Conflict(_("The checklist says this already."), code="unchanged")
    now = clock.now()
    ChecklistRow.objects.create(
        report=report,
        in_scope=checklist.in_scope,
        exploitable=checklist.exploitable,
        novel=checklist.novel,
        answered_at=now,
        answered_by_id=locking.person(actor),
    )
    report.updated_at = now
    report.save(update_fields=["updated_at"])
    tell(
        report,
        ChecklistAnswered(
            report=report.public_id,
            in_scope=checklist.in_scope,
            exploitable=checklist.exploitable,
            novel=checklist.novel,
        ),
        actor=actor,
    )
    return checklist
