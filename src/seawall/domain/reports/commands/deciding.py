"""How decisions are kept beside what they change. A part of the commands that take them."""

from collections.abc import Mapping
from datetime import datetime

from seawall.domain.reports.models import Decision, Report, SeverityOpinion
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.domain.reports.rules.deciding import DecisionKind, ScopeReason
from seawall.domain.reports.rules.workflow import State
from seawall.lib import ids

# Labels and numbers only.
Values = Mapping[str, str | int | None]


def note_decision(
    report: Report,
    kind: DecisionKind,
    *,
    before: Values,
    after: Values,
    reason_code: str,
    reason: str,
    made_at: datetime,
    made_by_id: int,
    proposed_by_id: int | None = None,
    side: str = "",
    follows_appeal: bool = False,
) -> Decision:
    """Store one decision, in the transaction and told by the event of the command."""
    return Decision.objects.create(
        public_id=ids.public_id("D"),
        report=report,
        kind=kind,
        side=side,
        before=dict(before),
        after=dict(after),
        reason_code=reason_code,
        reason=reason,
        made_at=made_at,
        made_by_id=made_by_id,
        proposed_by_id=proposed_by_id,
        follows_appeal=follows_appeal,
    )


def note_rating(
    report: Report,
    opinion: SeverityOpinion,
    before: SeverityOpinion | None,
    *,
    follows_appeal: bool,
) -> None:
    """The same for an opinion of the team, compared with what it changes."""
    note_decision(
        report,
        DecisionKind.SEVERITY,
        before=_rated(before) if before else {},
        after=_rated(opinion),
        reason_code=opinion.reason_code,
        reason=opinion.reason,
        made_at=opinion.created_at,
        made_by_id=opinion.author_id,
        side=opinion.side,
        follows_appeal=follows_appeal,
    )


def note_scope(
    report: Report,
    judge: PinnedBrief,
    *,
    before: State,
    rule: str,
    note: str,
    made_at: datetime,
    made_by_id: int,
    follows_appeal: bool,
) -> None:
    """The same for a move that rules on scope; `report` is as it stands after it."""
    code = ScopeReason.RULING_TAKEN_BACK
    if rule:
        is_topic = judge.brief.exclusion(rule) is not None
        code = ScopeReason.EXCLUDED_TOPIC if is_topic else ScopeReason.TARGET_NOT_TAKEN
    note_decision(
        report,
        DecisionKind.SCOPE,
        before={"state": before.value},
        after={"state": str(report.state), "rule": rule, "brief_version": judge.version},
        reason_code=code,
        reason=note,
        made_at=made_at,
        made_by_id=made_by_id,
        follows_appeal=follows_appeal,
    )


def _rated(opinion: SeverityOpinion) -> Values:
    return {"priority": opinion.priority, "cvss": opinion.cvss}
