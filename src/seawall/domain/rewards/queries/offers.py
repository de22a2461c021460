"""What the brief that a report is pinned to offers for it."""

from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs.rules import rewards as table
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.briefs import pinned
from seawall.domain.reports.rules.content import OTHER_TARGET
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import policies
from seawall.domain.rewards.models import Award
from seawall.domain.rewards.rules.awarding import ELIGIBLE_STATES, AwardState, RewardRange
from seawall.lib import ids

COUNTED = (AwardState.PROPOSED, AwardState.APPROVED, AwardState.PAID)


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be proposed for a report, in minor units of `currency`.

    `range` is None where the table has no row for it. `awarded_minor` is what it has already,
    proposals included; `maximum_minor` (None: no maximum) is for all of it together.
    """

    report: str
    state: str
    priority: int | None
    target_group: str
    program_slug: str
    program_name: str
    brief_version: int
    currency: str
    range: RewardRange | None
    maximum_minor: int | None
    awarded_minor: int
    is_eligible: bool
    can_propose: bool


def offer(public_id: str, *, actor: Actor) -> Offer:
    """The offer for a report that the actor sees as a member of its team. Raises NotFound."""
    report = (
        report_policies.seen_by_team(actor)
        .select_related("program")
        .prefetch_related("collaborators")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if report is None or not policies.can_see_offer(actor, report):
        raise NotFound
    judge = pinned(report.brief_id or 0)
    return Offer(
        report=report.public_id,
        state=report.state,
        priority=report.priority,
        target_group=group_name(judge.brief, report.target_id),
        program_slug=report.program.slug,
        program_name=report.program.name,
        brief_version=judge.version,
        currency=judge.brief.currency,
        range=offered(report),
        maximum_minor=judge.brief.program_maximum_minor,
        awarded_minor=awarded_minor(report),
        is_eligible=State(report.state) in ELIGIBLE_STATES,
        can_propose=policies.can_propose(actor, report),
    )


def offered(report: Report) -> RewardRange | None:
    """The range of the pinned table for priority and target; None where nothing is paid."""
    if report.priority is None or report.brief_id is None:
        return None
    listed = report.target_id not in ("", OTHER_TARGET)
    found = table.reward_range(
        pinned(report.brief_id).brief,
        priority=report.priority,
        target_id=report.target_id if listed else None,
    )
    if found is None:
        return None
    return RewardRange(found.minimum_minor, found.maximum_minor)


def awarded_minor(report: Report) -> int:
    """What the report has: proposed, approved and paid, bounties and bonuses together."""
    sums = Award.objects.filter(report=report, state__in=COUNTED)
    return sum(sums.values_list("amount_minor", flat=True))


def group_name(brief: Brief, target_id: str) -> str:
    """The name of the group of the target; empty for a target without one."""
    target = brief.target(target_id)
    wanted = target.group if target else None
    return next((group.name for group in brief.groups if group.id == wanted), "")
