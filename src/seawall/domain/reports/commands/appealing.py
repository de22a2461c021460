"""The reporter objects to a decision; somebody else than who took it answers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking, moving, rating, sealing, triaging
from seawall.domain.reports.commands.rating import Rating
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import AppealDecided, DecisionAppealed
from seawall.domain.reports.models import Appeal, Decision, Report, Side
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.rules import deciding
from seawall.domain.reports.rules.calendar import add_business
from seawall.domain.reports.rules.deciding import CHANGING, DecisionKind, Outcome
from seawall.domain.reports.rules.reasons import ReasonCode
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.lib import clock, ids


@transaction.atomic
def appeal(
    public_id: str,
    decision_id: str,
    *,
    text: str,
    priority: int | None = None,
    cvss: str = "",
    actor: Actor,
) -> Appeal:
    """Object to a decision, once: with one's own rating where it is about severity.

    The clock of the answer is that of the programme, in business days of the report's brief.
    Raises NotFound, NotAllowed, Conflict (objected already, replaced, too late, final), Invalid.
    """
    report = locking.held(public_id, actor=actor)
    decision = _decision(report, decision_id, actor)
    if not policies.can_appeal(actor, report):
        raise NotAllowed(_("Only the reporter may object to this decision."))
    now = clock.now()
    _require_open_to_appeal(report, decision, now)
    text = sealing.take_out(report, text, field="appeal", actor=actor)
    judge = briefs.judge_of(report)
    is_rated = decision.kind == DecisionKind.SEVERITY
    own = rating.checked(report, judge, priority, cvss) if is_rated else None
    if own and own.priority == decision.after.get("priority") and not own.vector:
        raise Invalid(_("This is what was decided. State your own rating."), field="priority")
    words = rating.sentence(text, field="text", longest=deciding.LONGEST_TEXT)
    if not words:
        raise Invalid(_("Say in your words why the decision is wrong."), field="text")
    row = Appeal.objects.create(
        decision=decision,
        against_id=decision.made_by_id,
        priority=own.priority if own else None,
        cvss=own.vector if own else "",
        cvss_score=own.score if own else None,
        text=words,
        filed_at=now,
        filed_by_id=locking.person(actor),
        due_at=add_business(now, report.program.appeal_days, judge.calendar),
    )
    report.updated_at = now
    report.save(update_fields=["updated_at"])
    tell(
        report,
        DecisionAppealed(
            report=report.public_id,
            decision=decision.public_id,
            kind=decision.kind,
            priority=row.priority,
            due_at=row.due_at.isoformat(),
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def decide_appeal(
    public_id: str,
    decision_id: str,
    *,
    outcome: str,
    reason: str,
    priority: int | None = None,
    cvss: str = "",
    actor: Actor,
) -> Appeal:
    """Answer an objection, as somebody else than who took the decision.

    One that was right changes the report at once: severity gets a new final opinion (the
    reporter's own rating unless another is given), a ruling on scope is taken back by reopening.
    A reward is proposed anew by its own command. Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    report = locking.held(public_id, actor=actor)
    decision = _decision(report, decision_id, actor)
    row = Appeal.objects.select_for_update().filter(decision=decision).first()
    if row is None:
        raise NotFound
    if policies.took(actor, decision):
        raise NotAllowed(_("You took this decision; somebody else must answer the objection."))
    if not policies.can_decide_appeal(actor, report, decision):
        raise NotAllowed(_("Your role may not answer objections here."))
    if row.decided_at is not None:
        raise Conflict(_("This objection is answered already."), code="decided")
    word = deciding.outcome_named(outcome, decision.kind)
    reason = sealing.take_out(report, reason, field="appeal", actor=actor)
    words = rating.sentence(reason, longest=deciding.LONGEST_TEXT)
    if not words:
        raise Invalid(_("Explain the answer in a sentence; the reporter reads it."), field="reason")
    follows = _follow(report, decision, row, word, words, priority, cvss, actor)
    row.outcome, row.reason = word, words
    row.decided_at, row.decided_by_id = clock.now(), locking.person(actor)
    row.save(update_fields=["outcome", "reason", "decided_at", "decided_by"])
    tell(
        report,
        AppealDecided(
            report=report.public_id,
            decision=decision.public_id,
            kind=decision.kind,
            outcome=word,
            priority=follows.priority if follows else None,
        ),
        actor=actor,
    )
    return row


def _follow(
    report: Report,
    decision: Decision,
    row: Appeal,
    outcome: Outcome,
    reason: str,
    priority: int | None,
    cvss: str,
    actor: Actor,
) -> Rating | None:
    """What the outcome changes on the report; the rating that follows, if one does."""
    if outcome not in CHANGING:
        return None
    if decision.kind == DecisionKind.SCOPE and report.state == State.OUT_OF_SCOPE:
        moving.move_held(report, "reopen", actor, MoveInput(note=reason), follows_appeal=True)
    if decision.kind != DecisionKind.SEVERITY:
        return None
    if priority is None and not cvss.strip():
        if outcome is Outcome.PARTLY:
            raise Invalid(
                _("Say which priority follows where the objection is right in part."),
                field="priority",
            )
        priority, cvss = row.priority, row.cvss
    checked = rating.checked(report, briefs.judge_of(report), priority, cvss)
    triaging.rate_held(
        report,
        side=Side.FINAL,
        given=checked,
        code=ReasonCode.APPEAL_UPHELD,
        reason=reason,
        actor=actor,
        follows_appeal=True,
    )
    return checked


def _decision(report: Report, decision_id: str, actor: Actor) -> Decision:
    found = policies.visible_decisions(actor, report)
    row = found.filter(public_id=ids.normalize(decision_id)).first()
    if row is None:
        raise NotFound
    return row


def _require_open_to_appeal(report: Report, decision: Decision, now: datetime) -> None:
    if Appeal.objects.filter(decision=decision).exists():
        raise Conflict(_("You objected to this decision already."), code="appealed")
    if decision.follows_appeal:
        raise Conflict(_("This follows from an objection and is final."), code="final")
    if report.decisions.filter(kind=decision.kind, pk__gt=decision.pk).exists():
        raise Conflict(
            _("A newer decision replaced this one. Object to that one."), code="replaced"
        )
    if not deciding.in_time(decision.made_at, now):
        raise Conflict(_("A decision can be objected to for 90 days."), code="too_late")
