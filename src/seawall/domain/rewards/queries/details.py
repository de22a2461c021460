"""One award, with all that decides it and all that it did."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.leaks import policies as leak_policies
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import policies
from seawall.domain.rewards.models import Award
from seawall.domain.rewards.queries import sums
from seawall.domain.rewards.queries.awards import (
    AwardRow,
    brief_of,
    row_of,
    with_parts,
    without_names,
)
from seawall.domain.rewards.queries.shares import Part, parts_of
from seawall.domain.rewards.rules.awarding import (
    AWARD_MOVES,
    ELIGIBLE_LEAKS,
    ELIGIBLE_STATES,
    AwardState,
    RewardRange,
)
from seawall.lib import ids


@dataclass(frozen=True, slots=True)
class Posted:
    """One transaction of an award in the ledger; `reverses` names the one that it takes back."""

    public_id: str
    kind: str
    reverses: str
    at: datetime
    by: str
    reference: str
    note: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AwardDetail:
    """One award. `total_minor` is what its report or key has earned by now.

    Its payees read it without the range, the decision's note, the names of the team, the
    transactions and the parts of others. `needs_second_factor`: that alone is missing to pay.
    """

    row: AwardRow
    range: RewardRange | None
    maximum_minor: int | None
    total_minor: int
    reason: str
    decision_note: str
    parts: tuple[Part, ...]
    posted: tuple[Posted, ...]
    is_team: bool
    is_own_proposal: bool
    can_open_subject: bool
    can_approve: bool
    can_reject: bool
    can_reverse: bool
    can_pay: bool
    needs_second_factor: bool


def award(public_id: str, *, actor: Actor) -> AwardDetail:
    """One award. Raises NotFound for what the actor may not see."""
    found = with_parts(policies.visible_to(actor)).filter(public_id=ids.normalize(public_id))
    one = found.first()
    if one is None:
        raise NotFound
    if policies.is_seen_by_team(actor, one):
        return _for_team(one, actor)
    return _for_payee(one, actor)


def _for_team(one: Award, actor: Actor) -> AwardDetail:
    state = AwardState(one.state)
    decides = policies.can_decide(actor, one)
    payable = state in AWARD_MOVES["pay"][0]
    return AwardDetail(
        row=row_of(one, actor),
        range=_range(one),
        maximum_minor=brief_of(one.subject).program_maximum_minor,
        total_minor=sums.awarded_minor(one.subject),
        reason=one.reason,
        decision_note=one.decision_note,
        parts=parts_of(one),
        posted=_posted(one),
        is_team=True,
        is_own_proposal=one.proposed_by_id == actor.user_id,
        can_open_subject=_can_open(actor, one),
        can_approve=decides and state in AWARD_MOVES["approve"][0] and _is_eligible(one),
        can_reject=decides and state in AWARD_MOVES["reject"][0],
        can_reverse=decides and state in AWARD_MOVES["reverse"][0],
        can_pay=payable and policies.can_pay(actor, one),
        needs_second_factor=payable and policies.lacks_second_factor_to_pay(actor, one),
    )


def _for_payee(one: Award, actor: Actor) -> AwardDetail:
    return AwardDetail(
        row=without_names(row_of(one, actor)),
        range=None,
        maximum_minor=None,
        total_minor=sums.awarded_minor(one.subject),
        reason=one.reason,
        decision_note="",
        parts=tuple(part for part in parts_of(one) if part.user_id == actor.user_id),
        posted=(),
        is_team=False,
        is_own_proposal=False,
        can_open_subject=_can_open(actor, one),
        can_approve=False,
        can_reject=False,
        can_reverse=False,
        can_pay=False,
        needs_second_factor=False,
    )


def _is_eligible(one: Award) -> bool:
    if one.report is not None:
        return State(one.report.state) in ELIGIBLE_STATES
    return LeakState(one.subject.state) in ELIGIBLE_LEAKS


def _can_open(actor: Actor, one: Award) -> bool:
    if one.report is not None:
        return report_policies.can_view(actor, one.report)
    return leak_policies.visible_to(actor).filter(public_id=one.leak_name).exists()


def _range(one: Award) -> RewardRange | None:
    if one.range_minimum_minor is None or one.range_maximum_minor is None:
        return None
    return RewardRange(one.range_minimum_minor, one.range_maximum_minor)


def _posted(one: Award) -> tuple[Posted, ...]:
    rows = (
        one.transactions.select_related("posted_by", "reverses")
        .prefetch_related("entries")
        .order_by("pk")
    )
    return tuple(
        Posted(
            public_id=row.public_id,
            kind=row.kind,
            reverses=row.reverses.public_id if row.reverses else "",
            at=row.posted_at,
            by=row.posted_by.handle,
            reference=row.reference,
            note=row.note,
            amount_minor=sum(max(entry.amount_minor, 0) for entry in row.entries.all()),
        )
        for row in rows
    )
