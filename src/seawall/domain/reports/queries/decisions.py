"""What was decided on a report and what the reporter said to it, for one reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from seawall.domain.actor import Actor
from seawall.domain.reports import policies
from seawall.domain.reports.models import Appeal, Decision, Report
from seawall.domain.reports.queries.parts import AppealEntry
from seawall.domain.reports.queries.revisions import person_of
from seawall.domain.reports.queries.rows import Person
from seawall.domain.reports.rules import deciding
from seawall.domain.reports.rules.workflow import Party
from seawall.domain.taxonomy.rules import cvss
from seawall.domain.taxonomy.rules.cvss import MetricChange
from seawall.lib import clock


@dataclass(frozen=True, slots=True)
class AppealView:
    """An objection. `changes` compares the reporter's vector with that of the decision.

    `outcome` is empty while it waits for an answer; then it `is_late` after `due_at`.
    """

    text: str
    priority: int | None
    cvss: str
    score: Decimal | None
    changes: tuple[MetricChange, ...]
    filed_at: datetime
    filed_by: Person
    due_at: datetime
    is_late: bool
    outcome: str
    reason: str
    decided_at: datetime | None
    decided_by: Person | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision. `before` and `after` are labels and numbers (models.Decision).

    `changes` is the difference by metric where both have a vector. `can_appeal` and `can_decide`
    are what this reader may do now; `is_own`: they took it, so somebody else answers.
    """

    public_id: str
    kind: str
    side: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changes: tuple[MetricChange, ...]
    reason_code: str
    reason: str
    made_at: datetime
    made_by: Person
    follows_appeal: bool
    appeal: AppealView | None
    can_appeal: bool
    can_decide: bool
    is_own: bool


def decisions_of(actor: Actor, report: Report) -> tuple[DecisionView, ...]:
    """The oldest first, in one statement, whatever their number."""
    rows = policies.visible_decisions(actor, report).select_related(
        "made_by", "appeal__filed_by", "appeal__decided_by"
    )
    found = list(rows.order_by("pk"))
    may_appeal = policies.can_appeal(actor, report)
    newest = {row.kind: row.pk for row in found}
    return tuple(
        _view(actor, report, row, may_appeal=may_appeal and newest[row.kind] == row.pk)
        for row in found
    )


def is_open_to_appeal(row: Decision) -> bool:
    """Whether the decision itself may still be objected to, if it is the newest of its kind."""
    in_time = deciding.in_time(row.made_at, clock.now())
    return _appeal_of(row) is None and not row.follows_appeal and in_time


def _view(actor: Actor, report: Report, row: Decision, *, may_appeal: bool) -> DecisionView:
    appeal = _appeal_of(row)
    waits = appeal is not None and appeal.decided_at is None
    return DecisionView(
        public_id=row.public_id,
        kind=row.kind,
        side=row.side,
        before=row.before,
        after=row.after,
        changes=_diff(row.before.get("cvss"), row.after.get("cvss")),
        reason_code=row.reason_code,
        reason=row.reason,
        made_at=row.made_at,
        made_by=person_of(row.made_by),
        follows_appeal=row.follows_appeal,
        appeal=appeal_view(appeal, row) if appeal else None,
        can_appeal=may_appeal and is_open_to_appeal(row),
        can_decide=waits and policies.can_decide_appeal(actor, report, row),
        is_own=policies.took(actor, row),
    )


def appeal_view(row: Appeal, decision: Decision) -> AppealView:
    """One objection beside its decision; asks nothing when the people were read with it."""
    return AppealView(
        text=row.text,
        priority=row.priority,
        cvss=row.cvss,
        score=row.cvss_score,
        changes=_diff(decision.after.get("cvss"), row.cvss),
        filed_at=row.filed_at,
        filed_by=person_of(row.filed_by),
        due_at=row.due_at,
        is_late=row.decided_at is None and row.due_at < clock.now(),
        outcome=row.outcome or "",
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=person_of(row.decided_by) if row.decided_by else None,
    )


def entries_of(found: Iterable[DecisionView]) -> Iterable[AppealEntry]:
    """What the timeline tells of objections to these decisions."""
    for one in found:
        appeal = one.appeal
        if appeal is None:
            continue
        yield AppealEntry(
            appeal.filed_at, appeal.filed_by, Party.REPORTER, one.public_id, one.kind,
            appeal.text, "",
        )  # fmt: skip
        if appeal.decided_at is not None and appeal.decided_by is not None:
            yield AppealEntry(
                appeal.decided_at, appeal.decided_by, Party.TEAM, one.public_id, one.kind,
                appeal.reason, appeal.outcome,
            )  # fmt: skip


def _appeal_of(row: Decision) -> Appeal | None:
    return getattr(row, "appeal", None)


def _diff(before: str | None, after: str | None) -> tuple[MetricChange, ...]:
    return cvss.metric_diff(before, after) if before and after else ()
